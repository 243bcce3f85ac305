//! The sloppy ways a name is typed, and where a way leaves open what is meant.
//!
//! Does not belong here: what the names are (`names`).

use super::super::super::words::split_words;
use super::known::Known;
use super::names::{Kind, Name, plain};

/// A sloppy way of typing.
pub(super) struct Way {
    /// In a few words.
    pub name: &'static str,
    /// Types a name so; nothing where the way does not apply.
    pub type_so: fn(&Name, &Known<'_>) -> Vec<String>,
}

/// All ways. A text that an earlier way has typed already is not tried again.
pub(super) const WAYS: &[Way] = &[
    Way {
        name: "as written",
        type_so: |name, _| vec![name.text.clone()],
    },
    Way {
        name: "lower case",
        type_so: |name, _| vec![name.text.to_lowercase()],
    },
    Way {
        name: "upper case",
        type_so: |name, _| vec![name.text.to_uppercase()],
    },
    Way {
        name: "every word begun with a capital",
        type_so: |name, _| vec![capitals(&name.text)],
    },
    Way {
        name: "a blank before and after",
        type_so: |name, _| vec![format!(" {} ", name.text)],
    },
    Way {
        name: "two blanks for one",
        type_so: |name, _| replaced(&name.text, " ", "  "),
    },
    Way {
        name: "a tab for a blank",
        type_so: |name, _| replaced(&name.text, " ", "\t"),
    },
    Way {
        name: "a line end pasted along",
        type_so: |name, _| vec![format!("{}\r\n", name.text)],
    },
    Way {
        name: "blanks that do not break",
        type_so: |name, _| replaced(&name.text, " ", "\u{a0}"),
    },
    Way {
        name: "in curly quotes",
        type_so: |name, _| vec![format!("\u{201c}{}\u{201d}", name.text)],
    },
    Way {
        name: "a question mark after it",
        type_so: |name, _| vec![format!("{}?", name.text)],
    },
    Way {
        name: "a full stop after it",
        type_so: |name, _| vec![format!("{}.", name.text)],
    },
    Way {
        name: "a comma after it",
        type_so: |name, _| vec![format!("{},", name.text)],
    },
    Way {
        name: "in brackets",
        type_so: |name, _| vec![format!("({})", name.text)],
    },
    Way {
        name: "`the` before it",
        type_so: |name, _| vec![format!("the {}", name.text)],
    },
    Way {
        name: "`what is` before it",
        type_so: asked_for,
    },
    Way {
        name: "no punctuation",
        type_so: |name, _| vec![spaced(&name.text)],
    },
    Way {
        name: "hyphens for blanks",
        type_so: |name, _| replaced(&name.text, " ", "-"),
    },
    Way {
        name: "blanks for hyphens",
        type_so: |name, _| replaced(&name.text, "-", " "),
    },
    Way {
        name: "hyphens left out",
        type_so: hyphens_left_out,
    },
    Way {
        name: "dashes for hyphens",
        type_so: |name, _| {
            [
                replaced(&name.text, "-", "\u{2013}"),
                replaced(&name.text, "-", "\u{2014}"),
                replaced(&name.text, "-", "\u{2212}"),
            ]
            .concat()
        },
    },
    Way {
        name: "curly apostrophes",
        type_so: |name, _| replaced(&name.text, "'", "\u{2019}"),
    },
    Way {
        name: "apostrophes left out",
        type_so: |name, _| [replaced(&name.text, "'", ""), replaced(&name.text, "\u{2019}", "")].concat(),
    },
    Way {
        name: "accents that do not belong",
        type_so: |name, _| vec![accented(&name.text)],
    },
    Way {
        name: "full-width letters",
        type_so: |name, _| vec![full_width(&name.text)],
    },
    Way {
        name: "articles and `of`, `for`, `and` left out",
        type_so: small_words_left_out,
    },
    Way {
        name: "plural for singular, or the other way",
        type_so: other_number,
    },
    Way {
        name: "a letter doubled",
        type_so: |name, known| misspelt(name, known, |word, at| word.insert(at, word[at])),
    },
    Way {
        name: "a letter left out",
        type_so: |name, known| {
            misspelt(name, known, |word, at| {
                word.remove(at);
            })
        },
    },
    Way {
        name: "two letters swapped",
        type_so: |name, known| misspelt(name, known, |word, at| word.swap(at, at + 1)),
    },
    Way {
        name: "a letter wrong",
        type_so: |name, known| misspelt(name, known, |word, at| word[at] = neighbour(word[at])),
    },
    Way {
        name: "two words run together",
        type_so: run_together,
    },
    Way {
        name: "a word split",
        type_so: word_split,
    },
    Way {
        name: "half of the last word",
        type_so: half_of_the_last,
    },
    Way {
        name: "citation without blanks",
        type_so: |name, _| of_number(name, |text| text.replace(' ', "")),
    },
    Way {
        name: "citation without leading zeros",
        type_so: |name, _| of_number(name, without_zeros),
    },
    Way {
        name: "citation without leading zeros and blanks",
        type_so: |name, _| of_number(name, |text| without_zeros(text).replace(' ', "")),
    },
    Way {
        name: "citation with hyphens for dots and blanks",
        type_so: |name, _| of_number(name, |text| text.replace(['.', ' '], "-")),
    },
    Way {
        name: "citation with a dot for a blank",
        type_so: |name, _| of_number(name, |text| text.replacen(' ', ".", 1)),
    },
    Way {
        name: "citation with its manual's name or a section sign",
        type_so: named_manual,
    },
    Way {
        name: "citation without dots and blanks",
        type_so: |name, _| {
            if name.text.contains("CFR") || !name.text.starts_with(|c: char| c.is_ascii_alphabetic()) {
                Vec::new()
            } else {
                of_number(name, |text| text.replace(['.', ' '], ""))
            }
        },
    },
    Way {
        name: "citation in brackets for dots",
        type_so: bracketed,
    },
    Way {
        name: "citation without its letters",
        type_so: citation_without_letters,
    },
    Way {
        name: "form number by itself",
        type_so: bare_form,
    },
    Way {
        name: "`form` before the number",
        type_so: |name, known| {
            [
                prefixed("form ", bare_form(name, known)),
                prefixed("form ", of_form(name, str::to_owned)),
            ]
            .concat()
        },
    },
    Way {
        name: "form number without hyphens",
        type_so: |name, _| of_form(name, |text| text.replace(['-', ' '], "")),
    },
    Way {
        name: "form number with dots or lines",
        type_so: |name, _| {
            [
                of_form(name, |text| text.replace('-', ".")),
                of_form(name, |text| text.replace('-', "_")),
            ]
            .concat()
        },
    },
    Way {
        name: "form number in the plural",
        type_so: |name, _| of_form(name, |text| format!("{text}s")),
    },
];

fn cut(text: &str, range: impl std::slice::SliceIndex<str, Output = str>) -> &str {
    text.get(range).expect("characters end there")
}

fn is_worded(name: &Name) -> bool {
    matches!(name.kind, Kind::Title | Kind::Alias)
}

fn replaced(text: &str, what: &str, with: &str) -> Vec<String> {
    text.contains(what).then(|| text.replace(what, with)).into_iter().collect()
}

fn capitals(text: &str) -> String {
    let mut before = ' ';
    text.chars()
        .map(|c| {
            let c_now = if before.is_whitespace() { c.to_ascii_uppercase() } else { c };
            before = c;
            c_now
        })
        .collect()
}

fn spaced(text: &str) -> String {
    text.chars()
        .map(|c| {
            if c.is_alphanumeric() || matches!(c, '\'' | '\u{2019}' | ',') {
                c
            } else {
                ' '
            }
        })
        .collect()
}

fn accented(text: &str) -> String {
    text.replace('e', "\u{e9}").replace('a', "\u{e0}").replace('o', "\u{f6}")
}

fn full_width(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '!'..='~' => char::from_u32(u32::from(c) + 0xfee0).unwrap(),
            ' ' => '\u{3000}',
            _ => c,
        })
        .collect()
}

/// Between letters: digits run together are another number. Not where what comes out is another word, as `medical` is.
fn hyphens_left_out(name: &Name, known: &Known<'_>) -> Vec<String> {
    let around = |at: usize| (cut(&name.text, ..at).chars().next_back(), cut(&name.text, at + 1..).chars().next());
    let is_between_letters = |at: usize| matches!(around(at), (Some(left), Some(right)) if left.is_alphabetic() && right.is_alphabetic());
    if !is_worded(name) || !name.text.contains('-') || !name.text.match_indices('-').all(|(at, _)| is_between_letters(at)) {
        return Vec::new();
    }
    let typed = name.text.replace('-', "");
    let is_other = plain(&typed).iter().any(|word| known.index.thesaurus.keeps_apart(word));
    if is_other { Vec::new() } else { vec![typed] }
}

/// Not where nothing else is left. In capitals they are no small words (`Part A`).
fn small_words_left_out(name: &Name, _known: &Known<'_>) -> Vec<String> {
    let words: Vec<&str> = name.text.split(' ').collect();
    let is_small = |word: &&&str| matches!(**word, "a" | "an" | "the" | "The" | "of" | "for" | "and");
    let left: Vec<&str> = words.iter().filter(|word| !is_small(word)).copied().collect();
    let is_any = is_worded(name) && !left.is_empty() && left.len() < words.len();
    is_any.then(|| left.join(" ")).into_iter().collect()
}

/// The last word, if it is of letters and long enough to have a plural; what a hyphen makes (`in-kind`) has none.
fn other_number(name: &Name, _known: &Known<'_>) -> Vec<String> {
    let Some(word) = split_words(&name.text)
        .pop()
        .filter(|word| is_worded(name) && !word.is_hyphenated && word.end == name.text.len())
    else {
        return Vec::new();
    };
    let raw = cut(&name.text, word.start..);
    if raw.len() < 4 || !raw.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return Vec::new();
    }
    let other = if raw.ends_with("ss") || raw.ends_with("us") || raw.ends_with("is") {
        format!("{raw}es")
    } else if let Some(one) = raw.strip_suffix("ies") {
        format!("{one}y")
    } else if let Some(one) = raw.strip_suffix('s') {
        one.to_owned()
    } else if let Some(stem) = raw.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'o', 'u'])) {
        format!("{stem}ies")
    } else if raw.ends_with("ch") || raw.ends_with("sh") || raw.ends_with('x') {
        format!("{raw}es")
    } else {
        format!("{raw}s")
    };
    vec![format!("{}{other}", cut(&name.text, ..word.start))]
}

/// The longest word of letters, misspelt in its middle; words of less than six letters say too little to be guessed at.
/// Not where what comes out is a word, or is as near to another word.
fn misspelt(name: &Name, known: &Known<'_>, slip: impl Fn(&mut Vec<char>, usize)) -> Vec<String> {
    let words = split_words(&name.text);
    let longest = words
        .iter()
        .filter(|word| {
            is_worded(name) && word.text.len() >= 6 && cut(&name.text, word.start..word.end).bytes().all(|byte| byte.is_ascii_alphabetic())
        })
        .max_by_key(|word| word.text.len());
    let Some(word) = longest else { return Vec::new() };
    let mut letters: Vec<char> = cut(&name.text, word.start..word.end).chars().collect();
    let middle = letters.len() / 2;
    slip(&mut letters, middle);
    let typed: String = letters.into_iter().collect();
    let folded = typed.to_lowercase();
    if known.is_word(&folded) || known.is_near_another(&folded, &word.text) {
        return Vec::new();
    }
    vec![format!("{}{typed}{}", cut(&name.text, ..word.start), cut(&name.text, word.end..))]
}

/// The key to the right.
fn neighbour(letter: char) -> char {
    const KEYS: &str = "qwertyuiopasdfghjklzxcvbnmq";
    let lower = letter.to_ascii_lowercase();
    KEYS.chars().skip_while(|key| *key != lower).nth(1).unwrap_or('x')
}

/// The first two words of three letters or more that stand side by side. Not where what comes out is another
/// word, or near one.
fn run_together(name: &Name, known: &Known<'_>) -> Vec<String> {
    let words = split_words(&name.text);
    let is_plain = |text: &str| text.len() >= 3 && text.bytes().all(|byte| byte.is_ascii_alphabetic());
    let pair = words.windows(2).find(|pair| {
        is_plain(cut(&name.text, pair[0].start..pair[0].end))
            && is_plain(cut(&name.text, pair[1].start..pair[1].end))
            && cut(&name.text, pair[0].end..pair[1].start) == " "
    });
    let Some(pair) = pair.filter(|_| is_worded(name)) else {
        return Vec::new();
    };
    let joined = format!("{}{}", pair[0].text, pair[1].text);
    if known.is_word(&joined) || known.is_near_another(&joined, "") {
        return Vec::new();
    }
    vec![format!("{}{}", cut(&name.text, ..pair[0].end), cut(&name.text, pair[1].start..))]
}

/// The longest word, if it has eight letters or more, in its middle.
fn word_split(name: &Name, _known: &Known<'_>) -> Vec<String> {
    let words = split_words(&name.text);
    let longest = words
        .iter()
        .filter(|word| {
            is_worded(name) && word.text.len() >= 8 && cut(&name.text, word.start..word.end).bytes().all(|byte| byte.is_ascii_alphabetic())
        })
        .max_by_key(|word| word.text.len());
    let Some(word) = longest else { return Vec::new() };
    let middle = word.start + word.text.len() / 2;
    vec![format!("{} {}", cut(&name.text, ..middle), cut(&name.text, middle..))]
}

/// The first half of the last word, if it has six letters or more. Not where the half is a word itself, as in `notice`, or
/// another name has the words before and one that begins so.
fn half_of_the_last(name: &Name, known: &Known<'_>) -> Vec<String> {
    let words = split_words(&name.text);
    let Some(word) = words.last().filter(|word| is_worded(name) && word.text.len() >= 6) else {
        return Vec::new();
    };
    if !cut(&name.text, word.start..word.end).bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return Vec::new();
    }
    let typed = cut(&name.text, ..word.start + word.text.len().div_ceil(2));
    let begun = plain(typed);
    if begun.last().is_none_or(|half| known.is_word(half)) {
        return Vec::new();
    }
    let (half, before) = begun.split_last().expect("a word");
    let is_open = known.names.iter().zip(&known.words).any(|(other, words)| {
        let has_others = before
            .iter()
            .all(|word| known.index.thesaurus.is_filler(word) || words.contains(word));
        other.right.is_disjoint(&name.right) && has_others && words.iter().any(|word| word.starts_with(half))
    });
    if is_open { Vec::new() } else { vec![typed.to_owned()] }
}

/// Not before what is a question itself.
fn asked_for(name: &Name, _known: &Known<'_>) -> Vec<String> {
    let first = plain(&name.text).into_iter().next().unwrap_or_default();
    if matches!(
        first.as_str(),
        "what" | "which" | "who" | "how" | "when" | "where" | "why" | "is" | "are" | "can" | "does"
    ) {
        return Vec::new();
    }
    vec![format!("what is {}", name.text), format!("what's the {}?", name.text)]
}

fn of_number(name: &Name, change: impl Fn(&str) -> String) -> Vec<String> {
    (name.kind == Kind::Citation).then(|| change(&name.text)).into_iter().collect()
}

fn of_form(name: &Name, change: impl Fn(&str) -> String) -> Vec<String> {
    (name.kind == Kind::Form).then(|| change(&name.text)).into_iter().collect()
}

fn prefixed(prefix: &str, texts: Vec<String>) -> Vec<String> {
    texts.into_iter().map(|text| format!("{prefix}{text}")).collect()
}

/// `GN 00204.012` as `GN 204.12`. Not the number of a web address, which only its ten digits tell from others.
fn without_zeros(text: &str) -> String {
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut is_number = false;
    for (at, c) in text.char_indices() {
        let goes_on = cut(text, at + c.len_utf8()..).starts_with(|next: char| next.is_ascii_digit());
        if !(c == '0' && !is_number && goes_on) {
            out.push(c);
            is_number = c.is_ascii_digit();
        }
    }
    out
}

fn named_manual(name: &Name, _known: &Known<'_>) -> Vec<String> {
    of_number(name, |text| {
        if text.contains("CFR") {
            text.replace("CFR ", "CFR \u{a7} ")
        } else if text.starts_with(|c: char| c.is_ascii_digit()) {
            format!("section {text}")
        } else {
            format!("POMS {text}")
        }
    })
}

/// `GN 00204.012C.2.b` as `GN 00204.012(C)(2)(b)`.
fn bracketed(name: &Name, _known: &Known<'_>) -> Vec<String> {
    let Some(at) = name
        .text
        .rfind('.')
        .filter(|_| name.kind == Kind::Citation)
        .and_then(|_| name.text.find('.'))
    else {
        return Vec::new();
    };
    let digits = cut(&name.text, at + 1..).chars().take_while(char::is_ascii_digit).count();
    let (number, path) = name.text.split_at(at + 1 + digits);
    let parts: Vec<String> = path
        .split(['.', '(', ')', ' '])
        .filter(|part| !part.is_empty())
        .map(|part| format!("({part})"))
        .collect();
    (!parts.is_empty())
        .then(|| format!("{number}{}", parts.concat()))
        .into_iter()
        .collect()
}

/// `00204.012B` for `GN 00204.012B`: only where no other manual has the number.
fn citation_without_letters(name: &Name, known: &Known<'_>) -> Vec<String> {
    let Some((letters, number)) = name.text.split_once(' ').filter(|_| name.kind == Kind::Citation) else {
        return Vec::new();
    };
    if !number.contains('.') || !letters.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return Vec::new();
    }
    let is_shared = known
        .names
        .iter()
        .any(|other| other.text != name.text && other.text.ends_with(&format!(" {number}")));
    if is_shared { Vec::new() } else { vec![number.to_owned()] }
}

/// `3288` for `SSA-3288`: at least three digits, and no other form has them.
fn bare_form(name: &Name, known: &Known<'_>) -> Vec<String> {
    let numbers = |text: &str| {
        text.split(|c: char| !c.is_ascii_digit())
            .filter(|run| run.len() >= 3)
            .map(str::to_owned)
            .next()
    };
    let Some(number) = numbers(&name.text).filter(|_| name.kind == Kind::Form) else {
        return Vec::new();
    };
    let is_shared = known
        .names
        .iter()
        .any(|other| other.kind == Kind::Form && numbers(&other.text).as_ref() == Some(&number) && other.right != name.right);
    if is_shared { Vec::new() } else { vec![number] }
}
