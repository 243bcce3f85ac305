//! References of cases, such as `C-7F2K`: opaque, easy to say on the phone, never made from facts about a person.
//!
//! Does not belong here: where the random bytes come from, whether a reference is taken.

/// Digits and consonants that are not mistaken for each other. Without vowels no word can come up.
const LETTERS: &[u8; 24] = b"2346789CDFGHJKMNPQRTVWXY";
const START: &str = "C-";

/// Makes a reference of `len` letters from random bytes, all letters being equally likely.
/// Returns none if too few of the bytes can be used; about two bytes a letter are plenty.
#[must_use]
pub fn reference_from(bytes: &[u8], len: usize) -> Option<String> {
    // Bytes from 240 up are left out: they would make some letters likelier than others.
    let letters = bytes
        .iter()
        .filter(|byte| **byte < 240)
        .filter_map(|byte| LETTERS.get(usize::from(*byte) % LETTERS.len()));
    let reference: String = START.chars().chain(letters.take(len).map(|letter| char::from(*letter))).collect();
    (reference.len() == START.len() + len).then_some(reference)
}

/// Returns a reference in its canonical form from what was typed: `7f2k`, `c-7f2k`, `C 7F2K`.
#[must_use]
pub fn read_reference(typed: &str) -> Option<String> {
    let letters: String = typed.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_uppercase();
    let stripped = match letters.strip_prefix('C') {
        Some(rest) if typed.trim().len() > 1 && rest.len() >= 4 => rest,
        _ => letters.as_str(),
    };
    let is_reference = (4..=8).contains(&stripped.len()) && stripped.bytes().all(|byte| LETTERS.contains(&byte));
    is_reference.then(|| format!("{START}{stripped}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_made_of_letters_that_are_not_mistaken_for_each_other() {
        let bytes: Vec<u8> = (0..=255).collect();
        let reference = reference_from(&bytes, 24).expect("enough bytes");
        assert_eq!(reference, "C-2346789CDFGHJKMNPQRTVWXY");
        assert!(!reference.chars().skip(2).any(|c| "AEIOUBSZL015".contains(c)));
        assert_eq!(reference_from(&[255, 250, 1, 2, 3], 4), None);
    }

    #[test]
    fn a_reference_is_read_however_it_is_typed() {
        for typed in ["C-7F2K", "c-7f2k", "7f2k", "C 7F2K", "c7f2k"] {
            assert_eq!(read_reference(typed).as_deref(), Some("C-7F2K"), "{typed}");
        }
        assert_eq!(
            read_reference("CF2K").as_deref(),
            Some("C-CF2K"),
            "four letters are the reference itself"
        );
        for wrong in ["", "C-", "C-7O2K", "123-45-6789", "C-123456789"] {
            assert_eq!(read_reference(wrong), None, "{wrong}");
        }
    }
}
