//! A rule box of a card: YAML that states a rule that counts, or the questions of one that is code.
//!
//! Does not belong here: counting (`rules::counted`), whether other files know the rule (`check`).

use crate::domain::diagnostic::Code;
use crate::domain::rules::{
    Arguing, Audience, Caution, Count, Counted, Held, InputIs, RECEIPT, Receipt, RuleInput, Stated, Status, UNROLLED, Unit, ValueKind, When,
};
use crate::domain::source::ByteSpan;
use crate::domain::yaml::{Key, Node, Value, parse_yaml};

use super::fields::{Fields, clean};
use super::{Faults, is_id};

/// Keys of one version of a rule.
const VERSION_KEYS: &[&str] = &[
    "count",
    "instead",
    "authority",
    "receipt",
    "receipt-authority",
    "roll",
    "for",
    "plan",
    "arguable",
    "caution",
    "late",
    "late-card",
    "since",
    "until",
];
/// Keys of the box beside those of its version of today.
const BOX_KEYS: &[&str] = &["id", "title", "status", "inputs", "result", "also", "sources", "earlier"];
/// The longest period that is counted, in its unit.
const MOST: u16 = 1200;

/// Reads the text of a rule box that begins at `offset` of the file. Nothing comes back without a usable id.
pub(super) fn read_rule(text: &str, offset: usize, faults: &mut Faults) -> Option<Stated> {
    let node = match parse_yaml(text) {
        Ok(node) => node,
        Err(error) => {
            let message = format!("the rule cannot be read: {}", error.message);
            let hint = "check the colons, quotes and indents on this line and the one before";
            faults.error(Code::BadYaml, error.span.shifted(offset), message, hint);
            return None;
        }
    };
    let keys = [BOX_KEYS, VERSION_KEYS].concat();
    let fields = Fields::of(&node, offset, &keys, faults)?;
    let id = fields.text("id", faults)?;
    if !is_id(&id) {
        let hint = "use lower-case letters, digits and hyphens";
        faults.error(Code::BadId, fields.span("id"), format!("`{id}` is no id"), hint);
        return None;
    }
    let mut reader = Reader {
        offset,
        inputs: Vec::new(),
        faults,
    };
    reader.inputs = reader.inputs(&fields);
    let stated = Stated {
        span: fields.span("id"),
        title: String::new(),
        inputs: Vec::new(),
        results: Vec::new(),
        status: status(&fields, reader.faults),
        sources: fields.list("sources", reader.faults).into_iter().map(|(id, _)| id).collect(),
        versions: Vec::new(),
        id,
    };
    if fields.node("count").is_none() {
        return Some(reader.questions(stated, &fields));
    }
    reader.counted(stated, &fields)
}

fn status(fields: &Fields<'_>, faults: &mut Faults) -> Status {
    if fields.node("status").is_none() {
        return Status::InForce;
    }
    let words: Vec<&str> = Status::ALL.iter().map(|status| status.as_str()).collect();
    let word = fields.word_of("status", &words, faults);
    let found = Status::ALL.iter().find(|status| Some(status.as_str()) == word.as_deref());
    found.copied().unwrap_or(Status::NotVerified)
}

struct Reader<'f> {
    offset: usize,
    inputs: Vec<InputIs>,
    faults: &'f mut Faults,
}

impl Reader<'_> {
    /// A box for a rule that is code holds id and questions alone.
    fn questions(&mut self, stated: Stated, fields: &Fields<'_>) -> Stated {
        let others = ["title", "result", "also", "earlier"];
        for key in others.iter().chain(VERSION_KEYS).filter(|key| fields.node(key).is_some()) {
            self.faults.error(
                Code::BadValue,
                fields.span(key),
                format!("`{key}` without `count`"),
                "a rule that counts needs `count`; for a rule that is code write `id` and the questions under `inputs`",
            );
        }
        Stated {
            inputs: std::mem::take(&mut self.inputs),
            ..stated
        }
    }

    fn counted(&mut self, stated: Stated, fields: &Fields<'_>) -> Option<Stated> {
        let title = fields.text("title", self.faults).unwrap_or_default();
        let results = self.results(fields);
        let mut versions = self.earlier(fields);
        versions.extend(self.version(fields));
        versions.sort_by_key(|version: &Counted| version.held.since);
        self.check_versions(&versions, fields);
        if !self.has_receipts(&results, &versions, fields) {
            return None;
        }
        let from = versions.last()?.count.from.clone();
        let is_month = self
            .inputs
            .iter()
            .any(|input| input.input.name == from && input.input.kind == ValueKind::Month);
        if is_month && versions.iter().any(|version| !is_plain(version)) {
            let hint = "from a month, only months and years are counted: without receipt, roll, plan or arguable days";
            let message = "a count from a month with parts that need a day";
            self.faults.error(Code::BadValue, fields.span("count"), message, hint);
            return None;
        }
        Some(Stated {
            title,
            inputs: std::mem::take(&mut self.inputs),
            results,
            versions,
            ..stated
        })
    }

    fn results(&mut self, fields: &Fields<'_>) -> Vec<String> {
        let mut results = vec![fields.optional_text("result", self.faults).unwrap_or_else(|| "date".to_owned())];
        for (name, span) in fields.list("also", self.faults) {
            if [RECEIPT, UNROLLED].contains(&name.as_str()) {
                results.push(name);
            } else {
                let hint = format!("`also` can name `{RECEIPT}` and `{UNROLLED}`");
                self.faults
                    .error(Code::BadValue, span, format!("`{name}` is no further result"), hint);
            }
        }
        results
    }

    /// Reads the versions that held before.
    fn earlier(&mut self, fields: &Fields<'_>) -> Vec<Counted> {
        let mut versions = Vec::new();
        if fields.node("earlier").is_none() {
            return versions;
        }
        for node in fields.sequence("earlier", self.faults) {
            let Some(earlier) = Fields::of(node, self.offset, VERSION_KEYS, self.faults) else {
                continue;
            };
            if earlier.node("until").is_none() {
                let hint = "add `until: 2024-12-31`, the last day on which it held";
                self.faults
                    .error(Code::MissingKey, earlier.place(), "an earlier rule without `until`", hint);
            }
            versions.extend(self.version(&earlier));
        }
        versions
    }

    /// Tells whether receipt is told wherever it is counted from or asked for.
    fn has_receipts(&mut self, results: &[String], versions: &[Counted], fields: &Fields<'_>) -> bool {
        let hint = "add `receipt: 5 days after notice_date`";
        let mut missing = versions.iter().filter(|version| version.receipt.is_none());
        if missing.clone().any(|version| version.count.from == RECEIPT) {
            let message = "counted from receipt, which no line tells";
            self.faults.error(Code::BadValue, fields.span("count"), message, hint);
            return false;
        }
        if results.iter().any(|name| name == RECEIPT) && missing.next().is_some() {
            self.faults
                .error(Code::BadValue, fields.span("also"), "the receipt is no part of this rule", hint);
        }
        true
    }

    fn check_versions(&mut self, versions: &[Counted], fields: &Fields<'_>) {
        for (earlier, later) in versions.iter().zip(versions.iter().skip(1)) {
            let overlaps = match (earlier.held.until, later.held.since) {
                (Some(until), Some(since)) => since <= until,
                _ => true,
            };
            if overlaps {
                let hint = "give each but the first a `since`, and each but the last an `until` before it";
                self.faults.error(
                    Code::BadValue,
                    fields.span("earlier"),
                    "two versions of the rule hold on the same day",
                    hint,
                );
            }
        }
    }

    fn inputs(&mut self, fields: &Fields<'_>) -> Vec<InputIs> {
        let Some(node) = fields.node("inputs") else {
            let hint = "add `inputs:` and under it `notice_date: What date is on the notice?`";
            self.faults.error(Code::MissingKey, fields.place(), "key `inputs` is missing", hint);
            return Vec::new();
        };
        let Value::Mapping(pairs) = &node.value else {
            let hint = "write one `name: question` a line, indented under `inputs:`";
            self.faults
                .error(Code::BadValue, fields.span("inputs"), "`inputs` holds names and questions", hint);
            return Vec::new();
        };
        pairs.iter().filter_map(|(key, node)| self.input(key, node)).collect()
    }

    fn input(&mut self, key: &Key, node: &Node) -> Option<InputIs> {
        let span = key.span.shifted(self.offset);
        let is_name = key.text.starts_with(|c: char| c.is_ascii_lowercase())
            && key.text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        if !is_name || key.text == RECEIPT {
            let hint = "use lower-case words joined by `_`, such as notice_date; `receipt` has a meaning of its own";
            self.faults
                .error(Code::BadId, span, format!("`{}` is no name of an input", key.text), hint);
            return None;
        }
        let mut input = RuleInput {
            name: key.text.clone(),
            kind: ValueKind::Date,
            is_needed: true,
            ask: String::new(),
            words: String::new(),
            spellings: Vec::new(),
        };
        match &node.value {
            Value::Scalar(text) => input.ask = clean(text, node.span.shifted(self.offset), self.faults),
            _ => {
                let fields = Fields::of(node, self.offset, &["ask", "is", "needed", "words"], self.faults)?;
                input.ask = fields.text("ask", self.faults)?;
                input.words = fields.optional_text("words", self.faults).unwrap_or_default();
                input.is_needed = fields.node("needed").is_none() || self.yes_no(&fields, "needed");
                if let Some(is) = fields.optional_text("is", self.faults) {
                    (input.kind, input.spellings) = self.kind(&is, fields.span("is"));
                }
            }
        }
        if input.ask.is_empty() {
            self.faults.error(
                Code::BadValue,
                span,
                format!("`{}` has no question", key.text),
                "write the question after the colon",
            );
        }
        Some(InputIs { input, span })
    }

    fn yes_no(&mut self, fields: &Fields<'_>, key: &str) -> bool {
        fields.word_of(key, &["yes", "no"], self.faults).as_deref() == Some("yes")
    }

    fn kind(&mut self, is: &str, span: ByteSpan) -> (ValueKind, Vec<(String, String)>) {
        match is {
            "day" => (ValueKind::Date, Vec::new()),
            "month" => (ValueKind::Month, Vec::new()),
            "yes-no" => (ValueKind::YesNo, Vec::new()),
            _ if is.contains('|') => {
                let (mut options, mut spellings) = (Vec::new(), Vec::new());
                for option in is.split('|') {
                    let mut names = option.split('=').map(str::trim).filter(|name| !name.is_empty());
                    let Some(first) = names.next() else { continue };
                    spellings.extend(names.map(|name| (name.to_owned(), first.to_owned())));
                    options.push(first.to_owned());
                }
                (ValueKind::OneOf(options), spellings)
            }
            _ => {
                let hint = "it is day, month, yes-no, or a choice such as `recon = reconsideration | alj = hearing`";
                self.faults
                    .error(Code::BadValue, span, format!("`{is}` is nothing to ask for"), hint);
                (ValueKind::Date, Vec::new())
            }
        }
    }

    fn version(&mut self, fields: &Fields<'_>) -> Option<Counted> {
        let text = fields.text("count", self.faults)?;
        let count = self.count(&text, fields.span("count"))?;
        let cite = fields.optional_text("authority", self.faults).unwrap_or_default();
        let receipt = fields.optional_text("receipt", self.faults);
        let receipt = receipt.and_then(|text| self.receipt(&text, fields, &cite));
        let roll = fields.text("roll", self.faults).filter(|roll| roll != "none");
        let audience = match fields.word_of("for", &["client", "decider", "reminder"], self.faults).as_deref() {
            Some("decider") => Audience::Decider,
            Some("reminder") => Audience::Reminder,
            _ => Audience::Client,
        };
        let instead = self.each(fields, "instead", |reader, node| {
            let fields = Fields::of(node, reader.offset, &["when", "count"], reader.faults)?;
            let when = reader.when(&fields);
            let text = fields.text("count", reader.faults)?;
            Some((when, reader.count(&text, fields.span("count"))?))
        });
        let plan = fields.node("plan").and_then(|node| self.arguing(node, &cite));
        let arguable = self.each(fields, "arguable", |reader, node| reader.arguing(node, &cite));
        let cautions = self.each(fields, "caution", Self::caution);
        let late = fields.optional_text("late", self.faults);
        if late.is_none() && audience == Audience::Client {
            let hint = "add `late:` with what to do all the same: late is never too late";
            self.faults
                .error(Code::MissingKey, fields.place(), "a day of the client's without `late`", hint);
        }
        Some(Counted {
            held: self.held(fields),
            count,
            instead,
            cite,
            receipt,
            roll,
            audience,
            plan,
            arguable,
            cautions,
            late,
            late_card: fields.optional_text("late-card", self.faults),
        })
    }

    /// Reads each item of a list that may be absent, or one item that stands for a list of one.
    fn each<T>(&mut self, fields: &Fields<'_>, key: &str, mut read: impl FnMut(&mut Self, &Node) -> Option<T>) -> Vec<T> {
        match fields.node(key) {
            None => Vec::new(),
            Some(node) => match &node.value {
                Value::Sequence(nodes) => nodes.iter().filter_map(|node| read(self, node)).collect(),
                _ => read(self, node).into_iter().collect(),
            },
        }
    }

    fn held(&mut self, fields: &Fields<'_>) -> Held {
        Held {
            since: fields.optional_date("since", self.faults),
            until: fields.optional_date("until", self.faults),
        }
    }

    fn arguing(&mut self, node: &Node, cite: &str) -> Option<Arguing> {
        let keys = ["count", "roll", "why", "authority", "when", "since", "until"];
        let fields = Fields::of(node, self.offset, &keys, self.faults)?;
        let text = fields.text("count", self.faults)?;
        Some(Arguing {
            count: self.count(&text, fields.span("count"))?,
            is_rolled: fields.node("roll").is_some() && self.yes_no(&fields, "roll"),
            why: fields.text("why", self.faults)?,
            cite: fields.optional_text("authority", self.faults).unwrap_or_else(|| cite.to_owned()),
            when: self.when(&fields),
        })
    }

    fn caution(&mut self, node: &Node) -> Option<Caution> {
        if let Value::Scalar(text) = &node.value {
            return Some(Caution {
                say: clean(text, node.span.shifted(self.offset), self.faults),
                when: When::default(),
            });
        }
        let fields = Fields::of(node, self.offset, &["say", "when", "since", "until"], self.faults)?;
        Some(Caution {
            say: fields.text("say", self.faults)?,
            when: self.when(&fields),
        })
    }

    fn when(&mut self, fields: &Fields<'_>) -> When {
        let text = fields.optional_text("when", self.faults);
        When {
            held: self.held(fields),
            answer: text.and_then(|text| self.answer(&text, fields.span("when"))),
        }
    }

    fn answer(&mut self, text: &str, span: ByteSpan) -> Option<(String, String)> {
        let (name, answer) = text.split_once('=').map(|(name, answer)| (name.trim(), answer.trim()))?;
        let known = self.inputs.iter().find(|input| input.input.name == name);
        let fits = known.is_some_and(|input| match &input.input.kind {
            ValueKind::OneOf(options) => options.iter().any(|option| option == answer),
            ValueKind::YesNo => ["yes", "no"].contains(&answer),
            _ => false,
        });
        if !fits {
            let hint = "write `input = answer` with an input of the rule and one of its answers";
            self.faults
                .error(Code::BadCondition, span, format!("`{text}` can never be so"), hint);
            return None;
        }
        Some((name.to_owned(), answer.to_owned()))
    }

    /// Reads `3 workdays, then 65 days after notice_date`.
    fn count(&mut self, text: &str, span: ByteSpan) -> Option<Count> {
        let hint = "write such as `60 days after notice_date`; days, weeks, months, years and workdays can be counted, after or before";
        let found = read_count(text);
        let Some(count) = found else {
            self.faults.error(Code::BadValue, span, format!("`{text}` is no count"), hint);
            return None;
        };
        let known = self.inputs.iter().find(|input| input.input.name == count.from);
        let is_day = known.is_some_and(|input| matches!(input.input.kind, ValueKind::Date | ValueKind::Month));
        if !is_day && count.from != RECEIPT {
            let names: Vec<&str> = self.inputs.iter().map(|input| input.input.name.as_str()).collect();
            let message = format!("`{}` is no day of this rule", count.from);
            self.faults
                .error(Code::BadValue, span, message, format!("its inputs are {}", names.join(", ")));
            return None;
        }
        Some(count)
    }

    /// Reads `5 days after notice_date, or proven_receipt`.
    fn receipt(&mut self, text: &str, fields: &Fields<'_>, cite: &str) -> Option<Receipt> {
        let span = fields.span("receipt");
        let (presumed, known) = match text.split_once(", or ") {
            Some((presumed, known)) => (presumed, Some(known.trim())),
            None => (text, None),
        };
        let count = self.count(presumed, span)?;
        let is_input = |name: &str| {
            self.inputs
                .iter()
                .any(|input| input.input.name == name && input.input.kind == ValueKind::Date)
        };
        let (&[(days, Unit::Day)], false, true) = (count.periods.as_slice(), count.is_before, known.is_none_or(is_input)) else {
            let hint = "write such as `5 days after notice_date, or proven_receipt`, with inputs of the rule";
            self.faults.error(Code::BadValue, span, format!("`{text}` tells no receipt"), hint);
            return None;
        };
        Some(Receipt {
            days,
            notice: count.from,
            known: known.map(ToOwned::to_owned),
            cite: fields
                .optional_text("receipt-authority", self.faults)
                .unwrap_or_else(|| cite.to_owned()),
        })
    }
}

fn is_plain(version: &Counted) -> bool {
    let by_month = |count: &Count| count.periods.iter().all(|(_, unit)| matches!(unit, Unit::Month | Unit::Year));
    by_month(&version.count)
        && version.instead.is_empty()
        && version.receipt.is_none()
        && version.roll.is_none()
        && version.plan.is_none()
        && version.arguable.is_empty()
}

fn read_count(text: &str) -> Option<Count> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let (&from, rest) = words.split_last()?;
    let (&direction, rest) = rest.split_last()?;
    let is_before = match direction {
        "after" => false,
        "before" => true,
        _ => return None,
    };
    let periods: Option<Vec<(u16, Unit)>> = rest.join(" ").split(", then ").map(read_period).collect();
    periods.filter(|periods| !periods.is_empty()).map(|periods| Count {
        periods,
        is_before,
        from: from.to_owned(),
    })
}

fn read_period(text: &str) -> Option<(u16, Unit)> {
    let (number, unit) = text.split_once(' ')?;
    let unit = match unit {
        "day" | "days" => Unit::Day,
        "workday" | "workdays" => Unit::Workday,
        "week" | "weeks" => Unit::Week,
        "month" | "months" => Unit::Month,
        "year" | "years" => Unit::Year,
        _ => return None,
    };
    let number: u16 = number.parse().ok()?;
    (1..=MOST).contains(&number).then_some((number, unit))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Asserts that the box has a fault with these words, at a place that holds `at`.
    #[track_caller]
    fn check(text: &str, at: &str, words: &str) {
        let mut faults = Faults::new("card.md");
        read_rule(text, 0, &mut faults);
        let found = faults.found.iter().find(|fault| fault.message.contains(words));
        let Some(fault) = found else {
            panic!("no fault with {words:?} in {:?}", faults.found);
        };
        let place = text.get(fault.span.start..fault.span.end).unwrap_or_default();
        assert!(place.contains(at) && !fault.hint.is_empty(), "{place:?} of {fault:?}");
    }

    fn whole(rest: &str) -> String {
        format!(
            "id: own\ntitle: Own\ninputs:\n  notice_date: What date?\n  level:\n    ask: Which?\n    is: a = one | b\nroll: none\nfor: reminder\n{rest}"
        )
    }

    #[test]
    fn a_box_that_cannot_be_right_gets_a_fault_with_its_place() {
        check("id: own\n  x: [", "", "the rule cannot be read");
        check("id: Own Rule\n", "Own Rule", "is no id");
        check(&whole("count: sixty days after notice_date\n"), "sixty", "is no count");
        check(&whole("count: 60 days after notice\n"), "60 days", "is no day of this rule");
        check(&whole("count: 60 days after level\n"), "60 days", "is no day of this rule");
        check(&whole("count: 0 days after notice_date\n"), "0 days", "is no count");
        check(&whole("count: 60 days after receipt\n"), "60 days", "counted from receipt");
        check(
            &whole("count: 60 days after notice_date\nreceipt: 5 days after notice_date, or level\n"),
            "5 days",
            "tells no receipt",
        );
        check(
            &whole("count: 60 days after notice_date\nalso: [when]\n"),
            "when",
            "is no further result",
        );
        check(
            &whole("count: 60 days after notice_date\ncaution:\n  say: x\n  when: level = c\n"),
            "level = c",
            "can never be so",
        );
        check(&whole("count: 60 days after notice_date\nrolls: yes\n"), "rolls", "unknown key");
        check(&whole("title: x\n"), "title", "given twice");
        check("id: own\ninputs:\n  notice_date: What?\nroll: none\n", "none", "without `count`");
        check("id: own\ninputs:\n  Notice: What?\n", "Notice", "is no name of an input");
    }

    #[test]
    fn a_day_of_the_clients_needs_words_for_when_it_has_passed_and_versions_may_not_overlap() {
        let text = "id: own\ntitle: Own\ninputs:\n  notice_date: What date?\ncount: 60 days after notice_date\nroll: none\nfor: client\n";
        check(text, "id", "without `late`");
        let earlier = "earlier:\n  - count: 30 days after notice_date\n    roll: none\n    for: reminder\n    until: 2025-06-01\n";
        check(
            &whole(&format!("count: 60 days after notice_date\nsince: 2025-01-01\n{earlier}")),
            "count",
            "hold on the same day",
        );
    }

    #[test]
    fn a_whole_box_is_read_with_its_choices_and_spellings() {
        let mut faults = Faults::new("card.md");
        let stated = read_rule(
            &whole("count: 60 days after notice_date\ninstead:\n  when: level = b\n  count: 2 weeks, then 1 month after notice_date\n"),
            0,
            &mut faults,
        );
        assert_eq!(faults.found, []);
        let stated = stated.expect("a rule");
        let version = stated.versions.first().expect("a version");
        assert_eq!(
            version.instead.first().map(|(_, count)| count.periods.clone()),
            Some(vec![(2, Unit::Week), (1, Unit::Month)])
        );
        let level = stated.inputs.last().map(|input| input.input.clone()).expect("an input");
        assert_eq!(level.kind, ValueKind::OneOf(vec!["a".to_owned(), "b".to_owned()]));
        assert_eq!(level.spellings, [("one".to_owned(), "a".to_owned())]);
        assert_eq!(stated.results, ["date"]);
    }
}
