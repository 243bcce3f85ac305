//! Tokens with places of our own choosing, handed to tantivy as one text that a tokenizer takes apart again.
//!
//! tantivy's own pre-tokenized text goes through JSON, which takes longer than all the rest of building an index.
//! Each token is a line; a line that begins with [`MOVE`] says at which position the next ones stand.
//! Does not belong here: which tokens a text has (`catalog`).

use std::fmt::Write as _;
use std::str::Split;

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use super::tokens::{Placed, Tokens};

/// Name under which the tokenizer is registered.
pub(super) const TOKENIZER: &str = "placed";

/// First character of a line that holds a position; no token begins with it.
const MOVE: char = '+';

/// Returns the tokens `placed` as one text. No token holds a line end.
pub(super) fn encode(placed: &[Placed], tokens: &Tokens) -> String {
    let mut text = String::with_capacity(placed.len() * 9);
    let mut position = 0;
    for placed in placed {
        if placed.position != position {
            position = placed.position;
            let _ = writeln!(text, "{MOVE}{position}");
        }
        text.push_str(tokens.name(placed.token));
        text.push('\n');
    }
    text
}

/// Takes the text of [`encode`] apart.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct PlacedTokenizer;

/// The tokens of one text.
pub(super) struct PlacedStream<'a> {
    lines: Split<'a, char>,
    token: Token,
}

impl Tokenizer for PlacedTokenizer {
    type TokenStream<'a> = PlacedStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> PlacedStream<'a> {
        let token = Token {
            position: 0,
            ..Token::default()
        };
        PlacedStream {
            lines: text.split('\n'),
            token,
        }
    }
}

impl TokenStream for PlacedStream<'_> {
    fn advance(&mut self) -> bool {
        for line in self.lines.by_ref() {
            if let Some(position) = line.strip_prefix(MOVE) {
                self.token.position = position.parse().unwrap_or(self.token.position);
            } else if !line.is_empty() {
                self.token.text.clear();
                self.token.text.push_str(line);
                return true;
            }
        }
        false
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
    fn tokens_come_back_at_their_places() {
        let mut tokens = Tokens::default();
        let written = [("late", 0), ("=late", 0), ("appeal", 1), ("~late appeal", 0), ("x", 512)];
        let placed: Vec<Placed> = written
            .iter()
            .map(|(name, position)| Placed {
                token: tokens.intern(name),
                position: *position,
            })
            .collect();
        let text = encode(&placed, &tokens);
        let mut tokenizer = PlacedTokenizer;
        let mut back = Vec::new();
        tokenizer
            .token_stream(&text)
            .process(&mut |token| back.push((token.text.clone(), u32::try_from(token.position).unwrap())));
        let back: Vec<(&str, u32)> = back.iter().map(|(name, position)| (name.as_str(), *position)).collect();
        assert_eq!(back, written);
        assert_eq!(encode(&[], &tokens), "");
    }
}
