//! YAML data files: source documents, changes, reviews, figures, closed days, the glossary. Which one it is shows from its top key.
//!
//! Does not belong here: front matter of cards, checks across files.

use crate::domain::calendar::ClosedDay;
use crate::domain::diagnostic::{Code, Diagnostic};
use crate::domain::figures::{Figure, FigureValue};
use crate::domain::glossary::{Finds, Term, TermKind};
use crate::domain::register::{Change, ChangeKind, SourceDocument, SourceSection};
use crate::domain::review::{Review, read_initials};
use crate::domain::source::{ByteSpan, SourceFile};
use crate::domain::yaml::{Node, Value, parse_yaml};

use super::fields::Fields;
use super::{Faults, is_id};

/// What a data file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DataFile {
    /// A source document.
    Document(Box<SourceDocument>),
    /// Entries of the register of changes.
    Changes(Vec<Change>),
    /// When source sections were looked up again.
    Reviews(Vec<Review>),
    /// Hashes of the sentences of source sections, by the section's id.
    Fingerprints(Vec<(String, String)>),
    /// Figures.
    Figures(Vec<Figure>),
    /// Closed days, each with the place of its date.
    ClosedDays(Vec<(ClosedDay, ByteSpan)>),
    /// Terms of the glossary.
    Glossary(Vec<Term>),
}

/// Reads a data file, with every fault that it shows alone.
#[must_use]
pub fn parse_data(file: &SourceFile) -> (Option<DataFile>, Vec<Diagnostic>) {
    let mut faults = Faults::new(&file.name);
    let data = read(file, &mut faults);
    (data, faults.found)
}

fn read(file: &SourceFile, faults: &mut Faults) -> Option<DataFile> {
    let node = match parse_yaml(&file.text) {
        Ok(node) => node,
        Err(error) => {
            faults.error(
                Code::BadYaml,
                error.span,
                format!("the file cannot be read: {}", error.message),
                "check the colons, quotes and indents on this line and the one before",
            );
            return None;
        }
    };
    let has = |key: &str| matches!(&node.value, Value::Mapping(pairs) if pairs.iter().any(|(known, _)| known.text == key));
    if has("document") {
        document(&node, file, faults).map(|document| DataFile::Document(Box::new(document)))
    } else if has("changes") {
        list(&node, &["changes"], faults, |node, faults| change(node, file, faults)).map(DataFile::Changes)
    } else if has("reviews") {
        list(&node, &["reviews"], faults, |node, faults| review(node, file, faults)).map(DataFile::Reviews)
    } else if has("fingerprints") {
        list(&node, &["fingerprints"], faults, fingerprint).map(DataFile::Fingerprints)
    } else if has("figures") {
        list(&node, &["figures", "checked"], faults, |node, faults| figure(node, file, faults)).map(DataFile::Figures)
    } else if has("closed-days") {
        list(&node, &["closed-days"], faults, closed_day).map(DataFile::ClosedDays)
    } else if has("glossary") {
        list(&node, &["glossary"], faults, |node, faults| term(node, file, faults)).map(DataFile::Glossary)
    } else {
        let end = file.text.find('\n').unwrap_or(file.text.len());
        faults.error(
            Code::UnknownKey,
            ByteSpan::new(0, end),
            "a YAML file of no known kind",
            "begin with `document:`, `changes:`, `reviews:`, `fingerprints:`, `figures:`, `closed-days:` or `glossary:`",
        );
        None
    }
}

/// Reads the list under the first of `keys`; the other keys may stand beside it.
fn list<T>(node: &Node, keys: &[&str], faults: &mut Faults, mut read: impl FnMut(&Node, &mut Faults) -> Option<T>) -> Option<Vec<T>> {
    let fields = Fields::of(node, 0, keys, faults)?;
    let nodes = fields.sequence(keys.first()?, faults);
    Some(nodes.iter().filter_map(|node| read(node, faults)).collect())
}

fn document(node: &Node, file: &SourceFile, faults: &mut Faults) -> Option<SourceDocument> {
    let keys = [
        "document",
        "title",
        "publisher",
        "citation",
        "transmittal",
        "date",
        "address",
        "checked",
        "not-verifiable",
        "sections",
    ];
    let fields = Fields::of(node, 0, &keys, faults)?;
    let id = fields.text("document", faults)?;
    if !is_id(&id) {
        faults.error(
            Code::BadId,
            fields.span("document"),
            format!("`{id}` is no id"),
            "use lower-case letters, digits, dots and hyphens",
        );
    }
    let mut sections: Vec<SourceSection> = Vec::new();
    for node in fields.sequence("sections", faults) {
        let Some(section) = Fields::of(node, 0, &["id", "heading", "waived", "not-verifiable"], faults) else {
            continue;
        };
        let Some(section_id) = section.text("id", faults) else { continue };
        if sections.iter().any(|earlier| earlier.id == section_id) {
            faults.error(
                Code::DuplicateId,
                section.span("id"),
                format!("the section `{section_id}` is listed twice"),
                "give each section of a document its own id",
            );
            continue;
        }
        let heading = section.text("heading", faults).unwrap_or_default();
        sections.push(SourceSection {
            id: section_id,
            heading,
            waived: section.optional_text("waived", faults),
            not_verifiable: section.optional_text("not-verifiable", faults),
        });
    }
    let mut optional = |key: &str| fields.optional_text(key, faults).unwrap_or_default();
    let (citation, transmittal, date, address) = (optional("citation"), optional("transmittal"), optional("date"), optional("address"));
    Some(SourceDocument {
        id,
        title: fields.text("title", faults).unwrap_or_default(),
        publisher: fields.text("publisher", faults).unwrap_or_default(),
        citation,
        transmittal,
        date,
        address,
        checked: fields.optional_date("checked", faults),
        not_verifiable: fields.optional_text("not-verifiable", faults),
        sections,
        file: file.name.clone(),
    })
}

fn change(node: &Node, file: &SourceFile, faults: &mut Faults) -> Option<Change> {
    let keys = [
        "id",
        "kind",
        "harm",
        "sections",
        "was",
        "now",
        "since",
        "authority",
        "address",
        "confidence",
        "checked",
    ];
    let fields = Fields::of(node, 0, &keys, faults)?;
    let id = fields.text("id", faults)?;
    let kind = fields.word_of("kind", &["changed", "wrong-in-document", "unchanged", "pending"], faults);
    let harm = fields.word_of("harm", &["1", "2", "3", "4", "5"], faults);
    let confidence = fields.word_of("confidence", &["verified", "partly"], faults);
    Some(Change {
        id,
        kind: ChangeKind::find(&kind?)?,
        harm: harm.and_then(|harm| harm.parse().ok()).unwrap_or(5),
        sections: fields
            .needed_list("sections", faults)
            .into_iter()
            .map(|(section, _)| section)
            .collect(),
        was: fields.text("was", faults).unwrap_or_default(),
        now: fields.text("now", faults).unwrap_or_default(),
        since: fields.text("since", faults).unwrap_or_default(),
        authority: fields.text("authority", faults).unwrap_or_default(),
        address: fields.optional_text("address", faults).unwrap_or_default(),
        confidence: confidence.unwrap_or_default(),
        checked: fields.date("checked", faults).map(|date| date.to_string()).unwrap_or_default(),
        file: file.name.clone(),
    })
}

fn review(node: &Node, file: &SourceFile, faults: &mut Faults) -> Option<Review> {
    let fields = Fields::of(node, 0, &["section", "on", "by"], faults)?;
    let typed = fields.text("by", faults)?;
    let by = read_initials(&typed);
    if by.is_none() {
        faults.error(
            Code::BadValue,
            fields.span("by"),
            format!("`{typed}` are no initials"),
            "write two or three letters, never a name",
        );
    }
    Some(Review {
        section: fields.text("section", faults)?,
        on: fields.date("on", faults)?,
        by: by?,
        file: file.name.clone(),
        origin: file.origin,
    })
}

fn fingerprint(node: &Node, faults: &mut Faults) -> Option<(String, String)> {
    let fields = Fields::of(node, 0, &["section", "sentences"], faults)?;
    let sentences = fields.text("sentences", faults)?;
    if !sentences.chars().all(|c| c.is_ascii_hexdigit() || c == ' ') {
        faults.error(
            Code::BadValue,
            fields.span("sentences"),
            "these are no fingerprints of sentences",
            "let `callcard review --fingerprint` write them",
        );
        return None;
    }
    Some((fields.text("section", faults)?, sentences))
}

fn figure(node: &Node, file: &SourceFile, faults: &mut Faults) -> Option<Figure> {
    let fields = Fields::of(node, 0, &["id", "label", "unit", "basis", "note", "values"], faults)?;
    let id = fields.text("id", faults)?;
    let mut values: Vec<FigureValue> = fields
        .sequence("values", faults)
        .iter()
        .filter_map(|node| figure_value(node, faults))
        .collect();
    values.sort_by_key(|value| value.from);
    for pair in values.windows(2) {
        if let [earlier, later] = pair
            && earlier.to.is_none_or(|to| later.from <= to)
        {
            faults.error(
                Code::BadValue,
                fields.span("values"),
                format!("two values of `{id}` hold on {}", later.from),
                "end the earlier one the day before the later one begins",
            );
        }
    }
    Some(Figure {
        id,
        label: fields.text("label", faults).unwrap_or_default(),
        unit: fields.text("unit", faults).unwrap_or_default(),
        basis: fields.optional_text("basis", faults).unwrap_or_default(),
        note: fields.optional_text("note", faults).unwrap_or_default(),
        file: file.name.clone(),
        span: fields.span("id"),
        values,
    })
}

fn figure_value(node: &Node, faults: &mut Faults) -> Option<FigureValue> {
    let fields = Fields::of(node, 0, &["from", "to", "amount", "source", "derived", "confidence"], faults)?;
    let amount = fields.text("amount", faults)?;
    if amount.parse::<f64>().is_err() || !amount.chars().all(|c| c.is_ascii_digit() || c == '.') {
        faults.error(
            Code::BadValue,
            fields.span("amount"),
            format!("`{amount}` is no amount"),
            "write digits and a point, such as 202.90; no dollar sign, no comma",
        );
        return None;
    }
    let from = fields.date("from", faults)?;
    let to = fields.optional_date("to", faults);
    if to.is_some_and(|to| to < from) {
        faults.error(
            Code::BadValue,
            fields.span("to"),
            "the value ends before it begins",
            "swap `from` and `to`",
        );
    }
    Some(FigureValue {
        from,
        to,
        amount,
        source: fields.text("source", faults).unwrap_or_default(),
        is_derived: fields.optional_text("derived", faults).is_some_and(|word| word == "true"),
        is_weak: fields.optional_text("confidence", faults).is_some_and(|word| word == "weak"),
        span: fields.span("to"),
    })
}

fn closed_day(node: &Node, faults: &mut Faults) -> Option<(ClosedDay, ByteSpan)> {
    let fields = Fields::of(node, 0, &["date", "part", "order"], faults)?;
    let part = match fields.node("part") {
        Some(_) => fields.word_of("part", &["whole day", "half day"], faults)?,
        None => "whole day".to_owned(),
    };
    let day = ClosedDay {
        date: fields.date("date", faults)?,
        part,
        order: fields.text("order", faults).unwrap_or_default(),
    };
    Some((day, fields.span("date")))
}

fn term(node: &Node, file: &SourceFile, faults: &mut Faults) -> Option<Term> {
    let keys = ["term", "also", "stands-for", "kind", "means", "sources", "card", "search"];
    let fields = Fields::of(node, 0, &keys, faults)?;
    let texts = |key: &str, faults: &mut Faults| fields.list(key, faults).into_iter().map(|(text, _)| text).collect();
    let term = fields.text("term", faults);
    let means = fields.text("means", faults);
    let kind = fields.word_of("kind", TermKind::WORDS, faults);
    let finds = match fields.node("search") {
        Some(_) => match fields.word_of("search", &["one way", "as typed"], faults)?.as_str() {
            "one way" => Finds::OneWay,
            _ => Finds::AsTyped,
        },
        None => Finds::BothWays,
    };
    Some(Term {
        term: term?,
        also: texts("also", faults),
        stands_for: texts("stands-for", faults),
        kind: TermKind::find(&kind?)?,
        means: means?,
        sources: texts("sources", faults),
        card: fields.optional_text("card", faults),
        finds,
        file: file.name.clone(),
        span: fields.span("term"),
    })
}
