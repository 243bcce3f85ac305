//! The record of one run, section after section.
//!
//! Does not belong here: states in words (`wording`), corrections (`history`), how words are set (`paper`).

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::history::{History, follow, mark_words};
use super::sources::Sources;
use super::wording::{Wording, working};
use super::{RunRecord, day_words, fill_letter, show_result, time_words};
use crate::domain::checklist::{Compute, Item};
use crate::domain::library::Library;
use crate::domain::paper::{Phrase, Writer};
use crate::domain::result_words::result_words;
use crate::domain::rules::Computed;
use crate::domain::run::{ItemState, Mark, Progress, RunView};

/// Writes the record of a run; `not_needed` says which other outcome of the case made it pointless.
pub(super) fn write(writer: &mut Writer, record: &RunRecord<'_>, library: &Library, today: Date, not_needed: Option<&str>) {
    let view = record.view(library, today);
    let mut section = Sections {
        record,
        view: &view,
        library,
        wording: Wording {
            view: &view,
            library,
            started: record.started,
        },
        history: follow(record.log),
        sources: Sources::default(),
        cautions: BTreeSet::new(),
        writer,
    };
    section.head(record.as_of(today));
    if let Some(why) = not_needed {
        section.writer.fact("Not needed any more", why);
    }
    section.outcome();
    section.still_open();
    section.chunks();
    section.computed();
    section.history.write(section.writer, record.checklist, library);
    section.sources.write(section.writer, library, today);
    section.letters();
}

struct Sections<'a> {
    record: &'a RunRecord<'a>,
    view: &'a RunView<'a>,
    library: &'a Library,
    wording: Wording<'a>,
    history: History<'a>,
    sources: Sources,
    /// What the record has said already to be careful about; each is said once.
    cautions: BTreeSet<&'a str>,
    writer: &'a mut Writer,
}

impl<'a> Sections<'a> {
    fn head(&mut self, as_of: Date) {
        let record = self.record;
        let writer = &mut *self.writer;
        writer.heading(1, record.checklist.head.title.as_str());
        writer.fact("Case", record.case_reference);
        writer.fact("Run", record.run.to_string());
        if let Some(side) = self.view.value("side", None) {
            writer.fact("Asked by", side);
        }
        writer.fact("Started", time_words(record.started));
        let finished = record.finished.map_or_else(|| "not finished".to_owned(), time_words);
        writer.fact("Finished", finished);
        if !record.content_date.is_empty() {
            writer.fact("Content of", record.content_date);
        }
        if !record.fingerprint.is_empty() {
            writer.fact("Checklist text", record.fingerprint);
        }
        writer.fact("Worked out as of", day_words(as_of));
        let progress = match self.view.progress {
            Progress::UnderWay => "under way",
            Progress::CompleteExceptDeferred => "complete except deferred",
            Progress::Complete => "complete",
        };
        let due = match self.view.due_count {
            0 => String::new(),
            count => format!(", {count} put off until a day that has come"),
        };
        let counts = format!(
            "{progress}: {} of {} steps settled, {} deferred{due}",
            self.view.settled_count, self.view.applicable_count, self.view.deferred_count
        );
        writer.fact("Progress", counts);
    }

    fn outcome(&mut self) {
        self.writer.heading(2, "Outcome");
        let Some(end) = self.view.end else {
            self.writer.paragraph("No outcome yet.");
            return;
        };
        if self.view.progress == Progress::UnderWay {
            self.writer.paragraph("So far, with steps still open:");
        }
        if let Some(outcome) = self.record.checklist.find_outcome(&end.outcome) {
            self.writer.paragraph(outcome.sentence.as_str());
        }
        self.writer.paragraph(format!("Reached by: {} ({})", end.words, end.outcome));
        if let Some(next) = &end.goto {
            let title = self.library.find(next).map_or(next.as_str(), |entry| entry.head().title.as_str());
            self.writer.paragraph(format!("Next checklist: {title} ({next})"));
        }
    }

    fn still_open(&mut self) {
        let lines: Vec<Phrase> = self.view.items.iter().filter_map(|view| self.wording.still_open(view)).collect();
        if lines.is_empty() {
            return;
        }
        self.writer.heading(2, "Still open");
        for line in lines {
            self.writer.item(line);
        }
    }

    fn chunks(&mut self) {
        let mut chunk_idx = usize::MAX;
        let settled = self.record.log.settled();
        let notes = self.record.log.notes();
        for view in &self.view.items {
            if matches!(view.item, Item::End(_)) {
                continue;
            }
            if view.chunk_idx != chunk_idx {
                chunk_idx = view.chunk_idx;
                let chunk = self.record.checklist.chunks.get(chunk_idx);
                self.writer.heading(2, chunk.map_or("", |chunk| chunk.heading.as_str()));
            }
            let mut line = self.wording.item(view);
            if let Item::Step(step) = view.item
                && !matches!(view.state, ItemState::NotApplicable(_) | ItemState::AfterEnd(_))
            {
                let at = settled.get(step.id.as_str()).map(|settled| self.wording.short_time(settled.at));
                let numbers = self.sources.numbers_of_step(step, self.library);
                for extra in at.into_iter().chain(numbers) {
                    line = line.said(format!("; {extra}"));
                }
            }
            self.writer.item(line.said(")"));
            if let (true, Item::Compute(compute), ItemState::Computed(computed)) =
                (self.record.checklist.is_worksheet, view.item, &view.state)
            {
                self.beneath(compute, computed);
            }
            if let Some(note) = notes.get(view.item.id()) {
                self.writer.under(Phrase::new().said("Note: ").lines(note));
            }
            self.struck(view.item.id());
        }
    }

    /// Writes what stood on a step before, each with one line through it, and when it was said and struck.
    fn struck(&mut self, step: &str) {
        for (entry, struck) in self.history.struck_of(step) {
            let phrase = match &entry.mark {
                Mark::Note { text, .. } => Phrase::new().said("Note before: ").struck_lines(text),
                mark => Phrase::new()
                    .said("Before: ")
                    .struck(mark_words(self.record.checklist, self.library, mark)),
            };
            let (said, gone) = (self.wording.short_time(entry.at), self.wording.short_time(struck.at));
            self.writer.under(phrase.said(format!(" ({said}; {} {gone})", struck.how)));
        }
    }

    fn computed(&mut self) {
        if self.record.checklist.is_worksheet {
            return;
        }
        let mut is_first = true;
        for view in &self.view.items {
            let (Item::Compute(compute), ItemState::Computed(computed)) = (view.item, &view.state) else {
                continue;
            };
            if std::mem::take(&mut is_first) {
                self.writer.heading(2, "How dates and amounts were worked out");
            }
            self.writer.heading(3, view.words);
            self.results(compute, computed);
            for source in &computed.cite {
                self.sources.number(source, None);
            }
        }
    }

    fn results(&mut self, compute: &Compute, computed: &'a Computed) {
        for (name, value) in &computed.results {
            let form = compute.result(Some(name));
            let shown = value.as_deref().map_or_else(|| "none".to_owned(), |value| show_result(form, value));
            self.writer.fact(result_words(name), shown);
        }
        if let Some(work_to) = &computed.work_to {
            self.writer.fact("work to", show_result(compute.result(None), work_to));
        }
        for line in working(computed, self.library) {
            self.writer.item(line);
        }
        if let Some(grid) = &computed.grid {
            self.writer.table(grid);
        }
        for caution in self.new_cautions(computed) {
            self.writer.item(caution);
        }
    }

    /// Returns the cautions that the record has not said yet.
    fn new_cautions(&mut self, computed: &'a Computed) -> Vec<String> {
        let new = computed.caution.iter().filter(|caution| self.cautions.insert(caution));
        new.map(|caution| format!("Caution: {caution}")).collect()
    }

    /// Writes right beneath a line of a worksheet how it was worked out.
    fn beneath(&mut self, compute: &Compute, computed: &'a Computed) {
        for (name, value) in computed.results.iter().skip(1) {
            if let Some(value) = value {
                let line = format!("{}: {}", result_words(name), show_result(compute.result(Some(name)), value));
                self.writer.under(line);
            }
        }
        for line in working(computed, self.library) {
            self.writer.under(line);
        }
        for caution in self.new_cautions(computed) {
            self.writer.under(caution);
        }
        if let Some(grid) = &computed.grid {
            self.writer.table(grid);
        }
        for source in &computed.cite {
            self.sources.number(source, None);
        }
    }

    fn letters(&mut self) {
        for letter in &self.record.checklist.letters {
            self.writer.heading(2, letter.heading.as_str());
            self.writer.block(&fill_letter(letter, self.record.checklist, self.view));
        }
    }
}
