//! The one place where faults and failures become words: rendering with a caret, hints, exit codes.
//!
//! Does not belong here: finding faults, printing.

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet, renderer::DecorStyle};

use crate::domain::diagnostic::{Diagnostic, Severity};
use crate::domain::identifier::mask_identifiers;
use crate::domain::parse::is_unsafe_char;
use crate::domain::source::{LineCol, SourceFile};

/// Returns what to say when the program itself is at fault. `message` is that of the panic, `place` where it arose.
///
/// Panics of the standard library quote the text that they failed on. What is quoted is left out, from the first quote
/// to the last, and numbers that identify a person are masked in the rest.
#[must_use]
pub fn crash(message: &str, place: &str) -> Failure {
    let is_quote = ['`', '"'];
    let unquoted = match message.split_once(is_quote) {
        Some((before, rest)) => {
            let after = rest.rsplit_once(is_quote).map_or("", |(_, after)| after);
            format!("{before}(left out){after}")
        }
        None => message.to_owned(),
    };
    Failure::environment(
        format!("callcard made a mistake at {place}: {}", mask_identifiers(&unquoted).0),
        "what was shown as saved is on disk; start callcard again, and report this line",
    )
}

/// How the program ends; the numbers are those of the command-line contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done = 0,
    /// The answer is "no".
    No = 1,
    /// Wrong usage or bad input.
    Usage = 2,
    /// The environment failed; nothing is lost.
    Environment = 3,
}

/// A failure in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// What failed, one line, lower case, no full stop.
    pub message: String,
    /// What to do about it; may be empty.
    pub hint: String,
    /// How the program ends.
    pub exit: Exit,
}

impl Failure {
    /// Returns a failure of usage or input.
    #[must_use]
    pub fn usage(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            hint: hint.into(),
            exit: Exit::Usage,
        }
    }

    /// Returns a failure of the environment.
    #[must_use]
    pub fn environment(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            hint: hint.into(),
            exit: Exit::Environment,
        }
    }

    /// Returns the answer "no", in words.
    #[must_use]
    pub fn no(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            hint: hint.into(),
            exit: Exit::No,
        }
    }

    /// Returns the lines for standard error.
    #[must_use]
    pub fn lines(&self) -> String {
        let hint = if self.hint.is_empty() {
            String::new()
        } else {
            format!("hint: {}\n", clean(&self.hint))
        };
        match self.exit {
            Exit::No => format!("{}\n{hint}", clean(&self.message)),
            _ => format!("error: {}\n{hint}", clean(&self.message)),
        }
    }
}

/// Returns `text` without characters that could steer a terminal.
#[must_use]
pub fn clean(text: &str) -> String {
    text.chars().filter(|c| !is_unsafe_char(*c) || *c == '\n').collect()
}

/// Returns a fault with its place and a caret under the text, as compilers show it.
#[must_use]
pub fn render(diagnostic: &Diagnostic, file: Option<&SourceFile>) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let text = file.map(|file| printable(&file.text)).unwrap_or_default();
    let end = diagnostic.span.end.min(text.len()).max(diagnostic.span.start.min(text.len()));
    let start = diagnostic.span.start.min(text.len());
    let (start, end) = (
        crate::domain::source::floor_boundary(&text, start),
        crate::domain::source::floor_boundary(&text, end),
    );
    let name = clean(&diagnostic.file);
    let (message, hint) = (clean(&diagnostic.message), clean(&diagnostic.hint));
    let snippet = Snippet::source(text.as_str())
        .path(name)
        .annotation(AnnotationKind::Primary.span(start..end));
    let group = level.primary_title(message.as_str()).id(diagnostic.code.as_str()).element(snippet);
    let report = [group];
    let rendered = Renderer::plain().decor_style(DecorStyle::Ascii).render(&report);
    if hint.is_empty() {
        format!("{rendered}\n")
    } else {
        format!("{rendered}\nhint: {hint}\n")
    }
}

/// Returns the line and column at which a fault begins, both from 1.
#[must_use]
pub fn place(diagnostic: &Diagnostic, file: Option<&SourceFile>) -> LineCol {
    file.map_or(LineCol { line: 1, col: 1 }, |file| LineCol::of(&file.text, diagnostic.span.start))
}

/// Replaces control characters by as many bytes of `?`, so that places stay where they are.
fn printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_unsafe_char(c) && c != '\n' && c != '\t' {
            out.extend(std::iter::repeat_n('?', c.len_utf8()));
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_crash(message: &str, expected: &str) {
        let lines = crash(message, "src/x.rs:7").lines();
        let first = lines.lines().next().unwrap_or_default();
        assert_eq!(first, format!("error: callcard made a mistake at src/x.rs:7: {expected}"));
    }

    #[test]
    fn a_crash_leaves_out_what_is_quoted_and_masks_the_rest() {
        check_crash(
            "index out of bounds: the len is 3 but the index is 7",
            "index out of bounds: the len is 3 but the index is 7",
        );
        check_crash(
            "byte index 5 is not a char boundary; it is inside 'é' (bytes 4..6) of `Anna's ` folder`",
            "byte index 5 is not a char boundary; it is inside 'é' (bytes 4..6) of (left out)",
        );
        check_crash(
            "called `Result::unwrap()` on an `Err` value: Bad { text: \"her number\", at: 7 }",
            "called (left out), at: 7 }",
        );
        check_crash("no end of \"the text", "no end of (left out)");
        check_crash("not known: 219-09-9999", "not known: ***-**-****");
        check_crash("a\u{1b}[2Jb", "a[2Jb");
    }
}
