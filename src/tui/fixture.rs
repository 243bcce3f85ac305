//! A small library, and a world in memory that answers effects at once. For tests only.

use std::cell::RefCell;
use std::io::{Sink, sink};
use std::sync::Arc;

use jiff::ToSpan as _;
use jiff::civil::{DateTime, date};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;

use crate::domain::case_log::{CaseEntry, NumberedEntry};
use crate::domain::content;
use crate::domain::library::{Entry, Library};
use crate::domain::markdown::plain_blocks;
use crate::domain::query::{Found, Hit, Match};
use crate::domain::rules::Rules;
use crate::domain::source::{Origin, SourceFile};

use super::effect::{AfterWriting, Effect};
use super::event::{CopyOutcome, Event, Key, KeyCode, Size};
use super::painter::Painter;
use super::state::{Look, Screen, State, StepState, summarize};
use super::terminal::buffer_rows;
use super::update::{Start, start, update};
use super::view::view;
use super::world::{Failure, FailureKind, Retention, RunId, StoredCase, StoredRun};

/// The text of every page of a manual.
const PAGE: &str = "# Lending\n\nWho may borrow.\n\n## Ladders\n\nA ladder\u{1b}[31m is lent for six days, see [tools](tools.md#saws) and [below](#saws).\n\n## Saws\n\nNever.\n";

const FILES: &[(&str, &str)] = &[
    (
        "cards/closing.md",
        r#"---
id: closing
title: When a protected filing date closes
kind: rule
programs: [title-ii, title-xvi]
where: federal
summary: The clock starts with the notice. Six months for Title II, 60 days for SSI.
asks:
  - letter says I have six months to file
sources: [gn-1/a, gn-1/b]
changes: [aloud]
see-also: [protecting]
checklists: [still-open, close-it]
---

> [!IMPORTANT]
> Ask first: was a notice given, on paper, on screen or aloud, and on what day?

> [!TIP]
> "Please look up the date of the close-out notice."

## Title II: six months {#title-ii .rule sources="gn-1/b"}

The date closes six calendar months after the notice, see [[protecting#who]] and [the text](https://example.org/gn).

| benefit | closes |
| --- | --- |
| Title II | six calendar months after the notice |
| SSI | 60 days after the notice |

> [!CAUTION]
> A notice may also be given on screen or aloud. {change=aloud}

```rule
id: pf-t2-closeout
title: Last day that a Title II protective filing holds
inputs:
  notice_date:
    ask: What date is on the notice?
    words: the date on the notice
result: closeout
also: [unrolled]
count: 6 months after notice_date
authority: gn-1/b
roll: gn-1/b
for: client
late: Apply today all the same.
```

## SSI: sixty days {#ssi .rule}

Sixty days. A limit of [[figure:limit]] plays no part, `eLAS` does.

1. Read the date off the *paper*.
2. Count from the **next** day.

> [!WARNING]
> Sixty plus five days is an appeal. Not this.
"#,
    ),
    (
        "cards/protecting.md",
        r"---
id: protecting
title: Who can protect a filing date
kind: procedure
programs: [title-ii]
where: federal
summary: Anybody may start it.
asks:
  - she called for her mother
sources: [gn-1/a]
see-also: [closing]
---

> [!IMPORTANT]
> Write down the day, the office and what was said.

## Who may {#who .rule}

Anybody. Then see [[closing]].
",
    ),
    (
        "checklists/still-open.md",
        r#"---
id: still-open
title: Is an earlier filing still open?
kind: checklist
programs: [title-ii, title-xvi]
where: federal
summary: Finds out whether an earlier contact still protects a date.
asks:
  - she called them in January, does that count
sources: [gn-1/a]
outcomes:
  open: The earlier date still protects. Apply now and name that date.
  closed: The clock has run. Apply today.
---

Read the dates off the paper itself.

## What happened {#happened}

- [ ] Call the office [[protecting#who]] {#call}

      Have the letters at hand.

- [ ] Which benefit? [[closing#title-ii]] {#benefit ask=choice options="Title II | SSI | both"}
- [ ] Was a notice given? [[closing#title-ii]] {#notice ask=choice options="yes | no | not known"}
- [ ] Date on the notice [[closing#ssi]] {#notice-date ask=date fact=notice-date if="notice = yes"}
- Closes on {#closes compute=pf-t2-closeout with="notice_date: notice-date" if="benefit = Title II"}
- Nothing closed it. {#end-open end=open spares="close-it" if="notice = no"}

## What to do {#do}

- [ ] Say where the paper is [[closing#ssi]] {#where ask=text}
- [ ] File today [[closing#ssi]] {#file}
- The clock ran. {#end-closed end=closed goto=close-it}
"#,
    ),
    (
        "checklists/close-it.md",
        r"---
id: close-it
title: Close a filing
kind: checklist
programs: [title-ii]
where: federal
summary: Closes it.
asks:
  - how do they close it
sources: [gn-1/b]
outcomes:
  done: It is closed.
---

## Close {#close}

- [ ] Give the notice [[closing#title-ii]] {#give}
- [ ] Day it was given [[closing#title-ii]] {#given ask=date fact=notice-date}
- Closed. {#end end=done}
",
    ),
    (
        "sources/gn-1.yaml",
        r#"document: gn-1
title: GN 1 How to close
publisher: SSA
citation: "GN 1"
transmittal: "TN 126 (07-23)"
date: "2023-07-28"
address: https://example.org/gn
sections:
  - id: a
    heading: "A. Policy"
  - id: b
    heading: "B. Procedure"
"#,
    ),
    (
        "glossary.yaml",
        r"glossary:
  - {term: SSI, stands-for: Supplemental Security Income, kind: program, means: Payment by need., sources: [gn-1/a, gn-1/b], card: closing}
  - {term: SAY, kind: notice, means: A box on a card.}
  - {term: GN, kind: text, means: The POMS part on general subjects., also: [General]}
  - {term: ZZQ, kind: screen code, means: Stands on no screen of these tests.}
",
    ),
    (
        "changes/gn-1.yaml",
        r"changes:
  - id: aloud
    kind: changed
    harm: 5
    sections: [gn-1/b]
    was: The clock starts with a mailed notice.
    now: A notice may be given on screen or aloud.
    since: 2026-04-24
    authority: TN 158 (04-26)
    address: https://example.org/tn
    confidence: verified
    checked: 2026-11-21
",
    ),
];

pub(super) const TODAY: jiff::civil::Date = date(2026, 11, 21);

/// The files of the small library.
pub(super) fn files() -> Vec<SourceFile> {
    let files = FILES.iter().map(|(name, text)| SourceFile {
        name: (*name).to_owned(),
        text: (*text).to_owned(),
        origin: Origin::BuiltIn,
    });
    files.collect()
}

pub(super) fn library() -> Arc<Library> {
    let (mut library, _) = content::load(&files());
    let cards = crate::domain::rules::vectors::cards();
    library.rules = Rules::of(cards.iter().chain(library.cards.iter())).into();
    assert_eq!((library.cards.len(), library.checklists.len()), (2, 2));
    Arc::new(library)
}

/// A state with a world in memory. Time goes on by a second with each key.
pub(super) struct Session {
    pub(super) state: State,
    pub(super) runs: Vec<StoredRun>,
    /// Entries of all cases, with the reference of the case.
    pub(super) case_log: Vec<(String, CaseEntry)>,
    /// Cases past their time.
    pub(super) retention: Retention,
    pub(super) recent: Vec<String>,
    pub(super) copied: Vec<String>,
    /// What writing fails with.
    pub(super) failure: Option<Failure>,
    /// Whether answers of searches are held back.
    pub(super) holds_searches: bool,
    pub(super) held: Vec<Event>,
    pub(super) has_quit: bool,
    pub(super) now: DateTime,
    /// Every effect so far.
    pub(super) effects: Vec<Effect>,
    /// Paints after every event only what it takes to have changed.
    painter: RefCell<Painter<Sink>>,
}

impl Session {
    pub(super) fn new(cols: u16, rows: u16) -> Self {
        Self::start(cols, rows, Start::Find)
    }

    pub(super) fn start(cols: u16, rows: u16, with: Start) -> Self {
        let now = date(2026, 11, 21).at(14, 0, 0, 0);
        let state = State::new(library(), Some(TODAY), now, Size { cols, rows }, Look::default());
        let mut session = Self {
            state,
            runs: Vec::new(),
            case_log: Vec::new(),
            retention: Retention::default(),
            recent: Vec::new(),
            copied: Vec::new(),
            failure: None,
            holds_searches: false,
            held: Vec::new(),
            has_quit: false,
            now,
            effects: Vec::new(),
            painter: RefCell::new(Painter::new(sink(), Size { cols, rows })),
        };
        let effects = start(&mut session.state, with);
        session.answer(effects);
        session
    }

    /// Gives the state an event and answers its effects.
    pub(super) fn event(&mut self, event: Event) {
        let effects = update(&mut self.state, event);
        self.paint();
        self.answer(effects);
        self.paint();
    }

    fn paint(&self) {
        let mut painter = self.painter.borrow_mut();
        for is_typed in [true, false] {
            painter.paint(&self.state, is_typed, || false).expect("nothing is written");
        }
    }

    pub(super) fn press(&mut self, key: Key) {
        self.now = self.now.saturating_add(1.second());
        self.event(Event::Key { key, at: self.now });
    }

    pub(super) fn keys(&mut self, keys: &[KeyCode]) {
        for key in keys {
            self.press(Key::plain(*key));
        }
    }

    pub(super) fn ctrl(&mut self, letter: char) {
        self.press(Key::ctrl(letter));
    }

    pub(super) fn type_text(&mut self, text: &str) {
        for c in text.chars() {
            self.press(Key::plain(KeyCode::Char(c)));
        }
    }

    /// Types an answer and accepts it.
    pub(super) fn say(&mut self, text: &str) {
        self.type_text(text);
        self.keys(&[KeyCode::Enter]);
    }

    /// Begins a run of the first checklist for a case called so, as if nothing that it stands on had changed.
    pub(super) fn begin(&mut self, case: &str) {
        let all = Arc::clone(&self.state.library);
        Arc::make_mut(&mut self.state.library).changes.clear();
        let effects = start(
            &mut self.state,
            Start::Checklist {
                id: "still-open".to_owned(),
                case: Some(case.to_owned()),
            },
        );
        self.state.library = all;
        self.answer(effects);
    }

    pub(super) fn step(&self) -> &StepState {
        match self.state.screen() {
            Screen::Step(step) => step,
            other => panic!("not in a run: {other:?}"),
        }
    }

    /// Id of the item in the box.
    pub(super) fn in_box(&self) -> String {
        let run = self.state.active(self.step().key).expect("an open run");
        let (_, item) = run.checklist.items().nth(self.step().selected).expect("an item in the box");
        item.id().to_owned()
    }

    pub(super) fn echo(&self) -> &str {
        self.state.echo.as_deref().unwrap_or_default()
    }

    pub(super) fn answer(&mut self, effects: Vec<Effect>) {
        let mut waiting = std::collections::VecDeque::from(effects);
        while let Some(effect) = waiting.pop_front() {
            self.effects.push(effect.clone());
            if let Some(event) = self.carry_out(effect) {
                if self.holds_searches && matches!(event, Event::SearchFinished { .. }) {
                    self.held.push(event);
                } else {
                    waiting.extend(update(&mut self.state, event));
                }
            }
        }
    }

    #[expect(clippy::too_many_lines, reason = "one arm for each effect")]
    fn carry_out(&mut self, effect: Effect) -> Option<Event> {
        Some(match effect {
            Effect::ReadPage { id } => match crate::domain::manual::split_id(&id) {
                Some((manual, path)) => Event::PageRead {
                    page: Arc::new(crate::domain::parse::parse_manual_page(manual, path, PAGE)),
                },
                None => Event::PageReadFailed {
                    id,
                    message: "no page".to_owned(),
                },
            },
            Effect::Search { id, query } => Event::SearchFinished {
                id,
                found: find(&self.state.library, &query.text),
            },
            Effect::UseContent { .. } => Event::IndexRenewed,
            Effect::StartRun { key, checklist, case, at } => {
                if let Some(failure) = self.failure.clone() {
                    return Some(Event::RunOpenFailed { key, failure });
                }
                let nickname = case.unwrap_or_default();
                let known = self
                    .runs
                    .iter()
                    .find(|run| run.nickname == nickname && run.checklist.head.id == checklist.head.id);
                let same_case = self.runs.iter().find(|run| !nickname.is_empty() && run.nickname == nickname);
                let case = same_case.map_or_else(|| format!("C-{}", self.runs.len() + 1), |run| run.case.clone());
                let run = known.cloned().unwrap_or_else(|| StoredRun {
                    id: RunId(i64::try_from(self.runs.len()).unwrap() + 1),
                    case,
                    nickname,
                    checklist,
                    log: crate::domain::run::RunLog::default(),
                    started_at: at,
                    is_closed: false,
                });
                if self.runs.iter().all(|known| known.id != run.id) {
                    self.runs.push(run.clone());
                }
                Event::RunOpened { key, run }
            }
            Effect::RenewRun {
                key,
                run,
                checklist,
                entries,
                at,
            } => {
                let old = self.stored(run);
                old.is_closed = true;
                let mut begun = StoredRun {
                    checklist,
                    log: crate::domain::run::RunLog { entries },
                    started_at: at,
                    is_closed: false,
                    ..old.clone()
                };
                begun.id = RunId(i64::try_from(self.runs.len()).unwrap() + 1);
                self.runs.push(begun.clone());
                Event::RunOpened { key, run: begun }
            }
            Effect::LoadRun { key, run } => Event::RunOpened {
                key,
                run: self.stored(run).clone(),
            },
            Effect::SaveMark {
                key,
                run,
                expected_seq,
                entry,
            } => {
                if let Some(failure) = self.failure.clone() {
                    if failure.kind != FailureKind::Temporary {
                        self.failure = None;
                    }
                    return Some(Event::RunSaveFailed { key, failure });
                }
                let stored = self.stored(run);
                if stored.log.entries.len() != expected_seq {
                    let failure = Failure {
                        kind: FailureKind::Conflict,
                        message: "another window wrote first".to_owned(),
                    };
                    return Some(Event::RunSaveFailed { key, failure });
                }
                stored.log.entries.push(entry);
                Event::RunSaved {
                    key,
                    saved: expected_seq + 1,
                }
            }
            Effect::LoadCase { case } => {
                let runs = self.runs.iter().filter(|run| run.case == case).cloned().collect();
                let entries = self.case_log.iter().filter(|(known, _)| *known == case);
                let log = (0..)
                    .zip(entries)
                    .map(|(seq, (_, entry))| NumberedEntry { seq, entry: entry.clone() });
                let stored = StoredCase { runs, log: log.collect() };
                Event::CaseLoaded { case, stored }
            }
            Effect::SaveCaseEntry { case, entry } => {
                if let Some(failure) = self.failure.clone() {
                    return Some(Event::CaseEntryFailed { failure });
                }
                let seq = self.case_log.len() as u64;
                self.case_log.push((case.clone(), entry));
                Event::CaseEntrySaved { case, seq }
            }
            Effect::ClearClipboard => {
                self.copied.clear();
                return None;
            }
            Effect::LoadRetention { .. } => Event::RetentionLoaded {
                retention: self.retention.clone(),
            },
            Effect::WriteRecords { cases, folder, then, .. } => {
                if let Some(failure) = self.failure.clone() {
                    return Some(Event::CasesFailed { message: failure.message });
                }
                let purged = if then == AfterWriting::Purge { self.purge(&cases) } else { 0 };
                let files = cases.iter().map(|case| format!("{folder}/{case}.html")).collect();
                Event::RecordsWritten { files, purged }
            }
            Effect::PurgeCases { cases, .. } => Event::CasesPurged { count: self.purge(&cases) },
            Effect::ReadScreen { at } => Event::ScreenRead {
                rows: buffer_rows(&drawn(self)),
                at,
            },
            Effect::SetMouse(_) | Effect::Suspend => return None,
            Effect::LoadRuns => {
                let context = self.state.rule_context();
                Event::RunsLoaded {
                    runs: self.runs.iter().map(|run| summarize(run, &context)).collect(),
                }
            }
            Effect::LoadRecent => Event::RecentLoaded { ids: self.recent.clone() },
            Effect::TouchRecent { id, .. } => {
                self.recent.retain(|known| *known != id);
                self.recent.insert(0, id);
                Event::RecentLoaded { ids: self.recent.clone() }
            }
            Effect::Copy { text } => {
                self.copied.push(text);
                Event::Copied(CopyOutcome::SentToTerminal)
            }
            Effect::Quit => {
                self.has_quit = true;
                return None;
            }
        })
    }

    fn purge(&mut self, cases: &[String]) -> usize {
        self.retention.finished.retain(|old| !cases.contains(&old.case));
        self.runs.retain(|run| !cases.contains(&run.case));
        cases.len()
    }

    pub(super) fn stored(&mut self, id: RunId) -> &mut StoredRun {
        self.runs.iter_mut().find(|run| run.id == id).expect("a stored run")
    }
}

/// Returns the rows of the screen, blanks included.
pub(super) fn rows(session: &Session) -> Vec<String> {
    let buffer = drawn(session);
    let (cols, rows) = (buffer.area.width, buffer.area.height);
    let row = |y: u16| (0..cols).map(|x| buffer[(x, y)].symbol()).collect();
    (0..rows).map(row).collect()
}

/// Draws the state as it is, and sees to it that what was painted bit by bit looks the same.
pub(super) fn drawn(session: &Session) -> Buffer {
    let Size { cols, rows } = session.state.size;
    let mut terminal = Terminal::new(TestBackend::new(cols.max(1), rows.max(1))).unwrap();
    terminal.draw(|frame| view(&session.state, frame)).unwrap();
    let whole = terminal.backend().buffer().clone();
    session.paint();
    if cols > 0 && rows > 0 {
        let painter = session.painter.borrow();
        assert_eq!(painter.shown().area, whole.area);
        // A cell behind a wide character is covered by it: its style is never seen, and is not compared.
        assert_eq!(painter.shown().diff(&whole), []);
    }
    whole
}

/// Returns what is drawn, row by row, without style.
pub(super) fn screen(session: &Session) -> String {
    let buffer = drawn(session);
    let rows = buffer.content.chunks(usize::from(buffer.area.width));
    let lines = rows.map(|row| row.iter().map(ratatui::buffer::Cell::symbol).collect::<String>());
    lines.collect::<Vec<_>>().join("\n")
}

/// Finds cards and checklists that have all the words.
fn find(library: &Library, query: &str) -> Found {
    let words: Vec<String> = query.to_lowercase().split_whitespace().map(ToOwned::to_owned).collect();
    let spoken = library.words(TODAY);
    let mut hits = Vec::new();
    for entry in library.entries() {
        let head = entry.head();
        let parts: Vec<(String, String)> = match entry {
            Entry::Card(card) => card
                .sections
                .iter()
                .map(|section| {
                    let text = plain_blocks(&section.blocks, &spoken).replace('\n', " ");
                    (section.anchor.clone(), format!("{} {text}", section.heading))
                })
                .collect(),
            Entry::Checklist(checklist) => checklist.steps().map(|step| (step.id.clone(), step.words.clone())).collect(),
        };
        let best = parts.into_iter().find(|(_, text)| {
            let text = format!("{} {text}", head.title).to_lowercase();
            words.iter().all(|word| text.contains(word.as_str()))
        });
        if let Some((anchor, text)) = best {
            hits.push(Hit {
                id: head.id.clone(),
                is_checklist: matches!(entry, Entry::Checklist(_)),
                page: None,
                anchor,
                has_all: true,
                score: 1.0,
                snippet: text.chars().take(120).collect(),
                matched: vec![Match {
                    field: "body",
                    term: words.first().cloned().unwrap_or_default(),
                    by: None,
                }],
            });
        }
    }
    Found {
        total: hits.len(),
        hits,
        expanded: Vec::new(),
        relaxed: None,
        marked: words,
    }
}
