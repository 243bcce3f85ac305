//! Arguments, environment and clock into settings, read once.
//!
//! Does not belong here: reading content or data.
#![expect(clippy::disallowed_methods, reason = "the one place that reads the environment and the clock")]

use std::path::PathBuf;

use jiff::civil::{Date, DateTime};

use crate::domain::layout::{Detail, Reader, Symbols};
use crate::domain::library::Library;
use crate::report::Failure;
use crate::store::paths::{Overrides, Places};

use crate::tui::terminal::Multiplexer;

use super::args::Globals;

/// Minutes without a key after which the screen is covered, if nothing is given.
const IDLE_MINUTES: u16 = 10;

/// What every command needs to know.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Folders of content over the built-in, first to last.
    pub content: Vec<PathBuf>,
    /// Whether the built-in content is left out.
    pub only_content: bool,
    /// Where things are.
    pub places: Places,
    /// Today's civil date.
    pub today: Date,
    /// Today's date, if the user gave it; the UI follows the clock otherwise.
    pub given_today: Option<Date>,
    /// Minutes without a key after which the screen is covered; 0 for never.
    pub idle_minutes: u16,
    /// Days after which a finished case is offered for deletion, and an unfinished one is asked about.
    pub keep_days: u32,
    /// What stands between the program and the terminal.
    pub multiplexer: Multiplexer,
    /// Whether colours may be used.
    pub color: bool,
    /// Which characters are drawn.
    pub symbols: Symbols,
    /// Where a passphrase comes from.
    pub passphrase: PassphraseSource,
    /// Whether standard input and output are a terminal that can show the UI.
    pub is_terminal: bool,
    /// Columns of the terminal, for printed text.
    pub width_cols: usize,
}

/// Where the passphrase of the cases comes from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PassphraseSource {
    /// The file that has it.
    pub file: Option<PathBuf>,
    /// The file that has the one to be taken instead.
    pub new_file: Option<PathBuf>,
    /// Whether there is a terminal on which to ask.
    pub can_ask: bool,
}

impl Settings {
    /// Returns what laying out text to be printed needs: all of it, for the terminal's width.
    #[must_use]
    pub fn reader<'a>(&self, library: &'a Library) -> Reader<'a> {
        Reader {
            library,
            today: self.today,
            width_cols: self.width_cols,
            symbols: self.symbols,
            detail: Detail::Full,
            worked: None,
        }
    }

    /// Whether there is no content but the built-in.
    #[must_use]
    pub fn has_built_in_only(&self) -> bool {
        self.content.is_empty() && !self.only_content
    }

    /// Reads the environment and the clock.
    ///
    /// # Errors
    ///
    /// [`Failure`] for a date that is none, a content folder that is not there, or a missing home folder.
    pub fn read(args: &Globals) -> Result<Self, Failure> {
        use std::io::IsTerminal as _;
        let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
        let overrides = Overrides {
            data: args.data.clone().or_else(|| variable("CALLCARD_DATA").map(PathBuf::from)),
            cache: args.cache.clone().or_else(|| variable("CALLCARD_CACHE").map(PathBuf::from)),
        };
        let places =
            Places::resolve(&overrides).map_err(|error| Failure::environment(error.to_string(), "set HOME, or give --data and --cache"))?;
        let mut content = Vec::new();
        if args.only_content.is_none() {
            content.extend(places.config_content.iter().filter(|folder| folder.is_dir()).cloned());
            if let Some(list) = variable("CALLCARD_CONTENT") {
                content.extend(std::env::split_paths(&list));
            }
            content.extend(args.content.iter().cloned());
        }
        content.extend(args.only_content.iter().cloned());
        if let Some(absent) = content.iter().find(|folder| !folder.is_dir()) {
            return Err(Failure::usage(
                format!("there is no folder {}", absent.display()),
                "check --content, --only-content and CALLCARD_CONTENT",
            ));
        }
        let given_today = given_today(args)?;
        let is_dumb = std::env::var("TERM").is_ok_and(|term| term == "dumb");
        let is_output = std::io::stdout().is_terminal();
        Ok(Self {
            content,
            only_content: args.only_content.is_some(),
            places,
            today: given_today.unwrap_or_else(|| now().date()),
            given_today,
            idle_minutes: idle_minutes(args)?,
            keep_days: keep_days(args)?,
            multiplexer: if variable("TMUX").is_some() {
                Multiplexer::Tmux
            } else {
                Multiplexer::None
            },
            color: !args.no_color && variable("NO_COLOR").is_none() && !is_dumb && is_output,
            symbols: if args.ascii { Symbols::Ascii } else { Symbols::Unicode },
            passphrase: PassphraseSource {
                file: variable("CALLCARD_PASSPHRASE_FILE").map(PathBuf::from),
                new_file: variable("CALLCARD_NEW_PASSPHRASE_FILE").map(PathBuf::from),
                can_ask: std::io::stdin().is_terminal() && std::io::stderr().is_terminal(),
            },
            is_terminal: is_output && std::io::stdin().is_terminal() && !is_dumb,
            width_cols: if is_output { terminal_width().unwrap_or(80).min(100) } else { 80 },
        })
    }
}

fn given_today(args: &Globals) -> Result<Option<Date>, Failure> {
    let given = args
        .today
        .clone()
        .or_else(|| std::env::var("CALLCARD_TODAY").ok().filter(|text| !text.is_empty()));
    given
        .map(|text| {
            text.parse()
                .map_err(|_| Failure::usage(format!("`{text}` is no day"), "write it as 2026-11-21 (--today, CALLCARD_TODAY)"))
        })
        .transpose()
}

fn idle_minutes(args: &Globals) -> Result<u16, Failure> {
    let given = std::env::var("CALLCARD_IDLE_MINUTES").ok().filter(|text| !text.is_empty());
    match (args.idle_minutes, given) {
        (Some(minutes), _) => Ok(minutes),
        (None, None) => Ok(IDLE_MINUTES),
        (None, Some(text)) => text.trim().parse().map_err(|_| {
            Failure::usage(
                format!("`{text}` is no number of minutes (CALLCARD_IDLE_MINUTES)"),
                "write it as 10, or 0 so that the screen is never covered by itself",
            )
        }),
    }
}

/// How long a finished case is kept unless it is said otherwise.
const KEEP_DAYS: u32 = 30;

fn keep_days(args: &Globals) -> Result<u32, Failure> {
    let given = std::env::var("CALLCARD_KEEP_DAYS").ok().filter(|text| !text.is_empty());
    match (args.keep_days, given) {
        (Some(days), _) => Ok(days),
        (None, None) => Ok(KEEP_DAYS),
        (None, Some(text)) => text
            .trim()
            .parse()
            .map_err(|_| Failure::usage(format!("`{text}` is no number of days (CALLCARD_KEEP_DAYS)"), "write it as 30")),
    }
}

/// Returns the local civil time.
#[must_use]
pub fn now() -> DateTime {
    jiff::Zoned::now().datetime()
}

fn terminal_width() -> Option<usize> {
    ratatui::crossterm::terminal::size().ok().map(|(width, _)| usize::from(width))
}
