//! The date pad: which rule, what is typed for its inputs, and what comes of it at every keystroke.
//!
//! Does not belong here: the rules and how their inputs are read (`domain`), keys (`update`), drawing.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime};

use crate::domain::question::{options, read_input};
use crate::domain::rules::{Computed, Rule, RuleContext, RuleError, RuleInput, Rules, ValueKind, compute};
use crate::domain::rules_at_hand::rules_to_choose;
use crate::domain::run::{AnswerProblem, Lean, find_day};

use super::text_box::TextBox;

/// The pad.
#[derive(Debug, Clone, Default)]
pub struct Pad {
    /// Ids of the rules of the place from which it was opened, the best guess first.
    pub at_hand: Vec<String>,
    /// What is typed to find a rule.
    pub filter: TextBox,
    /// Index of the chosen rule among those to choose from.
    pub selected: usize,
    /// Whether a rule is being chosen.
    pub is_choosing: bool,
    /// The rule; none before one was chosen.
    pub rule: Option<Rule>,
    /// One line an input: needed ones first, then the others, each in the rule's order.
    pub lines: Vec<PadLine>,
    /// Index of the line being typed in.
    pub line: usize,
    /// First line shown of what has come out.
    pub top: usize,
    /// What is known of inputs by name, as typed or in canonical form: carried over from rule to rule.
    pub known: BTreeMap<String, String>,
    /// A day told in the words that were searched for, as told; it goes into the first day that is asked for.
    pub told: Option<String>,
}

/// What was worked out last by a rule.
#[derive(Debug, Clone)]
pub struct Kept {
    /// The inputs in canonical form.
    pub inputs: BTreeMap<String, String>,
    /// Local time at which the pad was closed.
    pub at: DateTime,
}

/// One input of the rule.
#[derive(Debug, Clone)]
pub struct PadLine {
    /// The input.
    pub input: RuleInput,
    /// What is typed.
    pub text_box: TextBox,
}

/// What comes of what is typed.
#[derive(Debug, Clone)]
pub struct PadView {
    /// For each line how it was read, in canonical form; none for an empty one.
    pub read: Vec<Option<Result<String, AnswerProblem>>>,
    /// What the rule makes of it.
    pub outcome: PadOutcome,
}

/// What the rule makes of what is typed.
#[derive(Debug, Clone)]
pub enum PadOutcome {
    /// These inputs are still needed, in words; none if something that is typed has to be mended.
    Needs(Vec<String>),
    /// Nothing can be worked out: why.
    Wrong(String),
    /// What was worked out, and from which inputs.
    Worked(BTreeMap<String, String>, Box<Computed>),
}

impl Pad {
    /// Returns the rules to choose from. A day among the words is none of the rule's.
    #[must_use]
    pub fn choices<'a>(&self, rules: &'a Rules, today: Date) -> Vec<&'a Rule> {
        let typed = self.filter.text();
        match find_day(typed, today, Lean::Past) {
            Some((told, _)) => rules_to_choose(
                rules,
                &self.at_hand,
                &typed.split_whitespace().collect::<Vec<_>>().join(" ").replacen(&told, "", 1),
            ),
            None => rules_to_choose(rules, &self.at_hand, typed),
        }
    }

    /// Takes a rule and puts what is known into its lines.
    pub fn take(&mut self, rule: &Rule, today: Date) {
        self.remember();
        if let Some((told, _)) = find_day(self.filter.text(), today, Lean::Past) {
            self.told = Some(told);
        }
        let line = |input: &RuleInput| PadLine {
            input: input.clone(),
            text_box: TextBox::with(self.known.get(&input.name).map_or("", String::as_str)),
        };
        let (needed, others): (Vec<PadLine>, Vec<PadLine>) = rule.inputs.iter().map(line).partition(|line| line.input.is_needed);
        self.lines = needed.into_iter().chain(others).collect();
        if let Some(told) = &self.told
            && let Some(line) = self
                .lines
                .iter_mut()
                .find(|line| line.input.kind == ValueKind::Date && line.input.is_needed)
            && line.text_box.is_empty()
        {
            line.text_box = TextBox::with(told);
        }
        self.rule = Some(rule.clone());
        self.is_choosing = false;
        self.top = 0;
        let open = self.lines.iter().position(|line| line.input.is_needed && line.text_box.is_empty());
        self.line = open.unwrap_or(0);
    }

    /// Keeps what is typed for the next rule that asks for the same.
    fn remember(&mut self) {
        for line in &self.lines {
            let typed = line.text_box.text().trim();
            if !typed.is_empty() {
                self.known.insert(line.input.name.clone(), typed.to_owned());
            }
        }
    }

    /// Returns the box being typed into: for finding a rule, or of a line.
    pub fn text_box(&mut self) -> Option<&mut TextBox> {
        if self.is_choosing {
            return Some(&mut self.filter);
        }
        self.lines.get_mut(self.line).map(|line| &mut line.text_box)
    }

    /// Points at the next or the previous option of a line that has options. Tells whether it has.
    pub fn turn(&mut self, forward: bool) -> bool {
        let Some(line) = self.lines.get_mut(self.line).filter(|_| !self.is_choosing) else {
            return false;
        };
        let options = options(&line.input.kind);
        if options.is_empty() {
            return false;
        }
        let at = options.iter().position(|option| *option == line.text_box.text());
        let next = match (at, forward) {
            (Some(at), true) => (at + 1) % options.len(),
            (Some(at), false) => (at + options.len() - 1) % options.len(),
            (None, _) => 0,
        };
        line.text_box = TextBox::with(options.get(next).map_or("", String::as_str));
        true
    }

    /// Works out what comes of what is typed; none before a rule was chosen.
    #[must_use]
    pub fn view(&self, context: &RuleContext<'_>) -> Option<PadView> {
        let rule = self.rule.as_ref()?;
        let read_line = |line: &PadLine| {
            let typed = line.text_box.text().trim();
            (!typed.is_empty()).then(|| read_input(&line.input, typed, context.today))
        };
        let mut read: Vec<Option<Result<String, AnswerProblem>>> = self.lines.iter().map(read_line).collect();
        let mut inputs = BTreeMap::new();
        let mut needs = Vec::new();
        let mut is_wrong = false;
        for (line, read) in self.lines.iter().zip(&read) {
            match read {
                Some(Ok(value)) => {
                    inputs.insert(line.input.name.clone(), value.clone());
                }
                // The rule may know the word by another spelling.
                Some(Err(_)) if matches!(line.input.kind, ValueKind::OneOf(_)) => {
                    inputs.insert(line.input.name.clone(), line.text_box.text().trim().to_owned());
                }
                Some(Err(_)) if !line.input.is_needed => is_wrong = true,
                _ if line.input.is_needed => needs.push(line.input.ask.clone()),
                _ => {}
            }
        }
        if !needs.is_empty() || is_wrong {
            let outcome = PadOutcome::Needs(needs);
            return Some(PadView { read, outcome });
        }
        let outcome = match compute(&rule.id, &inputs, context) {
            Ok(computed) => {
                for read in &mut read {
                    // What the rule took is right.
                    if matches!(read, Some(Err(_))) {
                        *read = None;
                    }
                }
                PadOutcome::Worked(inputs, Box::new(computed))
            }
            Err(RuleError::BadInput { input, expected, .. }) => {
                self.blame(&input, expected, &mut read);
                PadOutcome::Needs(Vec::new())
            }
            Err(error) => PadOutcome::Wrong(error.to_string()),
        };
        Some(PadView { read, outcome })
    }

    /// Puts what a rule says of an input to its line, unless that says what is wrong already.
    fn blame(&self, input: &str, expected: String, read: &mut [Option<Result<String, AnswerProblem>>]) {
        let at = self.lines.iter().position(|line| line.input.name == input);
        let slot = at.and_then(|at| read.get_mut(at));
        if let Some(slot) = slot.filter(|slot| !matches!(slot, Some(Err(_)))) {
            *slot = Some(Err(AnswerProblem::new(expected)));
        }
    }
}
