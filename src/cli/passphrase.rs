//! The passphrase of the cases: from the file that the environment names, or asked for on the terminal.
//!
//! Asked for once, and only if there is a database and it is sealed. Does not belong here: keys of the terminal
//! (`tui::secret`), what is sealed (`store`).

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::sync::Arc;

use zeroize::Zeroizing;

use crate::report::Failure;
use crate::store::content;
use crate::store::error::StoreError;
use crate::store::runs::{DatabaseKey, LockedDatabase};
use crate::tui::secret::SecretPrompt;

use super::command::cases::failure;
use super::settings::Settings;

/// How often to ask.
const TRIES: usize = 3;

/// Most bytes of the first line of a file.
const MOST_BYTES: u64 = 64 << 10;

/// Returns the key of the cases if they are sealed; asks for the passphrase if no file has it.
///
/// # Errors
///
/// [`Failure`] if there is nobody to ask, the passphrase is wrong, or the key is damaged.
pub fn unlock(settings: &Settings) -> Result<Option<Arc<DatabaseKey>>, Failure> {
    let locked = LockedDatabase::find(&settings.places.database());
    locked.map(|locked| unlock_found(settings, &locked)).transpose()
}

/// Returns the key of a sealed database.
///
/// # Errors
///
/// As [`unlock`].
pub fn unlock_found(settings: &Settings, locked: &LockedDatabase) -> Result<Arc<DatabaseKey>, Failure> {
    // A damaged key is no reason to ask.
    locked.check_key().map_err(|error| failure(&error))?;
    if let Some(file) = &settings.passphrase.file {
        return locked.unlock(&first_line(file)?).map_err(|error| failure(&error));
    }
    if !settings.passphrase.can_ask {
        return Err(Failure::usage(
            "the cases are encrypted, and there is no terminal on which to ask for the passphrase",
            "set CALLCARD_PASSPHRASE_FILE to the name of a file whose first line is the passphrase",
        ));
    }
    let mut prompt = SecretPrompt::begin().map_err(|error| no_terminal(&error))?;
    for left in (0..TRIES).rev() {
        let typed = ask(&mut prompt, "Passphrase of your cases (it is not shown): ")?;
        match locked.unlock(&typed) {
            Ok(key) => return Ok(key),
            Err(StoreError::WrongPassphrase { .. }) if left > 0 => {
                let say = prompt.say("That is not the passphrase. Try again.");
                say.map_err(|error| no_terminal(&error))?;
            }
            Err(error) => return Err(failure(&error)),
        }
    }
    Err(Failure::usage("no passphrase was given", GIVE))
}

/// Where a new passphrase comes from.
#[derive(Debug, Clone, Copy)]
pub struct Chosen<'a> {
    /// The file that has it; asked for if there is none.
    pub file: Option<&'a Path>,
    /// The environment variable that names the file.
    pub variable: &'a str,
}

/// Returns a new passphrase: from a file, or typed twice.
///
/// # Errors
///
/// [`Failure`] if there is nobody to ask, it is empty, or the two differ too often.
pub fn choose(settings: &Settings, chosen: Chosen<'_>) -> Result<Zeroizing<String>, Failure> {
    if let Some(file) = chosen.file {
        return first_line(file);
    }
    if !settings.passphrase.can_ask {
        return Err(Failure::usage(
            "there is no terminal on which to ask for a passphrase",
            format!("set {} to the name of a file whose first line is the passphrase", chosen.variable),
        ));
    }
    let mut prompt = SecretPrompt::begin().map_err(|error| no_terminal(&error))?;
    for _ in 0..TRIES {
        let first = ask(&mut prompt, "New passphrase, best of several words (it is not shown): ")?;
        let problem = if first.is_empty() {
            "An empty passphrase protects nothing. Try again."
        } else if *first == *ask(&mut prompt, "The same once more: ")? {
            return Ok(first);
        } else {
            "The two differ. Try again."
        };
        prompt.say(problem).map_err(|error| no_terminal(&error))?;
    }
    Err(Failure::usage("no passphrase was chosen", "nothing was changed; begin again"))
}

/// What to do when none was given.
const GIVE: &str = "a lost passphrase cannot be recovered; --data DIR begins anew elsewhere";

fn ask(prompt: &mut SecretPrompt, question: &str) -> Result<Zeroizing<String>, Failure> {
    let typed = prompt.ask(question).map_err(|error| no_terminal(&error))?;
    typed.ok_or_else(|| Failure::usage("no passphrase was given", GIVE))
}

fn no_terminal(error: &std::io::Error) -> Failure {
    Failure::usage(
        format!("the terminal cannot ask for the passphrase: {error}"),
        "set CALLCARD_PASSPHRASE_FILE to the name of a file whose first line is the passphrase",
    )
}

/// Returns the first line of a file, without its end.
fn first_line(file: &Path) -> Result<Zeroizing<String>, Failure> {
    let unreadable = |why: String| {
        Failure::usage(
            format!("the passphrase cannot be read from {}: {why}", file.display()),
            "name a text file whose first line is the passphrase",
        )
    };
    let opened = content::open(file).map_err(|error| unreadable(error.to_string()))?;
    let mut line = Zeroizing::new(Vec::new());
    BufReader::new(opened.take(MOST_BYTES))
        .read_until(b'\n', &mut line)
        .map_err(|error| unreadable(error.to_string()))?;
    let text = std::str::from_utf8(&line).map_err(|_| unreadable("it is not UTF-8 text".to_owned()))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).trim_end_matches(['\r', '\n']);
    if text.is_empty() {
        return Err(unreadable("its first line is empty".to_owned()));
    }
    Ok(Zeroizing::new(text.to_owned()))
}
