//! Attributes in braces at the end of a heading or list item: `{#id .class key=value key="two words"}`, as in Pandoc.
//!
//! Does not belong here: which attributes are allowed where (`parse`).

use super::source::ByteSpan;

/// Attributes and their place.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Attributes {
    /// The braces and what is between them.
    pub span: ByteSpan,
    /// `#id`.
    pub id: Option<(String, ByteSpan)>,
    /// `.class`.
    pub classes: Vec<(String, ByteSpan)>,
    /// `key=value`; the span is the value's, without its quotes.
    pub pairs: Vec<(String, String, ByteSpan)>,
}

/// Attributes that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttributesError {
    /// Where.
    pub span: ByteSpan,
    /// What was expected.
    pub expected: &'static str,
}

impl Attributes {
    /// Returns the value of `key` and its place.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<(&str, ByteSpan)> {
        self.pairs
            .iter()
            .find(|(name, ..)| name == key)
            .map(|(_, value, span)| (value.as_str(), *span))
    }

    /// Tells whether `.class` is there.
    #[must_use]
    pub fn has_class(&self, class: &str) -> bool {
        self.classes.iter().any(|(name, _)| name == class)
    }
}

/// Finds braces at the very end of `text[span]` and reads them. Text without braces at its end has none.
/// Double braces (`{{...}}`) are a letter's, not attributes.
///
/// # Errors
///
/// [`AttributesError`] if there are braces that cannot be read.
pub fn trailing_attributes(text: &str, span: ByteSpan) -> Result<Option<Attributes>, AttributesError> {
    let body = text.get(span.range()).unwrap_or_default().trim_end();
    if !body.ends_with('}') || body.ends_with("}}") {
        return Ok(None);
    }
    let Some(open) = opening_brace(body) else { return Ok(None) };
    let inner_start = span.start + open + 1;
    let inner_end = span.start + body.len() - 1;
    let mut reader = Reader {
        text,
        at: inner_start,
        end: inner_end,
    };
    let mut attributes = reader.read()?;
    attributes.span = ByteSpan::new(span.start + open, inner_end + 1);
    Ok(Some(attributes))
}

/// Returns the offset of the brace that opens the last pair: the last `{` that is outside of quotes and begins attributes.
fn opening_brace(body: &str) -> Option<usize> {
    body.rmatch_indices('{').map(|(at, _)| at).find(|at| {
        body.get(at + 1..)
            .is_some_and(|rest| rest.trim_start().starts_with(|c: char| c == '#' || c == '.' || c.is_alphabetic()))
    })
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    end: usize,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..self.end).unwrap_or_default()
    }

    fn error(&self, expected: &'static str) -> AttributesError {
        AttributesError {
            span: ByteSpan::new(self.at, (self.at + 1).min(self.end.max(self.at + 1))),
            expected,
        }
    }

    fn read(&mut self) -> Result<Attributes, AttributesError> {
        let mut attributes = Attributes::default();
        loop {
            self.at += self.rest().len() - self.rest().trim_start().len();
            let Some(first) = self.rest().chars().next() else {
                return Ok(attributes);
            };
            let start = self.at;
            match first {
                '#' | '.' => {
                    self.at += 1;
                    let name = self.name();
                    if name.is_empty() {
                        return Err(self.error("a name after `#` or `.`"));
                    }
                    let span = ByteSpan::new(start, self.at);
                    if first == '.' {
                        attributes.classes.push((name.to_owned(), span));
                    } else if attributes.id.is_some() {
                        return Err(AttributesError {
                            span,
                            expected: "one `#id` only",
                        });
                    } else {
                        attributes.id = Some((name.to_owned(), span));
                    }
                }
                _ => attributes.pairs.push(self.pair()?),
            }
        }
    }

    fn name(&mut self) -> &'a str {
        let rest = self.rest();
        let len = rest
            .find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '.')))
            .unwrap_or(rest.len());
        self.at += len;
        rest.get(..len).unwrap_or_default()
    }

    fn pair(&mut self) -> Result<(String, String, ByteSpan), AttributesError> {
        let key = self.name();
        if key.is_empty() {
            return Err(self.error("`#id`, `.class` or `key=value`"));
        }
        if !self.rest().starts_with('=') {
            return Err(self.error("`=` after the key"));
        }
        self.at += 1;
        let (value, span) = if self.rest().starts_with('"') {
            self.at += 1;
            let start = self.at;
            let len = self.rest().find('"').ok_or_else(|| self.error("a closing `\"`"))?;
            self.at += len + 1;
            (self.text.get(start..start + len), ByteSpan::new(start, start + len))
        } else {
            let start = self.at;
            let rest = self.rest();
            let len = rest.find(char::is_whitespace).unwrap_or(rest.len());
            self.at += len;
            (rest.get(..len), ByteSpan::new(start, start + len))
        };
        let value = value.unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
        if value.is_empty() {
            return Err(self.error("a value after `=`"));
        }
        Ok((key.to_owned(), value, span))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Option<Attributes>, AttributesError> {
        trailing_attributes(text, ByteSpan::new(0, text.len()))
    }

    #[test]
    fn ids_classes_and_quoted_values_are_read() {
        let attributes = read("Ask {#notice .rule ask=choice options=\"yes | no\"}")
            .expect("readable")
            .expect("some");
        assert_eq!(attributes.id.as_ref().map(|(id, _)| id.as_str()), Some("notice"));
        assert!(attributes.has_class("rule"));
        assert_eq!(attributes.get("options").map(|(value, _)| value), Some("yes | no"));
        assert_eq!(attributes.span.start, 4);
    }

    #[test]
    fn text_without_braces_at_its_end_has_none() {
        assert_eq!(read("a {b} c"), Ok(None));
        assert_eq!(read("a {{blank}}"), Ok(None));
        assert_eq!(read("a }"), Ok(None));
    }

    #[test]
    fn unreadable_braces_say_what_was_expected() {
        assert_eq!(read("x {ask}").expect_err("no value").expected, "`=` after the key");
        assert_eq!(read("x {#a if=\"b}").expect_err("open quote").expected, "a closing `\"`");
    }
}
