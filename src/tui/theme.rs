//! Every style, by meaning. Nothing else names a colour.
//!
//! All text keeps the terminal's own foreground and background; colours of the terminal's sixteen only help beside
//! words, marks, bold, underline and reverse, and are left out where colour is off.
//! Does not belong here: what has which meaning.

use ratatui::style::{Color as Ink, Modifier, Style};

use crate::domain::layout::Role;
use crate::domain::markdown::AlertKind;

use super::state::Color;

/// What a piece of the screen means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Meaning {
    /// Running text.
    Text,
    /// Names of places, cards, steps.
    Title,
    /// What is chosen, or where the box is.
    Chosen,
    /// Facts beside the text.
    Quiet,
    /// Branches not taken.
    Greyed,
    /// Words that were searched for.
    Marked,
    /// A key in the bottom line.
    Key,
    /// Something needs attention: changed rules, problems.
    Warning,
    /// Something is not saved.
    NotSaved,
    /// Something is done or complete.
    Done,
    /// A date that falls due.
    Due,
    /// Lines between panes.
    Frame,
}

/// Styles for all meanings.
#[derive(Debug, Clone, Copy)]
pub struct Theme {
    color: Color,
}

impl Theme {
    /// Returns the styles with colours or without.
    #[must_use]
    pub fn new(color: Color) -> Self {
        Self { color }
    }

    /// Returns the style of a meaning.
    #[must_use]
    pub fn style(self, meaning: Meaning) -> Style {
        let plain = Style::new();
        match meaning {
            Meaning::Text | Meaning::Frame => plain,
            Meaning::Title | Meaning::Key => plain.add_modifier(Modifier::BOLD),
            Meaning::Chosen => plain.add_modifier(Modifier::REVERSED),
            Meaning::Quiet | Meaning::Greyed => plain.add_modifier(Modifier::DIM),
            Meaning::Marked => plain.add_modifier(Modifier::BOLD | Modifier::UNDERLINED),
            Meaning::Warning => self.bold(Ink::Red),
            Meaning::NotSaved => plain.add_modifier(Modifier::BOLD | Modifier::REVERSED),
            Meaning::Done => self.bold(Ink::Green),
            Meaning::Due => self.bold(Ink::Magenta),
        }
    }

    /// Returns the style of a role of laid-out text.
    #[must_use]
    pub fn role(self, role: Role) -> Style {
        let plain = Style::new();
        match role {
            Role::Text | Role::Quote | Role::Frame => plain,
            Role::Title => plain.add_modifier(Modifier::BOLD | Modifier::UNDERLINED),
            Role::Heading | Role::Strong | Role::TableHead | Role::Figure => plain.add_modifier(Modifier::BOLD),
            Role::AlertLabel(kind) => match kind {
                AlertKind::DoNow => self.bold(Ink::Green),
                AlertKind::Say => self.bold(Ink::Cyan),
                AlertKind::Note => plain.add_modifier(Modifier::BOLD),
                AlertKind::Trap => self.bold(Ink::Red),
                AlertKind::Changed => self.bold(Ink::Magenta),
            },
            Role::Emphasis => plain.add_modifier(Modifier::ITALIC),
            Role::Code => self.ink(plain, Ink::Cyan),
            Role::Link(_) => self.ink(plain.add_modifier(Modifier::UNDERLINED), Ink::Blue),
            Role::Quiet => plain.add_modifier(Modifier::DIM),
        }
    }

    fn bold(self, ink: Ink) -> Style {
        self.ink(Style::new().add_modifier(Modifier::BOLD), ink)
    }

    fn ink(self, style: Style, ink: Ink) -> Style {
        match self.color {
            Color::On => style.fg(ink),
            Color::Off => style,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_colour_what_is_chosen_is_still_seen() {
        let theme = Theme::new(Color::Off);
        for meaning in [Meaning::Chosen, Meaning::NotSaved, Meaning::Warning, Meaning::Marked] {
            let style = theme.style(meaning);
            assert_eq!(style.fg, None, "{meaning:?}");
            assert!(!style.add_modifier.is_empty(), "{meaning:?}");
        }
    }
}
