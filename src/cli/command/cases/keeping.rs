//! `callcard cases note, contact, strike, close, reopen, verify, save, import, stored, purge`: what changes or proves what is kept.
//!
//! Does not belong here: records for people (`cases`), SQL (`store`).

use std::path::Path;

use jiff::ToSpan as _;
use jiff::civil::DateTime;
use serde_json::json;

use super::{failure, find};
use crate::cli::args::CasesCommand;
use crate::cli::command::{print, print_json};
use crate::cli::settings::{Settings, now};
use crate::domain::case_log::{CaseEntry, CaseMark};
use crate::domain::contact::{Contact, ContactField};
use crate::domain::guard::{guard_case_entry, guard_mark};
use crate::domain::identifier::Identifier;
use crate::report::{Exit, Failure};
use crate::store::chain::Broken;
use crate::store::content;
use crate::store::private;
use crate::store::runs::{ArchiveError, ArchivedWords, CaseArchive, CaseState, Fault, Proof, Receipt, RunStore, TakenIn};

/// Does one of the commands named above; none if it is another.
///
/// # Errors
///
/// [`Failure`] if the database cannot be used, a case is not there, or what was given cannot be read.
pub(super) fn run(settings: &Settings, store: &mut RunStore, command: &CasesCommand, json: bool) -> Option<Result<Exit, Failure>> {
    Some(match command {
        CasesCommand::Close { case } => set_state(store, case, CaseState::Closed),
        CasesCommand::Reopen { case } => set_state(store, case, CaseState::Open),
        CasesCommand::Note { case, words } => add(store, case, CaseMark::Note { text: words.join(" ") }, json),
        CasesCommand::Contact { case, fields } => {
            read_contact(fields).and_then(|contact| add(store, case, CaseMark::Contact { contact }, json))
        }
        CasesCommand::Strike { case, entry, why } => {
            let reason = why.clone().unwrap_or_default();
            add(store, case, CaseMark::Strike { entry: *entry, reason }, json)
        }
        CasesCommand::Verify { case } => verify(store, case.as_deref(), json),
        CasesCommand::Save { case, file } => save(store, case, file),
        CasesCommand::Import { file } => import(store, file),
        CasesCommand::Stored => stored(settings, store, json),
        CasesCommand::Purge { case, older_than, dry_run } => {
            purge(store, case.as_deref(), older_than.unwrap_or(settings.keep_days), *dry_run)
        }
        CasesCommand::List
        | CasesCommand::Show { .. }
        | CasesCommand::Export { .. }
        | CasesCommand::Encrypt
        | CasesCommand::Decrypt
        | CasesCommand::Passphrase => return None,
    })
}

fn set_state(store: &mut RunStore, case: &str, state: CaseState) -> Result<Exit, Failure> {
    let reference = find(store, case)?.case.reference;
    store.close_case(&reference, state, now()).map_err(|error| failure(&error))?;
    match state {
        CaseState::Closed => print(&format!(
            "{reference} is closed. `callcard cases export {reference}` prints its record; `callcard cases purge` deletes it when its time is over.\n"
        )),
        CaseState::Open => print(&format!("{reference} is open again.\n")),
    }
}

fn add(store: &mut RunStore, case: &str, mark: CaseMark, json: bool) -> Result<Exit, Failure> {
    let reference = find(store, case)?.case.reference;
    let mut entry = CaseEntry { at: now(), mark };
    let masked = guard_case_entry(&mut entry);
    let seq = store.add_case_entry(&reference, &entry).map_err(|error| failure(&error))?;
    if json {
        return print_json(&json!({ "case": reference, "entry": seq, "masked": labels(&masked) }));
    }
    let note = if masked.is_empty() {
        String::new()
    } else {
        format!(" Not kept: {} (masked).", labels(&masked).join(", "))
    };
    print(&format!("{reference}: entry {seq} is kept.{note}\n"))
}

fn labels(masked: &[Identifier]) -> Vec<&'static str> {
    masked.iter().map(|identifier| identifier.label()).collect()
}

/// Reads `--field value` pairs into a record.
fn read_contact(pairs: &[String]) -> Result<Contact, Failure> {
    let known = || ContactField::ALL.map(ContactField::as_str).join(", ");
    let mut contact = Contact::default();
    contact.set(ContactField::When, now().to_string());
    for pair in pairs.chunks(2) {
        let [name, value] = pair else {
            return Err(Failure::usage("a field without a value", "give `--field value` pairs"));
        };
        let name = name.trim_start_matches("--");
        let field = ContactField::ALL
            .into_iter()
            .find(|field| field.as_str() == name)
            .ok_or_else(|| Failure::usage(format!("a contact has no field `{name}`"), format!("its fields are {}", known())))?;
        let value = crate::domain::contact_draft::read_field(field, value, now())
            .map_err(|problem| Failure::usage(format!("`--{name}`: {problem}"), "look at the value and give it again"))?;
        contact.set(field, value);
    }
    Ok(contact)
}

fn verify(store: &RunStore, case: Option<&str>, json: bool) -> Result<Exit, Failure> {
    let references: Vec<String> = match case {
        Some(case) => vec![find(store, case)?.case.reference],
        None => store
            .list_cases()
            .map_err(|error| failure(&error))?
            .into_iter()
            .map(|case| case.case.reference)
            .collect(),
    };
    let mut proofs = Vec::new();
    for reference in references {
        let proof = store.verify(&reference).map_err(|error| failure(&error))?;
        proofs.push((reference, proof));
    }
    let is_whole = proofs.iter().all(|(_, proof)| proof.fault.is_none());
    if json {
        let rows: Vec<serde_json::Value> = proofs
            .iter()
            .map(|(reference, proof)| {
                json!({ "case": reference, "entries": proof.entries, "head": proof.head, "fault": proof.fault.as_ref().map(fault_words) })
            })
            .collect();
        print_json(&serde_json::Value::Array(rows))?;
    } else if proofs.is_empty() {
        print("No cases yet.\n")?;
    } else {
        print(
            &proofs
                .iter()
                .map(|(reference, proof)| proof_words(reference, proof))
                .collect::<String>(),
        )?;
    }
    Ok(if is_whole { Exit::Done } else { Exit::No })
}

fn proof_words(reference: &str, proof: &Proof) -> String {
    match &proof.fault {
        Some(fault) => format!("{reference}: NOT AS WRITTEN: {}\n", fault_words(fault)),
        None if proof.head.is_empty() => format!("{reference}: no entries\n"),
        None => format!("{reference}: {} entries, none altered; the last is {}\n", proof.entries, proof.head),
    }
}

/// Returns in words what is wrong with what is kept of a case.
pub(in crate::cli) fn fault_words(fault: &Fault) -> String {
    match fault {
        Fault::Chain(Broken::Altered(seq)) => format!("entry {seq} is the first that is not as it was written"),
        Fault::Chain(Broken::Missing(seq)) => format!("entry {seq} is missing"),
        Fault::Shortened { counted } => format!("entries are missing at the end; there were {counted}"),
        Fault::Sealed { place, is_moved: true } => format!("the sealed text {place} belongs to another place"),
        Fault::Sealed { place, is_moved: false } => format!("the sealed text {place} does not open: it was altered"),
        Fault::Text { run } => format!("run {run} is not kept with the text or the time with which it began"),
    }
}

fn save(store: &RunStore, case: &str, file: &Path) -> Result<Exit, Failure> {
    let reference = find(store, case)?.case.reference;
    let proof = store.verify(&reference).map_err(|error| failure(&error))?;
    if let Some(fault) = &proof.fault {
        let hint = "`callcard cases export` still prints what is there";
        return Err(Failure::no(format!("{reference} is not as written: {}", fault_words(fault)), hint));
    }
    let archive = store.archive(&reference).map_err(|error| failure(&error))?;
    private::write_new(file, archive.text().as_bytes()).map_err(|error| {
        Failure::environment(
            error.to_string(),
            "name a file that is not there yet, in a folder that can be written",
        )
    })?;
    let warning = if store.is_sealed() { " The file is not encrypted." } else { "" };
    print(&format!(
        "{reference}: {} entries written to {}.{warning} `callcard cases import` takes it in on another computer.\n",
        proof.entries,
        file.display()
    ))
}

fn import(store: &mut RunStore, file: &Path) -> Result<Exit, Failure> {
    let text = content::read_text(file)
        .map_err(|error| Failure::usage(format!("{}: {error}", file.display()), "give a file made by `callcard cases save`"))?;
    let archive = CaseArchive::read(&text).map_err(|error| archive_failure(&error))?;
    let mut masked: Vec<Identifier> = Vec::new();
    for words in archive.entries() {
        masked.extend(match words {
            ArchivedWords::Run(mut entry) => guard_mark(&mut entry.mark),
            ArchivedWords::Case(mut entry) => guard_case_entry(&mut entry),
            ArchivedWords::Unread => Vec::new(),
        });
    }
    if !masked.is_empty() {
        let message = format!("the case file holds what may not be kept: {}", labels(&masked).join(", "));
        return Err(Failure::usage(
            message,
            "make the file anew where it comes from, with today's callcard",
        ));
    }
    let taken = store.take_in(&archive).map_err(|error| archive_failure(&error))?;
    print(&match taken {
        TakenIn::New { reference, entries } => format!("{reference} is here now, with {entries} entries.\n"),
        TakenIn::Extended { reference, added } => format!("{reference} was here; {added} entries were added.\n"),
        TakenIn::Nothing { reference } => format!("{reference} was here with all of it. Nothing was changed.\n"),
        TakenIn::Apart { was, reference, entries } => format!(
            "{was} was here with other entries and is left as it is. The file's case is {reference} here, with {entries} entries.\n"
        ),
    })
}

fn archive_failure(error: &ArchiveError) -> Failure {
    match error {
        ArchiveError::Store(error) => failure(error),
        ArchiveError::NotOurs(_) => Failure::usage(error.to_string(), "give a file made by `callcard cases save`"),
        ArchiveError::Newer(_) => Failure::usage(error.to_string(), "use the newer callcard here, too"),
        ArchiveError::Damaged(_) => Failure::usage(
            error.to_string(),
            "copy the file again from where it was made; nothing was changed here",
        ),
    }
}

/// Everything that is kept on this computer, and where.
fn stored(settings: &Settings, store: &RunStore, json: bool) -> Result<Exit, Failure> {
    let cases = store.list_cases().map_err(|error| failure(&error))?;
    let receipts = store.receipts().map_err(|error| failure(&error))?;
    let recent: Vec<String> = store
        .recent(usize::MAX)
        .map_err(|error| failure(&error))?
        .into_iter()
        .map(|card| card.card)
        .collect();
    let places = [
        ("cases, runs, contacts, notes", settings.places.database()),
        ("search index (no word of a case is in it)", settings.places.cache.clone()),
    ];
    let files: Vec<(&str, String, u64)> = places
        .iter()
        .map(|(what, path)| (*what, path.display().to_string(), private::size_of(path)))
        .collect();
    let entries: u64 = cases.iter().map(|case| case.entry_count).sum();
    if json {
        return print_json(&json!({
            "places": files.iter().map(|(what, path, bytes)| json!({ "what": what, "path": path, "bytes": bytes })).collect::<Vec<_>>(),
            "cases": cases.iter().map(|case| json!({ "case": case.case.reference, "nickname": case.case.nickname, "runs": case.run_count,
                "unfinished": case.unfinished_count, "entries": case.entry_count, "last": case.last_at.to_string() })).collect::<Vec<_>>(),
            "recent_cards": recent,
            "encrypted": store.is_sealed(),
            "receipts": receipts.iter().map(|receipt| json!({ "case": receipt.reference, "purged": receipt.purged.to_string(),
                "runs": receipt.runs, "entries": receipt.entries, "head": receipt.head })).collect::<Vec<_>>(),
        }));
    }
    let mut out = String::from("Where\n");
    for (what, path, bytes) in &files {
        out.push_str(&format!("  {path}: {what}, {bytes} bytes\n"));
    }
    out.push_str(if store.is_sealed() {
        "Encrypted with a passphrase; references, dates and counts are not\n"
    } else {
        "Not encrypted; `callcard cases encrypt` encrypts it with a passphrase\n"
    });
    out.push_str(&format!("Cases: {}, with {entries} entries\n", cases.len()));
    for case in &cases {
        out.push_str(&format!(
            "  {}: {} runs, {} entries, last {}{}\n",
            case.case.reference,
            case.run_count,
            case.entry_count,
            case.last_at.date(),
            if case.is_finished() { ", finished" } else { "" }
        ));
    }
    out.push_str(&format!(
        "Cards opened lately: {}\n",
        if recent.is_empty() { "none".to_owned() } else { recent.join(", ") }
    ));
    out.push_str(&receipt_lines(&receipts));
    out.push_str("Nothing else: what is typed into the search box is never kept.\n");
    print(&out)
}

fn receipt_lines(receipts: &[Receipt]) -> String {
    let mut out = format!("Receipts of purged cases: {}\n", receipts.len());
    for receipt in receipts {
        out.push_str(&format!(
            "  {}: purged {}, {} runs, {} entries\n",
            receipt.reference,
            receipt.purged.date(),
            receipt.runs,
            receipt.entries
        ));
    }
    out
}

fn purge(store: &mut RunStore, case: Option<&str>, older_than: u32, dry_run: bool) -> Result<Exit, Failure> {
    let before: DateTime = now().checked_sub(i64::from(older_than).days()).unwrap_or(DateTime::MIN);
    let mut due = store.finished_before(before).map_err(|error| failure(&error))?;
    if let Some(typed) = case {
        let reference = find(store, typed)?.case.reference;
        due.retain(|case| case.case.reference == reference);
        if due.is_empty() {
            return Err(not_due(store, &reference, older_than)?);
        }
    }
    let mut out = String::new();
    for case in &due {
        let reference = &case.case.reference;
        if dry_run {
            out.push_str(&format!(
                "{reference} would be deleted: {} runs, {} entries\n",
                case.run_count, case.entry_count
            ));
        } else {
            let receipt = store.purge(reference, now()).map_err(|error| failure(&error))?;
            out.push_str(&format!(
                "{reference} deleted: {} runs, {} entries. ",
                receipt.runs, receipt.entries
            ));
            out.push_str(&format!("Receipt kept; the last entry was {}\n", shown_head(&receipt.head)));
        }
    }
    let asked_about = store.untouched_before(before).map_err(|error| failure(&error))?;
    for case in &asked_about {
        out.push_str(&format!(
            "{}: untouched since {} and not finished. Go on with it, or `callcard cases close {}`.\n",
            case.case.reference,
            case.last_at.date(),
            case.case.reference
        ));
    }
    if due.is_empty() {
        out.push_str(&format!("No case was finished {older_than} days ago or earlier.\n"));
    }
    print(&out)?;
    Ok(if due.is_empty() { Exit::No } else { Exit::Done })
}

fn shown_head(head: &str) -> &str {
    if head.is_empty() { "none" } else { head }
}

/// Says why a case may not be purged yet.
fn not_due(store: &RunStore, reference: &str, older_than: u32) -> Result<Failure, Failure> {
    let cases = store.list_cases().map_err(|error| failure(&error))?;
    let is_finished = cases.iter().any(|case| case.case.reference == reference && case.is_finished());
    Ok(if is_finished {
        let hint = "give `--older-than 0` to delete it now; `callcard cases export` prints its record first";
        Failure::usage(format!("{reference} was finished less than {older_than} days ago"), hint)
    } else {
        let hint = format!("close it first: `callcard cases close {reference}`");
        Failure::usage(format!("{reference} is not finished"), hint)
    })
}
