//! Sections of POMS, HALLEX, the Code of Federal Regulations and the United States Code.
//!
//! POMS numbers are part letters, five digits for chapter and subchapter, three for the section, then letters and
//! numbers by turns; leading zeros and separators are often left out. Web addresses write the part as two digits.
//! Does not belong here: forms (`forms`).

use super::atoms::Atom;
use super::{CitationKind, Hand, Reading};

/// Part letters with the two digits that web addresses use for them; none where we do not know.
pub(super) const PARTS: &[(&str, &str)] = &[
    ("gn", "02"),
    ("rs", "03"),
    ("di", "04"),
    ("si", "05"),
    ("hi", "06"),
    ("nl", "09"),
    ("rm", "01"),
    ("pr", "15"),
    ("ms", ""),
    ("sm", ""),
    ("dg", ""),
    ("vb", ""),
    ("ha", ""),
    ("tc", ""),
];

/// How much worse a paragraph stands for one of its parts.
const PARAGRAPH_UP: f32 = 0.8;
/// How much worse a chapter stands for one of its sections.
const CHAPTER_UP: f32 = 0.35;

/// Reads a section at the beginning of `atoms`.
pub(super) fn read_section(atoms: &[Atom<'_>], hand: Hand) -> Option<Reading> {
    read_with_part(atoms, hand)
        .or_else(|| read_cfr(atoms, hand))
        .or_else(|| read_usc(atoms, hand))
        .or_else(|| read_run(atoms, hand))
        .or_else(|| read_dotted(atoms, hand))
}

/// `GN 00204.012C.2.b`, `gn 204 12`, `di13050`.
fn read_with_part(atoms: &[Atom<'_>], hand: Hand) -> Option<Reading> {
    let (part, number) = (atoms.first()?, atoms.get(1)?);
    PARTS.iter().find(|(letters, _)| *letters == part.text)?;
    if !number.is_number || !number.follows(&["-", ".", "  ", "\u{a0}"]) || (hand == Hand::Author && !part.is_capitals()) {
        return None;
    }
    // `GN00204012`: the last three digits are the section.
    if let Some((chapter, section)) = number.text.len().checked_sub(3).and_then(|at| number.text.split_at_checked(at))
        && hand == Hand::Typist
        && (6..=8).contains(&number.text.len())
    {
        let path = read_path(atoms.get(2..).unwrap_or_default(), hand);
        return Some(reading(&part.text, &format!("{chapter:0>5}"), Some(section), &path, 2 + path.len()));
    }
    let is_hallex = part.text == "ha" && number.text.len() < 5;
    if is_hallex || !(3..=5).contains(&number.text.len()) {
        return None;
    }
    let chapter = format!("{:0>5}", number.text);
    let mut taken = 2;
    let section = atoms
        .get(2)
        .filter(|atom| atom.is_number && atom.text.len() <= 3 && is_section_gap(atom.gap, hand));
    let Some(section) = section else {
        return Some(reading(&part.text, &chapter, None, &[], taken));
    };
    taken += 1;
    let number = format!("{:0>3}", section.text);
    let path = read_path(atoms.get(taken..).unwrap_or_default(), hand);
    Some(reading(&part.text, &chapter, Some(&number), &path, taken + path.len()))
}

fn is_section_gap(gap: &str, hand: Hand) -> bool {
    gap == "." || (hand == Hand::Typist && matches!(gap, " " | "-" | ". " | "/" | ":"))
}

/// `0413050045` and the end of a POMS web address.
fn read_run(atoms: &[Atom<'_>], hand: Hand) -> Option<Reading> {
    let run = atoms.first().filter(|atom| atom.is_number)?;
    let (part, digits) = match run.text.len() {
        10 => run.text.split_at_checked(2)?,
        8 if run.text.starts_with('0') => ("", run.text.as_ref()),
        _ => return None,
    };
    let letters = PARTS
        .iter()
        .find(|(_, number)| !number.is_empty() && *number == part)
        .map_or("", |(letters, _)| *letters);
    let (chapter, section) = digits.split_at_checked(5)?;
    let path = read_path(atoms.get(1..).unwrap_or_default(), hand);
    Some(reading(letters, chapter, Some(section), &path, 1 + path.len()))
}

/// Returns how many atoms the title and the letters of a code take: `20 CFR`, `u.s.c.`.
fn read_code(atoms: &[Atom<'_>], code: &str, hand: Hand) -> Option<usize> {
    let mut at = 0;
    if atoms.first().is_some_and(|atom| atom.is_number && atom.text.len() <= 2)
        && atoms
            .get(1)
            .is_some_and(|atom| atom.gap.trim().is_empty() || (hand == Hand::Typist && matches!(atom.gap, "-" | ".")))
    {
        at = 1;
    }
    let spelled: Vec<&str> = atoms.iter().skip(at).take(3).map(|atom| atom.text.as_ref()).collect();
    at += match spelled.as_slice() {
        [whole, ..] if *whole == code => 1,
        letters if letters.concat() == code => letters.len(),
        _ => return None,
    };
    Some(at)
}

/// `42 USC 416(l)`, `usc 1396d(p)`. Of the code's titles nearly all that is cited stands in the 42nd: the title is left out.
fn read_usc(atoms: &[Atom<'_>], hand: Hand) -> Option<Reading> {
    let mut at = read_code(atoms, "usc", hand)?;
    let number = atoms.get(at).filter(|atom| atom.is_number && (3..=4).contains(&atom.text.len()))?;
    at += 1;
    let mut section = format!("usc{}", number.text);
    if let Some(letters) = atoms
        .get(at)
        .filter(|atom| !atom.is_number && atom.gap.is_empty() && atom.text.len() <= 4)
    {
        section.push_str(&letters.text);
        at += 1;
    }
    let path = read_path(atoms.get(at..).unwrap_or_default(), hand);
    at += path.len();
    Some(law_reading(section, &path, PARAGRAPH_UP, at))
}

/// `20 CFR 404.911(b)`, `cfr 404`.
fn read_cfr(atoms: &[Atom<'_>], hand: Hand) -> Option<Reading> {
    let mut at = read_code(atoms, "cfr", hand)?;
    let part = atoms.get(at).filter(|atom| atom.is_number && (3..=4).contains(&atom.text.len()))?;
    at += 1;
    let section = atoms
        .get(at)
        .filter(|atom| atom.is_number && atom.text.len() <= 4 && is_section_gap(atom.gap, hand));
    let Some(section) = section else {
        return Some(cfr_reading(&part.text, None, &[], at));
    };
    let path = read_path(atoms.get(at + 1..).unwrap_or_default(), hand);
    Some(cfr_reading(&part.text, Some(&section.text), &path, at + 1 + path.len()))
}

/// `00204.012 C1`, `404.911(b)`: a POMS section without its part, or a regulation without its title.
fn read_dotted(atoms: &[Atom<'_>], hand: Hand) -> Option<Reading> {
    let (chapter, section) = (atoms.first()?, atoms.get(1)?);
    if !chapter.is_number || !section.is_number || section.gap != "." || chapter.gap.ends_with(['$', ',']) {
        return None;
    }
    let path = read_path(atoms.get(2..).unwrap_or_default(), hand);
    let taken = 2 + path.len();
    match (chapter.text.len(), section.text.len()) {
        (5, 2..=3) => Some(reading("", &chapter.text, Some(&format!("{:0>3}", section.text)), &path, taken)),
        (3, 3) => {
            let mut both = cfr_reading(&chapter.text, Some(&section.text), &path, taken);
            if hand == Hand::Typist {
                let poms = reading("", &format!("{:0>5}", chapter.text), Some(&section.text), &path, taken);
                both.names.extend(poms.names);
                both.names.sort_by(|left, right| right.1.total_cmp(&left.1));
            }
            Some(both)
        }
        (3, 4) => Some(cfr_reading(&chapter.text, Some(&section.text), &path, taken)),
        (4, 3) if hand == Hand::Typist => Some(reading("", &format!("{:0>5}", chapter.text), Some(&section.text), &path, taken)),
        _ => None,
    }
}

/// Reads `C.2.b`, `(b)(5)`, `a 3`: letters and numbers by turns. Returns them lower case, one for each atom.
fn read_path(atoms: &[Atom<'_>], hand: Hand) -> Vec<String> {
    let mut path: Vec<String> = Vec::new();
    for (idx, atom) in atoms.iter().enumerate() {
        let turn = if idx % 2 == 0 {
            atom.is_letter()
        } else {
            atom.is_number && atom.text.len() <= 2
        };
        let is_loose = atom.gap.chars().any(char::is_whitespace);
        let is_tight = matches!(atom.gap, "" | "." | "(" | ")(" | "#" | "-" | ".(");
        let next_is_number = atoms.get(idx + 1).is_some_and(|next| next.is_number && next.follows(&["."]));
        let is_last = atoms.len() == idx + 1;
        let may_be_loose = match hand {
            Hand::Author => {
                atom.gap == " "
                    && atom.is_capitals()
                    && (next_is_number || is_last || atoms.get(idx + 1).is_some_and(|next| next.gap != " "))
            }
            Hand::Typist => matches!(atom.gap, " " | " #") && (atom.is_number || next_is_number || is_last),
        };
        if !turn || idx >= 4 || !(is_tight || (is_loose && may_be_loose)) {
            break;
        }
        path.push(atom.text.to_string());
    }
    path
}

fn reading(part: &str, chapter: &str, section: Option<&str>, path: &[String], taken: usize) -> Reading {
    let mut numbers = Vec::new();
    let mut number = chapter.to_owned();
    numbers.push(number.clone());
    if let Some(section) = section {
        number.push('.');
        number.push_str(section);
        numbers.push(number.clone());
        for step in path {
            number.push_str(step);
            numbers.push(number.clone());
        }
    }
    let mut names = Vec::new();
    let mut quality = 1.0;
    for (depth, number) in numbers.iter().enumerate().rev() {
        if !part.is_empty() {
            names.push((format!("{part}{number}"), quality));
        }
        // Bare chapter digits would meet every amount and year.
        if depth > 0 {
            names.push((number.clone(), if part.is_empty() { quality } else { quality * 0.5 }));
        }
        quality *= if depth == 1 { CHAPTER_UP } else { PARAGRAPH_UP };
    }
    names.sort_by(|left, right| right.1.total_cmp(&left.1));
    Reading {
        kind: CitationKind::Section,
        taken,
        names,
    }
}

fn cfr_reading(part: &str, section: Option<&str>, path: &[String], taken: usize) -> Reading {
    let steps: Vec<String> = section
        .map(|section| format!(".{section}"))
        .into_iter()
        .chain(path.iter().cloned())
        .collect();
    law_reading(format!("cfr{part}"), &steps, CHAPTER_UP, taken)
}

/// Returns a reading of `first` and of each step below it; what stands for one of the first steps is worse by `up`.
fn law_reading(first: String, steps: &[String], up: f32, taken: usize) -> Reading {
    let mut name = first.clone();
    let mut names = vec![(first, 1.0)];
    for step in steps {
        name.push_str(step);
        names.push((name.clone(), 1.0));
    }
    names.reverse();
    let mut quality = 1.0;
    let last = names.len() - 1;
    for (idx, (_, stands)) in names.iter_mut().enumerate() {
        *stands = quality;
        quality *= if idx + 1 == last { up } else { PARAGRAPH_UP };
    }
    Reading {
        kind: CitationKind::Section,
        taken,
        names,
    }
}
