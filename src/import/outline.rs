//! From pieces to sections: title, transmittal, date and address of the page, and its lettered subsections.
//!
//! Does not belong here: how a section is written (`write`), where its links go (`links`).

use super::MOST_SECTIONS;
use super::links::citation_at_start;
use super::piece::{Kind, Page, Piece};

/// A page by sections.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Outline {
    /// The title, with the citation if there is one.
    pub(super) title: String,
    /// What to quote it as, such as `GN 00204.012`; empty if it has no number.
    pub(super) citation: String,
    /// Such as `TN 126 (07-23)`; may be empty.
    pub(super) transmittal: String,
    /// A day, a month, or empty.
    pub(super) date: String,
    /// Web address; may be empty.
    pub(super) address: String,
    /// Whether links and dates of the page were at its foot.
    pub(super) has_footer: bool,
    /// In order.
    pub(super) sections: Vec<Section>,
}

/// One section.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Section {
    /// Such as `c.2.b`; words where the page has no letters.
    pub(super) id: String,
    /// 1 for what becomes a card, 2 and 3 for its parts.
    pub(super) level: u8,
    /// Without its letter or number.
    pub(super) heading: String,
    /// Letter or number as printed, such as `C`, `2`, `b`; empty where the page has none.
    pub(super) mark: String,
    /// The text.
    pub(super) pieces: Vec<Piece>,
}

/// The id of what stands before the first section.
pub(super) const OPENING: &str = "front-matter";

/// Finds the sections of a page; `stem` is its name if it does not say one.
pub(super) fn outline(page: Page, stem: &str) -> Outline {
    let mut outline = Outline::default();
    let pieces: Vec<Piece> = page.pieces.into_iter().filter(|piece| !piece.is_empty()).collect();
    let (body, foot) = cut_foot(pieces);
    let mut body = outline.head(body);
    outline.has_footer = !foot.is_empty();
    outline.foot(&foot, &page.title);
    let is_lettered = body.iter().any(|piece| letter(piece).is_some_and(|(mark, _)| mark == 'A'));
    if outline.title.is_empty() {
        let first = body
            .iter()
            .position(|piece| piece.kind == Kind::Heading(1))
            .filter(|_| page.title.is_empty() && !is_lettered);
        outline.title = match first {
            Some(idx) => body.remove(idx).text,
            None if page.title.is_empty() => stem.to_owned(),
            None => page.title,
        };
    }
    outline.sections = if is_lettered { lettered(body) } else { by_level(body) };
    outline
        .sections
        .retain(|section| section.id != OPENING || !section.pieces.is_empty());
    outline
}

impl Outline {
    /// Reads what stands above the text, and returns the rest.
    fn head(&mut self, pieces: Vec<Piece>) -> Vec<Piece> {
        let is_head = |piece: &Piece| letter(piece).is_none_or(|(mark, _)| mark != 'A');
        let title_at = pieces
            .iter()
            .take_while(|piece| is_head(piece))
            .position(|piece| piece.depth == 0 && citation_at_start(&piece.text).is_some_and(|(_, title)| !title.is_empty()));
        let mut rest = Vec::new();
        for (idx, piece) in pieces.into_iter().enumerate() {
            if self.transmittal.is_empty() && is_transmittal(&piece.text) {
                self.transmittal = piece.text;
            } else if Some(idx) == title_at {
                if let Some((citation, _)) = citation_at_start(&piece.text) {
                    self.citation = citation.document;
                }
                self.title = piece.text;
            } else if self.date.is_empty() && piece.text.starts_with("Effective Date") {
                self.date = day(&piece.text).unwrap_or_default();
            } else if title_at.is_none_or(|title| title < idx) {
                rest.push(piece);
            }
        }
        rest
    }

    /// Reads what stands below the text.
    fn foot(&mut self, pieces: &[Piece], page_title: &str) {
        let words: Vec<&str> = pieces
            .iter()
            .flat_map(|piece| piece.text.split(' '))
            .chain(page_title.split(' '))
            .collect();
        if let Some(address) = words.iter().find(|word| word.starts_with("http") && word.contains("poms")) {
            (*address).clone_into(&mut self.address);
        }
        let revised = words.iter().find_map(|word| word.strip_prefix("Rev:")).and_then(day);
        let last = revised.or_else(|| words.iter().rev().find_map(|word| day(word)));
        if self.date.is_empty() {
            self.date = last.or_else(|| month(&self.transmittal)).unwrap_or_default();
        }
    }
}

/// Cuts off the links and dates at the foot of a POMS page.
fn cut_foot(mut pieces: Vec<Piece>) -> (Vec<Piece>, Vec<Piece>) {
    let at = pieces
        .iter()
        .rposition(|piece| piece.text.starts_with("To Link to this section"))
        .unwrap_or(pieces.len());
    let foot = pieces.split_off(at);
    (pieces, foot)
}

/// Tells whether words belong to the page and not to its text.
pub(super) fn is_furniture(words: &str) -> bool {
    is_transmittal(words)
        || ["To Link to this section", "Batch run:", "Rev:", "http"]
            .iter()
            .any(|start| words.starts_with(start))
}

/// Tells whether words are a transmittal such as `TN 126 (07-23)`.
fn is_transmittal(words: &str) -> bool {
    let rest = words.strip_prefix("TN ").unwrap_or_default();
    rest.len() < 24 && rest.starts_with(|c: char| c.is_ascii_digit()) && rest.ends_with(')') && rest.contains('(')
}

/// Returns the first day written as `07/28/2023`, in the form of ISO 8601.
fn day(words: &str) -> Option<String> {
    words.split([' ', ',']).find_map(|word| {
        let mut parts = word.trim_start_matches("run:").split('/');
        let (month, day, year) = (parts.next()?, parts.next()?, parts.next()?);
        let date = jiff::civil::Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()?;
        (parts.next().is_none() && year.len() == 4).then(|| date.to_string())
    })
}

/// Returns the month of a transmittal, `07-23` as `2023-07`.
fn month(transmittal: &str) -> Option<String> {
    let (_, inner) = transmittal.split_once('(')?;
    let (month, year) = inner.trim_end_matches(')').split_once('-')?;
    let (month, year): (u8, u8) = (month.parse().ok()?, year.parse().ok()?);
    // POMS began in the eighties.
    let century = if year < 80 { 20 } else { 19 };
    (1..=12).contains(&month).then(|| format!("{century}{year:02}-{month:02}"))
}

/// Returns the capital letter of a heading such as `C. Procedure`, and its words.
fn letter(piece: &Piece) -> Option<(char, &str)> {
    let (mark, words) = mark_of(piece)?;
    let letter = mark.chars().next().filter(char::is_ascii_uppercase)?;
    (mark.len() == 1).then_some((letter, words))
}

/// Returns the mark of what may be a heading: `C`, `2` or `b`, and the words after it.
fn mark_of(piece: &Piece) -> Option<(&str, &str)> {
    let may_be = piece.depth == 0 && matches!(piece.kind, Kind::Paragraph | Kind::Heading(_));
    let (mark, words) = piece.text.split_once(". ").filter(|_| may_be)?;
    let is_marked = matches!(piece.kind, Kind::Heading(_));
    let is_title = words.len() <= 160 && !words.ends_with(['.', ';', ':', ',']);
    let is_mark =
        (mark.len() == 1 && mark.starts_with(|c: char| c.is_ascii_alphabetic())) || (mark.len() < 3 && mark.parse::<u8>().is_ok());
    (is_mark && (is_marked || is_title)).then_some((mark, words))
}

/// Sections by their letters, numbers and small letters, as POMS has them.
fn lettered(pieces: Vec<Piece>) -> Vec<Section> {
    let mut sections = vec![Section {
        id: OPENING.to_owned(),
        level: 1,
        ..Section::default()
    }];
    let mut open: [Option<String>; 3] = [None, None, None];
    let next_marks: Vec<Option<String>> = pieces
        .iter()
        .skip(1)
        .map(|piece| mark_of(piece).map(|(mark, _)| mark.to_owned()))
        .chain([None])
        .collect();
    for (piece, next) in pieces.into_iter().zip(next_marks) {
        let found = mark_of(&piece).and_then(|(mark, words)| Some((level_of(mark, &open)?, mark.to_owned(), words.to_owned())));
        // Numbered lines without a word between them are a list.
        let found = found.filter(|(level, mark, _)| {
            *level == 1 || matches!(piece.kind, Kind::Heading(_)) || next.as_deref().is_none_or(|next| !follows(mark, next))
        });
        let Some((level, mark, heading)) = found else {
            if let Some(section) = sections.last_mut() {
                section.pieces.push(listed(piece));
            }
            continue;
        };
        for (idx, slot) in open.iter_mut().enumerate() {
            if level <= idx + 1 {
                *slot = (level == idx + 1).then(|| mark.clone());
            }
        }
        let id = open.iter().flatten().cloned().collect::<Vec<_>>().join(".").to_lowercase();
        sections.push(Section {
            id,
            level: u8::try_from(level).unwrap_or(3),
            heading,
            mark,
            pieces: Vec::new(),
        });
    }
    sections
}

/// Returns the level that a mark opens: 1 for `C` after `B`, 2 for `2` after `1`, 3 for `b` after `a`.
fn level_of(mark: &str, open: &[Option<String>; 3]) -> Option<usize> {
    let [letter, number, small] = open;
    let comes_next = |before: &Option<String>, first: &str| before.as_deref().map_or(mark == first, |before| follows(before, mark));
    if mark.starts_with(|c: char| c.is_ascii_uppercase()) {
        let is_later = letter.as_deref().is_none_or(|before| before < mark);
        return is_later.then_some(1);
    }
    if mark.starts_with(|c: char| c.is_ascii_digit()) {
        return (letter.is_some() && comes_next(number, "1")).then_some(2);
    }
    (number.is_some() && comes_next(small, "a")).then_some(3)
}

/// Tells whether `next` is the mark right after `mark`.
fn follows(mark: &str, next: &str) -> bool {
    match (mark.parse::<u8>(), next.parse::<u8>()) {
        (Ok(mark), Ok(next)) => mark.checked_add(1) == Some(next),
        _ => {
            let one = |text: &str| text.chars().next().filter(|_| text.len() == 1).map(u32::from);
            matches!((one(mark), one(next)), (Some(mark), Some(next)) if mark + 1 == next)
        }
    }
}

/// A paragraph that begins with a number is an item of a list.
fn listed(piece: Piece) -> Piece {
    if piece.kind != Kind::Paragraph || piece.depth > 0 {
        return piece;
    }
    let number = piece
        .text
        .split_once(". ")
        .and_then(|(number, words)| Some((number.parse::<u64>().ok()?, words)));
    match number {
        Some((number, words)) if number < 100 => Piece::new(Kind::Item(Some(number)), 1, words),
        _ => piece,
    }
}

/// Sections by the levels of headings, for pages without letters.
fn by_level(pieces: Vec<Piece>) -> Vec<Section> {
    let heading_level = |piece: &Piece| match piece.kind {
        Kind::Heading(level) => Some(level),
        _ => None,
    };
    let top = pieces.iter().filter_map(heading_level).min().unwrap_or(1);
    let mut sections = vec![Section {
        id: OPENING.to_owned(),
        level: 1,
        ..Section::default()
    }];
    let mut path: Vec<String> = Vec::new();
    for piece in pieces {
        // More are refused, so there is no need to find an id for each.
        if MOST_SECTIONS < sections.len() {
            break;
        }
        let level = heading_level(&piece)
            .map(|level| usize::from(level - top) + 1)
            .filter(|level| *level <= 3);
        let Some(level) = level else {
            if let Some(section) = sections.last_mut() {
                section.pieces.push(listed(piece));
            }
            continue;
        };
        let level = level.min(path.len() + 1);
        path.truncate(level - 1);
        path.push(slug(&piece.text));
        let mut id = path.join(".");
        let mut count = 1;
        while sections.iter().any(|section| section.id == id) {
            count += 1;
            let last = format!("{}-{count}", slug(&piece.text));
            path.pop();
            path.push(last);
            id = path.join(".");
        }
        sections.push(Section {
            id,
            level: u8::try_from(level).unwrap_or(3),
            heading: piece.text,
            mark: String::new(),
            pieces: Vec::new(),
        });
    }
    sections
}

/// Returns at most six words of a heading as an id.
pub(super) fn slug(words: &str) -> String {
    let lower = words.to_lowercase();
    let parts: Vec<&str> = lower
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|part| !part.is_empty())
        .take(6)
        .collect();
    let id: String = parts.join("-").chars().take(60).collect();
    if id.is_empty() {
        "section".to_owned()
    } else {
        id.trim_end_matches('-').to_owned()
    }
}

/// The labels that POMS puts before a note, as they begin a paragraph.
const LABELS: [&str; 8] = ["NOTE", "EXCEPTION", "EXAMPLE", "IMPORTANT", "REMINDER", "CAUTION", "WARNING", "TIP"];

/// Returns the label at the beginning of words, in capitals and without its number, its whole as printed, and the rest.
pub(super) fn label(words: &str) -> Option<(&'static str, &str, &str)> {
    const MOST_LABEL: usize = 20;
    let colon = words.char_indices().take(MOST_LABEL).find(|(_, c)| *c == ':')?.0;
    let (whole, rest) = (words.get(..colon)?, words.get(colon + 1..)?);
    let mut parts = whole.split(' ');
    let first = parts.next()?;
    let number = parts.next();
    let is_number = number.is_none_or(|number| number.len() < 3 && number.chars().all(|c| c.is_ascii_alphanumeric()));
    if parts.next().is_some() || !is_number {
        return None;
    }
    let upper = first.to_ascii_uppercase();
    let is_printed = first.starts_with(|c: char| c.is_ascii_uppercase());
    let found = LABELS
        .iter()
        .find(|label| upper == **label || upper.strip_suffix('S') == Some(**label));
    found.filter(|_| is_printed).map(|label| (*label, whole, rest.trim_start()))
}

/// Cuts words where a note begins in the midst of a paragraph.
pub(super) fn cut_labels(words: &str) -> Vec<&str> {
    let mut cuts = vec![0];
    let mut before = ' ';
    let mut before_that = '.';
    for (at, c) in words.char_indices() {
        let ends_sentence = before == ' ' && matches!(before_that, '.' | '!' | '?' | ')' | '”' | '"');
        if at > 0 && ends_sentence && words.get(at..).is_some_and(|rest| label(rest).is_some()) {
            cuts.push(at);
        }
        before_that = before;
        before = c;
    }
    let ends = cuts.iter().copied().skip(1).chain([words.len()]).collect::<Vec<_>>();
    cuts.iter()
        .zip(ends)
        .filter_map(|(start, end)| words.get(*start..end).map(str::trim))
        .filter(|part| !part.is_empty())
        .collect()
}
