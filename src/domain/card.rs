//! A card as its author wrote it: what it is about, what it stands on, and its sections.
//!
//! Does not belong here: parsing (`parse`), checks across cards (`library`), drawing.

use super::markdown::Block;
use super::rules::Stated;
use super::source::{ByteSpan, Origin};

macro_rules! closed_set {
    ($(#[$meta:meta])* $name:ident { $($variant:ident = $text:literal, $label:literal);+ $(;)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name { $(#[doc = concat!(" `", $text, "`")] $variant),+ }

        impl $name {
            /// All values, in the order in which they are offered.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Returns the value as written in front matter and in JSON.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }

            /// Returns the words shown to people.
            #[must_use]
            pub fn label(self) -> &'static str {
                match self { $(Self::$variant => $label),+ }
            }

            /// Returns the value written as `text`, if there is one.
            #[must_use]
            pub fn find(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.as_str() == text)
            }
        }
    };
}

closed_set! {
    /// What sort of card it is.
    CardKind {
        Rule = "rule", "rule";
        Procedure = "procedure", "procedure";
        AppealLevel = "appeal-level", "appeal level";
        Criteria = "criteria", "criteria";
        Form = "form", "form";
        Letter = "letter", "letter";
        Figures = "figures", "figures";
        Reference = "reference", "reference";
    }
}

closed_set! {
    /// A benefit program. SSI is `title-xvi`.
    Program {
        TitleIi = "title-ii", "T2";
        TitleXvi = "title-xvi", "SSI";
        Medicare = "medicare", "Medicare";
        Medicaid = "medicaid", "Medicaid";
        Msp = "msp", "MSP";
        Capi = "capi", "CAPI";
        CalFresh = "calfresh", "CalFresh";
    }
}

closed_set! {
    /// Where a card applies.
    Region {
        Federal = "federal", "federal";
        Wisconsin = "wisconsin", "Wisconsin";
        California = "california", "California";
    }
}

/// What is said of a text that nobody stands for.
pub const NOT_REVIEWED: &str = "imported, not reviewed";

/// What cards and checklists have in common.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Heading {
    /// Unique among cards and checklists.
    pub id: String,
    /// The title.
    pub title: String,
    /// At least one.
    pub programs: Vec<Program>,
    /// Where it applies.
    pub region: Region,
    /// One sentence.
    pub summary: String,
    /// What callers and specialists say.
    pub asks: Vec<String>,
    /// Other names.
    pub aliases: Vec<String>,
    /// Ids of source sections, such as `gn-00204.012/b`.
    pub sources: Vec<String>,
    /// Ids of changes.
    pub changes: Vec<String>,
    /// Ids of related cards and checklists.
    pub see_also: Vec<String>,
    /// Whether somebody stands for the text; an import says `reviewed: no` until then.
    pub is_reviewed: bool,
    /// The file it came from.
    pub file: String,
    /// Built in or the user's.
    pub origin: Origin,
}

/// One card.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Card {
    /// Id, title and the rest of the front matter.
    pub head: Heading,
    /// What sort of card it is.
    pub kind: CardKind,
    /// Ids of checklists that carry it out.
    pub checklists: Vec<String>,
    /// The opening (anchor [`OPENING`]) and then the sections in the order of the text. Never empty.
    pub sections: Vec<Section>,
}

/// Anchor of the part of a card before its first heading.
pub const OPENING: &str = "top";

/// One section of a card.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Section {
    /// Stable name within the card.
    pub anchor: String,
    /// Heading without its attributes; the card's title for the opening.
    pub heading: String,
    /// 1 for the opening, 2 for `##`, 3 for `###`.
    pub level: u8,
    /// Whether a checklist step has to carry it out.
    pub is_rule: bool,
    /// The source sections of this section: its own, or else the card's.
    pub sources: Vec<String>,
    /// The text below the heading, up to the next heading.
    pub blocks: Vec<Block>,
    /// The heading's bytes in the file.
    pub span: ByteSpan,
}

impl Section {
    /// Returns the boxes that state rules, in the order of the text.
    pub fn rule_boxes(&self) -> impl Iterator<Item = &Stated> {
        self.blocks.iter().filter_map(|block| match block {
            Block::RuleBox(stated) => Some(stated.as_ref()),
            _ => None,
        })
    }

    /// Tells whether a box of the section tells of a change.
    #[must_use]
    pub fn tells(&self, change: &str) -> bool {
        let is_box = |block: &Block| matches!(block, Block::Alert { change: Some(told), .. } if told == change);
        self.blocks.iter().any(is_box)
    }
}

impl Card {
    /// Returns the section with `anchor`.
    #[must_use]
    pub fn find_section(&self, anchor: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.anchor == anchor)
    }

    /// Returns the headings above and including the section at `section_idx`, outermost first, without the card's title.
    #[must_use]
    pub fn heading_path(&self, section_idx: usize) -> Vec<&str> {
        let mut path = Vec::new();
        let mut level = u8::MAX;
        for section in self.sections.iter().take(section_idx + 1).rev() {
            if section.level > 1 && section.level < level {
                path.push(section.heading.as_str());
                level = section.level;
            }
        }
        path.reverse();
        path
    }
}
