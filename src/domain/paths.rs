//! Every path through a checklist: which answers lead where, and which paths end nowhere.
//!
//! A path is told apart only by answers that some condition asks about. Computed results and comparisons of dates count
//! as answers of their own. Putting off, overriding and refusal are no paths: they can happen at every step.
//! Does not belong here: progress of a real run (`run`).

use std::collections::{BTreeMap, BTreeSet};

use super::checklist::{Ask, Checklist, Item};
use super::condition::{Comparison, Condition, Known, Subject, Truth};
use super::rules::ValueKind;

/// Most paths that are listed for one checklist.
pub const MOST_PATHS: usize = 200_000;

/// One path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    /// The answers that tell it apart, in the order in which they are asked.
    pub answers: Vec<(String, String)>,
    /// Ids of the steps that apply, in order.
    pub steps: Vec<String>,
    /// Id of the end reached; none for a path that ends nowhere.
    pub end: Option<String>,
    /// Its outcome.
    pub outcome: Option<String>,
    /// The checklist offered next.
    pub goto: Option<String>,
}

/// All paths of a checklist.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Paths {
    /// Number of paths, also of those not kept.
    pub total: usize,
    /// Paths that end nowhere.
    pub dead: usize,
    /// Ids of items that some path reaches.
    pub reached: BTreeSet<String>,
    /// Number of paths to each outcome.
    pub outcomes: BTreeMap<String, usize>,
    /// An example of a path that ends nowhere.
    pub dead_example: Option<Path>,
    /// Whether counting stopped at [`MOST_PATHS`].
    pub is_cut: bool,
}

/// Walks all paths of `checklist` and gives each to `visit`.
pub fn enumerate(checklist: &Checklist, visit: &mut dyn FnMut(&Path)) -> Paths {
    let items: Vec<(usize, &Item)> = checklist.items().collect();
    let mut walker = Walker {
        checklist,
        domains: domains(checklist),
        items,
        paths: Paths::default(),
        visit,
    };
    walker.walk(0, &mut Branch::default());
    walker.paths
}

/// What has been decided on the way.
#[derive(Clone, Default)]
struct Branch {
    /// Values of decided atoms: of answers by subject, of comparisons by the condition itself.
    answers: BTreeMap<Subject, String>,
    comparisons: BTreeMap<Condition, bool>,
    order: Vec<(String, String)>,
    steps: Vec<String>,
    applies: BTreeSet<String>,
}

/// A decision that a condition needs.
enum Decision {
    Answer(Subject, Vec<String>),
    Comparison(Condition),
}

struct Walker<'a, 'v> {
    checklist: &'a Checklist,
    domains: BTreeMap<Subject, Vec<String>>,
    items: Vec<(usize, &'a Item)>,
    paths: Paths,
    visit: &'v mut dyn FnMut(&Path),
}

impl Walker<'_, '_> {
    fn walk(&mut self, from: usize, branch: &mut Branch) {
        let mut at = from;
        while let Some((chunk_idx, item)) = self.items.get(at).copied() {
            if MOST_PATHS <= self.paths.total {
                self.paths.is_cut = true;
                return;
            }
            let chunk_condition = self.checklist.chunks.get(chunk_idx).and_then(|chunk| chunk.condition.as_ref());
            let mut holds = true;
            for condition in [chunk_condition, item.condition()].into_iter().flatten() {
                match self.test(condition, branch) {
                    Ok(true) => {}
                    Ok(false) => {
                        holds = false;
                        break;
                    }
                    Err(decision) => return self.fork(at, branch, decision),
                }
            }
            if holds {
                self.paths.reached.insert(item.id().to_owned());
                branch.applies.insert(item.id().to_owned());
                match item {
                    Item::Step(step) => branch.steps.push(step.id.clone()),
                    Item::Compute(_) => {}
                    Item::End(_) => return self.finish(Some(item), branch),
                }
            }
            at += 1;
        }
        self.finish(None, branch);
    }

    fn fork(&mut self, at: usize, branch: &Branch, decision: Decision) {
        match decision {
            Decision::Answer(subject, values) => {
                for value in values {
                    let mut fork = branch.clone();
                    fork.order.push((subject.to_string(), value.clone()));
                    fork.answers.insert(subject.clone(), value);
                    self.walk(at, &mut fork);
                }
            }
            Decision::Comparison(condition) => {
                for holds in [true, false] {
                    let mut fork = branch.clone();
                    fork.order.push((words_of(&condition), if holds { "yes" } else { "no" }.to_owned()));
                    fork.comparisons.insert(condition.clone(), holds);
                    self.walk(at, &mut fork);
                }
            }
        }
    }

    fn finish(&mut self, end: Option<&Item>, branch: &Branch) {
        let end = match end {
            Some(Item::End(end)) => Some(end),
            _ => None,
        };
        let path = Path {
            answers: branch.order.clone(),
            steps: branch.steps.clone(),
            end: end.map(|end| end.id.clone()),
            outcome: end.map(|end| end.outcome.clone()),
            goto: end.and_then(|end| end.goto.clone()),
        };
        self.paths.total += 1;
        match &path.outcome {
            Some(outcome) => *self.paths.outcomes.entry(outcome.clone()).or_default() += 1,
            None => {
                self.paths.dead += 1;
                self.paths.dead_example.get_or_insert_with(|| path.clone());
            }
        }
        (self.visit)(&path);
    }

    /// Tells whether a condition holds on this branch, or which decision it needs first.
    fn test(&self, condition: &Condition, branch: &Branch) -> Result<bool, Decision> {
        match condition {
            Condition::Not(inner) => self.test(inner, branch).map(|holds| !holds),
            Condition::All(parts) => self.all(parts, branch, true),
            Condition::Any(parts) => self.all(parts, branch, false).map(|none| !none),
            // A rule may give no result, or not this one: that is a way of its own.
            Condition::Known(subject) if branch.applies.contains(&subject.item) && self.is_worked_out(subject) => {
                let decided = branch.comparisons.get(condition).copied();
                decided.ok_or_else(|| Decision::Comparison(condition.clone()))
            }
            Condition::Known(subject) => Ok(branch.applies.contains(&subject.item)),
            Condition::Compare { subject, .. } if !branch.applies.contains(&subject.item) => Ok(false),
            Condition::Compare { subject, comparison, .. } => match self.domains.get(subject) {
                Some(domain) if matches!(comparison, Comparison::Is | Comparison::IsNot) => match self.value(subject, branch) {
                    Some(value) => Ok(condition.holds(&mut |_| Known::Value(value.clone())) == Truth::Yes),
                    None => Err(Decision::Answer(subject.clone(), domain.clone())),
                },
                _ => branch
                    .comparisons
                    .get(condition)
                    .copied()
                    .ok_or_else(|| Decision::Comparison(condition.clone())),
            },
        }
    }

    fn is_worked_out(&self, subject: &Subject) -> bool {
        matches!(self.checklist.find_item(&subject.item), Some(Item::Compute(_)))
    }

    /// Tests whether all parts hold (`expected` true) or none does (false), deciding as little as possible.
    fn all(&self, parts: &[Condition], branch: &Branch, expected: bool) -> Result<bool, Decision> {
        let mut needed = None;
        for part in parts {
            match self.test(part, branch) {
                Ok(holds) if holds != expected => return Ok(false),
                Ok(_) => {}
                Err(decision) => {
                    needed.get_or_insert(decision);
                }
            }
        }
        needed.map_or(Ok(true), Err)
    }

    /// Returns the decided value; a step whose one-of set has a yes elsewhere is `no`.
    fn value(&self, subject: &Subject, branch: &Branch) -> Option<String> {
        if let Some(value) = branch.answers.get(subject) {
            return Some(value.clone());
        }
        self.set_mates(subject)
            .any(|mate| branch.answers.get(&mate).is_some_and(|value| value == "yes"))
            .then(|| "no".to_owned())
    }

    fn set_mates(&self, subject: &Subject) -> impl Iterator<Item = Subject> {
        let set = self.checklist.find_step(&subject.item).and_then(|step| step.one_of.as_deref());
        self.checklist
            .steps()
            .filter(move |step| set.is_some() && step.one_of.as_deref() == set && step.id != subject.item)
            .map(|step| Subject {
                item: step.id.clone(),
                result: None,
            })
    }
}

fn words_of(condition: &Condition) -> String {
    match condition {
        Condition::Compare {
            subject,
            comparison,
            values,
        } => format!("{subject} {comparison} {}", values.join(" | ")),
        Condition::Known(subject) => format!("{subject} known"),
        _ => String::new(),
    }
}

/// Returns, for each answer that has a known set of values, one value of each group that the conditions tell apart.
fn domains(checklist: &Checklist) -> BTreeMap<Subject, Vec<String>> {
    let mut named: BTreeMap<Subject, BTreeSet<String>> = BTreeMap::new();
    let chunk_conditions = checklist.chunks.iter().filter_map(|chunk| chunk.condition.as_ref());
    let item_conditions = checklist.items().filter_map(|(_, item)| item.condition());
    for condition in chunk_conditions.chain(item_conditions) {
        condition.visit_atoms(&mut |atom| {
            if let Condition::Compare {
                subject,
                comparison: Comparison::Is | Comparison::IsNot,
                values,
            } = atom
            {
                named
                    .entry(subject.clone())
                    .or_default()
                    .extend(values.iter().map(|value| value.to_lowercase()));
            }
        });
    }
    let mut domains = BTreeMap::new();
    for (subject, named) in named {
        let Some(all) = all_values(checklist, &subject) else { continue };
        let is_named = |value: &&String| named.contains(&value.to_lowercase());
        let mut values: Vec<String> = all.iter().filter(is_named).cloned().collect();
        // All values that no condition names lead the same way: one stands for them.
        values.extend(all.iter().find(|value| !named.contains(&value.to_lowercase())).cloned());
        domains.insert(subject, values);
    }
    domains
}

fn all_values(checklist: &Checklist, subject: &Subject) -> Option<Vec<String>> {
    match checklist.find_item(&subject.item)? {
        Item::Step(step) => match &step.ask {
            Ask::Tick => Some(vec!["done".to_owned()]),
            Ask::YesNo | Ask::Choice(_) => Some(step.ask.options().into_iter().map(str::to_owned).collect()),
            _ => None,
        },
        Item::Compute(compute) => match compute.result(subject.result.as_deref())? {
            ValueKind::YesNo => Some(vec!["yes".to_owned(), "no".to_owned()]),
            ValueKind::OneOf(words) => Some(words.clone()),
            _ => None,
        },
        Item::End(_) => None,
    }
}
