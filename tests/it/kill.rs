//! Kills at random moments: every answer and note that the screen showed as saved is there afterwards, and the run goes on at the same step.
//!
//! `CALLCARD_KILLS` says how many (40 without it). Does not belong here: thousands of kills, failing disks (`faults`).

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use crate::faults::Chance;
use crate::pty::Terminal;
use crate::support::Callcard;

const STEPS: usize = 27;

const CARD: &str = "---
id: rule
title: Rule
kind: rule
programs: [title-ii]
where: federal
summary: A rule.
asks: [what now]
sources: [manual/a]
---

> [!IMPORTANT]
> Do it.

## Do it {#it}

Do it.
";

const MANUAL: &str = "document: manual\ntitle: Manual\npublisher: Publisher\ndate: 2020-01-01\nsections:\n  - {id: a, heading: A}\n";

pub(crate) fn checklist() -> String {
    let mut text = "---\nid: long\ntitle: Long\nkind: checklist\nprograms: [title-ii]\nwhere: federal\nsummary: Long.\nasks: [long]\nsources: [manual/a]\noutcomes:\n  done: Done.\n---\n".to_owned();
    for step in 0..STEPS {
        if step % 9 == 0 {
            let _ = write!(text, "\n## Part {step} {{#part-{step}}}\n\n");
        }
        let _ = writeln!(text, "- [ ] Number {step} [[rule#it]] {{#s{step} ask=text}}");
    }
    text.push_str("- Done. {#end end=done}\n");
    text
}

/// Returns a place whose content is one long checklist, `long`, that asks for a text at each step.
pub(crate) fn long_place() -> Callcard {
    Callcard::new()
        .file("rule.md", CARD)
        .file("long.md", checklist())
        .file("manual.yaml", MANUAL)
}

/// What the screen has shown as saved.
#[derive(Default)]
struct Shown {
    /// Answers, in the order of the steps.
    answers: Vec<String>,
    /// Notes by step.
    notes: Vec<(usize, String)>,
}

#[test]
fn nothing_that_showed_as_saved_is_lost_by_a_kill() {
    let kills: u64 = std::env::var("CALLCARD_KILLS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(40);
    let place = long_place();
    let content = place.content().display().to_string();
    let mut chance = Chance(20_261_121);
    let mut shown = Shown::default();
    let mut case: Option<String> = None;
    let (mut acknowledged, mut lost_drafts) = (0_usize, 0_usize);
    for kill in 0..kills {
        if shown.answers.len() >= STEPS {
            (case, shown) = (None, Shown::default());
        }
        let mut args = vec!["--today", "2026-11-21", "--only-content", &content, "run", "long"];
        if let Some(case) = &case {
            args.extend(["--case", case]);
        }
        let mut terminal = Terminal::start(place.home(), (100, 40), &args);
        let screen = terminal.wait_until("the run", |screen| {
            screen.contains("Number 0") && header(screen).is_some_and(|(_, is_saved)| is_saved)
        });
        assert_eq!(
            header(&screen).unwrap().0,
            shown.answers.len(),
            "kill {kill}: the run does not go on where it was\n{screen}"
        );
        let reference = reference(&screen);
        assert!(case.as_ref().is_none_or(|case| *case == reference), "another case");
        case = Some(reference);
        lost_drafts += type_for_a_while(&mut terminal, &mut chance, &mut shown, kill);
        terminal.kill();
        check_kept(&place, case.as_deref().unwrap(), &mut shown, kill);
        acknowledged += shown.answers.len() + shown.notes.len();
    }
    assert!(kills < 20 || acknowledged > 0);
    println!(
        "{kills} kills, 0 acknowledged entries lost; {lost_drafts} kills struck before the screen had shown the latest entry as saved"
    );
}

/// Answers steps and writes notes, and stops at a random moment. Returns 1 if the last entry had not shown as saved.
fn type_for_a_while(terminal: &mut Terminal, chance: &mut Chance, shown: &mut Shown, kill: u64) -> usize {
    for action in 0..=chance.below(4) {
        let step = shown.answers.len();
        if step >= STEPS {
            return 0;
        }
        // A second Enter within this time counts as a held key and answers nothing.
        terminal.watch(Duration::from_millis(70));
        let is_note = chance.below(4) == 0;
        let text = format!("{}{kill}x{action}", if is_note { "n" } else { "v" });
        terminal.type_keys(&if is_note { format!("\u{e}{text}\r") } else { format!("{text}\r") });
        let is_last = chance.below(3) == 0;
        let time = Duration::from_micros(if chance.below(2) == 0 {
            chance.below(3_000)
        } else {
            chance.below(60_000)
        });
        let is_done = |screen: &str| {
            let (done, is_saved) = header(screen).unwrap_or((0, false));
            is_saved
                && if is_note {
                    screen.contains(&text) && !screen.contains("Enter keep") && done == step
                } else {
                    done == step + 1
                }
        };
        let screen = if is_last {
            terminal.watch(time)
        } else {
            terminal.wait_until("the entry to be saved", is_done)
        };
        if !is_done(&screen) {
            return 1;
        }
        if is_note {
            shown.notes.retain(|(of, _)| *of != step);
            shown.notes.push((step, text));
        } else {
            shown.answers.push(text);
        }
        if is_last {
            return 0;
        }
    }
    0
}

/// Reads the case as kept: all that was shown as saved has to be there; what is there beyond was on its way to the screen.
fn check_kept(place: &Callcard, case: &str, shown: &mut Shown, kill: u64) {
    let content = place.content().display().to_string();
    let kept = place
        .also(["--only-content", &content, "cases", "show", case, "--json"])
        .code(0)
        .json();
    let run = &kept["runs"].as_array().unwrap()[0];
    let entries = run["entries"].as_array().unwrap();
    let of = |kind: &str, step: usize| {
        entries
            .iter()
            .rfind(|entry| entry["do"] == kind && entry["step"] == format!("s{step}"))
    };
    for (step, value) in shown.answers.iter().enumerate() {
        let entry = of("answer", step).unwrap_or_else(|| panic!("kill {kill}: the answer to step {step} is lost"));
        assert_eq!(entry["value"], *value, "kill {kill}: step {step}");
    }
    for (step, text) in &shown.notes {
        let entry = of("note", *step).unwrap_or_else(|| panic!("kill {kill}: the note on step {step} is lost"));
        let is_later_note = entry["text"].as_str().unwrap().starts_with('n');
        assert!(entry["text"] == *text || is_later_note, "kill {kill}: note on step {step}");
    }
    let settled = usize::try_from(run["settled"].as_u64().unwrap()).unwrap();
    assert!(shown.answers.len() <= settled && settled <= shown.answers.len() + 1, "kill {kill}");
    if settled > shown.answers.len() {
        let step = shown.answers.len();
        shown
            .answers
            .push(of("answer", step).unwrap()["value"].as_str().unwrap().to_owned());
    }
}

/// Returns how many steps are done by the first line, and whether it says that all is saved.
pub(crate) fn header(screen: &str) -> Option<(usize, bool)> {
    let line = screen.lines().next()?;
    let before = line.split(" done").next()?;
    let done = before.rsplit(' ').next()?.parse().ok()?;
    Some((done, line.trim_end().ends_with(" saved") && !line.contains("Not saved")))
}

pub(crate) fn reference(screen: &str) -> String {
    screen.lines().next().unwrap().split(':').next().unwrap().trim().to_owned()
}

#[test]
fn a_first_line_is_read_as_it_is_drawn() {
    assert_eq!(header("C-X2M4: Long      step 3 of 27, 2 done \u{b7} saved"), Some((2, true)));
    assert_eq!(header("C-X2M4: Long      step 3 of 27, 2 done \u{b7} saving"), Some((2, false)));
    assert!(Path::new(env!("CARGO_BIN_EXE_callcard")).exists());
}
