//! A line of text being typed. Control characters never get in; a line end becomes a space.
//!
//! Does not belong here: what is done with the text.

use tui_input::{Input, InputRequest};
use unicode_width::UnicodeWidthStr;

use crate::domain::layout::clean;
use crate::tui::event::{Key, KeyCode};

/// Longest text, in characters: what is pasted beyond is left out.
const MOST_CHARS: usize = 4000;

/// A line of text with a cursor.
#[derive(Debug, Clone, Default)]
pub struct TextBox {
    input: Input,
}

impl TextBox {
    /// Returns a box with `text` in it and the cursor at its end.
    #[must_use]
    pub fn with(text: &str) -> Self {
        Self {
            input: Input::new(clean(text)),
        }
    }

    /// Returns the text.
    #[must_use]
    pub fn text(&self) -> &str {
        self.input.value()
    }

    /// Tells whether nothing is typed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text().is_empty()
    }

    /// Returns the columns before the cursor.
    #[must_use]
    pub fn cursor_cols(&self) -> usize {
        let before: String = self.text().chars().take(self.input.cursor()).collect();
        before.width()
    }

    /// Empties the box.
    pub fn clear(&mut self) {
        self.input.reset();
    }

    /// Adds text at the cursor.
    pub fn insert(&mut self, text: &str) {
        let room = MOST_CHARS.saturating_sub(self.text().chars().count());
        for c in clean(text).chars().take(room) {
            self.input.handle(InputRequest::InsertChar(c));
        }
    }

    /// Lets the box have a key. Tells whether the box knew it.
    pub fn key(&mut self, key: Key) -> bool {
        if let Some(c) = key.typed() {
            self.insert(c.encode_utf8(&mut [0; 4]));
            return true;
        }
        let is_word = key.is_ctrl || key.is_alt;
        let request = match key.code {
            KeyCode::Backspace if is_word => InputRequest::DeletePrevWord,
            KeyCode::Backspace => InputRequest::DeletePrevChar,
            KeyCode::Delete if is_word => InputRequest::DeleteNextWord,
            KeyCode::Delete => InputRequest::DeleteNextChar,
            KeyCode::Left if is_word => InputRequest::GoToPrevWord,
            KeyCode::Left => InputRequest::GoToPrevChar,
            KeyCode::Right if is_word => InputRequest::GoToNextWord,
            KeyCode::Right => InputRequest::GoToNextChar,
            KeyCode::Home => InputRequest::GoToStart,
            KeyCode::End => InputRequest::GoToEnd,
            KeyCode::Char('h') if key.is_ctrl => InputRequest::DeletePrevChar,
            KeyCode::Char('k') if key.is_ctrl => InputRequest::DeleteTillEnd,
            _ => return false,
        };
        self.input.handle(request);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pasted_line_ends_and_escapes_become_harmless() {
        let mut text_box = TextBox::default();
        text_box.insert("late\nappeal\u{1b}[2J");
        assert_eq!(text_box.text(), "late appeal[2J");
        let key = Key {
            is_ctrl: true,
            ..Key::plain(KeyCode::Backspace)
        };
        assert!(text_box.key(key));
        assert!(text_box.key(Key::plain(KeyCode::Home)));
        assert_eq!(text_box.cursor_cols(), 0);
        assert!(!text_box.key(Key::ctrl('p')));
    }
}
