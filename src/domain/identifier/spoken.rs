//! Numbers in words, as they are said on the phone, read as digits: `double oh`, `forty five`, `nine hundred`.
//!
//! Does not belong here: what such digits belong to, ordinals (`date`).

use super::token::Text;

/// Digits read from words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Spoken {
    /// The digits, as they would be written.
    pub(super) digits: String,
    /// How many digits there are if each word is taken for itself: three for `forty five`.
    pub(super) apart: usize,
    /// The last token.
    pub(super) last: usize,
}

/// Returns the digit that a word stands for, English or Spanish, radio words included.
pub(super) fn unit(word: &str) -> Option<char> {
    Some(match word {
        "zero" | "oh" | "o" | "nought" | "naught" | "aught" | "cero" => '0',
        "one" | "uno" | "una" | "wun" => '1',
        "two" | "dos" => '2',
        "three" | "tres" | "tree" => '3',
        "four" | "cuatro" | "fower" => '4',
        "five" | "cinco" | "fife" => '5',
        "six" | "seis" => '6',
        "seven" | "siete" => '7',
        "eight" | "ocho" => '8',
        "nine" | "nueve" | "niner" => '9',
        _ => return None,
    })
}

/// Returns the digit of a word that sounds like one, which counts between digits only.
pub(super) fn sound_alike(word: &str) -> Option<char> {
    Some(match word {
        "won" => '1',
        "to" | "too" => '2',
        "for" | "fore" => '4',
        "ate" => '8',
        _ => return None,
    })
}

/// Returns the digit of several alike: `fours`.
pub(super) fn units(word: &str) -> Option<char> {
    match word {
        "zeros" | "zeroes" | "ohs" | "os" | "naughts" | "noughts" | "ceros" => Some('0'),
        "sixes" => Some('6'),
        word => word.strip_suffix('s').filter(|one| !one.ends_with('s')).and_then(unit),
    }
}

/// Returns how often the next digit is meant.
fn times(word: &str) -> Option<usize> {
    Some(match word {
        "double" | "doble" | "dbl" => 2,
        "triple" | "treble" => 3,
        "quadruple" | "quad" => 4,
        _ => return None,
    })
}

fn teen(word: &str) -> Option<u32> {
    Some(match word {
        "ten" | "diez" => 10,
        "eleven" => 11,
        "twelve" | "doce" => 12,
        "thirteen" | "trece" => 13,
        "fourteen" | "catorce" => 14,
        "fifteen" | "quince" => 15,
        "sixteen" => 16,
        "seventeen" => 17,
        "eighteen" => 18,
        "nineteen" => 19,
        _ => return None,
    })
}

/// Returns twenty to ninety.
fn tens(word: &str) -> Option<u32> {
    Some(match word {
        "twenty" | "veinte" => 20,
        "thirty" | "treinta" => 30,
        "forty" | "fourty" | "cuarenta" => 40,
        "fifty" | "cincuenta" => 50,
        "sixty" | "sesenta" => 60,
        "seventy" | "setenta" => 70,
        "eighty" | "ochenta" => 80,
        "ninety" | "ninty" | "noventa" => 90,
        _ => return None,
    })
}

/// Reads the number word at a token, with the words that belong to it.
pub(super) fn read(text: &Text, idx: usize) -> Option<Spoken> {
    let word = text.word(idx)?;
    if let Some(count) = times(word) {
        return repeated(text, next(text, idx)?, count);
    }
    if let Some(plural) = plural(text, idx) {
        return Some(plural);
    }
    let small = below_hundred(text, idx)?;
    let Some((value, apart, last)) = hundreds(text, small).or_else(|| thousands(text, small)) else {
        let (value, apart, last) = small;
        let digits = if text.word(idx).and_then(unit) == Some('0') {
            "0".to_owned()
        } else {
            value.to_string()
        };
        return Some(Spoken { digits, apart, last });
    };
    let (value, apart, last) = thousands(text, (value, apart, last)).unwrap_or((value, apart, last));
    Some(Spoken {
        digits: value.to_string(),
        apart,
        last,
    })
}

/// Reads `two zeros`, `3 fives`.
pub(super) fn plural(text: &Text, idx: usize) -> Option<Spoken> {
    let count = match text.digits(idx) {
        Some(digits) if digits.len() == 1 => digits.parse().ok()?,
        Some(_) => return None,
        None => usize::try_from(unit(text.word(idx)?)?.to_digit(10)?).ok()?,
    };
    let last = next(text, idx).filter(|_| (2..=9).contains(&count))?;
    let digit = units(text.word(last)?)?;
    Some(Spoken {
        digits: digit.to_string().repeat(count),
        apart: count,
        last,
    })
}

fn repeated(text: &Text, idx: usize, count: usize) -> Option<Spoken> {
    let typed = text
        .digits(idx)
        .filter(|digits| digits.len() == 1)
        .and_then(|digits| digits.chars().next());
    let spoken = || text.word(idx).and_then(|word| unit(word).or_else(|| units(word)));
    let digit = typed.or_else(spoken)?;
    Some(Spoken {
        digits: digit.to_string().repeat(count),
        apart: count,
        last: idx,
    })
}

/// The next word or row of digits of the same number: behind a blank, or behind a hyphen without blanks.
fn next(text: &Text, idx: usize) -> Option<usize> {
    let is_joined = text.is_blank(idx + 1) || text.sign(idx + 1) == Some('-');
    (is_joined && text.is_solid(idx + 2)).then_some(idx + 2)
}

/// A value, the digits it has if taken apart, its last token.
type Value = (u32, usize, usize);

fn below_hundred(text: &Text, idx: usize) -> Option<Value> {
    let word = text.word(idx)?;
    if let Some(digit) = unit(word) {
        return Some((digit.to_digit(10)?, 1, idx));
    }
    if let Some(value) = teen(word) {
        return Some((value, 2, idx));
    }
    let value = tens(word)?;
    let behind = next(text, idx).map(|at| {
        if text.word(at) == Some("y") {
            next(text, at).unwrap_or(at)
        } else {
            at
        }
    });
    let one = behind.and_then(|at| Some((unit(text.word(at)?)?.to_digit(10)?, at)));
    Some(match one {
        Some((one @ 1.., at)) => (value + one, 3, at),
        _ => (value, 2, idx),
    })
}

/// Reads `hundred` behind a number, and what is left above it.
fn hundreds(text: &Text, (value, apart, last): Value) -> Option<Value> {
    let hundred = next(text, last).filter(|at| matches!(text.word(*at), Some("hundred" | "hundreds")))?;
    let (rest, more, end) = rest(text, hundred).unwrap_or((0, 0, hundred));
    (1..100).contains(&value).then_some((value * 100 + rest, apart + 2 + more, end))
}

/// Reads `thousand` behind a number, and what is left above it.
fn thousands(text: &Text, (value, apart, last): Value) -> Option<Value> {
    let thousand = next(text, last).filter(|at| text.word(*at) == Some("thousand"))?;
    let behind = rest(text, thousand).map(|small| hundreds(text, small).unwrap_or(small));
    let (rest, more, end) = behind.unwrap_or((0, 0, thousand));
    (value < 1000).then_some((value * 1000 + rest, apart + 3 + more, end))
}

/// The tens and ones behind `hundred` or `thousand`: a lone digit belongs to it only if no other digit follows.
fn rest(text: &Text, idx: usize) -> Option<Value> {
    let at = next(text, idx)?;
    let at = if text.word(at) == Some("and") { next(text, at)? } else { at };
    let small = below_hundred(text, at)?;
    let (value, _, last) = small;
    let is_digit_row = value < 10
        && next(text, last)
            .and_then(|behind| text.word(behind))
            .is_some_and(|word| unit(word).is_some());
    (0 < value && !is_digit_row).then_some(small)
}
