//! A run: one checklist being stepped through, as a log of marks and what follows from it.
//!
//! The log only grows; undo is a mark too. What is shown is worked out anew from the log and the checklist.
//! Does not belong here: saving, drawing, the clock (times come in as values).

mod calls;
mod days;
mod deferral;
mod due;
mod earnings;
mod evaluate;
#[cfg(test)]
mod evaluate_tests;
mod facts;
mod log;
mod renew;
mod value;

pub use calls::{Call, CallPhase, calls, running_call};
pub use days::{DAY_NEEDED, Lean, find_day, read_day};
pub use deferral::{Deferral, until_checklist};
pub use due::{Due, dates, nearest_due};
pub use earnings::{Earnings, read_earnings};
pub use evaluate::{ItemState, Progress, RunView, View, evaluate};
pub use facts::{KnownFact, answered_differently, differing_words, known_facts, offered};
pub use log::{Mark, RunEntry, RunLog, Settled};
pub use renew::{Renewal, renew, same_steps};
pub use value::{AnswerProblem, read_answer, read_step, show_answer};
