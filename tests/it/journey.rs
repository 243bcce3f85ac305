//! The EXR interview played from beginning to end in a real terminal: two interruptions, a change of mind, a kill, a contact;
//! and the record that comes out of it.
//!
//! Does not belong here: shorter journeys (`tui`), kills at random moments (`kill`, `faults`).

use serde_json::Value;

use crate::pty::Terminal;
use crate::support::Callcard;

const STORY: &str = include_str!("../stories/exr-title-ii-interview--clean-09-2022-technician.json");
const LIST: &str = "exr-title-ii-interview";

/// One step as it has to end.
struct Played {
    id: String,
    words: String,
    ask: String,
    value: String,
}

/// Returns the steps that the story settles, in order, as `callcard walk` takes them.
fn steps(place: &Callcard) -> (Vec<Played>, Value) {
    let story: Value = serde_json::from_str(STORY).unwrap();
    let file = place.home().join("answers.json");
    std::fs::write(&file, story["answers"].to_string()).unwrap();
    let file = file.display().to_string();
    let walked = place.also(["walk", LIST, "--answers", &file, "--json"]).code(0).json();
    let text = |step: &Value, key: &str| step[key].as_str().unwrap_or_default().to_owned();
    let played = walked["steps"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|step| step["kind"] == "step" && step["state"] == "done");
    let played = played.map(|step| Played {
        id: text(step, "id"),
        words: text(step, "words"),
        ask: text(step, "ask"),
        value: text(step, "value"),
    });
    (played.collect(), walked)
}

struct Player {
    terminal: Terminal,
}

impl Player {
    fn begin(place: &Callcard, today: &str) -> Self {
        let mut terminal = Terminal::start(place.home(), (120, 36), &["--today", today, "run", LIST]);
        terminal.wait_until("the run", is_saved);
        Self { terminal }
    }

    /// Starts the program anew and goes on with the only run, which has come to an end.
    fn go_on(place: &Callcard, today: &str) -> Self {
        let mut terminal = Terminal::start(place.home(), (120, 36), &["--today", today]);
        terminal.wait_for("type what you heard");
        terminal.type_keys("\u{12}");
        terminal.wait_for("Finished");
        terminal.type_keys("\r");
        terminal.wait_until("the run", is_saved);
        Self { terminal }
    }

    /// Types an answer as a person does: two marks at once are taken for a held key.
    fn type_answer(&mut self, step: &Played) {
        std::thread::sleep(std::time::Duration::from_millis(70));
        match step.ask.as_str() {
            "tick" => self.terminal.type_keys("x"),
            _ => self.terminal.type_keys(&format!("{}\r", step.value)),
        }
    }

    /// Answers the step in the box and waits until so many are done and saved.
    fn answer(&mut self, step: &Played, done: usize) {
        self.type_answer(step);
        self.terminal.wait_until(&format!("{done} done after {}", step.id), |screen| {
            is_saved(screen) && (screen.contains(&format!(", {done} done")) || screen.contains(&format!(" {done} of {done} done")))
        });
    }

    /// Leaves the run with a reason, and goes on with it from the list of runs.
    fn interrupt(&mut self, reason: &str, next: &str) {
        self.terminal.type_keys("\u{1b}");
        self.terminal.wait_for("Leaving. What for?");
        self.terminal.type_keys(reason);
        self.terminal.wait_for("Saved: ");
        self.terminal.type_keys("\u{12}");
        self.terminal.wait_for("Unfinished, nearest date first");
        self.terminal.type_keys("\r");
        let screen = self.terminal.wait_for("Left ");
        assert!(screen.contains("Last done:") && screen.contains("Next:"), "{screen}");
        self.terminal
            .wait_until("the next step in the box", |screen| is_saved(screen) && in_box(screen, next));
    }

    /// Moves the box up to the step with these words.
    fn go_up_to(&mut self, words: &str) {
        let boxed = |screen: &str| screen.lines().find(|line| line.starts_with("> ")).map(str::to_owned);
        for _ in 0..80 {
            let screen = self.terminal.wait_until("a step in the box", |screen| boxed(screen).is_some());
            if in_box(&screen, words) {
                return;
            }
            let before = boxed(&screen);
            self.terminal.type_keys("\u{1b}[A");
            self.terminal
                .wait_until("the box to move", |screen| boxed(screen).is_some() && boxed(screen) != before);
        }
        panic!("there is no step `{words}` above");
    }
}

fn is_saved(screen: &str) -> bool {
    screen
        .lines()
        .next()
        .is_some_and(|line| line.starts_with("C-") && line.ends_with("saved"))
}

fn in_box(screen: &str, words: &str) -> bool {
    let start: String = words.chars().take(24).collect();
    screen.lines().any(|line| line.starts_with("> ") && line.contains(&start))
}

#[test]
fn an_exr_interview_with_a_change_of_mind_two_interruptions_and_a_kill_leaves_a_complete_and_right_record() {
    let today = "2026-11-21";
    let place = Callcard::new();
    let (steps, walked) = steps(&place);
    assert!(35 < steps.len(), "the whole interview");
    let wants = steps.iter().position(|step| step.id == "wants").unwrap();
    let mut player = Player::begin(&place, today);
    for (done, step) in (1..).zip(&steps[..wants]) {
        player.answer(step, done);
        if done == 8 {
            player.interrupt("\u{1b}OP", &steps[8].words);
        }
    }
    // At the half the client wants a new claim instead, and it is written down so.
    let other = |id: &str, ask: &str, value: &str| Played {
        id: id.to_owned(),
        words: String::new(),
        ask: ask.to_owned(),
        value: value.to_owned(),
    };
    player.answer(&other("wants", "choice", "new claim"), wants + 1);
    player.answer(&other("why-new", "text", "hopes for more"), wants + 2);
    player.answer(&other("protected-day", "date", "9/12/2022"), wants + 3);
    player.type_answer(&other("new-from-exr", "choice", "yes"));
    let screen = player
        .terminal
        .wait_until("the other end", |screen| is_saved(screen) && screen.contains("COMPLETE."));
    let case = screen.split(':').next().unwrap().trim().to_owned();
    player.terminal.kill();
    // After the kill the client has thought better of it.
    let mut player = Player::go_on(&place, today);
    player.go_up_to(&steps[wants].words);
    player.terminal.type_keys("EXR");
    let screen = player.terminal.wait_for("No longer counts");
    assert!(
        screen.contains("Opens:"),
        "what the change opens is shown before it is accepted:\n{screen}"
    );
    player.terminal.type_keys("\r");
    player.terminal.wait_until("the interview goes on", |screen| {
        is_saved(screen) && screen.contains(&format!(", {} done", wants + 1))
    });
    for (done, step) in (1..).zip(&steps).skip(wants + 1) {
        if done == 30 {
            player.interrupt("the client went to get the letter\r", &step.words);
        }
        if done < steps.len() {
            player.answer(step, done);
        } else {
            player.type_answer(step);
        }
    }
    player
        .terminal
        .wait_until("the end", |screen| is_saved(screen) && screen.contains("COMPLETE."));
    player.terminal.type_keys("\u{1b}OR");
    player.terminal.wait_for("Contact in");
    player.terminal.type_keys("Madison field office\u{1b}OR");
    player.terminal.wait_for("Contact kept in");
    player.terminal.type_keys("\u{3}");
    assert!(player.terminal.wait_for_end().success());
    check_record(&place, &case, &steps, &walked);
}

fn check_record(place: &Callcard, case: &str, steps: &[Played], walked: &Value) {
    let export = |form: &str| place.also(["cases", "export", case, "--as", form]).code(0).stdout;
    let record: Value = serde_json::from_str(&export("json")).unwrap();
    let run = &record["runs"][0];
    assert_eq!(run["progress"], walked["progress"], "{run}");
    assert_eq!(run["outcome"]["id"], walked["outcome"]["id"]);
    let items = run["items"].as_array().unwrap();
    for step in steps {
        let item = items.iter().find(|item| item["id"] == *step.id).unwrap();
        assert_eq!(
            (&item["state"], &item["value"]),
            (&"done".into(), &step.value.clone().into()),
            "{item}"
        );
        assert!(item["at"].is_string(), "{item}");
    }
    for walked in walked["steps"].as_array().unwrap() {
        let item = items.iter().find(|item| item["id"] == walked["id"]).unwrap();
        assert_eq!(item["state"], walked["state"], "{item}\n{walked}");
    }
    let history = run["history"].to_string();
    assert!(
        history.contains("another call") && history.contains("the client went to get the letter"),
        "{history}"
    );
    assert!(history.contains("new claim"), "the change of mind stays to be seen: {history}");
    assert_eq!(
        record["contacts"][0]["contact"]["office"], "Madison field office",
        "{}",
        record["contacts"]
    );
    for (form, struck) in [
        ("markdown", "~~new claim~~"),
        ("text", "[struck: new claim]"),
        ("html", "<s>new claim</s>"),
    ] {
        let text = export(form);
        assert!(text.contains(struck), "{form}: {text}");
        assert_eq!(text, export(form), "the same bytes");
    }
    place.also(["cases", "verify", case]).code(0);
}
