//! A checklist on paper: the blank form, from the same source as the one on the screen.
//!
//! Does not belong here: answers (`export`), how words are set (`paper`).

use jiff::civil::Date;

use super::checklist::{Ask, Checklist, Chunk, Compute, End, InputFrom, Item, Step};
use super::condition::Condition;
use super::layout::{SourceNote, condition_words, currency_words, source_notes};
use super::library::{Entry, Library};
use super::markdown::{Block, Words as _, plain_blocks};
use super::paper::{Form, Phrase, Writer};

/// A line to write on.
const LINE: &str = "____________";

/// Returns the blank checklist as a page to be printed.
#[must_use]
pub fn blank(checklist: &Checklist, library: &Library, today: Date, form: Form) -> String {
    let head = &checklist.head;
    let mut writer = Writer::new(form);
    writer.heading(1, head.title.as_str());
    writer.paragraph(head.summary.as_str());
    let currency = currency_words(head, library.currency(Entry::Checklist(checklist), today));
    writer.fact("Checklist", head.id.as_str());
    writer.fact("Text of", format!("{}; {currency}", library.as_of(&head.sources)));
    for name in ["Case", "Begun", "Ended"] {
        writer.item(Phrase::new().said(format!("{name}: {LINE}")));
    }
    write_form(&mut writer, checklist, library, today);
    writer.finish()
}

/// Returns the blank checklist as plain text, from below its summary on.
#[must_use]
pub fn blank_text(checklist: &Checklist, library: &Library, today: Date) -> String {
    let mut writer = Writer::new(Form::Text);
    write_form(&mut writer, checklist, library, today);
    writer.finish()
}

fn write_form(writer: &mut Writer, checklist: &Checklist, library: &Library, today: Date) {
    let mut blank = Blank {
        checklist,
        library,
        today,
        sources: Vec::new(),
        writer,
    };
    blank.help(&checklist.intro, Writer::paragraph);
    for chunk in &checklist.chunks {
        blank.chunk(chunk);
    }
    blank.writer.heading(2, "How it can end");
    for outcome in &checklist.outcomes {
        let line = Phrase::new().mark("[ ]").said(" ").words(outcome.id.as_str());
        blank.writer.item(line.said(": ").words(outcome.sentence.as_str()));
    }
    blank.sources();
}

/// Returns what a source is called beside a step, where there is little room: its citation, or its document with the date.
fn brief(note: &SourceNote<'_>) -> String {
    if note.short != note.document {
        note.dated()
    } else if note.date.is_empty() {
        note.short.to_owned()
    } else {
        format!("{}, {}", note.short, note.date)
    }
}

struct Blank<'a> {
    checklist: &'a Checklist,
    library: &'a Library,
    today: Date,
    /// Ids of the source sections named so far.
    sources: Vec<String>,
    writer: &'a mut Writer,
}

impl Blank<'_> {
    fn chunk(&mut self, chunk: &Chunk) {
        self.writer.heading(2, chunk.heading.as_str());
        if let Some(condition) = &chunk.condition {
            self.writer.paragraph(self.only_if(condition));
        }
        self.help(&chunk.help, Writer::paragraph);
        for item in &chunk.items {
            match item {
                Item::Step(step) => self.step(step),
                Item::Compute(compute) => self.computation(compute),
                Item::End(end) => self.end(end),
            }
        }
    }

    fn step(&mut self, step: &Step) {
        let line = Phrase::new().mark("[ ]").said(" ").words(step.words.as_str());
        self.writer.item(line.and(room(&step.ask)));
        if let Some(condition) = &step.condition {
            self.writer.under(self.only_if(condition));
        }
        if step.ask == Ask::Text {
            self.writer.under(Phrase::new().said(format!("Answer: {}", LINE.repeat(5))));
        }
        for wording in &step.wordings {
            let when = condition_words(&wording.when, self.checklist);
            let line = Phrase::new().said("If ").words(when).said(", read: ");
            self.writer.under(line.words(wording.words.as_str()));
        }
        self.set(step);
        self.help(&step.help, Writer::under);
        self.rules(step);
    }

    /// Writes which steps a yes answers no.
    fn set(&mut self, step: &Step) {
        let Some(set) = &step.one_of else { return };
        let others = self
            .checklist
            .steps()
            .filter(|other| other.one_of.as_ref() == Some(set) && other.id != step.id);
        let others: Vec<String> = others.map(|other| format!("\u{201c}{}\u{201d}", other.words)).collect();
        self.writer
            .under(Phrase::new().said("Yes here means no to ").words(others.join(" and ")));
    }

    /// Writes each rule with what it stands on and the date of that text.
    fn rules(&mut self, step: &Step) {
        for link in &step.rules {
            let words = self.library.words(self.today).link(&link.target);
            let sources = self.library.sources_of(&link.target);
            let mut cited: Vec<String> = Vec::new();
            for note in source_notes(self.library, sources) {
                let words = brief(&note);
                if !cited.contains(&words) {
                    cited.push(words);
                }
                if !self.sources.iter().any(|known| known == note.id) {
                    self.sources.push(note.id.to_owned());
                }
            }
            let cited = if cited.is_empty() {
                String::new()
            } else {
                format!(" ({})", cited.join("; "))
            };
            self.writer.under(Phrase::new().said("Rule: ").words(words).words(cited));
        }
    }

    /// Writes every source section once, with whether it still holds.
    fn sources(&mut self) {
        if !self.sources.is_empty() {
            self.writer.heading(2, "Sources");
        }
        for note in source_notes(self.library, &self.sources) {
            self.writer.item(format!("{}; {}", note.dated(), note.status));
        }
    }

    fn computation(&mut self, compute: &Compute) {
        let line = Phrase::new().mark("=").said(" ").words(compute.words.as_str());
        let sign = if line.ends_with_sign() { " " } else { ": " };
        self.writer.item(line.said(sign).said(LINE));
        if let Some(condition) = &compute.condition {
            self.writer.under(self.only_if(condition));
        }
        let mut from = Vec::new();
        for input in &compute.inputs {
            let InputFrom::Answer { item, .. } = &input.from else { continue };
            let words = match self.checklist.find_item(item) {
                Some(Item::Step(step)) => step.words.as_str(),
                Some(Item::Compute(compute)) => compute.words.as_str(),
                _ => item.as_str(),
            };
            from.push(format!("\u{201c}{words}\u{201d}"));
        }
        let line = Phrase::new().said("Worked out by the rule ").words(compute.rule.as_str());
        self.writer.under(if from.is_empty() {
            line
        } else {
            line.said(" from ").words(from.join(" and "))
        });
    }

    fn end(&mut self, end: &End) {
        let line = Phrase::new().mark("[ ]").said(" It ends here: ").words(end.words.as_str());
        self.writer.item(line.said(" (").words(end.outcome.as_str()).said(")"));
        if let Some(condition) = &end.condition {
            self.writer.under(self.only_if(condition));
        }
        if let Some(next) = &end.goto {
            let title = self.library.find(next).map_or(next.as_str(), |entry| entry.head().title.as_str());
            self.writer.under(Phrase::new().said("Next checklist: ").words(title));
        }
    }

    fn only_if(&self, condition: &Condition) -> Phrase {
        Phrase::new().said("Only if ").words(condition_words(condition, self.checklist))
    }

    fn help(&mut self, blocks: &[Block], write: fn(&mut Writer, String)) {
        let words = self.library.words(self.today);
        for line in plain_blocks(blocks, &words).lines() {
            write(self.writer, line.trim().to_owned());
        }
    }
}

/// Returns the room to write an answer in, beside the words of its step.
fn room(ask: &Ask) -> Phrase {
    let room = Phrase::new();
    match ask {
        Ask::Tick | Ask::Text => room,
        Ask::YesNo | Ask::Choice(_) => {
            let mut room = room.said("  Circle one: ");
            for (idx, option) in ask.options().into_iter().enumerate() {
                room = room.said(if idx == 0 { "" } else { " / " }).words(option);
            }
            room
        }
        Ask::Date => room.said(format!("  Day: {LINE}")),
        Ask::Month => room.said(format!("  Month: {LINE}")),
        Ask::Months => room.said(format!("  Months: {}", LINE.repeat(2))),
        Ask::Amount => room.said(format!("  $ {LINE}")),
        Ask::Earnings => room.said(format!("  Month and $: {}", LINE.repeat(2))),
    }
}

#[cfg(test)]
mod tests;
