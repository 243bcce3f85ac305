//! YAML text as a tree in which every key and value knows its place. All scalars stay text.
//!
//! Does not belong here: what keys mean (`parse`). Aliases, anchors and several documents are not used in content.

use saphyr_parser::{Event, Parser, Span};

use super::source::ByteSpan;

/// A value and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Place, in bytes of the text that was parsed.
    pub span: ByteSpan,
    /// The value.
    pub value: Value,
}

/// A YAML value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A number, date, word or sentence, as written.
    Scalar(String),
    /// A sequence.
    Sequence(Vec<Node>),
    /// A mapping, in the order written; a key may occur twice.
    Mapping(Vec<(Key, Node)>),
}

/// A key of a mapping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// As written.
    pub text: String,
    /// Place.
    pub span: ByteSpan,
}

/// YAML that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YamlError {
    /// Where reading stopped.
    pub span: ByteSpan,
    /// What the parser said.
    pub message: String,
}

/// Deepest nesting that is read; content needs four.
const MAX_DEPTH: usize = 16;

/// Reads one YAML document. An empty text is an empty mapping.
///
/// # Errors
///
/// [`YamlError`] at the first place that cannot be read.
pub fn parse_yaml(text: &str) -> Result<Node, YamlError> {
    let mut reader = Reader {
        parser: Parser::new_from_str(text),
        offsets: Offsets::new(text),
    };
    loop {
        match reader.next()? {
            (Event::StreamStart | Event::DocumentStart(_) | Event::Nothing, _) => {}
            (Event::DocumentEnd | Event::StreamEnd, span) => {
                return Ok(Node {
                    span,
                    value: Value::Mapping(Vec::new()),
                });
            }
            (event, span) => return reader.node(event, span, 0),
        }
    }
}

struct Reader<'a> {
    parser: Parser<'a, saphyr_parser::StrInput<'a>>,
    offsets: Offsets,
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Result<(Event<'a>, ByteSpan), YamlError> {
        match self.parser.next_event() {
            Some(Ok((event, span))) => Ok((event, self.offsets.span(span))),
            Some(Err(error)) => {
                let at = self.offsets.byte(error.marker().index());
                Err(YamlError {
                    span: ByteSpan::new(at, at + 1),
                    message: error.info().to_owned(),
                })
            }
            None => Ok((Event::StreamEnd, ByteSpan::default())),
        }
    }

    fn node(&mut self, event: Event<'a>, span: ByteSpan, depth: usize) -> Result<Node, YamlError> {
        if depth > MAX_DEPTH {
            return Err(YamlError {
                span,
                message: format!("nested deeper than {MAX_DEPTH} levels"),
            });
        }
        match event {
            Event::Scalar(text, ..) => Ok(Node {
                span,
                value: Value::Scalar(text.into_owned()),
            }),
            Event::SequenceStart(..) => self.sequence(span, depth),
            Event::MappingStart(..) => self.mapping(span, depth),
            _ => Err(YamlError {
                span,
                message: "aliases are not used in content".to_owned(),
            }),
        }
    }

    fn sequence(&mut self, start: ByteSpan, depth: usize) -> Result<Node, YamlError> {
        let mut nodes = Vec::new();
        loop {
            let (event, span) = self.next()?;
            if event == Event::SequenceEnd {
                return Ok(Node {
                    span: ByteSpan::new(start.start, span.end),
                    value: Value::Sequence(nodes),
                });
            }
            nodes.push(self.node(event, span, depth + 1)?);
        }
    }

    fn mapping(&mut self, start: ByteSpan, depth: usize) -> Result<Node, YamlError> {
        let mut pairs = Vec::new();
        loop {
            let (event, span) = self.next()?;
            match event {
                Event::MappingEnd => {
                    return Ok(Node {
                        span: ByteSpan::new(start.start, span.end),
                        value: Value::Mapping(pairs),
                    });
                }
                Event::Scalar(text, ..) => {
                    let key = Key {
                        text: text.into_owned(),
                        span,
                    };
                    let (event, span) = self.next()?;
                    pairs.push((key, self.node(event, span, depth + 1)?));
                }
                _ => {
                    return Err(YamlError {
                        span,
                        message: "a key has to be a word".to_owned(),
                    });
                }
            }
        }
    }
}

/// Turns the parser's character counts into byte offsets.
struct Offsets {
    /// Byte offset of every character, or none for a text of ASCII only.
    table: Option<Vec<usize>>,
    len: usize,
}

impl Offsets {
    fn new(text: &str) -> Self {
        let table = (!text.is_ascii()).then(|| text.char_indices().map(|(at, _)| at).collect());
        Self { table, len: text.len() }
    }

    fn byte(&self, char_idx: usize) -> usize {
        match &self.table {
            None => char_idx.min(self.len),
            Some(table) => table.get(char_idx).copied().unwrap_or(self.len),
        }
    }

    fn span(&self, span: Span) -> ByteSpan {
        ByteSpan::new(self.byte(span.start.index()), self.byte(span.end.index()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_numbers_stay_text_and_know_their_place() {
        let node = parse_yaml("id: b\nsince: 2026-04-24\nn: [1, \"é\", 3]\n").expect("readable");
        let Value::Mapping(pairs) = node.value else { panic!("a mapping") };
        assert_eq!(pairs[1].1.value, Value::Scalar("2026-04-24".to_owned()));
        assert_eq!(pairs[1].1.span, ByteSpan::new(13, 23));
        let Value::Sequence(items) = &pairs[2].1.value else {
            panic!("a sequence")
        };
        assert_eq!(items[2].span.start, 37, "after a character of two bytes");
    }

    #[test]
    fn a_fault_has_a_place() {
        let error = parse_yaml("id: b\n  x: [1\n").expect_err("unreadable");
        assert!(error.span.start > 0);
        assert!(parse_yaml("").is_ok());
    }
}
