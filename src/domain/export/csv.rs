//! Contacts of a case as CSV (RFC 4180), for a spreadsheet or a case system. Every value is text: what a spreadsheet would
//! take for a formula gets an apostrophe before it.
//!
//! Does not belong here: contacts in words (`contacts`).

use crate::domain::case_log::{NumberedEntry, contacts, struck};
use crate::domain::contact::ContactField;
use crate::domain::layout::clean;

/// Returns the contacts of a case, one a row, oldest first, below a row of names.
///
/// `case`, `entry` and `struck` come first, then the fields in the order of [`ContactField::ALL`] in their canonical form.
/// `struck` is empty for a contact that stands, else when it was struck, and why.
#[must_use]
pub fn contacts_csv(log: &[NumberedEntry], reference: &str) -> String {
    let names = ["case", "entry", "struck"].into_iter();
    let mut out = row(names.chain(ContactField::ALL.map(ContactField::as_str)).map(str::to_owned));
    let struck = struck(log);
    for (seq, _, contact) in contacts(log) {
        let gone = struck.get(&seq).map_or_else(String::new, |gone| {
            if gone.reason.is_empty() {
                gone.at.to_string()
            } else {
                format!("{}: {}", gone.at, gone.reason)
            }
        });
        let fields = ContactField::ALL.map(|field| contact.get(field).to_owned());
        out.push_str(&row([reference.to_owned(), seq.to_string(), gone].into_iter().chain(fields)));
    }
    out
}

fn row(values: impl Iterator<Item = String>) -> String {
    let values: Vec<String> = values.map(|value| quoted(&harmless(&value))).collect();
    format!("{}\r\n", values.join(","))
}

/// Returns a value that no spreadsheet takes for a formula and no terminal for an order. Its lines stay lines.
fn harmless(value: &str) -> String {
    let lines: Vec<String> = value.lines().map(clean).collect();
    let text = lines.join("\n");
    let is_formula = value.starts_with(['\t', '\r']) || text.trim_start().starts_with(['=', '+', '-', '@']);
    if is_formula { format!("'{text}") } else { text }
}

fn quoted(value: &str) -> String {
    if value.contains([',', '"', '\n']) {
        format!("\"{}\"", value.replace('"', "\"\""))
    } else {
        value.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::datetime;

    use super::*;
    use crate::domain::case_log::{CaseEntry, CaseMark};
    use crate::domain::contact::Contact;

    fn entry(seq: u64, mark: CaseMark) -> NumberedEntry {
        NumberedEntry {
            seq,
            entry: CaseEntry {
                at: datetime(2026, 11, 21, 10, 30, 0, 0),
                mark,
            },
        }
    }

    fn contact(values: &[(ContactField, &str)]) -> CaseMark {
        let mut contact = Contact::default();
        for (field, value) in values {
            contact.set(*field, *value);
        }
        CaseMark::Contact { contact }
    }

    #[test]
    fn a_contact_is_one_row_and_a_struck_one_says_when_and_why() {
        let log = [
            entry(
                4,
                contact(&[
                    (ContactField::When, "2026-11-21T10:04:00"),
                    (ContactField::Office, "Madison, \"east\""),
                    (ContactField::Said, "call back\nafter two"),
                    (ContactField::NextDate, "2026-12-01"),
                ]),
            ),
            entry(
                5,
                CaseMark::Strike {
                    entry: 4,
                    reason: "wrong case".to_owned(),
                },
            ),
        ];
        assert_eq!(
            contacts_csv(&log, "C-7F2K"),
            "case,entry,struck,when,direction,office,servicing,person,hold-minutes,talk-minutes,asked,said,citation,promised,\
             promised-by,next-step,next-date\r\n\
             C-7F2K,4,2026-11-21T10:30:00: wrong case,2026-11-21T10:04:00,,\"Madison, \"\"east\"\"\",,,,,,\"call back\nafter two\",,,,,2026-12-01\r\n"
        );
    }

    #[test]
    fn what_a_spreadsheet_would_carry_out_stays_text() {
        for (typed, kept) in [
            ("=1+1", "'=1+1"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@x", "'@x"),
            ("\t=1", "' =1"),
            ("\r=1", "' =1"),
            ("  =HYPERLINK(A1)", "'  =HYPERLINK(A1)"),
            ("a=b", "a=b"),
            ("2026-12-01", "2026-12-01"),
            ("\u{1b}[31mred\u{202e}", "[31mred"),
            ("=\"a\",b", "\"'=\"\"a\"\",b\""),
        ] {
            let csv = contacts_csv(&[entry(0, contact(&[(ContactField::NextStep, typed)]))], "C-7F2K");
            assert!(csv.ends_with(&format!(",{kept},\r\n")), "{typed:?}: {csv:?}");
        }
    }
}
