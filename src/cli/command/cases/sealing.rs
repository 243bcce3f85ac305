//! `callcard cases encrypt, decrypt, passphrase`: a passphrase on all that is kept, or off again.
//!
//! Does not belong here: asking for it (`cli::passphrase`), what is sealed (`store`).

use serde_json::json;

use super::{failure, open};
use crate::cli::args::CasesCommand;
use crate::cli::command::{complain, print, print_json};
use crate::cli::passphrase::{Chosen, choose};
use crate::cli::settings::Settings;
use crate::report::{Exit, Failure};
use crate::store::runs::{LockedDatabase, RunStore, Swept};

/// What is said before a passphrase is chosen.
const WARNING: &str = "A lost passphrase cannot be recovered: without it nobody can read the cases again, you included.\n";

/// Does one of the commands named above; none if it is another.
///
/// # Errors
///
/// [`Failure`] if the database cannot be used, or a passphrase is wrong or missing.
pub(super) fn run(settings: &Settings, command: &CasesCommand, json: bool) -> Option<Result<Exit, Failure>> {
    match command {
        CasesCommand::Encrypt => Some(encrypt(settings, json)),
        CasesCommand::Decrypt => Some(decrypt(settings, json)),
        CasesCommand::Passphrase => Some(change(settings, json)),
        _ => None,
    }
}

fn encrypt(settings: &Settings, json: bool) -> Result<Exit, Failure> {
    if LockedDatabase::find(&settings.places.database()).is_some() {
        let hint = "`callcard cases passphrase` changes the passphrase";
        return Err(Failure::usage("the cases are encrypted already", hint));
    }
    complain(WARNING);
    let chosen = Chosen {
        file: settings.passphrase.file.as_deref(),
        variable: "CALLCARD_PASSPHRASE_FILE",
    };
    let passphrase = choose(settings, chosen)?;
    let mut store = open(settings)?;
    let cases = store.list_cases().map_err(|error| failure(&error))?.len();
    let swept = store.encrypt(&passphrase).map_err(|error| failure(&error))?;
    let elsewhere: Vec<String> = store.put_aside().iter().map(|path| path.display().to_string()).collect();
    if json {
        return print_json(&json!({ "encrypted": true, "cases": cases, "swept": swept == Swept::Clean, "put_aside": elsewhere }));
    }
    print(&encrypted_words(&store, cases, swept, &elsewhere))
}

fn encrypted_words(store: &RunStore, cases: usize, swept: Swept, elsewhere: &[String]) -> String {
    let mut out = format!("Encrypted: {cases} cases in {}.\n", store.path().display());
    out.push_str("callcard asks for the passphrase whenever it reads cases. References, dates and counts can be read without it.\n");
    out.push_str("End other windows of callcard and start them again. What was copied, saved or exported before is as it was.\n");
    if swept == Swept::Later {
        out.push_str("Another window kept old text in the file from being cleared; the next start without one clears it.\n");
    }
    for path in elsewhere {
        out.push_str(&format!(
            "{path} was put aside when it was damaged, and is as it was: delete it when you do not need it.\n"
        ));
    }
    out
}

fn decrypt(settings: &Settings, json: bool) -> Result<Exit, Failure> {
    let mut store = open_sealed(settings)?;
    store.decrypt().map_err(|error| failure(&error))?;
    if json {
        return print_json(&json!({ "encrypted": false }));
    }
    print(&format!(
        "Not encrypted any more: {}. End other windows of callcard and start them again.\n",
        store.path().display()
    ))
}

fn change(settings: &Settings, json: bool) -> Result<Exit, Failure> {
    let mut store = open_sealed(settings)?;
    complain(WARNING);
    let chosen = Chosen {
        file: settings.passphrase.new_file.as_deref(),
        variable: "CALLCARD_NEW_PASSPHRASE_FILE",
    };
    let passphrase = choose(settings, chosen)?;
    store.change_passphrase(&passphrase).map_err(|error| failure(&error))?;
    if json {
        return print_json(&json!({ "encrypted": true }));
    }
    print("The new passphrase holds from now on. A copy of the file made before still opens with the old one.\n")
}

fn open_sealed(settings: &Settings) -> Result<RunStore, Failure> {
    if LockedDatabase::find(&settings.places.database()).is_none() {
        let hint = "`callcard cases encrypt` encrypts them";
        return Err(Failure::usage("the cases are not encrypted", hint));
    }
    open(settings)
}
