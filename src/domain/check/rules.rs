//! Checks of the boxes that state rules: known ids, questions that fit, each rule stated once, links that lead somewhere.
//!
//! Does not belong here: how a box is written (`parse::rule`).

use std::collections::BTreeMap;

use super::Checker;
use crate::domain::card::Card;
use crate::domain::diagnostic::{Code, Severity};
use crate::domain::markdown::Block;
use crate::domain::rules::{Stated, Way, boxes, is_code};
use crate::domain::spelling::nearest;

impl Checker<'_> {
    /// Checks every box of every card.
    pub(super) fn rule_boxes(&mut self) {
        let library = self.library;
        let mut stated: BTreeMap<&str, &Card> = BTreeMap::new();
        for (card, _, _, rule) in library.cards.iter().flat_map(boxes) {
            let earlier = stated
                .insert(&rule.id, card)
                .filter(|earlier| earlier.head.origin == card.head.origin);
            if let Some(earlier) = earlier {
                let message = format!("the rule `{}` is stated by {}, too", rule.id, earlier.head.file);
                let hint = "state it on one card and link to that card from the other".to_owned();
                self.error(Code::DuplicateId, &card.head.file, rule.span, message, hint);
            }
            if rule.versions.is_empty() {
                self.questions(card, rule);
            } else {
                self.counted(card, rule);
            }
        }
        for card in &library.cards {
            let inner = card
                .sections
                .iter()
                .flat_map(|section| &section.blocks)
                .find_map(|block| inner_box(block));
            if let Some(rule) = inner {
                let message = format!("the box of the rule `{}` stands inside of a list, quote or other box", rule.id);
                let hint = "begin its lines at the left margin".to_owned();
                self.error(Code::UnknownRule, &card.head.file, rule.span, message, hint);
            }
        }
    }

    /// The questions of a rule that is code.
    fn questions(&mut self, card: &Card, stated: &Stated) {
        let library = self.library;
        let file = &card.head.file;
        let Some(rule) = library.rules.find(&stated.id).filter(|rule| is_code(&rule.id)) else {
            let ids = library
                .rules
                .all()
                .iter()
                .filter(|rule| rule.way == Way::Code)
                .map(|rule| rule.id.as_str());
            let near = nearest(&stated.id, ids)
                .map(|near| format!("did you mean `{near}`? "))
                .unwrap_or_default();
            let hint = format!("{near}a rule of your own needs `count`, such as `count: 60 days after notice_date`");
            let message = format!("the program has no rule `{}`", stated.id);
            self.error(Code::UnknownRule, file, stated.span, message, hint);
            return;
        };
        for given in stated.inputs.iter().filter(|given| rule.input(&given.input.name).is_none()) {
            let names: Vec<&str> = rule.inputs.iter().map(|input| input.name.as_str()).collect();
            let message = format!("the rule `{}` has no input `{}`", rule.id, given.input.name);
            self.error(
                Code::UnknownRule,
                file,
                given.span,
                message,
                format!("its inputs are {}", names.join(", ")),
            );
        }
        for input in &rule.inputs {
            if !stated.inputs.iter().any(|given| given.input.name == input.name) {
                let message = format!("the rule `{}` has no question for `{}`", rule.id, input.name);
                let hint = format!("add `{}: ...` under `inputs`", input.name);
                self.error(Code::MissingKey, file, stated.span, message, hint);
            }
        }
    }

    /// What a rule that counts names: sources and the card for late requests.
    fn counted(&mut self, card: &Card, stated: &Stated) {
        let library = self.library;
        let file = &card.head.file;
        for id in stated.sources.iter().filter(|id| library.find_source(id).is_none()) {
            let hint = "`callcard list sources` names them all".to_owned();
            self.error(
                Code::UnknownSource,
                file,
                stated.span,
                format!("there is no source section `{id}`"),
                hint,
            );
        }
        let late_cards = stated.versions.iter().filter_map(|version| version.late_card.as_deref());
        for id in late_cards.filter(|id| library.find_card(id).is_none()) {
            let hint = "`callcard list` names them all".to_owned();
            self.error(Code::DeadLink, file, stated.span, format!("there is no card `{id}`"), hint);
        }
        if is_code(&stated.id) {
            let message = format!("`{}` takes the place of a rule that is code", stated.id);
            let hint = "choose another id if both are wanted".to_owned();
            self.add(Severity::Warning, Code::Overlaid, file, stated.span, message, hint);
        }
    }
}

/// Returns a box that stands inside of `block`.
fn inner_box(block: &Block) -> Option<&Stated> {
    let inner: Vec<&Block> = match block {
        Block::Quote(blocks) | Block::Alert { blocks, .. } => blocks.iter().collect(),
        Block::List { items, .. } => items.iter().flat_map(|item| &item.blocks).collect(),
        _ => Vec::new(),
    };
    inner.into_iter().find_map(|block| match block {
        Block::RuleBox(stated) => Some(stated.as_ref()),
        other => inner_box(other),
    })
}
