//! What the guard of identifying numbers has to let pass: the real content, and citations, dates, amounts and form numbers.
//!
//! Does not belong here: numbers that have to be stopped (unit tests of `domain::identifier`).

use std::path::Path;
use std::time::{Duration, Instant};

use callcard::domain::identifier::mask_identifiers;

/// Sentences that are generated, each with three things in it that have to pass.
const SENTENCES: usize = 20_000;

/// Most false alarms in a hundred.
const ALARMS_MAX: f64 = 0.2;

/// Things that have to pass. `#` is a digit, `{a|b}` one of these, `{2..90}` a number; `{date}` and the like as in `Dice::named`.
const SHAPES: &[(&str, &str)] = &[
    ("POMS section", "{chapter} #####.###"),
    ("POMS section with parts", "{chapter} #####.### {A|B|C}.{1..9}.{a|b}"),
    ("POMS section, no blank", "{chapter}#####.###{|A|C.2}"),
    ("POMS section, small letters", "{gn|di|si|rs|hi}-#####.###/a"),
    ("POMS sections, two", "{chapter} #####.###, #####.###"),
    ("POMS document", "0#########"),
    ("transmittal", "TN {1..150} ({month}-{10..26})"),
    ("emergency message", "{EM|AM}-#####{| REV| REV 2}"),
    ("regulation", "20 CFR {404|416|418|422}.{100..2999}"),
    ("regulation with parts", "20 CFR {404|416}.{100..2999}({a|b})({1..9})"),
    ("regulations, two", "20 CFR 404.{100..2999} / 416.{100..2999}"),
    ("regulations, list", "42 CFR 406.{1..99}, 406.{1..99}, 407.{1..99}"),
    ("statute", "section {201..1899}({a|g|t}) of the Act, 42 USC {400..1396}"),
    ("register", "{60..91} Fed. Reg. {1000..99999} ({1995..2026})"),
    ("register document", "FR Doc. {2010..2026}-#####"),
    ("public law", "Pub. L. {74..119}-{1..400}, {49..139} Stat. {1..4999}"),
    ("hearings manual", "HALLEX I-{1..5}-{0..9}-{1..99}"),
    ("ruling", "{SSR|AR} {60..99}-{1..9}{p|(6)|c}"),
    ("program operations number", "P-#####-{20..26}-{month}"),
    ("form", "SSA-{1..9999}{|-U2|-F6|-BK|-OCR-SM}"),
    ("form, no hyphen", "SSA {100..9999}"),
    ("form with letter", "{SSA-L|CMS-L}{100..9999}{|-U2}"),
    ("form of another office", "{CMS-40B|HA-520|W-9|1099-R|SF-1199A|CMS-L564|HA-4608}"),
    ("form and date", "SSA-{100..999} {month}/{day}/{20..26}"),
    ("form and month", "form {100..9999} ({month}-{2010..2026})"),
    ("publication", "Publication No. 05-#####"),
    ("approval number", "OMB No. 0960-0###"),
    ("date", "{1..12}/{1..28}/{year}"),
    ("date, two digits", "{month}-{day}-##"),
    ("date, year first", "{year}-{month}-{day}"),
    ("date in words", "{name} {1..28}, {year}"),
    ("date, day first", "{1..28} {name} {year}"),
    ("date with dots", "{day}.{month}.{year}"),
    ("date and time", "{year}-{month}-{day}T{10..17}:{10..59}:00"),
    ("date in one row", "{year}{month}{day}"),
    ("dates, two", "{month}/{day}/2026 {month}/{day}/2026"),
    ("dates, range", "{1..12}/{1..28}/{2020..2026}-{1..12}/{1..28}/2026"),
    ("dates, list", "2026-{month}-{day}, 2026-{month}-{day}"),
    ("months, list", "{year}-{month}, {year}-{month} {year}-{month}"),
    ("month", "{name} {year}"),
    ("month, digits", "{month}/{year}"),
    ("date said", "june {second|tenth|fifth} twenty twenty {five|six}"),
    ("years", "{2010..2014}, {2015..2019}, {2020..2026}"),
    ("years said", "twenty {ten|twelve}, twenty twenty, twenty twenty {one|six}"),
    ("amount", "${1..999},###.##"),
    ("amount, millions", "${1..9},###,###.##"),
    ("amount in one row", "${1..999999999}"),
    ("amount, no sign", "{1..99},###"),
    ("amount with cents", "{10..99999}.##"),
    ("amount and words", "{100..999999999} dollars"),
    ("amounts, slash", "${100..999}/{1..9},###"),
    ("amounts, range", "${100..999}-${1000..9999}"),
    ("amounts, list", "${100..999}, ${10..99}, ${1000..9999}"),
    ("amount and month", "paid {100..999} {month}/{2010..2026}"),
    ("amount said", "{nine|two|six} hundred {forty three|ten|five} dollars"),
    ("thousand said", "{one|two} thousand {six|eight} hundred"),
    ("share", "{1..99}{|.5|.75}%"),
    ("fraction", "{1..5}/{6..9} of the benefit"),
    ("ZIP code", "Madison WI #####"),
    ("ZIP+4", "#####-####"),
    ("ZIP+4 behind a state", "{WI|CA|Chicago, IL} #####-####"),
    ("street", "{1..9999} N {4..60}th St, Suite {1..999}"),
    ("office", "FO ###, unit {1..9}{A|B}"),
    ("case", "C-{7F2K|4QXP|9H3W7T|22334455|5550100|8KM2P7Q4}"),
    ("hash", "{hash}"),
    ("run", "run {1..99999}"),
    ("step list", "steps 1, 2, 3, 4, 5, 6, 7, 8, 9{|, 10}"),
    (
        "step list said",
        "one, two, three{|, four, five|, four, five, six, seven, eight, nine}",
    ),
    ("time", "{1..12}:{10..59}{| am| p.m.}"),
    ("length of time", "{2..90} {days|minutes|months|years|weeks}"),
    ("length of time said", "{two|three} to {four|six} weeks"),
    ("extension", "ext. {10..99999}"),
    ("toll-free number", "1-{800|888|877|866|855|844|833}-###-####"),
    ("toll-free number, brackets", "({800|888|877}) ###-####"),
    ("toll-free number in one row", "{800|1800|866|1877}#######"),
    (
        "toll-free number said",
        "one eight hundred, {seven|six} seven two, one two one three",
    ),
    ("toll-free number in letters", "1-800-MEDICARE, TTY 711"),
    ("years of birth of a rule", "born {before|in|after|on or after} {1930..1965}"),
    ("years of birth, range", "born {1930..1941}-{1942..1954}, {5..8}.5%"),
    (
        "birth date of a rule",
        "born {before|on or before|after} January {1..2}, {1950..1960}",
    ),
    ("birth date or later", "born on January {1..2}, {1950..1960} or later"),
    (
        "birthday of a rule",
        "three months after the 65th birthday, {1..12}/{1..28}/{2020..2027}",
    ),
    ("birthday month", "turns 65 in {name} {2020..2027}"),
    ("docket", "docket {10..26}-cv-#####"),
    ("employer", "EIN ##-#######"),
    ("notice", "BNC 26{B|S}####A#####"),
    ("wage quarters", "Q1-Q4 {2010..2026}: {100..999}, {10..99}, {100..999}, {10..99}"),
];

/// Sentences with three places.
const FRAMES: &[[&str; 4]] = &[
    ["", ", ", " and ", ""],
    ["Notice of ", " cites ", "; due ", "."],
    ["Called on ", " about ", ", told ", ""],
    ["Faxed ", " to ", " on ", ", 3 pages"],
    ["Asked for the SSN on ", "; see ", " or ", ""],
    ["DOB not in question; ", ", ", " - ", ""],
    ["Her number of work months: ", "; ", "; ", ""],
    ["Phone claim of ", " (", "), ", ""],
    ["overpaid ", " since ", ", letter ", "?"],
    ["Proof of age filed ", " with ", ", ", ""],
    ["Medicare Part B from ", " per ", ", ", ""],
    ["Social Security says ", ", wrote ", ", ", "!"],
    ["(", ") ", " / ", ""],
    ["- ", "\n- ", "\n- ", "\n"],
    ["| ", " | ", " | ", " |"],
    ["last four notices: ", ", ", ", ", ""],
    ["the claim of ", " was denied ", " under ", ""],
];

/// Pieces of which nothing has to come out but a text that does not change when it is masked again.
const PIECES: &[&str] = &[
    "000-00-0000",
    "000",
    "00",
    "0000",
    "0",
    " ",
    " ",
    "-",
    ".",
    "/",
    ",",
    ", ",
    "\n",
    "(",
    ")",
    "$",
    "+1",
    "zero",
    "oh ",
    "one ",
    "two",
    "forty five",
    "nine hundred",
    "double ",
    "dash",
    " and ",
    "SSN ",
    "DOB ",
    "born ",
    "birthday ",
    "last four ",
    "1EG4",
    "TE5",
    "MK73",
    "golf ",
    "as in ",
    "June ",
    "1950",
    "6/2/1950",
    "call ",
    "555",
    "0100",
    "***-**-",
    "xxx-xx-",
    "A",
    "HA",
    "WCD",
    "l",
    "O",
    "\u{200b}",
    "\u{661}",
    "\u{ff11}",
    "\u{2013}",
    "\u{e9}",
    "\u{1f600}",
    "\u{301}",
    "'",
    "\"",
    "%",
    "claim ",
    "MBI ",
    "first ",
    "3 ",
    "fives ",
];

/// A row of numbers that looks drawn and is the same every time (splitmix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % u64::try_from(count).unwrap()).unwrap()
    }

    /// Writes a shape with everything in it drawn.
    fn write(&mut self, shape: &str) -> String {
        let mut written = String::new();
        let mut rest = shape;
        while let Some(at) = rest.find(['#', '{']) {
            written.push_str(&rest[..at]);
            if rest[at..].starts_with('#') {
                written.push_str(&self.below(10).to_string());
                rest = &rest[at + 1..];
            } else {
                let end = at + rest[at..].find('}').unwrap();
                written.push_str(&self.named(&rest[at + 1..end]));
                rest = &rest[end + 1..];
            }
        }
        written + rest
    }

    fn named(&mut self, name: &str) -> String {
        match name {
            "chapter" => self.named("GN|DI|SI|RS|HI|RM|NL|SM|MS|TC|PR|VB"),
            "name" => self.named("January|March|May|June|Sept.|Oct.|November|December"),
            "year" => self.named("1990..2027"),
            "month" => format!("{:02}", 1 + self.below(12)),
            "day" => format!("{:02}", 1 + self.below(28)),
            "hash" => (0..12)
                .map(|_| char::from_digit(u32::try_from(self.below(16)).unwrap(), 16).unwrap())
                .collect(),
            range if range.contains("..") => {
                let (first, last) = range.split_once("..").unwrap();
                let (first, last): (usize, usize) = (first.parse().unwrap(), last.parse().unwrap());
                (first + self.below(last - first + 1)).to_string()
            }
            choices => {
                let choices: Vec<&str> = choices.split('|').collect();
                choices[self.below(choices.len())].to_owned()
            }
        }
    }
}

fn per_hundred(part: usize, all: usize) -> f64 {
    let count = |count: usize| f64::from(u32::try_from(count).unwrap());
    100.0 * count(part) / count(all)
}

#[test]
fn of_a_thousand_sentences_without_a_number_of_a_person_at_most_two_are_masked() {
    let mut dice = Dice(7);
    let mut alarms = Vec::new();
    for place in 0..SENTENCES {
        let [begin, one, two, end] = FRAMES[dice.below(FRAMES.len())];
        let shapes = [place % SHAPES.len(), dice.below(SHAPES.len()), dice.below(SHAPES.len())];
        let [first, second, third] = shapes.map(|idx| dice.write(SHAPES[idx].1));
        let sentence = format!("{begin}{first}{one}{second}{two}{third}{end}");
        let (masked, found) = mask_identifiers(&sentence);
        if !found.is_empty() {
            alarms.push(format!("{sentence:?} became {masked:?}"));
        }
    }
    let share = per_hundred(alarms.len(), SENTENCES);
    println!(
        "{} shapes, {SENTENCES} sentences: {} false alarms, {share:.3} in 100",
        SHAPES.len(),
        alarms.len()
    );
    assert!(share <= ALARMS_MAX, "{}", alarms.join("\n"));
}

#[test]
fn each_of_these_alone_passes() {
    let mut dice = Dice(11);
    // A name of twelve hexadecimal digits may begin or end with nine decimal ones; the share above counts it.
    for (name, shape) in SHAPES.iter().filter(|(name, _)| *name != "hash") {
        for _ in 0..20 {
            let text = dice.write(shape);
            assert_eq!(mask_identifiers(&text), (text.clone(), vec![]), "{name}");
        }
    }
}

#[test]
fn the_real_content_passes() {
    let mut lines = 0;
    let mut alarms = Vec::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("content"), &mut |file, text| {
        for (idx, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            lines += 1;
            let (masked, found) = mask_identifiers(line);
            if !found.is_empty() {
                alarms.push(format!("{}:{}: {line} became {masked}", file.display(), idx + 1));
            }
        }
    });
    let share = per_hundred(alarms.len(), lines);
    println!("{lines} lines of the content: {} false alarms, {share:.3} in 100", alarms.len());
    assert!(share <= ALARMS_MAX, "{}", alarms.join("\n"));
}

/// Shows every text of the content.
fn walk(folder: &Path, look: &mut impl FnMut(&Path, &str)) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, look);
        } else if path.extension().is_some_and(|ending| ending == "md" || ending == "yaml") {
            look(&path, &std::fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn any_text_is_taken_and_masking_it_twice_changes_nothing_more() {
    let mut dice = Dice(13);
    for _ in 0..4_000 {
        let mut text = String::new();
        for _ in 0..dice.below(24) {
            match dice.below(12) {
                0 => text.extend(char::from_u32(u32::try_from(dice.below(0x11_0000)).unwrap())),
                1 => text.extend(char::from_u32(u32::try_from(dice.below(0x300)).unwrap())),
                _ => text.push_str(PIECES[dice.below(PIECES.len())]),
            }
        }
        let (masked, _) = mask_identifiers(&text);
        assert_eq!(mask_identifiers(&masked), (masked.clone(), vec![]), "{text:?}");
    }
}

#[test]
fn a_hundred_kilobytes_are_masked_soon() {
    for piece in ["0 ", "DOB 6/2/1950 ", "000-00-0000 "] {
        let text = piece.repeat(100_000 / piece.len());
        let start = Instant::now();
        let _ = mask_identifiers(&text);
        assert!(start.elapsed() < Duration::from_secs(20), "{piece:?}: {:?}", start.elapsed());
    }
}
