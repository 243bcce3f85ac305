//! Phone calls in a run: when each began, how long it was on hold and how long somebody talked.
//!
//! Worked out from marks, so that a kill in the middle of a call loses nothing of it. Does not belong here: the clock on
//! the screen, the record of a contact.

use jiff::ToSpan as _;
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

use super::log::{Mark, RunLog};

/// What a call is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CallPhase {
    /// Waiting for somebody.
    Hold,
    /// Somebody is on the line.
    Talk,
    /// Hung up.
    Over,
}

/// One call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// When it began, local time.
    pub began: DateTime,
    /// What it is doing since `since`.
    pub phase: CallPhase,
    /// When that began.
    pub since: DateTime,
    /// Number of the entry that began it.
    pub first_entry: usize,
    hold_seconds: i64,
    talk_seconds: i64,
}

impl Call {
    /// Returns the seconds on hold and of talk up to `now`.
    #[must_use]
    pub fn seconds(&self, now: DateTime) -> (i64, i64) {
        let running = seconds_between(self.since, now);
        match self.phase {
            CallPhase::Hold => (self.hold_seconds + running, self.talk_seconds),
            CallPhase::Talk => (self.hold_seconds, self.talk_seconds + running),
            CallPhase::Over => (self.hold_seconds, self.talk_seconds),
        }
    }

    /// Returns the minutes on hold and of talk up to `now`, rounded to the nearest.
    #[must_use]
    pub fn minutes(&self, now: DateTime) -> (i64, i64) {
        let (hold, talk) = self.seconds(now);
        ((hold + 30) / 60, (talk + 30) / 60)
    }
}

/// Returns the calls of a run, oldest first. Only the last can still be going on.
#[must_use]
pub fn calls(log: &RunLog) -> Vec<Call> {
    let mut calls: Vec<Call> = Vec::new();
    for (entry_idx, entry) in log.entries.iter().enumerate() {
        let Mark::Call { phase, minutes_before } = entry.mark else {
            continue;
        };
        let from = entry.at.checked_sub(i64::from(minutes_before).minutes()).unwrap_or(entry.at);
        match calls.last_mut().filter(|call| call.phase != CallPhase::Over) {
            Some(call) => {
                // A phase cannot have begun before the one that it follows.
                let from = from.max(call.since);
                (call.hold_seconds, call.talk_seconds) = call.seconds(from);
                (call.phase, call.since) = (phase, from);
            }
            None if phase == CallPhase::Over => {}
            None => calls.push(Call {
                began: from,
                phase,
                since: from,
                first_entry: entry_idx,
                hold_seconds: 0,
                talk_seconds: 0,
            }),
        }
    }
    calls
}

/// Returns the call that is going on.
#[must_use]
pub fn running_call(log: &RunLog) -> Option<Call> {
    calls(log).pop().filter(|call| call.phase != CallPhase::Over)
}

/// Never less than nothing: a clock that was set back does not take time away.
fn seconds_between(from: DateTime, to: DateTime) -> i64 {
    to.duration_since(from).as_secs().max(0)
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, datetime};

    use super::*;

    fn log(marks: &[(i8, CallPhase, u32)]) -> RunLog {
        let mut log = RunLog::default();
        for (minute, phase, minutes_before) in marks {
            log.push(
                date(2026, 11, 21).at(10, *minute, 0, 0),
                Mark::Call {
                    phase: *phase,
                    minutes_before: *minutes_before,
                },
            );
        }
        log
    }

    fn at(minute: i8) -> DateTime {
        datetime(2026, 11, 21, 10, minute, 0, 0)
    }

    #[test]
    fn hold_and_talk_are_counted_apart() {
        use CallPhase::{Hold, Over, Talk};
        let log = log(&[(0, Hold, 0), (40, Talk, 0), (45, Hold, 0), (47, Talk, 0), (50, Over, 0)]);
        let calls = calls(&log);
        assert_eq!(calls.len(), 1);
        assert_eq!(calls[0].minutes(at(59)), (42, 8), "the clock has stopped");
        assert_eq!(running_call(&log), None);
    }

    #[test]
    fn a_clock_started_late_counts_from_when_the_call_began() {
        let log = log(&[(20, CallPhase::Hold, 14)]);
        let call = running_call(&log).expect("a call");
        assert_eq!((call.began, call.minutes(at(26))), (at(6), (20, 0)));
    }

    #[test]
    fn a_phase_said_late_takes_its_minutes_from_the_one_before_and_no_more() {
        use CallPhase::{Hold, Talk};
        let call = running_call(&log(&[(0, Hold, 0), (10, Talk, 4)])).expect("a call");
        assert_eq!(call.minutes(at(10)), (6, 4));
        let call = running_call(&log(&[(0, Hold, 0), (10, Talk, 40)])).expect("a call");
        assert_eq!(call.minutes(at(10)), (0, 10));
    }

    #[test]
    fn a_clock_set_back_takes_nothing_away() {
        let call = running_call(&log(&[(30, CallPhase::Talk, 0)])).expect("a call");
        assert_eq!(call.seconds(at(10)), (0, 0));
    }

    #[test]
    fn hanging_up_without_a_call_is_no_call() {
        assert_eq!(calls(&log(&[(0, CallPhase::Over, 0)])), []);
    }
}
