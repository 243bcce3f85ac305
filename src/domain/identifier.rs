//! Numbers that identify a person, found in typed text and masked before anything is kept.
//!
//! Social Security, Medicare and claim numbers by their shape; dates of birth and short numbers by the words around them.
//! POMS citations, form numbers, other dates, amounts, ZIP+4 and toll-free numbers pass.
//! Invariant: masked text masked again stays the same. Does not belong here: where text is kept, what the user is told.

mod birth;
mod claim;
mod cue;
mod date;
mod dictated;
mod digits;
mod face;
mod last_four;
mod medicare;
mod phone;
mod reading;
mod social_security;
mod spoken;
mod token;
mod window;

#[cfg(test)]
mod generator;
#[cfg(test)]
mod tests;

use cue::Cues;
use reading::Reading;

/// What a masked number looked like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Identifier {
    /// Three, two and four digits.
    SocialSecurity,
    /// A Medicare Beneficiary Identifier.
    Medicare,
    /// A date beside a word for birth.
    DateOfBirth,
    /// A telephone number that is not toll-free.
    Phone,
    /// A Social Security number with the letters of a benefit, or a number of the Railroad Board.
    Claim,
}

impl Identifier {
    /// Returns its name in words.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::SocialSecurity => "Social Security number",
            Self::Medicare => "Medicare number",
            Self::DateOfBirth => "date of birth",
            Self::Phone => "phone number",
            Self::Claim => "claim number",
        }
    }

    fn mask(self) -> &'static str {
        match self {
            Self::SocialSecurity => "***-**-****",
            Self::Medicare => "****-***-****",
            Self::DateOfBirth => "**/**/****",
            Self::Phone => "***-***-****",
            Self::Claim => "***-**-****-**",
        }
    }
}

/// Returns `text` with identifying numbers masked, and what was masked, in the order of the text.
///
/// Time grows with the length of the text and no faster.
#[must_use]
pub fn mask_identifiers(text: &str) -> (String, Vec<Identifier>) {
    let (mut masked, mut found) = mask_once(text);
    let mut is_changed = !found.is_empty();
    // A mask takes the place of digits, and what stood beside them may now be plain to see.
    while is_changed {
        let (again, more) = mask_once(&masked);
        is_changed = !more.is_empty();
        masked = again;
        found.extend(more);
    }
    (masked, found)
}

/// Looks for each kind once, the surest shapes first: what one kind takes, no other can.
fn mask_once(text: &str) -> (String, Vec<Identifier>) {
    let mut reading = Reading::of(text);
    let cues = Cues::of(&reading.text);
    medicare::take(&mut reading, &cues.medicare);
    phone::spare_toll_free(&mut reading, &cues.phone);
    social_security::take_usual(&mut reading, &cues.social);
    birth::take(&mut reading);
    claim::take(&mut reading, &cues.claim);
    phone::take(&mut reading, &cues.phone);
    social_security::take_unusual(&mut reading, &cues.social);
    last_four::take(&mut reading, &cues.social, &cues.last_four);
    phone::take_rest(&mut reading, &cues.phone);
    let (tokens, findings) = reading.into_findings();
    let mut masked = String::with_capacity(text.len());
    let mut kept = 0;
    for finding in &findings {
        let (Some(first), Some(last)) = (tokens.tokens.get(finding.first), tokens.tokens.get(finding.last)) else {
            continue;
        };
        masked.push_str(text.get(kept..first.start).unwrap_or_default());
        masked.push_str(finding.kind.mask());
        kept = last.end;
    }
    masked.push_str(text.get(kept..).unwrap_or_default());
    (masked, findings.iter().map(|finding| finding.kind).collect())
}
