//! The forms in which numbers are typed and dictated, each with a name.
//!
//! Does not belong here: dates of birth (`dates`), the sentences around them.

use super::{Dice, Form, after, bare, form, pair, spoken};
use crate::domain::identifier::Identifier::{Claim, Medicare, Phone, SocialSecurity};

/// Forms of Social Security, Medicare, telephone and claim numbers.
pub(super) const NUMBERS: [Form; 85] = [
    form("hyphens", SocialSecurity, |dice| bare(dice.social().join("-"))),
    form("blanks", SocialSecurity, |dice| bare(dice.social().join(" "))),
    form("dots", SocialSecurity, |dice| bare(dice.social().join("."))),
    form("slashes", SocialSecurity, |dice| bare(dice.social().join("/"))),
    form("underscores", SocialSecurity, |dice| bare(dice.social().join("_"))),
    form("nothing between", SocialSecurity, |dice| bare(dice.social().concat())),
    form("en or em dashes", SocialSecurity, |dice| bare(dice.social().join(dice_dash(dice)))),
    form("blanks around hyphens", SocialSecurity, |dice| bare(dice.social().join(" - "))),
    form("hyphen, then blank", SocialSecurity, |dice| {
        let [area, group, serial] = dice.social();
        bare(format!("{area}-{group} {serial}"))
    }),
    form("blank, then hyphen", SocialSecurity, |dice| {
        let [area, group, serial] = dice.social();
        bare(format!("{area} {group}-{serial}"))
    }),
    form("commas", SocialSecurity, |dice| bare(dice.social().join(", "))),
    form("brackets around the first", SocialSecurity, |dice| {
        let [area, group, serial] = dice.social();
        bare(format!("({area}) {group} {serial}"))
    }),
    form("three and six", SocialSecurity, |dice| {
        let [area, group, serial] = dice.social();
        bare(format!("{area}-{group}{serial}"))
    }),
    form("five and four, blank", SocialSecurity, |dice| {
        let [area, group, _] = dice.social();
        bare(format!("{area}{group} {}{}", 3 + dice.below(7), dice.digits(3)))
    }),
    form("three times three", SocialSecurity, |dice| {
        bare(cut(&dice.social().concat(), &[3, 3, 3]).join("-"))
    }),
    form("one by one", SocialSecurity, |dice| bare(apart(&dice.social().concat(), " "))),
    form("one by one, hyphens", SocialSecurity, |dice| {
        bare(apart(&dice.social().concat(), "-"))
    }),
    form("one by one, groups", SocialSecurity, |dice| {
        bare(dice.social().map(|part| apart(&part, " ")).join(" - "))
    }),
    form("cue before", SocialSecurity, |dice| {
        let cue = dice.one(&[
            "SSN: ",
            "ssn#",
            "soc ",
            "my social is ",
            "SS# ",
            "Social Security number ",
            "S.S.N. ",
        ]);
        after(cue, dice.social().concat())
    }),
    form("cue glued before", SocialSecurity, |dice| after("SSN", dice.social().concat())),
    form("cue, odd groups", SocialSecurity, |dice| {
        after("her social is ", cut(&dice.social().concat(), &[5, 4]).join("-"))
    }),
    form("letters glued behind", SocialSecurity, |dice| {
        [String::new(), dice.social().join("-"), "per her".to_owned()]
    }),
    form("last four, cue before", SocialSecurity, |dice| {
        let cue = dice.one(&[
            "last four ",
            "last 4 of her social are ",
            "last four of SSN: ",
            "ssn ends in ",
            "last 4 digits are ",
        ]);
        after(cue, dice.digits(4))
    }),
    form("last four, cue behind", SocialSecurity, |dice| {
        [
            String::new(),
            format!("{}{}", 3 + dice.below(7), dice.digits(3)),
            " (last four of SSN)".to_owned(),
        ]
    }),
    form("crossed out but for four", SocialSecurity, |dice| {
        bare(format!(
            "{}{}",
            dice.one(&["xxx-xx-", "XXX-XX-", "***-**-", "xxxxx", "###-##-"]),
            dice.digits(4)
        ))
    }),
    form("O for 0, l for 1", SocialSecurity, |dice| {
        after("SSN ", dice.social().join("-").replace('0', "O").replace('1', "l"))
    }),
    form("full-width digits", SocialSecurity, |dice| {
        bare(script(&dice.social().join("-"), '\u{ff10}'))
    }),
    form("Arabic digits", SocialSecurity, |dice| {
        bare(script(&dice.social().join(" "), '\u{660}'))
    }),
    form("unseen marks inside", SocialSecurity, |dice| {
        bare(dice.social().join("\u{200b}-\u{2060}"))
    }),
    form("line break inside", SocialSecurity, |dice| {
        let [area, group, serial] = dice.social();
        bare(format!("{area}-{group}-\n{serial}"))
    }),
    form("a digit too many", SocialSecurity, |dice| {
        bare(format!("{}{}", dice.social().join("-"), dice.digits(1)))
    }),
    form("dictated", SocialSecurity, |dice| bare(said(&dice.social(), "zero", ", "))),
    form("dictated, oh for zero", SocialSecurity, |dice| {
        bare(said(&dice.social(), "oh", " "))
    }),
    form("dictated, dash", SocialSecurity, |dice| {
        let dash = dice.one(&[" dash ", " hyphen ", " then ", " and ", ", dash, "]);
        bare(said(&dice.social(), "zero", dash))
    }),
    form("dictated, commas all through", SocialSecurity, |dice| {
        bare(spoken(&dice.social().concat(), "zero").join(", "))
    }),
    form("dictated, tens", SocialSecurity, |dice| {
        let [area, group, serial] = dice.social();
        let first = spoken(&area, "oh").join(" ");
        let last: Vec<String> = cut(&serial, &[2, 2]).iter().map(|digits| pair(digits)).collect();
        bare(format!("{first}, {}, {}", pair(&group), last.join(" ")))
    }),
    form("dictated, hundreds", SocialSecurity, |dice| {
        let [_, group, serial] = dice.social();
        bare(format!("nine hundred, {}, {}", pair(&group), spoken(&serial, "zero").join(" ")))
    }),
    form("dictated, double and triple", SocialSecurity, |dice| {
        bare(format!(
            "double zero zero, {}, triple {}",
            pair(&dice.digits(2)),
            spoken(&dice.digits(2), "oh").join(" ")
        ))
    }),
    form("dictated, upper case", SocialSecurity, |dice| {
        bare(said(&dice.social(), "zero", " - ").to_uppercase())
    }),
    form("dictated, cue", SocialSecurity, |dice| {
        after("my social is ", said(&dice.social(), "zero", " "))
    }),
    form("digits and dash words", SocialSecurity, |dice| {
        bare(dice.social().join(dice_word(dice)))
    }),
    form("words and digits", SocialSecurity, |dice| {
        let [area, group, serial] = dice.social();
        bare(format!("{} {group} {serial}", spoken(&area, "zero").join(" ")))
    }),
    form("digits and words", SocialSecurity, |dice| {
        let [area, group, serial] = dice.social();
        bare(format!("{area}, {}, {serial}", spoken(&group, "zero").join(" ")))
    }),
    form("dictated last four", SocialSecurity, |dice| {
        after("last four are ", spoken(&dice.digits(4), "oh").join(" "))
    }),
    form("Spanish dictation", SocialSecurity, |dice| {
        let names = ["cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"];
        let words: Vec<&str> = dice
            .social()
            .concat()
            .bytes()
            .map(|digit| names[usize::from(digit - b'0')])
            .collect();
        bare(words.join(" "))
    }),
    form("Medicare, hyphens", Medicare, |dice| bare(dice.medicare().join("-"))),
    form("Medicare, nothing between", Medicare, |dice| bare(dice.medicare().concat())),
    form("Medicare, blanks", Medicare, |dice| bare(dice.medicare().join(" "))),
    form("Medicare, small letters", Medicare, |dice| {
        bare(dice.medicare().join("-").to_lowercase())
    }),
    form("Medicare, dots", Medicare, |dice| bare(dice.medicare().join("."))),
    form("Medicare, blanks around hyphens", Medicare, |dice| {
        bare(dice.medicare().join(" - "))
    }),
    form("Medicare, cue", Medicare, |dice| {
        let cue = dice.one(&["MBI: ", "mbi ", "Medicare number ", "Medicare # ", "medicare card is "]);
        after(cue, dice.medicare().concat().to_lowercase())
    }),
    form("Medicare, one by one", Medicare, |dice| bare(apart(&dice.medicare().concat(), " "))),
    form("Medicare, S for 5", Medicare, |dice| {
        after("MBI ", dice.medicare().join("-").replace("5-", "S-"))
    }),
    form("Medicare, full-width digits", Medicare, |dice| {
        bare(script(&dice.medicare().join("-"), '\u{ff10}'))
    }),
    form("Medicare, line break inside", Medicare, |dice| bare(dice.medicare().join("-\n"))),
    form("Medicare, dictated", Medicare, |dice| {
        bare(spelled(&dice.medicare().join("-"), |letter| letter.to_string()))
    }),
    form("Medicare, dictated, radio words", Medicare, |dice| {
        bare(spelled(&dice.medicare().join("-"), radio))
    }),
    form("Medicare, dictated, as in", Medicare, |dice| {
        bare(spelled(&dice.medicare().concat(), |letter| {
            format!("{letter} as in {},", radio(letter))
        }))
    }),
    form("Medicare, cue, a wrong letter", Medicare, |dice| {
        after("MBI is ", dice.medicare().join("-").replace("1E", "1S"))
    }),
    form("phone, hyphens", Phone, |dice| bare(dice.phone().join("-"))),
    form("phone, dots", Phone, |dice| bare(dice.phone().join("."))),
    form("phone, blanks", Phone, |dice| bare(dice.phone().join(" "))),
    form("phone, brackets", Phone, |dice| {
        let [area, exchange, line] = dice.phone();
        bare(format!("({area}){}{exchange}-{line}", dice.one(&["", " "])))
    }),
    form("phone, nothing between", Phone, |dice| bare(dice.phone().concat())),
    form("phone, one before", Phone, |dice| {
        bare(format!("{}{}", dice.one(&["1-", "+1-", "+1 ", "1 ", "1."]), dice.phone().join("-")))
    }),
    form("phone, plus and no blanks", Phone, |dice| {
        bare(format!("+1{}", dice.phone().concat()))
    }),
    form("phone, extension", Phone, |dice| {
        bare(format!(
            "{} {} {}",
            dice.phone().join("-"),
            dice.one(&["x", "ext.", "ext"]),
            dice.digits(4)
        ))
    }),
    form("phone, slash and hyphen", Phone, |dice| {
        let [area, exchange, line] = dice.phone();
        bare(format!("{area}/{exchange}-{line}"))
    }),
    form("phone, dashes", Phone, |dice| bare(dice.phone().join(dice_dash(dice)))),
    form("phone, seven digits", Phone, |dice| {
        let cue = dice.one(&[
            "call back at ",
            "cell ",
            "phone: ",
            "her number is ",
            "reach him on ",
            "tel. ",
            "text ",
        ]);
        let [_, exchange, line] = dice.phone();
        after(cue, format!("{exchange}{}{line}", dice.one(&["-", " ", ".", ""])))
    }),
    form("phone, cue", Phone, |dice| {
        after(dice.one(&["ph ", "cell:", "tel#", "call "]), dice.phone().concat())
    }),
    form("phone, one by one", Phone, |dice| bare(apart(&dice.phone().concat(), " "))),
    form("phone, dictated", Phone, |dice| bare(said(&dice.phone(), "zero", ", "))),
    form("phone, dictated, oh", Phone, |dice| bare(said(&dice.phone(), "oh", " dash "))),
    form("phone, dictated, triple", Phone, |dice| {
        let [area, _, line] = dice.phone();
        bare(format!(
            "{}, triple five, {}",
            spoken(&area, "oh").join(" "),
            spoken(&line, "oh").join(" ")
        ))
    }),
    form("phone, words and digits", Phone, |dice| {
        let [area, exchange, line] = dice.phone();
        bare(format!("{} {exchange} {line}", spoken(&area, "zero").join(" ")))
    }),
    form("claim, letter glued", Claim, |dice| {
        bare(format!("{}{}", dice.social().join("-"), dice.one(&CODES)))
    }),
    form("claim, letter behind hyphen", Claim, |dice| {
        bare(format!("{}-{}", dice.social().join("-"), dice.one(&CODES)))
    }),
    form("claim, nothing between", Claim, |dice| {
        bare(format!("{}{}", dice.social().concat(), dice.one(&CODES)))
    }),
    form("claim, code behind blank", Claim, |dice| {
        bare(format!("{} {}", dice.social().join("-"), dice.one(&["C1", "W6", "HA", "B2", "HC"])))
    }),
    form("claim, small letter", Claim, |dice| {
        bare(format!("{}{}", dice.social().join("-"), dice.one(&CODES).to_lowercase()))
    }),
    form("railroad, nine digits", Claim, |dice| {
        bare(format!("{}-{}", dice.one(&RAILROAD), dice.social().join("-")))
    }),
    form("railroad, six digits", Claim, |dice| {
        bare(format!("{}{}{}", dice.one(&RAILROAD), dice.one(&["", "-"]), dice.digits(6)))
    }),
    form("claim, cue", Claim, |dice| {
        after(
            dice.one(&["claim number ", "HICN: ", "claim # "]),
            format!("{}A", dice.social().concat()),
        )
    }),
];

const CODES: [&str; 12] = ["A", "B", "D", "T", "M", "HA", "C1", "W6", "B2", "K1", "TA", "J1"];
const RAILROAD: [&str; 8] = ["A", "MA", "WA", "WD", "WCA", "WCD", "H", "PD"];

fn dice_dash(dice: &mut Dice) -> &'static str {
    dice.one(&["\u{2013}", "\u{2014}", "\u{2011}", "\u{2212}", " \u{2013} "])
}

fn dice_word(dice: &mut Dice) -> &'static str {
    dice.one(&[" dash ", " hyphen ", " and ", " then "])
}

fn apart(digits: &str, between: &str) -> String {
    digits.chars().map(String::from).collect::<Vec<_>>().join(between)
}

/// The parts digit by digit in words.
fn said(parts: &[String; 3], zero: &str, between: &str) -> String {
    parts.each_ref().map(|part| spoken(part, zero).join(" ")).join(between)
}

/// A Medicare number place by place: digits in words, letters as `name` says them.
fn spelled(number: &str, name: impl Fn(char) -> String) -> String {
    let places = number.chars().map(|place| match place {
        '-' => "dash".to_owned(),
        place if place.is_ascii_digit() => spoken(&place.to_string(), "zero").concat(),
        place => name(place),
    });
    places.collect::<Vec<_>>().join(" ")
}

fn radio(letter: char) -> String {
    let words = [
        "alpha", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "juliet", "kilo", "mike", "november", "papa", "quebec", "romeo",
        "tango", "uniform", "victor", "whiskey", "xray", "yankee",
    ];
    let is_word = |word: &&&str| word.starts_with(letter.to_ascii_lowercase());
    words.iter().find(is_word).map_or_else(|| letter.to_string(), ToString::to_string)
}

/// ASCII digits in the script that begins with this zero.
fn script(number: &str, zero: char) -> String {
    let other = |c: char| {
        c.to_digit(10)
            .and_then(|digit| char::from_u32(u32::from(zero) + digit))
            .unwrap_or(c)
    };
    number.chars().map(other).collect()
}

/// Digits in groups of these sizes.
fn cut(digits: &str, lens: &[usize]) -> Vec<String> {
    let mut digits = digits.chars();
    lens.iter().map(|len| digits.by_ref().take(*len).collect()).collect()
}
