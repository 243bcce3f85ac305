//! A run: one checklist being stepped through, as a log of marks and what follows from it.
//!
//! The log only grows; undo is a mark too. What is shown is worked out anew from the log and the checklist.
//! Does not belong here: saving, drawing, the clock (times come in as values).

mod evaluate;
mod log;
mod renew;
mod value;

pub use evaluate::{ItemState, Progress, RunView, View, evaluate};
pub use log::{Mark, RunEntry, RunLog, Settled};
pub use renew::{Renewal, renew, same_steps};
pub use value::{AnswerProblem, read_answer, show_answer};
