//! Front matter: the YAML between two lines of `---` at the start of a card or checklist.
//!
//! Does not belong here: the body, checks across files.

use crate::domain::card::{Heading, Program, Region};
use crate::domain::diagnostic::Code;
use crate::domain::library::id_of_file;
use crate::domain::source::{ByteSpan, SourceFile};
use crate::domain::yaml::{Node, Value, parse_yaml};

use super::fields::Fields;
use super::{Faults, is_id};

/// A file's text cut into front matter and body, as byte offsets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Split {
    /// The YAML, without the `---` lines.
    pub yaml: ByteSpan,
    /// First byte of the body.
    pub body_start: usize,
}

/// Cuts `text`; none if it does not begin with a line `---` that a later line `---` closes.
#[must_use]
pub fn split_front_matter(text: &str) -> Option<Split> {
    let first_len = text.find('\n')? + 1;
    if text.get(..first_len)?.trim_start_matches('\u{feff}').trim_end() != "---" {
        return None;
    }
    let mut at = first_len;
    for line in text.get(first_len..)?.split_inclusive('\n') {
        if line.trim_end() == "---" {
            return Some(Split {
                yaml: ByteSpan::new(first_len, at),
                body_start: at + line.len(),
            });
        }
        at += line.len();
    }
    None
}

/// Returns the `kind` in the front matter of `text`, if it can be read; used to tell checklists from cards.
#[must_use]
pub fn kind_of(text: &str) -> Option<&str> {
    let split = split_front_matter(text)?;
    let line = text.get(split.yaml.range())?.lines().find_map(|line| line.strip_prefix("kind:"))?;
    Some(line.split('#').next().unwrap_or_default().trim().trim_matches(['"', '\'']))
}

/// Reads the YAML of a card or checklist; reports a file without it or with YAML that cannot be read.
pub(super) fn front_matter_node(file: &SourceFile, faults: &mut Faults) -> Option<(Node, Split)> {
    let Some(split) = split_front_matter(&file.text) else {
        faults.error(
            Code::NoFrontMatter,
            ByteSpan::new(0, file.text.find('\n').unwrap_or(file.text.len()).min(80)),
            "the file does not begin with front matter",
            "begin with a line `---`, the keys, and another line `---`",
        );
        return None;
    };
    match parse_yaml(file.text.get(split.yaml.range()).unwrap_or_default()) {
        Ok(node) => Some((node, split)),
        Err(error) => {
            let span = error.span.shifted(split.yaml.start);
            faults.error(
                Code::BadYaml,
                span,
                format!("the front matter cannot be read: {}", error.message),
                "check the colons, quotes and indents on this line and the one before",
            );
            None
        }
    }
}

/// Keys that cards and checklists share.
pub(super) const SHARED_KEYS: [&str; 12] = [
    "id", "title", "kind", "programs", "where", "summary", "asks", "aliases", "sources", "changes", "see-also", "reviewed",
];

/// Reads the keys that cards and checklists share. What is wrong is reported; none is returned only without a usable id.
pub(super) fn heading(fields: &Fields<'_>, file: &SourceFile, faults: &mut Faults) -> Option<Heading> {
    let id = read_id(fields, file, faults);
    let title = fields.text("title", faults);
    let programs = fields
        .needed_list("programs", faults)
        .into_iter()
        .filter_map(|(name, span)| {
            choice(
                Program::find(&name),
                &name,
                span,
                "programs",
                Program::ALL.iter().map(|program| program.as_str()),
                faults,
            )
        })
        .collect();
    let region = fields
        .text("where", faults)
        .and_then(|name| {
            choice(
                Region::find(&name),
                &name,
                fields.span("where"),
                "where",
                Region::ALL.iter().map(|region| region.as_str()),
                faults,
            )
        })
        .unwrap_or(Region::Federal);
    let texts = |list: Vec<(String, ByteSpan)>| list.into_iter().map(|(text, _)| text).collect();
    Some(Heading {
        title: title.unwrap_or_else(|| id.clone().unwrap_or_default()),
        id: id?,
        programs,
        region,
        summary: fields.text("summary", faults).unwrap_or_default(),
        asks: texts(fields.needed_list("asks", faults)),
        aliases: texts(fields.list("aliases", faults)),
        sources: texts(fields.needed_list("sources", faults)),
        changes: texts(fields.list("changes", faults)),
        see_also: texts(fields.list("see-also", faults)),
        is_reviewed: fields.node("reviewed").is_none()
            || fields.word_of("reviewed", &["yes", "no"], faults).is_some_and(|word| word == "yes"),
        file: file.name.clone(),
        origin: file.origin,
    })
}

fn read_id(fields: &Fields<'_>, file: &SourceFile, faults: &mut Faults) -> Option<String> {
    let id = fields.text("id", faults)?;
    let stem = id_of_file(&file.name);
    if !is_id(&id) {
        faults.error(
            Code::BadId,
            fields.span("id"),
            format!("`{id}` is no id"),
            "use lower-case letters, digits and hyphens",
        );
        return None;
    }
    if id != stem {
        faults.error(
            Code::BadId,
            fields.span("id"),
            format!("the id is `{id}` and the file is `{stem}.md`"),
            "name the file after the id: links find cards by it",
        );
    }
    Some(id)
}

/// Passes `found` on, and reports it if there is none.
pub(super) fn choice<'a, T>(
    found: Option<T>,
    given: &str,
    span: ByteSpan,
    key: &str,
    known: impl Iterator<Item = &'a str> + Clone,
    faults: &mut Faults,
) -> Option<T> {
    if found.is_none() {
        let near = crate::domain::spelling::nearest(given, known.clone())
            .map(|near| format!("did you mean `{near}`? "))
            .unwrap_or_default();
        let all = known.collect::<Vec<_>>().join(", ");
        faults.error(
            Code::BadValue,
            span,
            format!("`{given}` is no value of `{key}`"),
            format!("{near}it is one of {all}"),
        );
    }
    found
}

/// Returns the pairs of a mapping of texts, such as `outcomes`.
pub(super) fn text_pairs(node: Option<&Node>, offset: usize, key: &str, faults: &mut Faults) -> Vec<(String, String, ByteSpan)> {
    let Some(node) = node else { return Vec::new() };
    let Value::Mapping(pairs) = &node.value else {
        faults.error(
            Code::BadValue,
            node.span.shifted(offset),
            format!("`{key}` holds `name: sentence` lines"),
            "indent them by two spaces",
        );
        return Vec::new();
    };
    let mut out = Vec::new();
    for (name, value) in pairs {
        let span = name.span.shifted(offset);
        match &value.value {
            Value::Scalar(text) if !text.trim().is_empty() => {
                out.push((
                    name.text.clone(),
                    super::fields::clean(text, value.span.shifted(offset), faults),
                    span,
                ));
            }
            _ => faults.error(
                Code::BadValue,
                span,
                format!("`{}` has no sentence", name.text),
                "put the sentence in quotes if it holds `: `",
            ),
        }
    }
    out
}
