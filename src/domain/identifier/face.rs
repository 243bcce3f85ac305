//! Characters as a reader sees them: digits of any script, dashes and blanks of any kind, accents taken off.
//!
//! Does not belong here: what a row of characters means.

/// Zeros of the decimal digits of other scripts (Unicode 16, general category Nd), each followed by its nine.
const ZEROS: [u32; 75] = [
    0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0, 0xf20, 0x1040, 0x1090, 0x17e0,
    0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10,
    0x104a0, 0x10d30, 0x10d40, 0x11066, 0x110f0, 0x11136, 0x111d0, 0x112f0, 0x11450, 0x114d0, 0x11650, 0x116c0, 0x116d0, 0x116da, 0x11730,
    0x118e0, 0x11950, 0x11bf0, 0x11c50, 0x11d50, 0x11da0, 0x11f50, 0x16130, 0x16a60, 0x16ac0, 0x16b50, 0x16d70, 0x1ccf0, 0x1d7ce, 0x1d7d8,
    0x1d7e2, 0x1d7ec, 0x1d7f6, 0x1e140, 0x1e2f0, 0x1e4f0, 0x1e5f1, 0x1e950, 0x1fbf0,
];

/// Digits in circles, brackets and small type: where a row begins, its first digit, and how many there are.
const DRESSED: [(u32, u32, u32); 14] = [
    (0xb2, 2, 2),
    (0xb9, 1, 1),
    (0x2070, 0, 1),
    (0x2074, 4, 6),
    (0x2080, 0, 10),
    (0x2460, 1, 9),
    (0x2474, 1, 9),
    (0x2488, 1, 9),
    (0x24ea, 0, 1),
    (0x24f5, 1, 9),
    (0x24ff, 0, 1),
    (0x2776, 1, 9),
    (0x2780, 1, 9),
    (0x278a, 1, 9),
];

/// Returns `c` as a plain character, a line break as `\n`, any blank as a space; nothing if it cannot be seen.
pub(super) fn face(c: char) -> Option<char> {
    match c {
        '\n' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some('\n'),
        '\t'
        | '\r'
        | ' '
        | '\u{a0}'
        | '\u{1680}'
        | '\u{2000}'..='\u{200a}'
        | '\u{202f}'
        | '\u{205f}'
        | '\u{2800}'
        | '\u{3000}'
        | '\u{3164}' => Some(' '),
        c if c.is_ascii_control() => None,
        c if c.is_ascii() => Some(c),
        c if is_unseen(c) => None,
        c => Some(digit(c).or_else(|| dash(c)).or_else(|| wide(c)).unwrap_or_else(|| bare(c))),
    }
}

/// Marks that join, direct or decorate other characters and take no place of their own.
fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\u{80}'..='\u{9f}'
            | '\u{ad}'
            | '\u{300}'..='\u{36f}'
            | '\u{61c}'
            | '\u{115f}'
            | '\u{1160}'
            | '\u{17b4}'
            | '\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{1ab0}'..='\u{1aff}'
            | '\u{1dc0}'..='\u{1dff}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{20d0}'..='\u{20ff}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{fe20}'..='\u{fe2f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

fn digit(c: char) -> Option<char> {
    let code = u32::from(c);
    let plain = ZEROS.iter().find_map(|zero| code.checked_sub(*zero).filter(|digit| *digit < 10));
    let dressed = || {
        let (start, first, _) = DRESSED.iter().find(|(start, _, count)| (*start..start + count).contains(&code))?;
        Some(code - start + first)
    };
    char::from_digit(plain.or_else(dressed)?, 10)
}

fn dash(c: char) -> Option<char> {
    let is_dash = matches!(
        c,
        '\u{af}' | '\u{2c9}' | '\u{2d7}' | '\u{58a}' | '\u{5be}' | '\u{1806}' | '\u{2010}'
            ..='\u{2015}'
                | '\u{2043}'
                | '\u{207b}'
                | '\u{208b}'
                | '\u{2212}'
                | '\u{2500}'
                | '\u{2501}'
                | '\u{2796}'
                | '\u{2e3a}'
                | '\u{2e3b}'
                | '\u{30fc}'
                | '\u{fe58}'
                | '\u{fe63}'
                | '\u{ff0d}'
                | '\u{ff70}'
    );
    is_dash.then_some('-')
}

/// Letters and signs that fill the place of two, and signs of other scripts that stand for a dot, a comma or a slash.
fn wide(c: char) -> Option<char> {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0),
        '\u{b7}' | '\u{2024}' | '\u{2027}' | '\u{2219}' | '\u{22c5}' | '\u{30fb}' | '\u{3002}' | '\u{66b}' | '\u{6d4}' => Some('.'),
        '\u{60c}' | '\u{66c}' | '\u{3001}' | '\u{201a}' => Some(','),
        '\u{2044}' | '\u{2215}' | '\u{29f8}' => Some('/'),
        '\u{2018}' | '\u{2019}' | '\u{2bc}' | '\u{b4}' => Some('\''),
        '\u{201c}' | '\u{201d}' | '\u{ab}' | '\u{bb}' => Some('"'),
        _ => None,
    }
}

/// Latin letters without their accents.
fn bare(c: char) -> char {
    match c {
        'á' | 'à' | 'â' | 'ä' | 'ã' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'ó' | 'ò' | 'ô' | 'ö' | 'õ' => 'o',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'ñ' => 'n',
        'ç' => 'c',
        'Á' => 'A',
        'É' => 'E',
        'Í' => 'I',
        'Ó' => 'O',
        'Ú' => 'U',
        'Ñ' => 'N',
        c => c,
    }
}
