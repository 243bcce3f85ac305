//! What lies over a place: the command palette, words, sources, outline, a question with a line to type, a choice, warnings.
//!
//! Does not belong here: what happens when one is answered (`update`).

use crate::domain::glossary::{Glossary, Term};
use crate::domain::layout::PageAnchor;
use crate::domain::worked_out::WorkedOut;
use crate::tui::effect::AfterWriting;
use crate::tui::event::RunKey;
use crate::tui::keymap::{Action, Context};
use crate::tui::theme::Meaning;

use super::contact::ContactForm;
use super::pad::Pad;
use super::text_box::TextBox;

/// Something over the current place.
#[derive(Debug, Clone)]
pub enum Popup {
    /// All commands of the place, narrowed by what is typed.
    Palette {
        /// What is typed.
        text_box: TextBox,
        /// Index of the chosen command among those that fit.
        selected: usize,
    },
    /// The words of the glossary, those on the screen first, narrowed by what is typed.
    Words {
        /// The terms on the screen, in its order.
        here: Vec<String>,
        /// What is typed.
        text_box: TextBox,
        /// Index of the chosen term among those that fit.
        selected: usize,
    },
    /// The sources of a section.
    Sources {
        /// Id of the card or checklist.
        id: String,
        /// Anchor of the section.
        anchor: String,
        /// First line shown.
        top: usize,
    },
    /// The sections of the page.
    Outline {
        /// The sections.
        anchors: Vec<PageAnchor>,
        /// Index of the chosen one.
        selected: usize,
    },
    /// A question with a line to type.
    Prompt(Prompt),
    /// The record of a contact, to be looked at and kept.
    Contact(ContactForm),
    /// The date pad.
    Pad(Pad),
    /// The cases whose time is over.
    OldCases {
        /// First line shown.
        top: usize,
    },
    /// Lines to read before something is done.
    Page {
        /// What they are about.
        title: &'static str,
        /// The lines.
        lines: Vec<(String, Meaning)>,
        /// First line shown.
        top: usize,
        /// The run that is renewed if it is accepted.
        renews: RunKey,
    },
    /// A choice.
    Menu {
        /// What is chosen.
        title: &'static str,
        /// What is done with the chosen one.
        choice: Choice,
        /// The choices.
        items: Vec<MenuItem>,
        /// Index of the chosen one.
        selected: usize,
    },
    /// Ending now would lose what is not saved.
    Unsaved,
    /// Leaving a scratch run, or with none named the program, would lose what was done in it.
    Discard {
        /// The run to be left.
        run: Option<RunKey>,
    },
    /// The screen is covered.
    Cover,
}

/// A question with a line to type.
#[derive(Debug, Clone)]
pub struct Prompt {
    /// What it is for.
    pub purpose: Purpose,
    /// What is typed.
    pub text_box: TextBox,
    /// What is wrong with it.
    pub problem: Option<String>,
}

/// What a question is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Purpose {
    /// The case of a run to be begun, by the id of the checklist.
    Case {
        /// The checklist.
        checklist: String,
        /// What is to be known before it is begun, in one line; Enter confirms it.
        warning: Option<String>,
    },
    /// A note on a step.
    Note {
        /// The run.
        key: RunKey,
        /// The step.
        step: String,
    },
    /// Until when or what a step is put off.
    Defer {
        /// The run.
        key: RunKey,
        /// The step.
        step: String,
    },
    /// Why a step is gone past.
    Override {
        /// The run.
        key: RunKey,
        /// The step.
        step: String,
    },
    /// Who refused, and what was said.
    Refuse {
        /// The run.
        key: RunKey,
        /// The step.
        step: String,
    },
    /// How many minutes a call has been going on.
    CallBegan {
        /// The run.
        key: RunKey,
    },
    /// The folder into which records are written; empty for the current one.
    WriteTo {
        /// References of the cases.
        cases: Vec<String>,
        /// What becomes of them after it.
        then: AfterWriting,
    },
    /// Whether finished cases are deleted without their records: the word `delete` has to be typed.
    Purge {
        /// References of the cases.
        cases: Vec<String>,
    },
    /// Why a contact or note is struck; may stay empty.
    Strike {
        /// Reference of the case.
        case: String,
        /// Number of the entry.
        entry: u64,
    },
    /// The case in which a date that was worked out is kept.
    Worked {
        /// What was worked out.
        out: WorkedOut,
    },
    /// A note on a case.
    CaseNote {
        /// Its reference.
        case: String,
    },
    /// Why the run is left; may stay empty.
    Leave {
        /// The run.
        key: RunKey,
    },
}

/// What is done with the chosen line of a menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// The checklist is started.
    Start,
    /// The step is put off until the checklist is run.
    DeferTo {
        /// The run.
        key: RunKey,
        /// The step.
        step: String,
    },
    /// The run is opened at a step; the item's id is `run/step`.
    GoToStep,
}

/// One choice of a menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MenuItem {
    /// Words shown.
    pub words: String,
    /// Id of the card or checklist that it stands for.
    pub id: String,
}

impl Popup {
    /// Returns which keys count.
    #[must_use]
    pub fn context(&self) -> Context {
        match self {
            Self::Palette { .. } => Context::Palette,
            Self::Words { .. } => Context::Words,
            Self::Sources { .. } => Context::Sources,
            Self::Outline { .. } => Context::Outline,
            Self::Prompt(_) => Context::Prompt,
            Self::Menu { .. } => Context::Menu,
            Self::Contact(_) => Context::Contact,
            Self::Pad(_) => Context::Pad,
            Self::OldCases { .. } => Context::OldCases,
            Self::Page { .. } => Context::Page,
            Self::Unsaved => Context::Unsaved,
            Self::Discard { .. } => Context::Discard,
            Self::Cover => Context::Cover,
        }
    }

    /// Returns the commands that fit what is typed into the palette, for the place `below`.
    #[must_use]
    pub fn palette_rows(typed: &str, below: Context) -> Vec<Action> {
        let words: Vec<String> = typed.to_lowercase().split_whitespace().map(ToOwned::to_owned).collect();
        crate::tui::keymap::commands(below)
            .into_iter()
            .filter(|binding| {
                let help = binding.help.to_lowercase();
                words.iter().all(|word| help.contains(word.as_str()))
            })
            .map(|binding| binding.action)
            .collect()
    }
}

/// Returns the terms that fit what is typed; if nothing is, those on the screen, then all others.
#[must_use]
pub fn word_rows<'a>(glossary: &'a Glossary, here: &[String], typed: &str) -> Vec<&'a Term> {
    let mut terms = glossary.fitting(typed);
    if typed.trim().is_empty() {
        let place = |term: &Term| here.iter().position(|known| *known == term.term).unwrap_or(here.len());
        terms.sort_by_key(|term| place(term));
    }
    terms
}
