//! How a word sounds, roughly: a short key that words heard alike over a phone line share.
//!
//! Our own rules, made for English as it is misheard and miswritten: silent letters go, voiced and unvoiced
//! consonants that a phone line blurs stay apart, vowels count only at the beginning.
//! Does not belong here: edit distance (`spelling`).

/// Returns the key of a folded word; empty for words without letters.
pub(super) fn sound_key(word: &str) -> String {
    let letters: Vec<char> = word.chars().filter(char::is_ascii_alphabetic).collect();
    let mut key = String::with_capacity(letters.len());
    let mut at = 0;
    while let Some(&c) = letters.get(at) {
        let (sound, taken) = sound_at(&letters, at, c);
        for unit in sound.chars() {
            if !key.ends_with(unit) {
                key.push(unit);
            }
        }
        at += taken;
    }
    key
}

/// Returns what the letters from `at` add to the key, and how many letters that takes.
fn sound_at(letters: &[char], at: usize, c: char) -> (&'static str, usize) {
    let next = letters.get(at + 1).copied().unwrap_or(' ');
    let after = letters.get(at + 2).copied().unwrap_or(' ');
    let first = at == 0;
    match (c, next) {
        ('w', 'r') | ('k' | 'g' | 'p', 'n') if first => (if next == 'r' { "r" } else { "n" }, 2),
        ('p' | 'g', 'h') if !first || c == 'p' => (if c == 'p' { "f" } else { "" }, 2),
        ('s', 'c') if is_soft(after) => ("s", 2),
        ('t', 'i') if matches!(after, 'o' | 'a') => ("x", 2),
        ('s', 'i') if after == 'o' => ("x", 2),
        ('s' | 'c', 'h') | ('t', 'c') => ("x", 2),
        ('t', 'h') => ("t", 2),
        ('c', 'k') => ("k", 2),
        ('d', 'g') if after == 'e' => ("j", 2),
        ('m', 'b') if letters.len() == at + 2 => ("m", 2),
        ('c', soft) if is_soft(soft) => ("s", 1),
        ('g', soft) if is_soft(soft) => ("j", 1),
        ('c' | 'q' | 'k', _) => ("k", 1),
        ('z' | 's', _) => ("s", 1),
        ('x', _) => ("ks", 1),
        ('v', _) => ("v", 1),
        ('j', _) => ("j", 1),
        ('a' | 'e' | 'i' | 'o' | 'u', _) => (if first { "a" } else { "" }, 1),
        ('y', _) => (if first { "y" } else { "" }, 1),
        ('h' | 'w', _) => (if first { if c == 'h' { "h" } else { "w" } } else { "" }, 1),
        ('b', _) => ("b", 1),
        ('d', _) => ("d", 1),
        ('f', _) => ("f", 1),
        ('g', _) => ("g", 1),
        ('l', _) => ("l", 1),
        ('m', _) => ("m", 1),
        ('n', _) => ("n", 1),
        ('p', _) => ("p", 1),
        ('r', _) => ("r", 1),
        ('t', _) => ("t", 1),
        _ => ("", 1),
    }
}

fn is_soft(c: char) -> bool {
    matches!(c, 'e' | 'i' | 'y')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn alike(left: &str, right: &str) {
        assert_eq!(sound_key(left), sound_key(right), "{left} and {right}");
    }

    #[test]
    fn words_heard_alike_share_a_key() {
        alike("rioting", "writing");
        alike("knead", "need");
        alike("waver", "waiver");
        alike("medicade", "medicaid");
        alike("deaming", "deeming");
        alike("quary", "query");
        alike("fone", "phone");
        alike("seize", "cease");
    }

    #[test]
    fn words_that_sound_different_do_not() {
        assert_ne!(sound_key("waiver"), sound_key("paper"));
        assert_ne!(sound_key("appeal"), sound_key("repay"));
        assert_eq!(sound_key("3288"), "");
    }
}
