//! What has to be masked, what has to pass, and how much of it over many generated sentences.

use std::collections::BTreeMap;

use super::generator::{Dice, Sentence, forms};
use super::*;

/// Sentences of each form.
const SENTENCES: usize = 270;

#[track_caller]
fn check(text: &str, masked: &str, kinds: &[Identifier]) {
    assert_eq!(mask_identifiers(text), (masked.to_owned(), kinds.to_vec()), "{text}");
}

#[test]
fn social_security_numbers_are_masked_and_the_rest_is_kept() {
    for typed in [
        "000-00-0000",
        "000 00 0000",
        "000.00.0000",
        "000000000",
        "000 - 00 - 0000",
        "000/00/0000",
        "000\u{2013}00\u{2013}0000",
        "\u{660}\u{660}\u{660}-\u{660}\u{660}-\u{660}\u{660}\u{660}\u{660}",
        "000-00-\n0000",
        "0 0 0 - 0 0 - 0 0 0 0",
        "zero zero zero, zero zero, zero zero zero zero",
        "oh oh oh dash oh oh dash oh oh oh oh",
        "double zero zero, zero oh, triple zero zero",
        "000 dash 00 dash 0000",
        "000, zero zero, 0000",
        "xxx-xx-0000",
    ] {
        let text = format!("her number: {typed}; call back 11/21/2026");
        check(
            &text,
            "her number: ***-**-****; call back 11/21/2026",
            &[Identifier::SocialSecurity],
        );
    }
    for (text, masked) in [
        ("C000000000", "C***-**-****"),
        ("(000) 00 0000", "***-**-****"),
        ("ssn OOO-OO-OOOO", "ssn ***-**-****"),
        ("last four of her social: 0000", "last four of her social: ***-**-****"),
        ("0000 (last four)", "***-**-**** (last four)"),
        ("SSN 000-00-000", "SSN ***-**-****"),
        ("one two three, four five, six seven eight nine", "***-**-****"),
        (
            "my social is one, two, three, four, five, six, seven, eight, nine",
            "my social is ***-**-****",
        ),
        ("first three 000, middle two 00, last four 0000", "first three ***-**-****"),
    ] {
        check(text, masked, &[Identifier::SocialSecurity]);
    }
}

#[test]
fn medicare_numbers_are_masked() {
    for typed in [
        "1EG4-TE5-MK73",
        "1EG4TE5MK73",
        "1eg4 te5 mk73",
        "1 E G 4 T E 5 M K 7 3",
        "one E G four dash T E five dash M K seven three",
        "one echo golf four tango echo five mike kilo seven three",
        "one, E as in Edward, G as in George, four, T like tango, E for Edward, five, M K seven three",
    ] {
        check(typed, "****-***-****", &[Identifier::Medicare]);
    }
}

#[test]
fn claim_numbers_are_masked_with_their_letters() {
    for typed in [
        "000-00-0000A",
        "000-00-0000-HA",
        "000000000C1",
        "000-00-0000 W6",
        "A-000-00-0000",
        "WCD000000",
        "WD-000000",
    ] {
        check(&format!("{typed}, paid"), "***-**-****-**, paid", &[Identifier::Claim]);
    }
    check(
        "000-00-0000 A letter came",
        "***-**-**** A letter came",
        &[Identifier::SocialSecurity],
    );
    check("000-00-0000 D.O.B. none", "***-**-**** D.O.B. none", &[Identifier::SocialSecurity]);
}

#[test]
fn dates_of_birth_are_masked_by_the_words_around_them() {
    for (text, masked) in [
        ("DOB 6/2/1950", "DOB **/**/****"),
        ("d.o.b. June 2, 1950, filed 11/21/2026", "d.o.b. **/**/****, filed 11/21/2026"),
        ("DOB06021950", "DOB**/**/****"),
        ("born on 1950-06-02", "born on **/**/****"),
        ("born june second nineteen fifty", "born **/**/****"),
        ("DOB six slash two slash fifty", "DOB **/**/****"),
        ("her birthday is June 2", "her birthday is **/**/****"),
        ("6/2/1950 is her DOB", "**/**/**** is her DOB"),
        (
            "notice of 11/21/2026, DOB 6/2/50, due 1/25/2027",
            "notice of 11/21/2026, DOB **/**/****, due 1/25/2027",
        ),
        ("naci\u{f3} el 2 de junio de 1950", "naci\u{f3} el **/**/****"),
    ] {
        check(text, masked, &[Identifier::DateOfBirth]);
    }
    check(
        "DOB & SSN: 000-00-0000, 6/2/50",
        "DOB & SSN: ***-**-****, **/**/****",
        &[Identifier::SocialSecurity, Identifier::DateOfBirth],
    );
}

#[test]
fn phone_numbers_are_masked_and_those_of_agencies_pass() {
    for (text, masked) in [
        ("608-555-0100", "***-***-****"),
        ("(608) 555-0100 x12, mornings", "***-***-****, mornings"),
        ("+1 608 555 0100", "***-***-****"),
        ("6085550100", "***-***-****"),
        ("call 555-0100", "call ***-***-****"),
        ("six oh eight, triple five, oh one double oh", "***-***-****"),
        ("six oh eight 555 0100", "***-***-****"),
        ("1-800-772-1213 or 608-555-0100", "1-800-772-1213 or ***-***-****"),
    ] {
        check(text, masked, &[Identifier::Phone]);
    }
}

#[test]
fn citations_forms_dates_amounts_and_zip_codes_pass() {
    for text in [
        "GN 00204.012 C.2.b",
        "DI13050.045",
        "0413050045",
        "SSA-L566-U2",
        "SSA-561 10/28/26, 943 10/2026",
        "20 CFR 404.911(b)(5), 404.911 / 416.1411",
        "89 Fed. Reg. 25507 (2024)",
        "2026-11-21",
        "11/21/2026",
        "notice dated June 2, 2026",
        "$1,234,567.89",
        "$123456789",
        "1234.50",
        "53703-1234",
        "Madison WI 53703 1234",
        "P-02009-22-08",
        "unit 4B, 14 days, 60 days",
        "000-00-00",
        "2026-11-21, 2026-12-02",
        "10/28/2026 11/02/2026",
        "2022-01 2022-02",
        "2022-01, 2022-02",
        "called 2026-11-21 at 10:45",
        "code T8, LAF X7",
        "1-800-772-1213, TTY 1-800-325-0778, 1-800-MEDICARE",
        "one eight hundred, seven seven two, one two one three",
        "C-7F2K, called C-5550100",
        "32dcdc86b75e",
        "born before 1943, born in 1960 or later",
        "born on January 2, 1960 or later",
        "born on the first: Born May 1",
        "turns 65 in March 2026",
        "steps 1, 2, 3, 4, 5, 6, 7, 8, 9",
        "one, two, three, four, five, six, seven, eight, nine",
        "nine hundred forty three dollars",
        "confirmation number 4145550100",
        "ext. 4512",
    ] {
        check(text, text, &[]);
    }
}

#[test]
fn masked_text_is_not_masked_again() {
    for (typed, kind) in [
        ("000-00-0000", Identifier::SocialSecurity),
        ("1EG4-TE5-MK73", Identifier::Medicare),
        ("born 6/2/1950", Identifier::DateOfBirth),
        ("608-555-0100", Identifier::Phone),
        ("000-00-0000A", Identifier::Claim),
    ] {
        let (once, found) = mask_identifiers(&format!("SSN, DOB, MBI, phone: {typed} 1234"));
        assert_eq!(found, [kind]);
        check(&once, &once, &[]);
    }
}

/// How many sentences there were, in how many the number was stopped, and how many kept all the rest.
#[derive(Default, Clone, Copy)]
struct Tally {
    all: usize,
    stopped: usize,
    kept: usize,
}

impl Tally {
    fn add(&mut self, is_stopped: bool, is_kept: bool) {
        self.all += 1;
        self.stopped += usize::from(is_stopped);
        self.kept += usize::from(is_kept);
    }

    /// Returns in how many of a hundred the number was stopped, and in how many the rest was kept.
    fn per_hundred(self) -> [f64; 2] {
        let count = |count: usize| f64::from(u32::try_from(count).unwrap());
        [self.stopped, self.kept].map(|part| 100.0 * count(part) / count(self.all))
    }
}

#[test]
#[expect(clippy::print_stdout, reason = "the measure is a figure")]
fn of_a_thousand_numbers_of_a_form_at_most_one_gets_through() {
    assert!(40 <= forms().count());
    let mut dice = Dice::new(1);
    let mut tallies: BTreeMap<(&str, &str), Tally> = BTreeMap::new();
    let mut missed = Vec::new();
    for form in forms().cycle().take(SENTENCES * forms().count()) {
        let sentence = Sentence::of(form, &mut dice);
        let (masked, _) = mask_identifiers(&sentence.text());
        let is_kept = is_kept(&sentence, &masked);
        let is_stopped = is_kept || !leaks(&sentence, &masked);
        for name in [form.name, ""] {
            tallies.entry((form.kind.label(), name)).or_default().add(is_stopped, is_kept);
        }
        if !is_kept {
            missed.push(format!("{}: {:?} became {masked:?}", form.name, sentence.text()));
        }
    }
    for ((kind, name), tally) in &tallies {
        let [stopped, kept] = tally.per_hundred();
        println!(
            "{kind}, {name}: of {} in 100 {stopped:.2} stopped, {kept:.2} with the rest kept",
            tally.all
        );
    }
    let is_low = |tally: &Tally| tally.per_hundred().iter().any(|share| *share < 99.9);
    assert!(!tallies.values().any(is_low), "{}", missed.join("\n"));
}

/// Tells whether nothing but the number was replaced, by a mask.
fn is_kept(sentence: &Sentence, masked: &str) -> bool {
    let rest = masked
        .strip_prefix(&sentence.before)
        .and_then(|rest| rest.strip_suffix(&sentence.behind));
    rest.is_some_and(|rest| !rest.is_empty() && rest.chars().all(|c| "*-/".contains(c)))
}

/// Tells whether five digits in a row of the number, or four of its words, are still there.
fn leaks(sentence: &Sentence, masked: &str) -> bool {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<Vec<_>>();
    let (own, left) = (digits(&sentence.number), digits(masked));
    let words: Vec<&str> = sentence.number.split_whitespace().collect();
    masked.contains(&sentence.number)
        || own.windows(5).any(|five| left.windows(5).any(|other| other == five))
        || words.windows(4).any(|four| masked.contains(&four.join(" ")))
}
