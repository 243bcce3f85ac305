//! Content that changes while it is open: what stays where it was, what is said, what is forgotten.

use std::sync::Arc;

use crate::domain::content;
use crate::domain::library::Library;
use crate::domain::rules::Rules;
use crate::domain::source::SourceFile;
use crate::tui::effect::Effect;
use crate::tui::event::{Event, KeyCode};
use crate::tui::fixture::{Session, files, screen};
use crate::tui::layout;
use crate::tui::state::{Kept, Popup, ReadState, Screen};
use crate::tui::update::Start;
use crate::tui::world::{ContentFault, ContentNews};

/// The library of the tests with one file changed: `from` is `to` in it, or without `to` the file is gone.
fn changed(name: &str, from: &str, to: Option<&str>) -> Arc<Library> {
    let mut files: Vec<SourceFile> = files();
    files.retain(|file| to.is_some() || file.name != name);
    for file in files.iter_mut().filter(|file| file.name == name) {
        assert!(file.text.contains(from), "{from}");
        file.text = file.text.replacen(from, to.unwrap_or_default(), 1);
    }
    let (mut library, _) = content::load(&files);
    let cards = crate::domain::rules::vectors::cards();
    library.rules = Rules::of(cards.iter().chain(&library.cards)).into();
    Arc::new(library)
}

fn news(library: Option<Arc<Library>>) -> Event {
    Event::ContentChanged(ContentNews {
        library,
        files: vec!["cards/closing.md".to_owned()],
        faults: Vec::new(),
    })
}

fn fault(file: &str) -> ContentFault {
    ContentFault {
        file: file.to_owned(),
        line: Some(7),
        code: "C004",
        message: "`summary` is absent".to_owned(),
        is_older_served: true,
    }
}

fn read(session: &Session) -> &ReadState {
    match session.state.screen() {
        Screen::Read(read) => read,
        other => panic!("not in Read: {other:?}"),
    }
}

fn top_line(session: &Session) -> String {
    let read = read(session);
    let (page, _) = read.page(&session.state, usize::from(layout::read(session.state.size).text.width));
    page.lines[read.at.top].plain()
}

fn at(id: &str, anchor: &str) -> Session {
    Session::start(
        100,
        16,
        Start::Card {
            id: id.to_owned(),
            anchor: Some(anchor.to_owned()),
        },
    )
}

#[test]
fn the_open_card_is_drawn_anew_with_the_same_line_on_top_and_the_same_link_chosen() {
    let mut session = at("closing", "title-ii");
    session.keys(&[KeyCode::Down, KeyCode::Tab]);
    let (words, link) = (top_line(&session), read(&session).at.link);
    assert!(link.is_some() && !words.is_empty(), "{words}");
    let longer = changed(
        "cards/closing.md",
        "> Ask first:",
        Some("> One line. See [[protecting]].\n>\n> - Two.\n> - Three.\n>\n> Ask first:"),
    );
    session.event(news(Some(longer)));
    assert_eq!(top_line(&session), words);
    assert_eq!(read(&session).at.link, link.map(|link| link + 1), "a link was put before it");
    assert_eq!(session.echo(), "cards/closing.md read anew.");
    assert!(session.effects.iter().any(|effect| matches!(effect, Effect::UseContent { .. })));
}

#[test]
fn a_line_that_was_changed_leaves_the_page_as_far_below_its_heading() {
    let mut session = at("closing", "ssi");
    session.keys(&[KeyCode::Down]);
    let top = read(&session).at.top;
    session.event(news(Some(changed(
        "cards/closing.md",
        "Sixty days. A limit",
        Some("About sixty days. A limit"),
    ))));
    assert_eq!(read(&session).at.top, top);
    assert!(top_line(&session).contains("About sixty days"), "{}", top_line(&session));
}

#[test]
fn a_section_that_is_gone_leaves_the_reader_near_where_it_was() {
    let mut session = at("closing", "ssi");
    session.event(news(Some(changed(
        "cards/closing.md",
        "## SSI: sixty days {#ssi .rule}\n",
        Some(""),
    ))));
    let read = read(&session);
    let (page, _) = read.page(&session.state, 80);
    assert!(read.at.top < page.lines.len());
    assert_eq!(read.at.id, "closing");
}

#[test]
fn a_deleted_card_that_is_open_says_so_and_comes_back_where_it_was() {
    let mut session = at("closing", "ssi");
    let line = top_line(&session);
    let before = Arc::clone(&session.state.library);
    session.event(news(Some(changed("cards/closing.md", "", None))));
    let shown = screen(&session);
    assert!(shown.contains("is not there any more"), "{shown}");
    session.keys(&[KeyCode::Down, KeyCode::Char('s'), KeyCode::Esc]);
    session.event(news(Some(before)));
    assert_eq!(top_line(&session), line);
}

#[test]
fn an_error_is_one_line_until_it_is_mended_and_nothing_else_changes() {
    let mut session = at("closing", "title-ii");
    let before = Arc::clone(&session.state.library);
    session.event(Event::ContentChanged(ContentNews {
        library: None,
        files: vec!["cards/closing.md".to_owned()],
        faults: vec![fault("cards/closing.md"), fault("cards/other.md")],
    }));
    let shown = screen(&session);
    let line = "cards/closing.md:7: C004 `summary` is absent. Its last good text stays. 1 more: callcard check";
    assert!(shown.contains(line.get(..90).unwrap()), "{shown}");
    assert!(Arc::ptr_eq(&session.state.library, &before));
    session.keys(&[KeyCode::Down]);
    assert!(screen(&session).contains("C004"), "a key does not take it away");
    session.event(news(Some(before)));
    assert!(!screen(&session).contains("C004"));
}

#[test]
fn the_same_is_searched_for_again_and_the_chosen_hit_stays_chosen() {
    let mut session = Session::new(100, 24);
    session.type_text("filing");
    session.keys(&[KeyCode::Down]);
    let chosen = |session: &Session| match session.state.screen() {
        Screen::Find(find) => find.chosen_entry(&session.state).unwrap(),
        other => panic!("{other:?}"),
    };
    let hit = chosen(&session);
    session.event(news(Some(changed(
        "cards/closing.md",
        "title: When a protected filing date",
        Some("title: When a saved day"),
    ))));
    assert_eq!(chosen(&session), hit);
    let searches = session.effects.iter().filter(|effect| matches!(effect, Effect::Search { .. }));
    assert_eq!(searches.count(), "filing".len() + 1);
    assert!(screen(&session).contains("When a saved day"));
}

#[test]
fn a_box_below_searches_again_when_it_is_on_top_and_outdated_answers_are_dropped() {
    let mut session = Session::new(100, 24);
    session.type_text("filing");
    session.keys(&[KeyCode::Enter]);
    let searches = |session: &Session| {
        session
            .effects
            .iter()
            .filter(|effect| matches!(effect, Effect::Search { .. }))
            .count()
    };
    let before = searches(&session);
    session.event(Event::IndexRenewed);
    assert_eq!(searches(&session), before);
    session.holds_searches = true;
    session.keys(&[KeyCode::Esc]);
    assert_eq!(searches(&session), before + 1);
    session.event(Event::IndexRenewed);
    let held = std::mem::take(&mut session.held);
    let waits = |session: &Session| matches!(session.state.screen(), Screen::Find(find) if find.search.is_waiting);
    let mut held = held.into_iter();
    session.event(held.next().unwrap());
    assert!(waits(&session), "an answer of the old index");
    session.event(held.next().unwrap());
    assert!(!waits(&session));
}

#[test]
fn a_run_keeps_its_text_and_is_offered_the_newer_one() {
    let mut session = Session::new(120, 36);
    session.begin("maple");
    session.keys(&[KeyCode::Enter]);
    let pinned = |session: &Session| Arc::clone(&session.state.active(session.step().key).unwrap().checklist);
    let before = pinned(&session);
    let newer = changed("checklists/still-open.md", "Call the office", Some("Ring up the office"));
    session.event(news(Some(newer)));
    assert!(Arc::ptr_eq(&before, &pinned(&session)));
    let shown = screen(&session);
    assert!(shown.contains("F5 goes on with today's") && !shown.contains("Ring up"), "{shown}");
    session.keys(&[KeyCode::F(5)]);
    assert!(screen(&session).contains("Ring up the office"));
    session.event(news(Some(changed(
        "checklists/still-open.md",
        "Call the office",
        Some("Write to the office"),
    ))));
    assert!(
        !session.state.popups.iter().any(|popup| matches!(popup, Popup::Page { .. })),
        "an outdated preview is closed"
    );
    session.keys(&[KeyCode::F(5), KeyCode::Enter]);
    assert!(screen(&session).contains("Write to the office"));
}

#[test]
fn what_was_worked_out_by_a_rule_that_is_another_now_is_forgotten_and_what_is_typed_stays() {
    let mut session = at("closing", "title-ii");
    let kept = Kept {
        inputs: [("notice_date".to_owned(), "2026-06-02".to_owned())].into(),
        at: session.now,
    };
    session.state.kept.insert("pf-t2-closeout".to_owned(), kept.clone());
    session.state.kept.insert("pf-ssi-closeout".to_owned(), kept);
    session.state.pointed = Some("GN: a text".to_owned());
    session.keys(&[KeyCode::Char('d')]);
    session.type_text("6/2/2026");
    session.event(news(Some(changed(
        "cards/closing.md",
        "ask: What date is on the notice?",
        Some("ask: What day stands on the notice?"),
    ))));
    assert_eq!(session.state.kept.keys().collect::<Vec<_>>(), ["pf-ssi-closeout"]);
    assert_eq!(session.state.pointed, None);
    let shown = screen(&session);
    assert!(shown.contains("6/2/2026") && shown.contains("What day stands on"), "{shown}");
    let mut without = Arc::unwrap_or_clone(changed("cards/closing.md", "", None));
    without.rules = Rules::default().into();
    assert!(without.rules.find("pf-t2-closeout").is_none());
    session.event(news(Some(Arc::new(without))));
    assert!(matches!(session.state.popups.last(), Some(Popup::Pad(pad)) if pad.is_choosing && pad.rule.is_none()));
}

#[test]
fn an_outline_a_word_and_a_cover_stay_over_what_is_new() {
    let mut session = at("closing", "title-ii");
    session.keys(&[KeyCode::Char('o')]);
    let chosen = |session: &Session| match session.state.popups.last() {
        Some(Popup::Outline { anchors, selected }) => anchors[*selected].name.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(chosen(&session), "title-ii");
    session.event(news(Some(changed(
        "cards/closing.md",
        "## Title II: six",
        Some("## Before {#before}\n\nIt.\n\n## Title II: six"),
    ))));
    assert_eq!(chosen(&session), "title-ii");
    session.keys(&[KeyCode::Esc]);
    session.keys(&[KeyCode::F(8)]);
    session.event(news(Some(changed("cards/closing.md", "Sixty plus five", Some("60 plus 5")))));
    assert!(session.state.is_covered() && !screen(&session).contains("six calendar"));
}
