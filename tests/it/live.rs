//! Content that is written while the window is open, in a real pseudo-terminal.
//!
//! Does not belong here: what stays in its place on the screen (`tui::update::content_tests`), how texts are chosen (`cli::live`).

use std::path::Path;

use crate::pty::Terminal;
use crate::support::Callcard;

const MANUAL: &str = "document: manual\ntitle: Manual\npublisher: P\ndate: 2020-01-01\nsections:\n  - {id: a, heading: A}\n";

fn card(id: &str, words: &str) -> String {
    format!(
        "---\nid: {id}\ntitle: About {id}\nkind: rule\nprograms: [title-ii]\nwhere: federal\nsummary: A rule.\nasks: [what]\nsources: [manual/a]\n---\n\n> [!IMPORTANT]\n> Do it.\n\n## It {{#it}}\n\n{words}\n"
    )
}

/// Saves as many editors do: the old text aside, the new one under another name, then renamed.
fn save_by_renaming(path: &Path, text: &str) {
    let aside = path.with_extension("md.tmp");
    std::fs::rename(path, path.with_extension("md~")).unwrap();
    std::fs::write(&aside, text).unwrap();
    std::fs::rename(&aside, path).unwrap();
    std::fs::remove_file(path.with_extension("md~")).unwrap();
}

#[test]
fn a_card_is_changed_broken_mended_found_and_deleted_while_it_is_open() {
    let place = Callcard::new()
        .file("cards/lamp.md", card("lamp", "Ordinary words."))
        .file("cards/door.md", card("door", "Other words."))
        .file("manual.yaml", MANUAL);
    let content = place.content().display().to_string();
    let lamp = place.content().join("cards/lamp.md");
    let mut terminal = Terminal::start(place.home(), (110, 24), &["--only-content", &content, "open", "lamp"]);
    terminal.wait_for("Ordinary words.");

    std::fs::write(&lamp, card("lamp", "Uncommon words.")).unwrap();
    terminal.wait_for("Uncommon words.");
    save_by_renaming(&lamp, &card("lamp", "Renamed words."));
    terminal.wait_for("Renamed words.");

    std::fs::write(&lamp, card("lamp", "Wrong words.").replace("summary: A rule.\n", "")).unwrap();
    let screen = terminal.wait_for("cards/lamp.md:");
    assert!(screen.contains("C004") && screen.contains("Its last good text stays."), "{screen}");
    assert!(screen.contains("Renamed words.") && !screen.contains("Wrong words."), "{screen}");
    save_by_renaming(&lamp, &card("lamp", "Zymurgic words."));
    let screen = terminal.wait_for("Zymurgic words.");
    assert!(!screen.contains("C004"), "{screen}");

    // The box below the card finds what is in the new text alone.
    terminal.type_keys("\u{1b}");
    terminal.wait_for("type what you heard");
    terminal.type_keys("zymurgic");
    terminal.wait_for("1 found");
    std::fs::write(place.content().join("cards/tower.md"), card("tower", "Zymurgic, too.")).unwrap();
    terminal.wait_for("2 found");
    terminal.type_keys("\u{15}");
    terminal.type_keys("zymurgic tower\r");
    terminal.wait_for("Zymurgic, too.");
    std::fs::remove_file(place.content().join("cards/tower.md")).unwrap();
    terminal.wait_for("is not there any more");
    terminal.type_keys("\u{3}");
    assert!(terminal.wait_for_end().success());
}

#[test]
fn a_folder_that_goes_away_leaves_the_cards_and_says_so_until_it_is_back() {
    let place = Callcard::new()
        .file("lamp.md", card("lamp", "Ordinary words."))
        .file("manual.yaml", MANUAL);
    let content = place.content().display().to_string();
    let away = place.home().join("away");
    let mut terminal = Terminal::start(place.home(), (110, 24), &["--only-content", &content, "open", "lamp"]);
    terminal.wait_for("Ordinary words.");
    std::fs::rename(place.content(), &away).unwrap();
    let screen = terminal.wait_for("cannot be read");
    assert!(screen.contains("Ordinary words."), "{screen}");
    std::fs::write(away.join("lamp.md"), card("lamp", "Words from away.")).unwrap();
    std::fs::rename(&away, place.content()).unwrap();
    let screen = terminal.wait_for("Words from away.");
    assert!(!screen.contains("cannot be read"), "{screen}");
}
