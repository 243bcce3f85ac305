//! Imported manuals from the folder to the hit: imported, indexed, found, opened, changed; and what goes wrong with the
//! index. The pages are made up.
//!
//! Does not belong here: how a page is cut (`domain::manual`), how well pages are found (`search::shelf`).

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::pty::Terminal;
use crate::support::{Callcard, Ran};

const LADDER: &str = "---\ntitle: Lending ladders\n---\n\nWho may borrow.\n\n## Painters\n\nA painter keeps the quibblewood ladder for nine days, see [carts](sub/cart.md).\n";
const CART: &str = "# The cart\n\n## By the door\n\nThe zwiebelcart stands by the door.\n\n```\n## no heading\n```\n";

pub(crate) fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

/// A place with a folder `house` that has been imported as a manual.
pub(crate) fn imported() -> Callcard {
    let place = Callcard::new();
    let from = place.home().join("house");
    write(&from, "ladder.md", LADDER);
    write(&from, "sub/cart.md", CART);
    for name in ["ladder.md", "sub/cart.md"] {
        // A page that has just been written may change again within the same tick of the clock, and is read twice.
        let file = std::fs::OpenOptions::new().append(true).open(from.join(name)).unwrap();
        file.set_modified(std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000))
            .unwrap();
    }
    let ran = import(&place, &[]).code(0);
    assert!(
        ran.stdout.contains("manual house: 2 pages") && ran.stdout.contains("not reviewed"),
        "{}",
        ran.stdout
    );
    place
}

pub(crate) fn import(place: &Callcard, more: &[&str]) -> Ran {
    let from = place.home().join("house");
    let args = ["import", "--manual", from.to_str().unwrap()];
    place.also(args.into_iter().chain(more.iter().copied()))
}

pub(crate) fn pages(place: &Callcard) -> PathBuf {
    place.home().join(".config/callcard/content/manuals/house")
}

/// The folders of the index of manuals, and what lies in them.
pub(crate) fn generations(place: &Callcard) -> Vec<PathBuf> {
    let root = place.home().join("cache/manuals");
    let keys = std::fs::read_dir(root).into_iter().flatten().flatten();
    let inner = keys.flat_map(|key| std::fs::read_dir(key.path()).unwrap());
    let mut found: Vec<PathBuf> = inner.map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect();
    found.sort();
    found
}

pub(crate) fn hits(place: &Callcard, query: &str) -> Vec<Value> {
    let ran = place.also(["search", "--json", query]);
    ran.json()["hits"].as_array().unwrap().clone()
}

pub(crate) fn is_found(place: &Callcard, query: &str, id: &str) -> bool {
    hits(place, query).iter().any(|hit| hit["card"] == id)
}

#[test]
fn a_page_is_found_beside_the_cards_and_says_that_nobody_has_reviewed_it() {
    let place = imported();
    let found = hits(&place, "quibblewood ladder");
    let page = &found[0];
    assert_eq!(page["card"], "manuals/house/ladder.md");
    assert_eq!(
        (&page["anchor"], &page["title"], &page["heading"][0]),
        (&"painters".into(), &"Lending ladders".into(), &"Painters".into())
    );
    assert_eq!(
        (&page["manual"], &page["reviewed"], &page["currency"]),
        (&"house".into(), &false.into(), &"unknown".into())
    );
    // What the contract promises of every hit.
    for field in [
        "rank",
        "card",
        "anchor",
        "title",
        "heading",
        "kind",
        "programs",
        "score",
        "snippet",
        "matched",
        "sources",
        "as_of",
        "currency",
        "checklists",
    ] {
        assert!(!page[field].is_null(), "{field}");
    }
    let cards = hits(&place, "late appeal hospital");
    assert!(cards[0]["manual"].is_null(), "cards come first: {}", cards[0]);
    let only = hits(&place, "source:house door");
    assert!(!only.is_empty() && only.iter().all(|hit| hit["manual"] == "house"), "{only:?}");
    assert!(hits(&place, "kind:form zwiebelcart").iter().all(|hit| hit["manual"].is_null()));
    let text = place.also(["search", "zwiebelcart"]).code(0).stdout;
    assert!(
        text.contains("The cart > By the door [page of house, imported manual, not reviewed]"),
        "{text}"
    );
    // Pages are no cards.
    assert!(!place.also(["list", "cards"]).code(0).stdout.contains("ladder"));
    place.also(["check"]).code(0);
}

#[test]
fn a_page_is_printed_by_its_id_or_path() {
    let place = imported();
    let plain = place.also(["show", "--plain", "house/sub/cart.md"]).code(0).stdout;
    assert!(
        plain.starts_with("The cart\nimported manual house, not reviewed; not part of callcard's content\n"),
        "{plain}"
    );
    let json = place.also(["show", "--json", "manuals/house/ladder.md#painters"]).code(0).json();
    assert_eq!(json["sections"].as_array().unwrap().len(), 1);
    place.also(["show", "manuals/house/ladder.md"]).code(0);
    for (id, why) in [
        ("house/absent.md", "no page"),
        ("nowhere/a.md", "no manual"),
        ("house/../../../etc/a.md", "outside"),
        ("house/ladder.md#no", "no section"),
    ] {
        let ran = place.also(["show", id]).code(2);
        assert!(ran.stderr.contains(why), "{id}: {}", ran.stderr);
    }
}

#[test]
fn a_changed_page_is_found_by_its_new_words_alone_and_a_removed_one_no_more() {
    let place = imported();
    write(&pages(&place), "sub/cart.md", &CART.replace("zwiebelcart", "krautwagon"));
    let said = place.also(["index"]).code(0).stdout;
    assert!(said.contains("brought up to date (1 pages read"), "{said}");
    assert!(is_found(&place, "krautwagon", "manuals/house/sub/cart.md"));
    let is_old = |hit: &Value| hit["snippet"].as_str().unwrap().contains("zwiebelcart");
    assert!(!hits(&place, "zwiebelcart").iter().any(is_old));
    std::fs::remove_file(pages(&place).join("ladder.md")).unwrap();
    // Few pages are looked at before a search.
    assert!(!is_found(&place, "quibblewood", "manuals/house/ladder.md"));
    std::fs::remove_dir_all(pages(&place)).unwrap();
    place.also(["index"]).code(0);
    assert!(generations(&place).is_empty());
    place.also(["search", "krautwagon"]);
}

#[test]
fn a_spoilt_index_is_made_anew_and_cards_are_found_meanwhile() {
    let spoil: [fn(&Path); 4] = [
        |file| std::fs::write(file, "").unwrap(),
        |file| {
            let bytes = std::fs::read(file).unwrap();
            std::fs::write(file, &bytes[..bytes.len() / 2]).unwrap();
        },
        |file| {
            let mut bytes = std::fs::read(file).unwrap();
            for byte in &mut bytes {
                *byte ^= 0x55;
            }
            std::fs::write(file, bytes).unwrap();
        },
        |file| std::fs::remove_file(file).unwrap(),
    ];
    let place = imported();
    for change in spoil {
        let generation = generations(&place).pop().unwrap();
        for file in std::fs::read_dir(&generation).unwrap() {
            change(&file.unwrap().path());
        }
        assert!(hits(&place, "late appeal hospital").len() > 3);
        place.also(["index"]).code(0);
        assert!(is_found(&place, "quibblewood", "manuals/house/ladder.md"));
    }
}

#[cfg(unix)]
#[test]
fn an_index_folder_that_cannot_be_made_is_said_and_cards_are_found() {
    let place = imported();
    std::fs::remove_dir_all(place.home().join("cache")).unwrap();
    std::fs::write(place.home().join("cache"), "in the way").unwrap();
    let ran = place.also(["search", "--json", "late appeal hospital"]).code(0);
    assert!(ran.stderr.contains("imported manuals cannot be searched"), "{}", ran.stderr);
    assert!(!ran.json()["hits"].as_array().unwrap().is_empty());
    let ran = place.also(["index"]).code(3);
    assert!(ran.stderr.contains("the index of the manuals cannot be made"), "{}", ran.stderr);
}

/// A folder of so many pages that work on them can be met half way.
fn many(place: &Callcard, count: usize) {
    let words = "the painter lends a ladder to the neighbour who carries the cart ".repeat(40);
    for number in 0..count {
        write(
            &pages(place),
            &format!("many/page-{number}.md"),
            &format!("# Page {number}\n\n{words}\n\n## Part\n\n{words}\n"),
        );
    }
}

fn index(place: &Callcard) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_callcard"));
    command
        .args(["index", "--rebuild"])
        .env_clear()
        .env("HOME", place.home())
        .env("CALLCARD_DATA", place.home().join("data"))
        .env("CALLCARD_CACHE", place.home().join("cache"))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

#[test]
fn two_that_build_at_once_leave_one_good_index() {
    let place = imported();
    many(&place, 50);
    let children: Vec<_> = (0..2).map(|_| index(&place).spawn().unwrap()).collect();
    for child in children {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    assert_eq!(generations(&place).len(), 1);
    assert!(is_found(&place, "quibblewood", "manuals/house/ladder.md"));
}

#[cfg(unix)]
#[test]
fn a_build_that_is_stopped_leaves_the_old_index() {
    let place = imported();
    let before = generations(&place);
    many(&place, 1500);
    let child = index(&place).spawn().unwrap();
    let is_building = || generations(&place).iter().any(|path| path.to_string_lossy().contains("building-"));
    while !is_building() {
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    let sent = Command::new("kill").args(["-2", &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8_lossy(&output.stderr).contains("the index of the manuals is as it was"));
    assert_eq!(generations(&place), before, "the folder that was being built is swept");
    assert!(is_found(&place, "quibblewood", "manuals/house/ladder.md"));
}

#[test]
fn a_folder_comes_in_as_a_manual_or_as_drafts_and_it_is_said_which() {
    let place = imported();
    let ran = import(&place, &[]).code(2);
    assert!(ran.stderr.contains("--replace"), "{}", ran.stderr);
    std::fs::remove_file(place.home().join("house/sub/cart.md")).unwrap();
    import(&place, &["--replace"]).code(0);
    assert!(!pages(&place).join("sub").exists());
    let few = place.home().join("few");
    write(&few, "one.md", "# Sheds\n\nA shed is lent.\n");
    let ran = place.also(["import", few.to_str().unwrap()]).code(0);
    assert!(
        ran.stdout.contains("draft cards") && ran.stdout.contains("--manual"),
        "{}",
        ran.stdout
    );
    let lot = place.home().join("lot");
    for number in 0..51 {
        write(&lot, &format!("deep/page-{number}.md"), "# A page\n\nText.\n");
    }
    let ran = place.also(["import", lot.to_str().unwrap()]).code(0);
    assert!(
        ran.stdout.contains("manual lot: 51 pages") && ran.stdout.contains("--drafts"),
        "{}",
        ran.stdout
    );
}

#[test]
fn a_page_opens_in_the_ui_and_a_changed_one_shows_its_new_text() {
    let place = imported();
    let mut terminal = Terminal::start(place.home(), (120, 36), &["--today", "2026-11-21"]);
    terminal.wait_for("type what you heard");
    terminal.type_keys("zwiebelcart");
    let screen = terminal.wait_for("The cart");
    assert!(screen.contains("imported manual, not reviewed"), "{screen}");
    terminal.type_keys("\r");
    let is_page = |screen: &str| screen.contains("next link");
    terminal.wait_until("the page", |screen| is_page(screen) && screen.contains("stands by the door"));
    terminal.type_keys("\u{1b}");
    terminal.wait_until("the hits", |screen| !is_page(screen) && screen.contains("not reviewed"));
    write(&pages(&place), "sub/cart.md", "# The cart\n\nIt is at the mill.\n");
    terminal.type_keys("\r");
    terminal.wait_for("It is at the mill");
    terminal.type_keys("\u{3}");
    assert!(terminal.wait_for_end().success());
}

#[test]
fn a_page_changed_beside_an_open_window_is_found_in_it() {
    let place = imported();
    let mut terminal = Terminal::start(place.home(), (120, 36), &["--today", "2026-11-21"]);
    terminal.wait_for("type what you heard");
    terminal.type_keys("fiddlestone");
    terminal.wait_for("fiddlestone");
    write(&pages(&place), "sub/cart.md", "# The cart\n\nThe fiddlestone is at the mill.\n");
    terminal.wait_for("fiddlestone is at the mill");
    terminal.type_keys("\u{3}");
    assert!(terminal.wait_for_end().success());
}
