//! The record of a run for a case file: as Markdown and as plain text, with its letters. The same input gives the same bytes.
//!
//! A finished run is worked out as of the day on which it ended, so that an export of later years says the same.
//! Does not belong here: reading runs, writing files, the blank form (`blank`).

mod history;
mod letter;
mod sources;
mod writer;

use jiff::civil::{Date, DateTime};

use super::checklist::{Checklist, Item};
use super::library::Library;
use super::rules::{Computed, Holds, RuleContext, find_rule};
use super::run::{ItemState, Progress, RunLog, RunView, View, evaluate, show_answer};
use sources::Sources;
use writer::Writer;

pub use letter::fill_letter;

/// In which form a record is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// Markdown.
    Markdown,
    /// Plain text, one thing a line.
    Text,
}

/// A run to be written out.
#[derive(Debug, Clone, Copy)]
pub struct RunRecord<'a> {
    /// Reference of its case.
    pub case_reference: &'a str,
    /// Its number.
    pub run: i64,
    /// Local time.
    pub started: DateTime,
    /// Local time at which its end was reached.
    pub finished: Option<DateTime>,
    /// Date of the content that it stands on; may be empty.
    pub content_date: &'a str,
    /// Fingerprint of the checklist's text; may be empty.
    pub fingerprint: &'a str,
    /// The checklist, read from the text that the run began with.
    pub checklist: &'a Checklist,
    /// Everything done in it.
    pub log: &'a RunLog,
}

/// A case to be written out.
#[derive(Debug, Clone, Copy)]
pub struct CaseRecord<'a> {
    /// Its reference.
    pub reference: &'a str,
    /// Local time.
    pub created: DateTime,
    /// Local time at which it was closed.
    pub closed: Option<DateTime>,
    /// Its runs, oldest first.
    pub runs: &'a [RunRecord<'a>],
}

impl RunRecord<'_> {
    /// Returns the day as of which the run is worked out: the day it ended, or else `today`.
    #[must_use]
    pub fn as_of(&self, today: Date) -> Date {
        self.finished.map_or(today, DateTime::date)
    }
}

/// Writes out a case with all its runs.
#[must_use]
pub fn export_case(case: &CaseRecord<'_>, library: &Library, today: Date, form: Form) -> String {
    let mut writer = Writer::new(form);
    writer.heading(1, &format!("Case {}", case.reference));
    writer.fact("Opened", &time_words(case.created));
    if let Some(closed) = case.closed {
        writer.fact("Closed", &time_words(closed));
    }
    writer.fact("Runs", &case.runs.len().to_string());
    let mut out = writer.finish();
    for run in case.runs {
        out.push_str(match form {
            Form::Markdown => "\n---\n\n",
            Form::Text => "\n\n",
        });
        out.push_str(&export_run(run, library, today, form));
    }
    out
}

/// Writes out a run: what was answered and when, the computed dates with their traces, what is open, the sources, the letters.
#[must_use]
pub fn export_run(record: &RunRecord<'_>, library: &Library, today: Date, form: Form) -> String {
    let context = RuleContext {
        today: record.as_of(today),
        closed_days: &library.closed_days,
        figures: &library.figures,
    };
    let view = evaluate(record.checklist, record.log, &context);
    let mut export = Export {
        record,
        view: &view,
        library,
        sources: Sources::default(),
        writer: Writer::new(form),
    };
    export.head(context.today);
    export.outcome();
    export.still_open();
    export.chunks();
    export.computed();
    history::write(&mut export.writer, record.checklist, record.log);
    export.sources.write(&mut export.writer, library);
    export.letters();
    export.writer.finish()
}

/// Writes out what was done in a run whose checklist can no longer be read: every entry, oldest first.
#[must_use]
pub fn export_log(title: &str, case_reference: &str, log: &RunLog, form: Form) -> String {
    let mut writer = Writer::new(form);
    writer.heading(1, title);
    writer.fact("Case", case_reference);
    writer.paragraph("The checklist's text could not be read. This is everything that was done, in order.");
    history::write_all(&mut writer, log);
    writer.finish()
}

struct Export<'a> {
    record: &'a RunRecord<'a>,
    view: &'a RunView<'a>,
    library: &'a Library,
    sources: Sources,
    writer: Writer,
}

impl Export<'_> {
    fn head(&mut self, as_of: Date) {
        let record = self.record;
        let writer = &mut self.writer;
        writer.heading(1, &record.checklist.head.title);
        writer.fact("Case", record.case_reference);
        writer.fact("Run", &record.run.to_string());
        if let Some(side) = self.view.value("side", None) {
            writer.fact("Asked by", &side);
        }
        writer.fact("Started", &time_words(record.started));
        match record.finished {
            Some(finished) => writer.fact("Finished", &time_words(finished)),
            None => writer.fact("Finished", "not finished"),
        }
        if !record.content_date.is_empty() {
            writer.fact("Content of", record.content_date);
        }
        if !record.fingerprint.is_empty() {
            writer.fact("Checklist text", record.fingerprint);
        }
        writer.fact("Worked out as of", &day_words(as_of));
        let progress = match self.view.progress {
            Progress::UnderWay => "under way",
            Progress::CompleteExceptDeferred => "complete except deferred",
            Progress::Complete => "complete",
        };
        let counts = format!(
            "{progress}: {} of {} steps settled, {} deferred",
            self.view.settled_count, self.view.applicable_count, self.view.deferred_count
        );
        writer.fact("Progress", &counts);
    }

    fn outcome(&mut self) {
        self.writer.heading(2, "Outcome");
        let Some(end) = self.view.end else {
            self.writer.paragraph("No outcome yet.");
            return;
        };
        if self.view.progress == Progress::UnderWay {
            self.writer.paragraph("So far, with steps still open:");
        }
        if let Some(outcome) = self.record.checklist.find_outcome(&end.outcome) {
            self.writer.paragraph(&outcome.sentence);
        }
        self.writer.paragraph(&format!("Reached by: {} ({})", end.words, end.outcome));
        if let Some(next) = &end.goto {
            let title = self.library.find(next).map_or(next.as_str(), |entry| entry.head().title.as_str());
            self.writer.paragraph(&format!("Next checklist: {title} ({next})"));
        }
    }

    fn still_open(&mut self) {
        let mut lines = Vec::new();
        for view in &self.view.items {
            let tail = match (view.item, &view.state) {
                (Item::Step(_), ItemState::Open) => "open".to_owned(),
                (Item::Step(_), ItemState::Waiting(steps)) => format!("may apply; {}", self.waits_for(steps)),
                (Item::Step(_), ItemState::Deferred(until)) => format!("deferred until {}", self.writer.escaped(until)),
                (Item::Compute(_), ItemState::NotComputed(steps)) => self.waits_for(steps),
                _ => continue,
            };
            lines.push(format!("{} {} ({tail})", view.state.mark(), view.words));
        }
        if lines.is_empty() {
            return;
        }
        self.writer.heading(2, "Still open");
        for line in lines {
            self.writer.item(&line);
        }
    }

    fn chunks(&mut self) {
        let mut chunk_idx = usize::MAX;
        let settled = self.record.log.settled();
        let notes = self.record.log.notes();
        for view in &self.view.items {
            if matches!(view.item, Item::End(_)) {
                continue;
            }
            if view.chunk_idx != chunk_idx {
                chunk_idx = view.chunk_idx;
                let chunk = self.record.checklist.chunks.get(chunk_idx);
                self.writer.heading(2, chunk.map_or("", |chunk| chunk.heading.as_str()));
            }
            let mut line = self.line(view);
            if let Item::Step(step) = view.item
                && !matches!(view.state, ItemState::NotApplicable(_) | ItemState::AfterEnd(_))
            {
                let at = settled.get(step.id.as_str()).map(|settled| self.short_time(settled.at));
                let numbers = self.sources.numbers_of_step(step, self.library);
                for extra in at.into_iter().chain(numbers) {
                    line.push_str(&format!("; {extra}"));
                }
            }
            line.push(')');
            self.writer.item(&line);
            if let Some(note) = notes.get(view.item.id()) {
                self.writer.note(note);
            }
        }
    }

    /// Returns mark, words, value and state of an item, up to a closing bracket that is still to come.
    fn line(&self, view: &View<'_>) -> String {
        let mut line = format!("{} {}", view.state.mark(), view.words);
        let word = view.state.word();
        let tail = match &view.state {
            ItemState::Done { value, by } => {
                let shown = match view.item {
                    Item::Step(step) => show_answer(&step.ask, value),
                    _ => value.clone(),
                };
                if value != "done" {
                    self.push_value(&mut line, &shown);
                }
                match by {
                    Some(by) => format!("{word}, follows from: {}", self.words_of(by)),
                    None => word.to_owned(),
                }
            }
            ItemState::NotApplicable(reasons) => format!("{word}{}", self.because(reasons)),
            ItemState::AfterEnd(end) => format!("{word}, comes after the end: {}", self.words_of(end)),
            ItemState::Waiting(steps) => format!("may apply; {}", self.waits_for(steps)),
            ItemState::Deferred(until) => format!("{word} until {}", self.writer.escaped(until)),
            ItemState::Overridden(reason) => format!("{word}: {}", self.writer.escaped(reason)),
            ItemState::Refused(by) => format!("{word}: {}", self.writer.escaped(by)),
            ItemState::NotComputed(steps) => self.waits_for(steps),
            ItemState::CannotCompute(why) => format!("{word}: {}", self.writer.escaped(why)),
            ItemState::Computed(computed) => {
                if let Item::Compute(compute) = view.item {
                    self.push_value(&mut line, &main_words(&compute.rule, computed));
                }
                word.to_owned()
            }
            ItemState::Open | ItemState::Reached => word.to_owned(),
        };
        format!("{line} ({tail}")
    }

    /// Returns the time alone for the day on which the run began, else day and time.
    fn short_time(&self, at: DateTime) -> String {
        if at.date() == self.record.started.date() {
            at.strftime("%H:%M").to_string()
        } else {
            time_words(at)
        }
    }

    fn push_value(&self, line: &mut String, value: &str) {
        let sign = if line.ends_with([':', '?']) { " " } else { ": " };
        line.push_str(&format!("{sign}{}", self.writer.strong(value)));
    }

    fn because(&self, reasons: &[(String, String)]) -> String {
        let reasons: Vec<String> = reasons
            .iter()
            .map(|(subject, value)| {
                let id = subject.split_once('.').map_or(subject.as_str(), |(id, _)| id);
                let shown = match self.view.find(id).map(|view| view.item) {
                    Some(Item::Step(step)) => show_answer(&step.ask, value),
                    _ => value.clone(),
                };
                format!("\"{}\" is {}", self.words_of(id), self.writer.escaped(&shown))
            })
            .collect();
        if reasons.is_empty() {
            String::new()
        } else {
            format!(", because {}", reasons.join(" and "))
        }
    }

    fn waits_for(&self, steps: &[String]) -> String {
        let words: Vec<String> = steps.iter().map(|id| format!("\"{}\"", self.words_of(id))).collect();
        format!("waits for {}", words.join(" and "))
    }

    fn words_of(&self, id: &str) -> String {
        self.view.find(id).map_or_else(|| id.to_owned(), |view| view.words.to_owned())
    }

    fn computed(&mut self) {
        let mut is_first = true;
        for view in &self.view.items {
            let (Item::Compute(compute), ItemState::Computed(computed)) = (view.item, &view.state) else {
                continue;
            };
            if std::mem::take(&mut is_first) {
                self.writer.heading(2, "How dates and amounts were worked out");
            }
            self.writer.heading(3, view.words);
            for (name, value) in &computed.results {
                let shown = value.as_deref().map_or_else(
                    || "none".to_owned(),
                    |value| show_result(find_rule(&compute.rule).and_then(|rule| rule.result(name)), value),
                );
                self.writer.fact(&name.replace('_', " "), &shown);
            }
            if let Some(work_to) = &computed.work_to {
                let main = find_rule(&compute.rule)
                    .and_then(|rule| rule.results.first())
                    .map(|(_, holds)| *holds);
                self.writer.fact("work to", &show_result(main, work_to));
            }
            for step in &computed.trace {
                let cite = self.citations(&step.cite);
                self.writer.item(&format!("{}: {} ({cite})", step.step, step.value));
            }
            for other in &computed.arguable {
                let cite = self.citations(&other.cite);
                self.writer
                    .item(&format!("Arguable, not to be planned on: {}. {} ({cite})", other.value, other.why));
            }
            for caution in &computed.caution {
                self.writer.item(&format!("Caution: {caution}"));
            }
            for source in &computed.cite {
                self.sources.number(source, None);
            }
        }
    }

    /// Returns what to quote for a trace's authority: a source section, several with `;` between, or a law.
    fn citations(&self, cite: &str) -> String {
        cite.split("; ")
            .map(|part| self.library.citation(part))
            .collect::<Vec<_>>()
            .join("; ")
    }

    fn letters(&mut self) {
        for letter in &self.record.checklist.letters {
            self.writer.heading(2, &letter.heading);
            let text = fill_letter(letter, self.record.checklist, self.view);
            self.writer.block(&text);
        }
    }
}

/// Returns the main result in words, with the day to work to where that is another.
fn main_words(rule: &str, computed: &Computed) -> String {
    let holds = find_rule(rule).and_then(|rule| rule.results.first()).map(|(_, holds)| *holds);
    let main = computed
        .value(None)
        .map_or_else(|| "none".to_owned(), |value| show_result(holds, value));
    match &computed.work_to {
        Some(work_to) => format!("{main}; work to {}", show_result(holds, work_to)),
        None => main,
    }
}

/// Returns a result of a rule in words.
#[must_use]
pub fn show_result(holds: Option<Holds>, value: &str) -> String {
    use super::checklist::Ask;
    match holds {
        Some(Holds::Date) => show_answer(&Ask::Date, value),
        Some(Holds::Amount) => show_answer(&Ask::Amount, value),
        Some(Holds::Months) => show_answer(&Ask::Months, value),
        _ => value.to_owned(),
    }
}

fn time_words(at: DateTime) -> String {
    at.strftime("%a %-d %b %Y, %H:%M").to_string()
}

fn day_words(day: Date) -> String {
    day.strftime("%a %-d %b %Y").to_string()
}

#[cfg(test)]
mod tests;
