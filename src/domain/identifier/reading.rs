//! A text on the way to be masked: its tokens, its groups of digits, and what has been found so far.
//!
//! Invariant: findings never overlap. Does not belong here: what any kind of number looks like, what surrounds one (`window`).

use super::Identifier;
use super::digits::{Group, Joint, groups, joint};
use super::token::Text;
use super::window::Window;

/// Something to be masked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Finding {
    /// First token.
    pub(super) first: usize,
    /// Last token.
    pub(super) last: usize,
    /// What it is.
    pub(super) kind: Identifier,
}

/// Tokens, groups and findings of a text.
#[derive(Debug, Default)]
pub(super) struct Reading {
    /// The tokens.
    pub(super) text: Text,
    /// The groups of digits, in order.
    pub(super) groups: Vec<Group>,
    /// What stands behind each group before the next one.
    pub(super) joints: Vec<Option<Joint>>,
    /// The group that begins at each token.
    begins: Vec<Option<usize>>,
    /// Tokens that belong to something already known.
    taken: Vec<bool>,
    findings: Vec<Finding>,
}

impl Reading {
    /// Reads `text`.
    pub(super) fn of(text: &str) -> Self {
        let text = Text::cut(text);
        let groups = groups(&text);
        let joints = groups
            .iter()
            .zip(groups.iter().skip(1))
            .map(|(before, behind)| joint(&text, before, behind))
            .collect();
        let mut begins = vec![None; text.len()];
        for (idx, group) in groups.iter().enumerate() {
            if let Some(begin) = begins.get_mut(group.first) {
                *begin = Some(idx);
            }
        }
        Self {
            taken: vec![false; text.len()],
            begins,
            text,
            groups,
            joints,
            findings: Vec::new(),
        }
    }

    /// Returns the group that begins at a token.
    pub(super) fn group_at(&self, token: usize) -> Option<usize> {
        self.begins.get(token).copied().flatten()
    }

    /// Returns what stands between a group and the next.
    pub(super) fn joint(&self, group: usize) -> Option<Joint> {
        self.joints.get(group).copied().flatten()
    }

    /// Tells whether a token belongs to something already known.
    pub(super) fn is_taken(&self, token: usize) -> bool {
        self.taken.get(token).copied().unwrap_or(false)
    }

    /// Keeps these tokens from being taken for anything else.
    pub(super) fn spare(&mut self, first: usize, last: usize) {
        if let Some(tokens) = self.taken.get_mut(first..=last) {
            tokens.fill(true);
        }
    }

    /// Notes these tokens as something to be masked, unless a part of them is taken.
    pub(super) fn take(&mut self, first: usize, last: usize, kind: Identifier) {
        if (first..=last).any(|token| self.is_taken(token)) {
            return;
        }
        self.spare(first, last);
        self.findings.push(Finding { first, last, kind });
    }

    /// Returns the findings in the order of the text.
    pub(super) fn into_findings(mut self) -> (Text, Vec<Finding>) {
        self.findings.sort_by_key(|finding| finding.first);
        (self.text, self.findings)
    }

    /// Returns the rows of groups that begin with this one and are joined, from one group up to `digits_max` digits.
    pub(super) fn windows(&self, start: usize, digits_max: usize) -> impl Iterator<Item = Window<'_>> {
        let mut total = 0;
        (start..self.groups.len())
            .take_while(move |end| *end == start || self.joint(end - 1).is_some())
            .take_while(move |end| {
                let group = self.groups.get(*end);
                total += group.map_or(0, Group::len);
                total <= digits_max && group.is_some_and(|group| !self.is_taken(group.first) && !self.is_taken(group.last))
            })
            .filter_map(move |end| self.window(start, end))
    }

    /// Returns the groups from `start` to `end`.
    pub(super) fn window(&self, start: usize, end: usize) -> Option<Window<'_>> {
        let groups = self.groups.get(start..=end)?;
        Window::of(self, start, groups)
    }
}
