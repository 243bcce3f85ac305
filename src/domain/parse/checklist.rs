//! A Markdown file into a checklist, with every fault that the file shows alone: attributes, conditions, answers that
//! cannot have been given, long chunks, steps without a rule.
//!
//! Does not belong here: whether links lead anywhere (`check`), whether paths end (`paths`).

mod checks;

use std::collections::BTreeMap;

use crate::domain::attributes::Attributes;
use crate::domain::checklist::{Ask, Checklist, Chunk, Compute, End, Input, InputFrom, Item, Letter, Outcome, Step, Wording};
use crate::domain::condition::{Condition, Subject};
use crate::domain::diagnostic::{Code, Diagnostic};
use crate::domain::markdown::{CardLink, Inline};
use crate::domain::rules::{Rule, Rules};
use crate::domain::source::{ByteSpan, SourceFile};
use crate::domain::spelling::nearest;

use super::card::{plain_words, slug};
use super::fields::Fields;
use super::front_matter::{SHARED_KEYS, front_matter_node, heading, kind_of, text_pairs};
use super::letter::letter_parts;
use super::markdown::{Lists, Piece, RawItem, parse_body};
use super::{Faults, is_id};
use checks::{check_chunk, check_condition, check_letter, check_outcomes, check_subject, check_worksheet};

/// Most steps in one chunk.
pub(super) const MOST_STEPS: usize = 9;

/// Reads a checklist whose computations name rules of `rules`. The faults are all that this file shows alone; a checklist
/// comes back unless it has no usable id.
#[must_use]
pub fn parse_checklist(file: &SourceFile, rules: &Rules) -> (Option<Checklist>, Vec<Diagnostic>) {
    let mut faults = Faults::new(&file.name);
    let checklist = read(file, rules, &mut faults);
    (checklist, faults.found)
}

fn read(file: &SourceFile, rules: &Rules, faults: &mut Faults) -> Option<Checklist> {
    let (node, split) = front_matter_node(file, faults)?;
    let mut keys = SHARED_KEYS.to_vec();
    keys.push("outcomes");
    let front = Fields::of(&node, split.yaml.start, &keys, faults).and_then(|fields| {
        let head = heading(&fields, file, faults)?;
        let outcomes = text_pairs(fields.node("outcomes"), split.yaml.start, "outcomes", faults);
        if outcomes.is_empty() {
            faults.error(
                Code::MissingKey,
                fields.place(),
                "key `outcomes` is missing",
                "name each way the checklist can end, with a sentence that says what to do next",
            );
        }
        Some((head, outcomes))
    });
    let pieces = parse_body(&file.text, split.body_start, Lists::AsItems, faults);
    let mut builder = Builder {
        text: &file.text,
        rules,
        faults,
        known: BTreeMap::new(),
        intro: Vec::new(),
        chunks: Vec::new(),
        letters: Vec::new(),
    };
    for piece in pieces {
        builder.piece(piece);
    }
    builder.close_letters(file.text.len());
    let Builder {
        known,
        intro,
        chunks,
        letters,
        ..
    } = builder;
    for chunk in &chunks {
        check_chunk(chunk, faults);
    }
    let letters: Vec<Letter> = letters.into_iter().map(|(letter, _)| letter).collect();
    for letter in &letters {
        check_letter(letter, &known, faults);
    }
    let (head, outcomes) = front?;
    let is_worksheet = kind_of(&file.text) == Some("worksheet");
    if is_worksheet {
        check_worksheet(&chunks, split.yaml, faults);
    }
    check_outcomes(&outcomes, &chunks, faults);
    let outcomes = outcomes.into_iter().map(|(id, sentence, _)| Outcome { id, sentence }).collect();
    Some(Checklist {
        head,
        is_worksheet,
        outcomes,
        intro,
        chunks,
        letters,
        text: file.text.clone(),
    })
}

/// What an item can be asked for by later conditions.
#[derive(Clone)]
enum Answers {
    Ask(Ask),
    Rule(Rule),
    Nothing,
}

struct Builder<'a, 'f> {
    text: &'a str,
    rules: &'a Rules,
    faults: &'f mut Faults,
    known: BTreeMap<String, Answers>,
    intro: Vec<crate::domain::markdown::Block>,
    chunks: Vec<Chunk>,
    letters: Vec<(Letter, usize)>,
}

impl Builder<'_, '_> {
    fn piece(&mut self, piece: Piece) {
        match piece {
            Piece::Heading {
                words, attributes, span, ..
            } => self.heading(&plain_words(&words), &attributes.unwrap_or_default(), span),
            _ if self.in_letter() => {}
            Piece::Items(items) => items.into_iter().for_each(|item| self.item(item)),
            Piece::Block(block) => match self.chunks.last_mut() {
                Some(chunk) => chunk.help.push(block),
                None => self.intro.push(block),
            },
        }
    }

    fn in_letter(&self) -> bool {
        self.letters
            .last()
            .is_some_and(|(letter, _)| self.chunks.last().is_none_or(|chunk| chunk.span < letter.span))
    }

    fn heading(&mut self, words: &str, attributes: &Attributes, span: ByteSpan) {
        self.close_letters(span.start);
        let id = match &attributes.id {
            Some((id, _)) => id.clone(),
            None => {
                let id = slug(words);
                self.faults.error(
                    Code::NoAnchor,
                    span,
                    "a chunk without an id",
                    format!("end the heading with `{{#{id}}}`"),
                );
                id
            }
        };
        if self.chunks.iter().any(|chunk| chunk.id == id) {
            self.faults.error(
                Code::DuplicateAnchor,
                span,
                format!("the chunk id `{id}` is used twice"),
                "give each chunk its own",
            );
        }
        self.check_names(attributes, &["if", "unless"], &["letter"]);
        if attributes.has_class("letter") {
            let line_end = self
                .text
                .get(span.end..)
                .and_then(|rest| rest.find('\n'))
                .map_or(self.text.len(), |at| span.end + at + 1);
            self.letters.push((
                Letter {
                    id,
                    heading: words.to_owned(),
                    parts: Vec::new(),
                    span,
                },
                line_end,
            ));
            return;
        }
        let condition = self.both_conditions(attributes);
        self.chunks.push(Chunk {
            id,
            heading: words.to_owned(),
            condition,
            help: Vec::new(),
            items: Vec::new(),
            span,
        });
    }

    /// Reads the text of a letter that is still open, up to `end`.
    fn close_letters(&mut self, end: usize) {
        if let Some((letter, start)) = self.letters.last_mut()
            && letter.parts.is_empty()
        {
            let body = self.text.get(*start..end).unwrap_or_default();
            let from = *start + (body.len() - body.trim_start().len());
            let to = from + body.trim().len();
            letter.parts = letter_parts(self.text, ByteSpan::new(from, to), self.faults);
        }
    }

    fn item(&mut self, raw: RawItem) {
        let Some((id, attributes)) = self.item_id(&raw) else { return };
        let (item, answers) = if raw.task.is_some() {
            let step = self.step(id.clone(), raw, &attributes);
            let answers = Answers::Ask(step.ask.clone());
            (Item::Step(step), answers)
        } else if attributes.get("compute").is_some() {
            self.compute(id.clone(), &raw, &attributes)
        } else if attributes.get("end").is_some() {
            (Item::End(self.end(id.clone(), &raw, &attributes)), Answers::Nothing)
        } else {
            let hint = "give it a box `[ ]`, or `compute=`, or `end=`";
            self.faults.error(
                Code::StrayItem,
                raw.span,
                "a list item that is neither step, computation nor end",
                hint,
            );
            return;
        };
        self.known.insert(id, answers);
        if self.chunks.is_empty() {
            let span = item.span();
            let hint = "put a line `## Heading {#chunk}` above it";
            self.faults.error(Code::NoAnchor, span, "a step before the first heading", hint);
            let (id, heading) = ("start".to_owned(), String::new());
            self.chunks.push(Chunk {
                id,
                heading,
                condition: None,
                help: Vec::new(),
                items: Vec::new(),
                span,
            });
        }
        if let Some(chunk) = self.chunks.last_mut() {
            chunk.items.push(item);
        }
    }

    /// Returns an item's id and attributes; reports an item that has none, or the id of another.
    fn item_id(&mut self, raw: &RawItem) -> Option<(String, Attributes)> {
        let Some(attributes) = raw.attributes.clone() else {
            let hint = "end a step with `{#id}`, a date with `{#id compute=RULE}`, an end with `{#id end=OUTCOME}`";
            self.faults.error(Code::StrayItem, raw.span, "a list item without attributes", hint);
            return None;
        };
        let Some((id, place)) = attributes.id.clone() else {
            let hint = "begin the braces with `#` and a name that stays";
            self.faults.error(Code::NoAnchor, attributes.span, "an item without an id", hint);
            return None;
        };
        if !is_id(&id) {
            let hint = "use lower-case letters, digits and hyphens";
            self.faults.error(Code::BadId, place, format!("`{id}` is no id"), hint);
        }
        if self.known.contains_key(&id) {
            let hint = "give each item of a checklist its own";
            self.faults
                .error(Code::DuplicateAnchor, place, format!("the id `{id}` is used twice"), hint);
            return None;
        }
        Some((id, attributes))
    }

    fn step(&mut self, id: String, raw: RawItem, attributes: &Attributes) -> Step {
        self.check_names(attributes, &["ask", "options", "if", "unless", "one-of", "fact"], &[]);
        let ask = self.ask(attributes);
        let one_of = attributes.get("one-of").map(|(name, span)| {
            if ask != Ask::YesNo {
                self.faults.error(
                    Code::BadValue,
                    span,
                    "`one-of` on a step that does not ask yes or no",
                    "add `ask=yes-no`",
                );
            }
            name.to_owned()
        });
        let fact = self.fact(attributes, &ask);
        let (words, rules) = split_links(&raw.words);
        if rules.is_empty() {
            self.faults.error(
                Code::StepWithoutRule,
                raw.span,
                format!("the step `{id}` names no rule"),
                "link the card section that it carries out: `[[card#anchor]]`",
            );
        }
        let condition = self.both_conditions(attributes);
        let wordings = raw.nested.iter().filter_map(|nested| self.wording(nested)).collect();
        Step {
            id,
            words,
            ask,
            condition,
            one_of,
            fact,
            rules,
            help: raw.rest,
            wordings,
            span: raw.span,
        }
    }

    /// Reads the name of the fact that a step asks for.
    fn fact(&mut self, attributes: &Attributes, ask: &Ask) -> Option<String> {
        let (name, span) = attributes.get("fact")?;
        if !is_id(name) {
            let hint = "use lower-case letters, digits and hyphens";
            self.faults.error(Code::BadId, span, format!("`{name}` is no id"), hint);
        }
        if *ask == Ask::Tick {
            let hint = "a fact is an answer with a value; leave `fact` out";
            self.faults.error(Code::BadValue, span, "`fact` on a step to tick", hint);
        }
        Some(name.to_owned())
    }

    /// Reads an item under a step: other words for some answers.
    fn wording(&mut self, nested: &RawItem) -> Option<Wording> {
        let Some(attributes) = &nested.attributes else {
            self.faults.error(
                Code::StrayItem,
                nested.span,
                "an item under a step without `{when=...}`",
                "say for which answers these words are, or write help as a paragraph",
            );
            return None;
        };
        self.check_names(attributes, &["when"], &[]);
        let when = self.condition(attributes, "when")?;
        Some(Wording {
            when,
            words: split_links(&nested.words).0,
        })
    }

    fn ask(&mut self, attributes: &Attributes) -> Ask {
        let (name, span) = attributes.get("ask").unwrap_or(("tick", attributes.span));
        let options: Vec<String> = attributes
            .get("options")
            .map(|(text, _)| {
                text.split('|')
                    .map(|option| option.trim().trim_end_matches('\\').trim().to_owned())
                    .filter(|option| !option.is_empty())
                    .collect()
            })
            .unwrap_or_default();
        if name != "choice" && !options.is_empty() {
            self.faults.error(
                Code::BadAttributes,
                span,
                "`options` without `ask=choice`",
                "write `ask=choice`, or leave `options` out",
            );
        }
        match name {
            "tick" => Ask::Tick,
            "yes-no" => Ask::YesNo,
            "date" => Ask::Date,
            "month" => Ask::Month,
            "months" => Ask::Months,
            "amount" => Ask::Amount,
            "earnings" => Ask::Earnings,
            "text" => Ask::Text,
            "choice" => {
                if options.len() < 2 {
                    self.faults.error(
                        Code::BadAttributes,
                        span,
                        "a choice with fewer than two options",
                        "write `options=\"one | two\"`",
                    );
                }
                let mut seen: Vec<String> = Vec::new();
                for option in &options {
                    if seen.contains(&option.to_lowercase()) {
                        self.faults.error(
                            Code::BadValue,
                            span,
                            format!("the option `{option}` is given twice"),
                            "options have to differ by more than case",
                        );
                    }
                    seen.push(option.to_lowercase());
                }
                Ask::Choice(options)
            }
            _ => {
                self.faults.error(
                    Code::BadValue,
                    span,
                    format!("`{name}` is nothing to ask for"),
                    "it is one of tick, yes-no, choice, date, month, months, amount, earnings, text",
                );
                Ask::Text
            }
        }
    }

    fn compute(&mut self, id: String, raw: &RawItem, attributes: &Attributes) -> (Item, Answers) {
        self.check_names(attributes, &["compute", "with", "if", "unless"], &[]);
        let (rule, rule_span) = attributes.get("compute").unwrap_or(("", attributes.span));
        let spec = self.rules.find(rule);
        if spec.is_none() {
            self.faults.error(
                Code::UnknownRule,
                rule_span,
                format!("there is no rule `{rule}`"),
                "`callcard list rules` names them all",
            );
        }
        let inputs = self.inputs(attributes, spec);
        let condition = self.both_conditions(attributes);
        let (words, _) = split_links(&raw.words);
        let item = Item::Compute(Compute {
            id,
            words,
            rule: rule.to_owned(),
            inputs,
            results: spec.map(|rule| rule.results.clone()).unwrap_or_default(),
            condition,
            span: raw.span,
        });
        (item, spec.cloned().map_or(Answers::Nothing, Answers::Rule))
    }

    fn inputs(&mut self, attributes: &Attributes, spec: Option<&Rule>) -> Vec<Input> {
        let (text, span) = attributes.get("with").unwrap_or(("", attributes.span));
        let pairs = text.split(',').map(str::trim).filter(|pair| !pair.is_empty());
        let inputs: Vec<Input> = pairs.filter_map(|pair| self.input(pair, span)).collect();
        let Some(spec) = spec else { return inputs };
        let is_given = |name: &str| inputs.iter().any(|input| input.name == name);
        for input in inputs.iter().filter(|input| spec.input(&input.name).is_none()) {
            let known = spec.inputs.iter().map(|known| known.name.as_str()).collect::<Vec<_>>().join(", ");
            let message = format!("the rule `{}` has no input `{}`", spec.id, input.name);
            self.faults
                .error(Code::UnknownRule, span, message, format!("its inputs are {known}"));
        }
        for input in spec.inputs.iter().filter(|input| input.is_needed && !is_given(&input.name)) {
            let name = &input.name;
            let message = format!("the rule `{}` needs the input `{name}`", spec.id);
            self.faults
                .error(Code::UnknownRule, span, message, format!("add `{name}: step-id` to `with`"));
        }
        inputs
    }

    fn input(&mut self, pair: &str, span: ByteSpan) -> Option<Input> {
        let Some((name, from)) = pair.split_once(':').map(|(name, from)| (name.trim(), from.trim())) else {
            let hint = "write `with=\"input: step-id\"`";
            self.faults.error(Code::BadAttributes, span, format!("`{pair}` is no input"), hint);
            return None;
        };
        let name = name.to_owned();
        if let Some(fixed) = from.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')) {
            return Some(Input {
                name,
                from: InputFrom::Fixed(fixed.to_owned()),
            });
        }
        let (item, result) = from
            .split_once('.')
            .map_or((from, None), |(item, result)| (item, Some(result.to_owned())));
        let subject = Subject {
            item: item.to_owned(),
            result,
        };
        self.check_subject(&subject, span);
        Some(Input {
            name,
            from: InputFrom::Answer {
                item: subject.item,
                result: subject.result,
            },
        })
    }

    fn end(&mut self, id: String, raw: &RawItem, attributes: &Attributes) -> End {
        self.check_names(attributes, &["end", "goto", "spares", "if", "unless"], &[]);
        let spares = attributes.get("spares").map_or("", |(ids, _)| ids);
        let condition = self.both_conditions(attributes);
        let (words, _) = split_links(&raw.words);
        let outcome = attributes.get("end").map(|(name, _)| name.to_owned()).unwrap_or_default();
        End {
            id,
            words,
            outcome,
            goto: attributes.get("goto").map(|(name, _)| name.to_owned()),
            spares: spares.split_whitespace().map(ToOwned::to_owned).collect(),
            condition,
            span: raw.span,
        }
    }

    fn both_conditions(&mut self, attributes: &Attributes) -> Option<Condition> {
        let holds = self.condition(attributes, "if");
        let fails = self
            .condition(attributes, "unless")
            .map(|condition| Condition::Not(Box::new(condition)));
        match (holds, fails) {
            (Some(holds), Some(fails)) => Some(Condition::All(vec![holds, fails])),
            (one, other) => one.or(other),
        }
    }

    fn condition(&mut self, attributes: &Attributes, key: &str) -> Option<Condition> {
        let (text, span) = attributes.get(key)?;
        match Condition::parse(text) {
            Ok(condition) => {
                check_condition(&condition, span, &self.known, self.faults);
                Some(condition)
            }
            Err(error) => {
                let at = (span.start + error.offset).min(span.end.saturating_sub(1));
                self.faults.error(
                    Code::BadCondition,
                    ByteSpan::new(at, at + 1),
                    format!("expected {} here", error.expected),
                    "conditions look like `step = value and other != value`",
                );
                None
            }
        }
    }

    fn check_subject(&mut self, subject: &Subject, span: ByteSpan) {
        check_subject(subject, span, &self.known, self.faults);
    }

    fn check_names(&mut self, attributes: &Attributes, keys: &[&str], classes: &[&str]) {
        for (key, _, span) in &attributes.pairs {
            if !keys.contains(&key.as_str()) {
                let hint = nearest(key, keys.iter().copied()).map_or_else(
                    || format!("known here: {}", keys.join(", ")),
                    |near| format!("did you mean `{near}`?"),
                );
                self.faults
                    .error(Code::BadAttributes, *span, format!("unknown attribute `{key}`"), hint);
            }
        }
        for (class, span) in &attributes.classes {
            if !classes.contains(&class.as_str()) {
                self.faults.error(
                    Code::BadAttributes,
                    *span,
                    format!("unknown class `.{class}`"),
                    "chunks know `.letter`, items know none",
                );
            }
        }
    }
}

/// Parts the links to rules from the words of an item. A link with words of its own leaves them.
fn split_links(inlines: &[Inline]) -> (String, Vec<CardLink>) {
    let mut rules = Vec::new();
    collect_links(inlines, &mut rules);
    (tidy(&plain_words(inlines)), rules)
}

fn collect_links(inlines: &[Inline], rules: &mut Vec<CardLink>) {
    for inline in inlines {
        match inline {
            Inline::Link(link) => rules.push(link.clone()),
            Inline::Strong(inner) | Inline::Emphasis(inner) => collect_links(inner, rules),
            _ => {}
        }
    }
}

/// Takes away the space that a removed link leaves before a full stop or comma that ends a word.
fn tidy(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for word in words.split(' ').filter(|word| !word.is_empty() && *word != "()") {
        if !out.is_empty() && !matches!(word, "." | "," | ";" | "?") {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}
