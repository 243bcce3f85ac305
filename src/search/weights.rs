//! How much each kind of match counts, from `index/weights.toml`.
//!
//! Does not belong here: how the numbers are put together (`rank`).

use super::SearchError;
use super::schema::Field;

/// The weights compiled into the program.
pub(super) const BUILT_IN: &str = include_str!("../../index/weights.toml");

macro_rules! weights {
    ($($name:ident: $doc:literal),+ $(,)?) => {
        /// All weights, each between 0 and 1 unless it says otherwise.
        #[derive(Debug, Clone, Default, PartialEq)]
        pub(super) struct Weights { $(#[doc = $doc] pub $name: f32),+ }

        impl Weights {
            /// The names of all weights.
            pub(super) const NAMES: &'static [&'static str] = &[$(stringify!($name)),+];

            /// Sets a weight; returns whether there is one of this name.
            pub(super) fn set(&mut self, name: &str, value: f32) -> bool {
                match name { $(stringify!($name) => self.$name = value,)+ _ => return false }
                true
            }

            /// Returns a weight; 0 if there is none of this name.
            pub(super) fn get(&self, name: &str) -> f32 {
                match name { $(stringify!($name) => self.$name,)+ _ => 0.0 }
            }
        }
    };
}

weights! {
    title: " A word in a title.",
    asks: " A word in what callers say.",
    alias: " A word in another name.",
    summary: " A word in the summary.",
    heading: " A word in a section's heading or a chunk's.",
    step: " A word in a checklist step.",
    body: " A word in running text.",
    citation: " A citation that a section stands on.",
    stem: " The same word in another form.",
    prefix: " A word that begins with the last word typed.",
    prefix_of_known: " The same, when what was typed is a word already.",
    lead: " A word that begins with the one to three letters typed.",
    two_way: " A term that means the same.",
    one_way: " What callers' words point to.",
    common: " Exponent: how much less a meaning counts the more texts have it.",
    spelling: " A word spelled nearly so, for a word that is not known.",
    sound: " A word that sounds so, for a word that is not known.",
    fuzzy_known: " The same two, for a word that is known but does not fit.",
    mention: " A section cited in a text that does not stand on it.",
    filler: " A word that carries little, against others.",
    light: " A word that carries something, against others.",
    elsewhere: " A word in another section of the card.",
    ask_likeness: " How much likeness to one thing callers say counts.",
    name_likeness: " How much likeness to the title or another name counts.",
    telling: " Exponent: how much more a word counts that few cards have.",
    ask_power: " Exponent: how much more a likely ask counts than a half likely one.",
    name_power: " Exponent: the same for titles and other names.",
    exact: " Added if a title, ask or other name is what was typed, word for word.",
    near: " How much words standing together count.",
    meaning: " How much it counts that the title or something callers say is about the same, in whatever words.",
    ask_excess: " How much words of an ask that were not typed count against it.",
    name_excess: " How much words of a title or name that were not typed count against it.",
    missing: " How much words typed that an ask, title or name lacks count against it.",
    checklist: " A checklist against a card.",
    least_share: " Hits below this share of the best are left out.",
    covered: " From this on a word counts as found.",
}

impl Weights {
    /// Reads weights: one `name = number` a line.
    ///
    /// # Errors
    ///
    /// [`SearchError::Setting`] with the line that cannot be read, or line 0 if a weight is absent.
    pub(super) fn parse(text: &str) -> Result<Self, SearchError> {
        let mut weights = Self::default();
        let mut seen = Vec::new();
        let fault = |line| SearchError::Setting {
            file: "index/weights.toml",
            line,
        };
        for (idx, line) in text.lines().enumerate() {
            let line = line.split('#').next().unwrap_or_default().trim();
            if line.is_empty() || line.starts_with('[') {
                continue;
            }
            let (name, value) = line.split_once('=').ok_or_else(|| fault(idx + 1))?;
            let value: f32 = value.trim().parse().map_err(|_| fault(idx + 1))?;
            let is_sound = value.is_finite() && value >= 0.0 && !seen.contains(&name.trim());
            if !is_sound || !weights.set(name.trim(), value) {
                return Err(fault(idx + 1));
            }
            seen.push(name.trim());
        }
        if seen.len() == Self::NAMES.len() {
            Ok(weights)
        } else {
            Err(fault(0))
        }
    }

    /// Returns weights that prefer nothing: one half for every way to match and every likeness, words and powers all alike.
    /// What only cuts off or breaks ties stays.
    pub(super) fn flat(&self) -> Self {
        let mut flat = self.clone();
        for name in Self::NAMES {
            let value = match *name {
                "covered" | "least_share" => continue,
                "filler" | "light" | "ask_power" | "name_power" | "checklist" | "common" => 1.0,
                "telling" => 0.0,
                _ => 0.5,
            };
            flat.set(name, value);
        }
        flat
    }

    /// Returns the weight of a field.
    pub(super) fn of(&self, field: Field) -> f32 {
        match field {
            Field::Title => self.title,
            Field::Asks => self.asks,
            Field::Alias => self.alias,
            Field::Summary => self.summary,
            Field::Heading => self.heading,
            Field::Step => self.step,
            Field::Body => self.body,
            Field::Citation => self.citation,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_weights_compiled_in_are_complete() {
        let weights = Weights::parse(BUILT_IN).unwrap();
        assert!(weights.title > weights.body);
    }

    #[test]
    fn a_wrong_line_is_named() {
        let twice = format!("{BUILT_IN}\ntitle = 1");
        for (text, line) in [
            ("title = x", 1),
            ("nothing = 1", 1),
            ("title", 1),
            ("title = 1", 0),
            (twice.as_str(), twice.lines().count()),
        ] {
            assert!(
                matches!(Weights::parse(text), Err(SearchError::Setting { line: found, .. }) if found == line),
                "{text}"
            );
        }
    }
}
