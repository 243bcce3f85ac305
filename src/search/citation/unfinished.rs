//! Citations whose end is still being typed: `gn 20`, `di 13050.0`, `404.9`, `ssa-32`.
//!
//! Does not belong here: whole citations (`poms`, `forms`).

use super::atoms::{Atom, split_atoms};
use super::forms::{PREFIXES, strip_zeros};
use super::poms::PARTS;

/// The beginning of a citation at the end of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::search) struct Unfinished {
    /// First byte.
    pub start: usize,
    shape: Shape,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Shape {
    Poms {
        part: String,
        chapter: String,
        section: Option<String>,
    },
    Cfr {
        part: String,
        section: Option<String>,
    },
    Form {
        letters: String,
        digits: String,
    },
}

/// Returns the unfinished citation at the end of `text`.
pub(in crate::search) fn find_unfinished(text: &str) -> Option<Unfinished> {
    let atoms = split_atoms(text);
    let atoms = atoms.get(atoms.len().saturating_sub(3)..)?;
    if atoms.last()?.end != text.len() || !atoms.last()?.is_number {
        return None;
    }
    let shape = |from: usize| {
        let rest = atoms.get(from..)?;
        Some((rest.first()?.start, read_shape(rest)?))
    };
    let (start, shape) = (0..atoms.len()).find_map(shape)?;
    Some(Unfinished { start, shape })
}

fn read_shape(atoms: &[Atom<'_>]) -> Option<Shape> {
    let is_near = |atom: &Atom<'_>| atom.follows(&["-", ".", "  "]);
    match atoms {
        [part, chapter] if !part.is_number && chapter.is_number && is_near(chapter) && chapter.text.len() <= 5 => {
            named(part, chapter, None)
        }
        [part, chapter, section]
            if !part.is_number
                && chapter.is_number
                && section.is_number
                && is_near(chapter)
                && is_near(section)
                && section.text.len() <= 4 =>
        {
            named(part, chapter, Some(section))
        }
        [chapter, section] if chapter.is_number && section.is_number && section.gap == "." => match chapter.text.len() {
            3 => Some(Shape::Cfr {
                part: chapter.text.to_string(),
                section: Some(section.text.to_string()),
            }),
            5 => Some(Shape::Poms {
                part: String::new(),
                chapter: chapter.text.to_string(),
                section: Some(section.text.to_string()),
            }),
            _ => None,
        },
        _ => None,
    }
}

fn named(part: &Atom<'_>, chapter: &Atom<'_>, section: Option<&Atom<'_>>) -> Option<Shape> {
    let section = section.map(|section| section.text.to_string());
    let letters = part.text.as_ref();
    if PARTS.iter().any(|(known, _)| *known == letters) {
        return Some(Shape::Poms {
            part: letters.to_owned(),
            chapter: chapter.text.to_string(),
            section,
        });
    }
    if letters == "cfr" {
        return Some(Shape::Cfr {
            part: chapter.text.to_string(),
            section,
        });
    }
    let is_form = section.is_none() && (PREFIXES.contains(&letters) || letters == "form");
    is_form.then(|| Shape::Form {
        letters: letters.to_owned(),
        digits: chapter.text.to_string(),
    })
}

impl Unfinished {
    /// Whether a canonical name goes on as this begins.
    pub(in crate::search) fn is_beginning_of(&self, name: &str) -> bool {
        match &self.shape {
            Shape::Poms { part, chapter, section } => {
                let Some((known_chapter, known_section)) = name.strip_prefix(part.as_str()).and_then(split_number) else {
                    return false;
                };
                match (section, known_section) {
                    (None, _) => begins(chapter, known_chapter),
                    (Some(section), Some(known)) => format!("{chapter:0>5}") == known_chapter && begins(section, known),
                    (Some(_), None) => false,
                }
            }
            Shape::Cfr { part, section } => {
                let Some(rest) = name.strip_prefix("cfr").and_then(|rest| rest.strip_prefix(part.as_str())) else {
                    return false;
                };
                section
                    .as_ref()
                    .is_none_or(|section| rest.strip_prefix('.').is_some_and(|known| known.starts_with(section.as_str())))
            }
            Shape::Form { letters, digits } => name.strip_prefix("form:").is_some_and(|form| {
                let bare = form.strip_prefix(letters.as_str()).unwrap_or(form);
                bare.starts_with(digits.as_str())
            }),
        }
    }
}

/// Splits `00204.012` into chapter and section; none for names with letters after them.
fn split_number(number: &str) -> Option<(&str, Option<&str>)> {
    let (chapter, section) = match number.split_once('.') {
        Some((chapter, section)) => (chapter, Some(section)),
        None => (number, None),
    };
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    (chapter.len() == 5 && is_digits(chapter) && section.is_none_or(is_digits)).then_some((chapter, section))
}

fn begins(typed: &str, known: &str) -> bool {
    known.starts_with(typed) || strip_zeros(known).starts_with(strip_zeros(typed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(typed: &str, name: &str, expected: bool) {
        let is_beginning = find_unfinished(typed).is_some_and(|unfinished| unfinished.is_beginning_of(name));
        assert_eq!(is_beginning, expected, "{typed} and {name}");
    }

    #[test]
    fn what_is_typed_so_far_finds_the_whole() {
        check("gn 2", "gn00204.012", true);
        check("gn 00", "gn00204.012", true);
        check("gn 204.0", "gn00204.012", true);
        check("see gn 204.1", "gn00204.012", true);
        check("di 130", "di13050.045", true);
        check("13050.04", "13050.045", true);
        check("404.9", "cfr404.911", true);
        check("20 cfr 404", "cfr404.911", true);
        check("ssa-32", "form:ssa3288", true);
        check("form 4", "form:454", true);
        check("di 2", "gn00204.012", false);
        check("gn 204.012", "gn00204.012c1", false);
        check("day 2", "gn00204.012", false);
        check("gn 2 ", "gn00204.012", false);
    }
}
