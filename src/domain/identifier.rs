//! Numbers that identify a person, found in typed text and masked before anything is kept.
//!
//! Social Security numbers (and taxpayer numbers of the same shape) and Medicare numbers. POMS citations, form numbers,
//! dates, amounts and ZIP+4 have other shapes and pass. Does not belong here: where text is kept, what the user is told.

/// What a masked number looked like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Identifier {
    /// Three, two and four digits.
    SocialSecurity,
    /// A Medicare Beneficiary Identifier.
    Medicare,
}

impl Identifier {
    /// Returns its name in words.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::SocialSecurity => "Social Security number",
            Self::Medicare => "Medicare number",
        }
    }

    fn mask(self) -> &'static str {
        match self {
            Self::SocialSecurity => "***-**-****",
            Self::Medicare => "****-***-****",
        }
    }
}

/// Returns `text` with identifying numbers masked, and what was masked, in the order of the text.
#[must_use]
pub fn mask_identifiers(text: &str) -> (String, Vec<Identifier>) {
    let chars: Vec<char> = text.chars().collect();
    let folded: Vec<char> = chars.iter().map(|c| fold(*c)).collect();
    let mut out = String::with_capacity(text.len());
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(c) = chars.get(at) {
        match identifier_at(&folded, at) {
            Some((kind, len)) => {
                out.push_str(kind.mask());
                found.push(kind);
                at += len;
            }
            None => {
                out.push(*c);
                at += 1;
            }
        }
    }
    (out, found)
}

/// Digits of other scripts and dashes of other kinds as ASCII, so that a pasted number is known for what it is.
fn fold(c: char) -> char {
    let zeros = [
        '\u{660}',
        '\u{6f0}',
        '\u{966}',
        '\u{ff10}',
        '\u{1d7ce}',
        '\u{1d7d8}',
        '\u{1d7e2}',
        '\u{1d7ec}',
        '\u{1d7f6}',
    ];
    let digit = zeros
        .iter()
        .find_map(|zero| u32::from(c).checked_sub(u32::from(*zero)).filter(|digit| *digit < 10));
    match (digit.and_then(|digit| char::from_digit(digit, 10)), c) {
        (Some(digit), _) => digit,
        (None, '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' | '\u{ad}') => '-',
        (None, '\u{a0}' | '\u{2000}'..='\u{200b}' | '\u{202f}' | '\u{3000}') => ' ',
        (None, c) => c,
    }
}

fn identifier_at(chars: &[char], at: usize) -> Option<(Identifier, usize)> {
    let before = at.checked_sub(1).and_then(|before| chars.get(before)).copied();
    let rest = chars.get(at..)?;
    if before.is_none_or(|before| !before.is_alphanumeric())
        && let Some(found) = medicare(rest)
    {
        return Some(found);
    }
    if before.is_some_and(|before| before.is_ascii_digit() || before == '$') {
        return None;
    }
    // A claim number has letters before or behind; a citation, an amount or a longer number has digits and a sign.
    let is_part =
        matches!(before, Some('.' | ',' | '-' | '/')) && at.checked_sub(2).and_then(|idx| chars.get(idx)).is_some_and(char::is_ascii_digit);
    if is_part { None } else { social_security(rest) }
}

/// Reads nine digits in a row, in groups of three, two and four, in one of the groups that people make by mistake, or one by one.
fn social_security(chars: &[char]) -> Option<(Identifier, usize)> {
    let mut groups: Vec<usize> = Vec::new();
    let mut signs: Vec<String> = Vec::new();
    let mut at = 0;
    loop {
        let run = chars.iter().skip(at).take_while(|c| c.is_ascii_digit()).count();
        if run == 0 {
            return None;
        }
        at += run;
        groups.push(run);
        let total: usize = groups.iter().sum();
        if total >= 9 {
            break;
        }
        let between: String = chars.iter().skip(at).take(4).take_while(|c| !c.is_alphanumeric()).collect();
        if between.is_empty() || between.chars().count() > 3 || between.contains(['$', '\n']) {
            return None;
        }
        at += between.chars().count();
        signs.push(between);
    }
    let goes_on = match chars.get(at) {
        Some(next) if next.is_ascii_digit() => true,
        Some('.' | '-' | '/' | ',') => chars.get(at + 1).is_some_and(char::is_ascii_digit),
        _ => false,
    };
    (!goes_on && is_number(&groups, &signs)).then_some((Identifier::SocialSecurity, at))
}

/// Tells whether groups of digits and the signs between them are those of a Social Security number.
fn is_number(groups: &[usize], signs: &[String]) -> bool {
    let are_same = signs.windows(2).all(|pair| pair.first() == pair.get(1));
    match groups {
        [9] | [3, 2, 4] | [3, 6] => true,
        // Slips of the finger keep one sign; five and four with a hyphen is a ZIP code.
        [4, 2, 3] | [3, 3, 3] | [4, 5] => are_same && signs.iter().all(|sign| matches!(sign.as_str(), " " | "-")),
        [5, 4] => signs.iter().all(|sign| sign == " "),
        groups => groups.len() == 9 && are_same,
    }
}

/// Reads a Medicare Beneficiary Identifier: eleven places, each of its own kind, dashes allowed after four and seven.
/// Source: CMS, Understanding the Medicare Beneficiary Identifier format.
fn medicare(chars: &[char]) -> Option<(Identifier, usize)> {
    let letter = |c: char| c.is_ascii_alphabetic() && !"SLOIBZ".contains(c.to_ascii_uppercase());
    let places = ['1', 'A', 'E', '9', 'A', 'E', '9', 'A', 'A', '9', '9'];
    let mut at = 0;
    for (idx, place) in places.into_iter().enumerate() {
        if matches!(idx, 4 | 7) && matches!(chars.get(at), Some('-' | ' ')) {
            at += 1;
        }
        let c = *chars.get(at)?;
        let fits = match place {
            '1' => ('1'..='9').contains(&c),
            'A' => letter(c),
            '9' => c.is_ascii_digit(),
            _ => letter(c) || c.is_ascii_digit(),
        };
        if !fits {
            return None;
        }
        at += 1;
    }
    (!chars.get(at).is_some_and(|next| next.is_alphanumeric())).then_some((Identifier::Medicare, at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn social_security_numbers_are_masked_and_the_rest_is_kept() {
        for typed in [
            "000-00-0000",
            "000 00 0000",
            "000.00.0000",
            "000000000",
            "000 - 00 - 0000",
            "000/00/0000",
        ] {
            let (masked, found) = mask_identifiers(&format!("her number is {typed}, call back"));
            assert_eq!(masked, "her number is ***-**-****, call back", "{typed}");
            assert_eq!(found, [Identifier::SocialSecurity]);
        }
        for (typed, masked) in [
            ("000-00-0000A", "***-**-****A"),
            ("C000000000", "C***-**-****"),
            ("(000) 00 0000", "(***-**-****"),
        ] {
            assert_eq!(mask_identifiers(typed).0, masked, "a claim number");
        }
    }

    #[test]
    fn medicare_numbers_are_masked() {
        for typed in ["1EG4-TE5-MK73", "1EG4TE5MK73", "1eg4 te5 mk73"] {
            assert_eq!(mask_identifiers(typed).0, "****-***-****", "{typed}");
        }
    }

    #[test]
    fn citations_forms_dates_amounts_and_zip_codes_pass() {
        for text in [
            "GN 00204.012 C.2.b",
            "DI13050.045",
            "0413050045",
            "SSA-L566-U2",
            "20 CFR 404.911(b)(5)",
            "2026-11-21",
            "11/21/2026",
            "$1,234,567.89",
            "$123456789",
            "53703-1234",
            "P-02009-22-08",
            "unit 4B, 14 days, 60 days",
            "000-00-00",
            "2026-11-21, 2026-12-02",
            "10/28/2026 11/02/2026",
            "2022-01 2022-02",
            "code T8, LAF X7",
            "1-800-772-1213",
        ] {
            assert_eq!(mask_identifiers(text), (text.to_owned(), vec![]), "{text}");
        }
    }

    #[test]
    fn masked_text_is_not_masked_again() {
        let (once, _) = mask_identifiers("x 000-00-0000 y");
        assert_eq!(mask_identifiers(&once), (once.clone(), vec![]));
    }
}
