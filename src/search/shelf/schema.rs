//! The shelf's fields, its tokens, and how tokens with their counts reach tantivy.
//!
//! Tokens of three kinds share one field, so that every query is one intersection of terms: stems as they are;
//! beginnings of words ([`LEAD_MARK`]); citations ([`CITATION_MARK`]).
//! Does not belong here: which tokens a section has (`analysis`), queries (`units`).

use tantivy::schema::{Field, IndexRecordOption, NumericOptions, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer, TokenizerManager};

/// Version of the shelf's form. Any change to fields, tokens or files raises it.
pub(super) const SHELF_VERSION: u32 = 4;

/// First character of the tokens of beginnings.
pub(super) const LEAD_MARK: char = '^';
/// First character of the tokens of citations and form numbers.
pub(super) const CITATION_MARK: char = '@';
/// Most letters of a beginning that is always a token; which longer ones are is up to `shared`.
pub(super) const LONGEST_LEAD: usize = 3;

/// Name under which the tokenizer is registered.
const TOKENIZER: &str = "counted";
/// Most times that a token is counted in a section.
pub(super) const MOST_COUNTED: u8 = 40;

/// The fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fields {
    /// All tokens, with how often.
    pub all: Field,
    /// The page's path, for taking it out.
    pub page: Field,
    /// Where the section's record lies.
    pub place: Field,
}

/// Name of the field of [`Fields::place`].
pub(super) const PLACE: &str = "place";

/// Returns the schema and its fields.
pub(super) fn build_schema() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let counted = TextFieldIndexing::default()
        .set_tokenizer(TOKENIZER)
        .set_index_option(IndexRecordOption::WithFreqs)
        .set_fieldnorms(true);
    let raw = TextFieldIndexing::default()
        .set_tokenizer("raw")
        .set_index_option(IndexRecordOption::Basic)
        .set_fieldnorms(false);
    let all = builder.add_text_field("all", TextOptions::default().set_indexing_options(counted));
    let page = builder.add_text_field("page", TextOptions::default().set_indexing_options(raw));
    let place = builder.add_u64_field(PLACE, NumericOptions::default().set_fast());
    (builder.build(), Fields { all, page, place })
}

/// Returns the tokenizers that the schema names.
pub(super) fn tokenizers() -> TokenizerManager {
    let tokenizers = TokenizerManager::default();
    tokenizers.register(TOKENIZER, CountedTokenizer);
    tokenizers
}

/// Adds a token that is to be counted `count` times.
pub(super) fn push_counted(text: &mut String, token: &str, count: u8) {
    text.push(char::from(b'0' + count.clamp(1, MOST_COUNTED)));
    text.push_str(token);
    text.push('\n');
}

/// Takes apart what [`push_counted`] has put together.
#[derive(Debug, Clone, Copy, Default)]
struct CountedTokenizer;

/// The tokens of one section.
struct CountedStream<'a> {
    rest: &'a str,
    left: u8,
    token: Token,
}

impl Tokenizer for CountedTokenizer {
    type TokenStream<'a> = CountedStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> CountedStream<'a> {
        let token = Token {
            position: 0,
            ..Token::default()
        };
        CountedStream {
            rest: text,
            left: 0,
            token,
        }
    }
}

impl TokenStream for CountedStream<'_> {
    fn advance(&mut self) -> bool {
        if self.left > 0 {
            self.left -= 1;
            return true;
        }
        let Some((line, rest)) = self.rest.split_once('\n') else {
            return false;
        };
        self.rest = rest;
        let (count, token) = line.split_at_checked(1).unwrap_or(("1", line));
        self.left = count.bytes().next().map_or(0, |count| count.saturating_sub(b'0' + 1));
        self.token.text.clear();
        self.token.text.push_str(token);
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_come_back_as_often_as_counted() {
        let mut text = String::new();
        push_counted(&mut text, "appeal", 3);
        push_counted(&mut text, "^ap", 1);
        let mut tokens = Vec::new();
        CountedTokenizer
            .token_stream(&text)
            .process(&mut |token| tokens.push(token.text.clone()));
        assert_eq!(tokens, ["appeal", "appeal", "appeal", "^ap"]);
    }
}
