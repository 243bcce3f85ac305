//! Citations and form numbers in any spelling, brought to one form.
//!
//! A POMS section becomes `gn00204.012c2b`, and without its part letters `00204.012c2b`; a CFR section `cfr404.911b5`, one of the
//! United States Code `usc1396dp1`;
//! a form `form:ssa3288` and `form:3288`. Each comes at several depths, deepest first, so that a chapter finds its
//! sections and a paragraph that no card names still finds its section.
//! Does not belong here: whether a citation is known (that is the index's).

mod atoms;
mod forms;
mod poms;
mod unfinished;

use atoms::split_atoms;
pub(super) use unfinished::find_unfinished;

/// What a citation names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum CitationKind {
    /// A section of POMS, HALLEX, the CFR or the United States Code.
    Section,
    /// A form, letter or publication number.
    Form,
}

/// A citation found in a text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Citation {
    /// What it names.
    pub kind: CitationKind,
    /// First byte.
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
    /// Canonical names with how well each stands for what was written (1 is exactly), best first.
    pub names: Vec<(String, f32)>,
}

/// Who wrote the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hand {
    /// An author: capitals and separators can be relied on.
    Author,
    /// Somebody in a hurry.
    Typist,
}

/// Returns the citations in `text`, in order, without overlaps.
pub(super) fn find_citations(text: &str, hand: Hand) -> Vec<Citation> {
    let atoms = split_atoms(text);
    let mut found = Vec::new();
    let mut at = 0;
    while at < atoms.len() {
        let rest = atoms.get(at..).unwrap_or_default();
        let reading = poms::read_section(rest, hand).or_else(|| forms::read_form(rest, hand));
        match reading {
            Some(reading) => {
                let last = rest.get(reading.taken - 1).or(rest.first());
                found.push(Citation {
                    kind: reading.kind,
                    start: rest.first().map_or(0, |atom| atom.start),
                    end: last.map_or(0, |atom| atom.end),
                    names: reading.names,
                });
                at += reading.taken.max(1);
            }
            None => at += 1,
        }
    }
    found
}

/// A citation read from the first atoms of a list.
struct Reading {
    kind: CitationKind,
    /// How many atoms it takes; at least 1.
    taken: usize,
    names: Vec<(String, f32)>,
}

/// Returns the number of a bare form number such as `3288`, to be looked up among the known forms.
pub(super) fn bare_form_name(word: &str) -> Option<String> {
    let is_number = (3..=5).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| format!("form:{}", forms::strip_zeros(word)))
}

/// Returns the words for a canonical name: `GN 00204.012 C.2.b`, `CFR 404.911(b)`, `form SSA-3288`.
pub(super) fn show_name(name: &str) -> String {
    if let Some(form) = name.strip_prefix("form:") {
        return format!("form {}", form.to_uppercase());
    }
    let split = name.find(|c: char| c.is_ascii_digit()).unwrap_or(0);
    let (part, number) = name.split_at_checked(split).unwrap_or(("", name));
    if part.is_empty() {
        number.to_owned()
    } else {
        format!("{} {number}", part.to_uppercase())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn typed(text: &str, expected: &str) {
        let found = find_citations(text, Hand::Typist);
        let best: Vec<&str> = found
            .iter()
            .flat_map(|citation| citation.names.iter().map(|(name, _)| name.as_str()))
            .collect();
        assert!(best.contains(&expected), "{text}: {best:?} lacks {expected}");
    }

    #[track_caller]
    fn written(text: &str, expected: &str) {
        let found = find_citations(text, Hand::Author);
        let names: Vec<&str> = found
            .iter()
            .flat_map(|citation| citation.names.iter().map(|(name, _)| name.as_str()))
            .collect();
        assert!(names.contains(&expected), "{text}: {names:?} lacks {expected}");
    }

    #[track_caller]
    fn nothing(text: &str, hand: Hand) {
        assert_eq!(find_citations(text, hand), vec![], "{text}");
    }

    #[test]
    fn poms_sections_match_however_they_are_typed() {
        typed("gn 204 12", "gn00204.012");
        typed("GN00204.012B", "gn00204.012b");
        typed("204.012 c1", "00204.012c1");
        typed("gn 204.012f3", "gn00204.012f3");
        typed("GN 00204.012C.2.b", "gn00204.012c2b");
        typed("DI13050.045 b4", "di13050.045b4");
        typed("13050.045 a 3", "13050.045a3");
        typed("di 13050 45 b6", "di13050.045b6");
        typed("di13050.025a", "di13050.025a");
        typed("nl 703.740", "nl00703.740");
        typed("si 1130.050", "si01130.050");
        typed("gn-00204-012", "gn00204.012");
        typed("di 13050", "di13050");
        typed("gn 502 payee", "gn00502");
    }

    #[test]
    fn poms_addresses_and_their_numbers_match() {
        typed("0413050045", "di13050.045");
        typed("https://secure.ssa.gov/poms.nsf/lnx/0200204012", "gn00204.012");
        typed("secure.ssa.gov/apps10/poms.nsf/lnx/0500601037#a2", "si00601.037a2");
        typed("9900204012", "00204.012");
    }

    #[test]
    fn regulations_match_with_and_without_their_title() {
        typed("20 cfr 404.911", "cfr404.911");
        typed("404.911(b)", "cfr404.911b");
        typed("cfr 416.1411", "cfr416.1411");
        typed("20 C.F.R. § 404.911(b)(5)", "cfr404.911b5");
        typed("20 cfr 404 911", "cfr404.911");
        typed("28 cfr 1746", "cfr1746");
        written("see 416.1411(b)", "cfr416.1411b");
    }

    #[test]
    fn laws_match_with_and_without_their_title() {
        typed("42 usc 1396d(p)(1)", "usc1396dp1");
        typed("42 U.S.C. § 416(l)", "usc416l");
        typed("usc 1395mmm", "usc1395mmm");
        written("since 42 USC 1395mmm(b)(2)", "usc1395mmm");
        nothing("usc 12 games", Hand::Typist);
    }

    #[test]
    fn forms_match_with_any_separator() {
        typed("ssa 3288", "form:ssa3288");
        typed("ssa3288", "form:ssa3288");
        typed("SSA-3288-OP1", "form:3288op1");
        typed("sf 821", "form:821");
        typed("ssaL634", "form:l634");
        typed("ssa-l 566", "form:ssal566");
        typed("SSA.L634", "form:ssal634");
        typed("ssa_l634", "form:ssal634");
        typed("l991", "form:l991");
        typed("dd1300", "form:dd1300");
        typed("form 454", "form:454");
        typed("561 u2", "form:561u2");
        typed("p-02009 step 2", "form:p2009");
        written("the SSA-561-U2 or HA-501", "form:561u2");
        written("the SSA-561-U2 or HA-501", "form:ha501");
    }

    #[test]
    fn a_depth_below_finds_the_depth_above() {
        written("GN 00204.012C.2.b", "gn00204.012c");
        written("GN 00204.012C.2.b", "gn00204");
        written("20 CFR 404.911(b)(5)", "cfr404.911");
    }

    #[test]
    fn plain_words_and_numbers_are_no_citations() {
        nothing("within 60 days of 2026, 1.5 months", Hand::Author);
        nothing("she has 500 dollars in the bank", Hand::Typist);
        nothing("part 2 of form", Hand::Typist);
        nothing("W e i r d \u{1F600} \0 text", Hand::Typist);
    }

    #[test]
    fn a_sentence_after_a_citation_is_not_part_of_it() {
        let found = find_citations("See GN 00204.012 a claimant may", Hand::Author);
        assert_eq!(
            found
                .first()
                .and_then(|citation| citation.names.first())
                .map(|(name, _)| name.as_str()),
            Some("gn00204.012")
        );
    }
}
