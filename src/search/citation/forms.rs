//! Numbers of forms, letters and publications: `SSA-3288-OP1`, `ssaL634`, `561 u2`, `form 454`, `P-02009`.
//!
//! Does not belong here: sections of manuals and regulations (`poms`).

use super::atoms::Atom;
use super::{CitationKind, Hand, Reading};

/// Letters that stand before form numbers.
pub(super) const PREFIXES: &[&str] = &["ssa", "sf", "ha", "cms", "hcfa", "dd", "dhs", "soc", "mc", "om", "va", "ss"];

/// Letters that stand before numbers only when they are joined to them.
const JOINED_PREFIXES: &[&str] = &["l", "p", "f", "i", "w"];

/// Reads a form number at the beginning of `atoms`.
pub(super) fn read_form(atoms: &[Atom<'_>], hand: Hand) -> Option<Reading> {
    let mut form = read_prefix(atoms, hand)?;
    let number = atoms.get(form.taken)?;
    let is_close = form.is_bare || number.follows(&["-", "\u{2011}", "_", "/", ".", "- ", " - "]);
    let least = if form.letters.len() > 1 { 1 } else { 2 };
    if !number.is_number || !(least..=5).contains(&number.text.len()) || !is_close {
        return None;
    }
    form.taken += 1;
    let suffix = read_suffix(atoms.get(form.taken..).unwrap_or_default(), hand);
    if form.is_bare && suffix.is_none() {
        return None;
    }
    let (suffix, suffix_atoms) = suffix.unwrap_or_default();
    let names = names(&form, strip_zeros(&number.text), &suffix);
    Some(Reading {
        kind: CitationKind::Form,
        taken: form.taken + suffix_atoms,
        names,
    })
}

/// Returns digits without leading zeros.
pub(super) fn strip_zeros(digits: &str) -> &str {
    let stripped = digits.trim_start_matches('0');
    if stripped.is_empty() { digits } else { stripped }
}

/// What stands before the number.
struct Prefix {
    letters: String,
    /// An `L` between the letters and the number marks SSA's letters.
    is_letter: bool,
    /// Nothing stands before it: only a suffix can make the number a form's.
    is_bare: bool,
    taken: usize,
}

fn read_prefix(atoms: &[Atom<'_>], hand: Hand) -> Option<Prefix> {
    let first = atoms.first()?;
    let prefix = |letters: &str, is_letter, taken| {
        Some(Prefix {
            letters: letters.to_owned(),
            is_letter,
            is_bare: false,
            taken,
        })
    };
    if first.is_number {
        return (hand == Hand::Typist && first.text.len() >= 3).then(|| Prefix {
            letters: String::new(),
            is_letter: false,
            is_bare: true,
            taken: 0,
        });
    }
    if hand == Hand::Author && !first.is_capitals() {
        return None;
    }
    let text = first.text.as_ref();
    if PREFIXES.contains(&text) {
        let is_close = |atom: &Atom<'_>| atom.follows(&["-", "_", "."]);
        let is_letter = atoms.get(1).is_some_and(|atom| atom.text == "l" && is_close(atom))
            && atoms.get(2).is_some_and(|atom| atom.is_number && is_close(atom));
        return prefix(text, is_letter, if is_letter { 2 } else { 1 });
    }
    if let Some(before) = text.strip_suffix('l').filter(|before| PREFIXES.contains(before)) {
        return prefix(before, true, 1);
    }
    let is_joined = atoms.get(1).is_some_and(|atom| matches!(atom.gap, "" | "-"));
    if is_joined && JOINED_PREFIXES.contains(&text) {
        return if text == "l" { prefix("", true, 1) } else { prefix(text, false, 1) };
    }
    let names_forms = matches!(text, "form" | "forms" | "letter");
    if hand == Hand::Typist && names_forms && atoms.get(1).is_some_and(|atom| atom.text.len() >= 3) {
        return prefix("", false, 1);
    }
    None
}

/// Reads `-U2`, `BK`, ` u2`, `-F4`, `-OP1`. Returns it lower case with the number of atoms taken.
fn read_suffix(atoms: &[Atom<'_>], hand: Hand) -> Option<(String, usize)> {
    let letters = atoms.first().filter(|atom| !atom.is_number && atom.text.len() <= 4)?;
    let number = atoms
        .get(1)
        .filter(|atom| atom.is_number && atom.text.len() <= 2 && atom.gap.is_empty());
    let is_tight = matches!(letters.gap, "-" | "");
    match number {
        Some(number) if is_tight || (hand == Hand::Typist && letters.gap == " " && letters.text.len() <= 2) => {
            Some((format!("{}{}", letters.text, number.text), 2))
        }
        None if is_tight && matches!(letters.text.as_ref(), "bk" | "sm" | "ez" | "t" | "c" | "sp" | "tr" | "inst") => {
            Some((letters.text.to_string(), 1))
        }
        _ => None,
    }
}

fn names(form: &Prefix, number: &str, suffix: &str) -> Vec<(String, f32)> {
    let mut names: Vec<(String, f32)> = Vec::new();
    let mut add = |name: String, quality: f32| {
        if !names.iter().any(|(known, _)| *known == name) {
            names.push((name, quality));
        }
    };
    let letter = if form.is_letter { "l" } else { "" };
    if !suffix.is_empty() {
        add(format!("form:{}{letter}{number}{suffix}", form.letters), 1.0);
        add(format!("form:{number}{suffix}"), 0.95);
    }
    let below = if suffix.is_empty() { 1.0 } else { 0.85 };
    add(format!("form:{}{letter}{number}", form.letters), below);
    add(format!("form:{letter}{number}"), below * 0.95);
    add(format!("form:{number}"), below * 0.85);
    names
}
