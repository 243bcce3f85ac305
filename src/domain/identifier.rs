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
    let mut out = String::with_capacity(text.len());
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(c) = chars.get(at) {
        let is_start = at
            .checked_sub(1)
            .and_then(|before| chars.get(before))
            .is_none_or(|before| !before.is_alphanumeric());
        let rest = chars.get(at..).unwrap_or_default();
        let identifier = if is_start {
            social_security(rest).or_else(|| medicare(rest))
        } else {
            None
        };
        match identifier {
            Some((kind, len)) if !is_money_or_citation(&chars, at) => {
                out.push_str(kind.mask());
                found.push(kind);
                at += len;
            }
            _ => {
                out.push(*c);
                at += 1;
            }
        }
    }
    (out, found)
}

/// Tells whether the digits at `at` are cents or part of a number with a point before them.
fn is_money_or_citation(chars: &[char], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| chars.get(before));
    matches!(before, Some('$' | '.' | ','))
        && at
            .checked_sub(2)
            .and_then(|before| chars.get(before))
            .is_some_and(char::is_ascii_digit)
        || before == Some(&'$')
}

/// Reads 3-2-4 digits with one and the same separator, or nine digits in a row; returns the length in characters.
fn social_security(chars: &[char]) -> Option<(Identifier, usize)> {
    let mut at = digits(chars, 0, 3)?;
    let (separator, after) = separator(chars, at);
    at = digits(chars, after, 2)?;
    let (second, after) = self::separator(chars, at);
    if second != separator {
        return None;
    }
    at = digits(chars, after, 4)?;
    let goes_on = match chars.get(at) {
        Some(next) if next.is_alphanumeric() => true,
        Some('.' | '-' | '/') => chars.get(at + 1).is_some_and(char::is_ascii_digit),
        _ => false,
    };
    (!goes_on).then_some((Identifier::SocialSecurity, at))
}

/// Returns the separator at `at` (spaces around it count in) and the place after it.
fn separator(chars: &[char], at: usize) -> (Option<char>, usize) {
    let skip = |from: usize| from + chars.iter().skip(from).take_while(|c| **c == ' ').count();
    let sign_at = skip(at);
    match chars.get(sign_at) {
        Some(sign @ ('-' | '.' | '/' | '\u{2013}' | '_' | '*')) => (Some(if *sign == '\u{2013}' { '-' } else { *sign }), skip(sign_at + 1)),
        _ if at < sign_at => (Some(' '), sign_at),
        _ => (None, at),
    }
}

fn digits(chars: &[char], from: usize, count: usize) -> Option<usize> {
    let slice = chars.get(from..from + count)?;
    slice.iter().all(char::is_ascii_digit).then_some(from + count)
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
