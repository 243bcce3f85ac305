//! Sentences as a specialist types them on the phone, each with one identifying number in a named form. The same every time.
//!
//! No number can belong to a person: Social Security numbers are of areas never issued (000, 666, 900 to 999), telephone
//! numbers end in 555-0100 to 555-0199, Medicare numbers vary the sample that CMS prints, dates are drawn.
//! Does not belong here: what has to become of the sentences (`tests`).

mod dates;
mod numbers;

use super::Identifier;
use dates::DATES;
use numbers::NUMBERS;

/// Returns every form.
pub(super) fn forms() -> impl Iterator<Item = &'static Form> + Clone {
    NUMBERS.iter().chain(&DATES)
}

/// A way to write one kind of number.
pub(super) struct Form {
    /// Its name in the report.
    pub(super) name: &'static str,
    /// What it is found as.
    pub(super) kind: Identifier,
    /// Makes words before, the number, words behind.
    pub(super) make: fn(&mut Dice) -> [String; 3],
}

const fn form(name: &'static str, kind: Identifier, make: fn(&mut Dice) -> [String; 3]) -> Form {
    Form { name, kind, make }
}

/// A number with nothing around it.
fn bare(number: String) -> [String; 3] {
    [String::new(), number, String::new()]
}

/// A number behind words that announce it.
fn after(cue: &str, number: String) -> [String; 3] {
    [cue.to_owned(), number, String::new()]
}

/// A sentence with a number in it.
pub(super) struct Sentence {
    /// What stands before the number.
    pub(super) before: String,
    /// The number as typed.
    pub(super) number: String,
    /// What stands behind it.
    pub(super) behind: String,
}

impl Sentence {
    /// Puts a number of this form into a sentence.
    pub(super) fn of(form: &Form, dice: &mut Dice) -> Self {
        let [lead, number, tail] = (form.make)(dice);
        Self {
            before: format!("{}{lead}", dice.one(&BEFORE)),
            number,
            behind: format!("{tail}{}", dice.one(&BEHIND)),
        }
    }

    /// Returns the sentence as typed.
    pub(super) fn text(&self) -> String {
        format!("{}{}{}", self.before, self.number, self.behind)
    }
}

const BEFORE: [&str; 24] = [
    "",
    "",
    "",
    "Caller gave ",
    "notice of 11/21/2026: ",
    "Paid $1,690.00; ",
    "per GN 00204.012 C.2.b ",
    "she moved in 2024, ",
    "10:45 - ",
    "SSA-3288 faxed, ",
    "ZIP 53703-1234; ",
    "months 2022-01, 2022-02, ",
    "client not sure. ",
    "20 CFR 404.911, ",
    "overpaid 943 and ",
    "Due 2026-12-02.\n",
    "FO 567, unit 4B: ",
    "case C-7F2K, ",
    "held 14 minutes; ",
    "see 0413050045 - ",
    "called 1-800-772-1213, ",
    "2 kids, ",
    "HALLEX I-2-0-80; ",
    "100% sure ",
];

const BEHIND: [&str; 24] = [
    "",
    "",
    "",
    ".",
    "?",
    ", will call back",
    " and $943 is owed",
    "; see DI 13050.045",
    ", notice of 11/21/2026",
    " - due 2026-12-02",
    " (form CMS-40B)",
    ", ZIP 53703-1234",
    " then 60 days pass",
    "\nnext: SSA-561 by 1/25/2027",
    "; paid 1,690 in 2026",
    ", unit 4B",
    " 14 days left",
    "; HALLEX I-2-0-80",
    ". Case C-7F2K",
    ", per SI 00601.037",
    " while at 10:45 we hung up",
    "; asked for 1-800-772-1213",
    " / TN 126 (07-23)",
    "! 50% withheld",
];

/// A row of numbers that looks drawn and is the same every time (splitmix64).
pub(super) struct Dice(u64);

impl Dice {
    /// Begins a row.
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Returns a number from 0 to one below `count`.
    pub(super) fn below(&mut self, count: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % count
    }

    /// Returns one of these.
    pub(super) fn one<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[usize::try_from(self.below(choices.len() as u64)).unwrap()]
    }

    /// Returns this many digits.
    pub(super) fn digits(&mut self, count: usize) -> String {
        (0..count)
            .map(|_| char::from_digit(u32::try_from(self.below(10)).unwrap(), 10).unwrap())
            .collect()
    }

    /// Returns a Social Security number of an area never issued, in its three parts.
    pub(super) fn social(&mut self) -> [String; 3] {
        let area = match self.below(4) {
            0 => "000".to_owned(),
            1 => "666".to_owned(),
            _ => format!("9{}", self.digits(2)),
        };
        [area, self.digits(2), self.digits(4)]
    }

    /// Returns a telephone number that nobody has, in its three parts; the area is none of the toll-free ones.
    pub(super) fn phone(&mut self) -> [String; 3] {
        let area = ["414", "608", "212", "907", "305", "715", "262", "999", "510", "203"];
        [self.one(&area).to_owned(), "555".to_owned(), format!("01{}", self.digits(2))]
    }

    /// Returns a Medicare number near the sample that CMS prints, in upper case, in its three parts.
    pub(super) fn medicare(&mut self) -> [String; 3] {
        let letters = [
            "A", "C", "D", "E", "F", "G", "H", "J", "K", "M", "N", "P", "Q", "R", "T", "U", "V", "W", "X", "Y",
        ];
        let either = |dice: &mut Self| {
            if dice.below(2) == 0 {
                dice.digits(1)
            } else {
                dice.one(&letters).to_owned()
            }
        };
        [
            format!("1E{}4", either(self)),
            format!("T{}5", either(self)),
            format!("{}{}{}", self.one(&letters), self.one(&letters), self.digits(2)),
        ]
    }

    /// Returns year, month and day.
    pub(super) fn date(&mut self) -> [u64; 3] {
        [1930 + self.below(90), 1 + self.below(12), 1 + self.below(28)]
    }
}

/// Names of digits, `oh` for zero if so asked.
pub(super) fn spoken(digits: &str, zero: &str) -> Vec<String> {
    let names = [zero, "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    digits
        .chars()
        .map(|digit| names[digit.to_digit(10).unwrap() as usize].to_owned())
        .collect()
}

/// A number below a hundred in words.
pub(super) fn below_hundred(value: u64) -> String {
    let small = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    let tens = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    let value = usize::try_from(value).unwrap();
    match (value / 10, value % 10) {
        (0 | 1, _) => small[value].to_owned(),
        (ten, 0) => tens[ten].to_owned(),
        (ten, one) => format!("{} {}", tens[ten], small[one]),
    }
}

/// Two digits as people say them: `oh five`, `double zero`, `forty two`.
pub(super) fn pair(digits: &str) -> String {
    match digits.parse().unwrap() {
        0 => "double zero".to_owned(),
        value @ 1..10 => format!("oh {}", below_hundred(value)),
        value => below_hundred(value),
    }
}
