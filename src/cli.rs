//! The command line: what was typed, the settings it gives, and one file for each command.
//!
//! Does not belong here: rules of the domain, drawing.

pub mod args;
pub mod command;
pub mod crash;
pub mod library;
pub mod line;
pub mod live;
pub mod manuals;
pub mod passphrase;
pub mod search_index;
pub mod settings;
pub mod world;

use clap::CommandFactory as _;

use crate::report::{Exit, Failure};

use args::{Args, Command};
use settings::Settings;

/// Runs the program with the process's arguments and returns how it ends.
#[must_use]
pub fn run() -> Exit {
    crash::report_crashes();
    crate::store::modes::close_to_others();
    crate::store::limits::take_limit_as_error();
    let words: Vec<std::ffi::OsString> = std::env::args_os().collect();
    let args = match line::read(&words) {
        Ok(args) => args,
        Err(error) => {
            let is_question = !error.use_stderr();
            let _ = error.print();
            return if is_question { Exit::Done } else { Exit::Usage };
        }
    };
    match dispatch(&args) {
        Ok(exit) => exit,
        Err(failure) => {
            command::complain(&failure.lines());
            failure.exit
        }
    }
}

fn dispatch(args: &Args) -> Result<Exit, Failure> {
    if let Some(Command::Completions { shell }) = &args.command {
        let mut out = Vec::new();
        clap_complete::generate(*shell, &mut Args::command(), "callcard", &mut out);
        return command::print(&String::from_utf8_lossy(&out));
    }
    let settings = Settings::read(&args.globals)?;
    match &args.command {
        Some(Command::Check(check)) => command::check::run(&settings, check),
        Some(Command::Review(review)) => command::review::run(&settings, review),
        Some(Command::Import(import)) => command::import::run(&settings, import),
        Some(Command::New(new)) => command::new::run(&settings, new),
        Some(Command::Show(show)) => command::show::run(&settings, show),
        Some(Command::List(list)) => command::list::run(&settings, list),
        Some(Command::Date(date)) => command::date::run(&settings, date),
        Some(Command::Figure(figure)) => command::figure::run(&settings, figure),
        Some(Command::Word(word)) => command::word::run(&settings, word),
        Some(Command::Walk(walk)) => command::walk::run(&settings, walk),
        Some(Command::Due(due)) => command::due::run(&settings, due),
        Some(Command::Cases(cases)) => command::cases::run(&settings, cases),
        Some(Command::Search(search)) => command::search::run(&settings, search),
        Some(Command::Index(index)) => command::index::run(&settings, index),
        Some(Command::Doctor { json }) => command::doctor::run(&settings, *json),
        Some(Command::Run {
            checklist, scratch: true, ..
        }) => command::open::run_scratch(&settings, checklist),
        Some(Command::Run { checklist, case, .. }) => command::open::run_checklist(&settings, checklist, case.as_deref()),
        Some(Command::Open { words }) => command::open::open(&settings, words),
        None | Some(Command::Completions { .. }) => command::open::open(&settings, &[]),
    }
}
