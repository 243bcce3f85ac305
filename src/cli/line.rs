//! The line that was typed, read with the arguments of the one command that it names.
//!
//! Describing every argument of every command takes longer than a search. So a line that begins with the name of a command is
//! read by that command's arguments alone; whatever those do not take (help, a mistake, options first) is read by all.
//! Does not belong here: the arguments (`args`), what they mean on this machine (`settings`).

use std::ffi::OsString;

use clap::Parser;

use super::args::{Args, Command, Globals};

/// One command, in the place of the program.
#[derive(Debug, Parser)]
struct Line<T: clap::Args> {
    #[command(flatten)]
    globals: Globals,
    #[command(flatten)]
    own: T,
}

/// Reads the words of a line, the name of the program first.
///
/// # Errors
///
/// [`clap::Error`] as of all arguments: what is wrong, or the help or version that was asked for.
pub fn read(words: &[OsString]) -> Result<Args, clap::Error> {
    read_alone(words).map_or_else(|| Args::try_parse_from(words), Ok)
}

/// Reads a line of nothing, or of one of the commands that are waited for, if its own arguments take all that follows.
fn read_alone(words: &[OsString]) -> Option<Args> {
    let Some((_, words)) = words.split_first().filter(|(_, words)| !words.is_empty()) else {
        return Some(Args {
            globals: Globals::default(),
            command: None,
        });
    };
    match words.first()?.to_str()? {
        "search" => read_own(words, Command::Search),
        "show" => read_own(words, Command::Show),
        "list" => read_own(words, Command::List),
        "date" => read_own(words, Command::Date),
        "figure" => read_own(words, Command::Figure),
        "word" => read_own(words, Command::Word),
        "walk" => read_own(words, Command::Walk),
        "due" => read_own(words, Command::Due),
        _ => None,
    }
}

fn read_own<T: clap::Args>(words: &[OsString], command: fn(T) -> Command) -> Option<Args> {
    let Line { globals, own } = Line::<T>::try_parse_from(words).ok()?;
    Some(Args {
        globals,
        command: Some(command(own)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines as they are typed, with all that clap has ways of its own for.
    const LINES: &[&str] = &[
        "search closeout",
        "search how much may she --limit 3 earn --json --today 2026-01-02",
        "search --batch - --json --no-color",
        "search --limit=2 -- --json",
        "search --content a --content b work --ascii",
        "show closeout-dates#notice --plain --only-content d",
        "list",
        "list figures --json --data x --cache=y",
        "date pf-t2-closeout --notice-date 2026-06-02 --json",
        "date --json pf-t2-closeout --notice-date 2026-06-02",
        "date --batch in.jsonl --json",
        "figure sga --on 2026-01-01 --idle-minutes 0",
        "word laf t8",
        "walk exr --blank --as html",
        "walk exr --answers - --keep-days 3",
        "due --within 14 --ics",
    ];

    /// Lines that one command's own arguments do not take.
    const OTHERS: &[&str] = &[
        "--json search x",
        "--ascii search x",
        "search",
        "search x --limit 0",
        "search --help",
        "search --version",
        "search --batch f x",
        "show",
        "list nothing",
        "walk x --as html",
        "due --json --ics",
        "figure sga --only-content a --content b",
        "sear x",
        "open words",
        "--help",
    ];

    fn words(line: &str) -> Vec<OsString> {
        std::iter::once("callcard")
            .chain(line.split_whitespace())
            .map(OsString::from)
            .collect()
    }

    #[test]
    fn a_line_read_by_its_own_command_reads_as_by_all() {
        for line in LINES {
            let alone = read_alone(&words(line)).expect(line);
            let all = Args::try_parse_from(words(line)).expect(line);
            assert_eq!(format!("{alone:?}"), format!("{all:?}"), "{line}");
        }
        let nothing = [OsString::from("callcard")];
        let all = Args::try_parse_from(&nothing).expect("fits");
        assert_eq!(format!("{:?}", read_alone(&nothing).expect("fits")), format!("{all:?}"));
    }

    #[test]
    fn what_one_command_does_not_take_is_read_and_said_by_all() {
        for line in OTHERS {
            assert!(read_alone(&words(line)).is_none(), "{line}");
            let said = |read: Result<Args, clap::Error>| match read {
                Ok(args) => format!("{args:?}"),
                Err(error) => error.to_string(),
            };
            assert_eq!(said(read(&words(line))), said(Args::try_parse_from(words(line))), "{line}");
        }
    }
}
