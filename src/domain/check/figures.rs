//! Amounts by date: links to them, amounts typed in their place, figures that end soon, figures that nothing reads.
//!
//! Does not belong here: reading the table (`parse::data`), the amounts themselves (`figures`).

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use jiff::civil::Date;

use super::{Checker, checklist_texts};
use crate::domain::calendar::day_words;
use crate::domain::diagnostic::{Code, Severity};
use crate::domain::figures::{Figure, FigureValue};
use crate::domain::library::Entry;
use crate::domain::markdown::{Block, Inline, visit_inlines};
use crate::domain::rules::FIGURES_READ;
use crate::domain::source::ByteSpan;
use crate::domain::spelling::nearest;

/// Days before its end from which on a figure without a following value is reported.
const WARN_DAYS: i32 = 60;

impl Checker<'_> {
    pub(super) fn figures(&mut self, today: Date) {
        let library = self.library;
        let typed = typed_forms(&library.figures.figures, today);
        let mut read: BTreeSet<&str> = FIGURES_READ.iter().copied().collect();
        for entry in library.entries() {
            let links = figure_links(entry);
            for (id, span) in &links {
                self.figure_link(&entry.head().file, id, *span);
            }
            self.amounts_in_text(&entry.head().file, &links, &typed);
            read.extend(links.iter().map(|(id, _)| *id));
        }
        for figure in &library.figures.figures {
            self.figure_end(figure, today);
            if !read.contains(figure.id.as_str()) {
                let message = format!("no card, checklist or rule reads `{}`", figure.id);
                let hint = format!(
                    "write `[[figure:{}]]` where the amount is spoken of, or take the figure out",
                    figure.id
                );
                self.add(Severity::Warning, Code::UnusedFigure, &figure.file, figure.span, message, hint);
            }
        }
    }

    fn figure_link(&mut self, file: &str, id: &str, span: ByteSpan) {
        if self.library.figures.find(id).is_none() {
            let near = nearest(id, self.library.figures.figures.iter().map(|figure| figure.id.as_str()));
            let hint = near.map_or_else(
                || "`callcard list figures` names them all".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            self.error(Code::UnknownFigure, file, span, format!("there is no figure `{id}`"), hint);
        }
    }

    /// Looks at a whole file: for links in places where no amount is shown, and for amounts that were typed.
    fn amounts_in_text(&mut self, file: &str, links: &[(&str, ByteSpan)], typed: &BTreeMap<String, Vec<&str>>) {
        let text = self.files.get(file).copied().unwrap_or_default();
        for (at, found) in text.match_indices("[[figure:") {
            if !links.iter().any(|(_, span)| span.start == at) {
                self.error(
                    Code::FigureNotShown,
                    file,
                    ByteSpan::new(at, at + found.len()),
                    "an amount is not shown here".to_owned(),
                    "write it in the text of a section, or in the paragraph under a step",
                );
            }
        }
        for (amount, ids) in typed {
            for (at, _) in text.match_indices(amount.as_str()) {
                let rest = text.get(at + amount.len()..).unwrap_or_default();
                let before = text.get(..at).unwrap_or_default();
                if rest.starts_with(|c: char| c.is_ascii_digit() || c == ',') || is_row_of_a_year(before) {
                    continue;
                }
                let links: Vec<String> = ids.iter().map(|id| format!("`[[figure:{id}]]`")).collect();
                let plain = amount.trim_start_matches('$');
                self.add(
                    Severity::Warning,
                    Code::TypedAmount,
                    file,
                    ByteSpan::new(at, at + amount.len()),
                    format!("{amount} is typed, and changes with the year"),
                    format!(
                        "write {}; if it is another amount that happens to be the same, `{plain} dollars`, or a row of a table that begins with its year",
                        links.join(" or ")
                    ),
                );
            }
        }
    }

    /// A figure whose last value has ended, or ends soon. What is said comes and goes with the day, so it is never an error.
    fn figure_end(&mut self, figure: &Figure, today: Date) {
        let Some((last, to)) = figure.values.last().and_then(|last| Some((last, last.to?))) else {
            return;
        };
        if today.checked_add(WARN_DAYS.days()).is_ok_and(|soon| soon < to) {
            return;
        }
        let ends = if to < today { "ended" } else { "ends" };
        let message = format!("the last value of `{}` {ends} on {}", figure.id, day_words(to));
        let next = to.tomorrow().map(|next| next.to_string()).unwrap_or_default();
        let hint = format!(
            "under this line add the value from {next} with its source; until then it is said to be not known. The last came from {}. It rests on {}",
            last.source, figure.basis
        );
        self.add(Severity::Warning, Code::FigureEnds, &figure.file, last.span, message, hint);
    }
}

/// Returns the amounts that must not be typed, with the ids of their figures: of each dollar amount that changes with the
/// year, the one in force or the last known. A round amount below a thousand may be anything: an example, a fee, an amount
/// of another year.
fn typed_forms(figures: &[Figure], today: Date) -> BTreeMap<String, Vec<&str>> {
    let mut forms: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for figure in figures.iter().filter(|figure| figure.unit.starts_with("USD")) {
        let changes = |value: &&FigureValue| value.to.is_some();
        let value = figure.on(today).or(figure.values.last()).filter(changes);
        let words = value.map(|value| figure.amount_words(value)).unwrap_or_default();
        let amount = words.split(' ').next().unwrap_or_default();
        if amount.contains([',', '.']) {
            forms.entry(amount.to_owned()).or_default().push(&figure.id);
        }
    }
    forms
}

/// Tells whether the last line of a text is a row of a table whose first cell is a year: what follows is that year's for good.
fn is_row_of_a_year(before: &str) -> bool {
    let line = before.rsplit('\n').next().unwrap_or_default();
    let first = line.trim_start().strip_prefix('|').and_then(|row| row.split_once('|'));
    first.is_some_and(|(first, _)| matches!(first.trim().parse(), Ok(1900..2100_u16)))
}

/// Returns the figures that an entry shows, with their places.
fn figure_links(entry: Entry<'_>) -> Vec<(&str, ByteSpan)> {
    let texts: Vec<&[Block]> = match entry {
        Entry::Card(card) => card.sections.iter().map(|section| section.blocks.as_slice()).collect(),
        Entry::Checklist(checklist) => checklist_texts(checklist).collect(),
    };
    let mut links = Vec::new();
    for blocks in texts {
        visit_inlines(blocks, &mut |inline| {
            if let Inline::Figure { id, span } = inline {
                links.push((id.as_str(), *span));
            }
        });
    }
    links
}
