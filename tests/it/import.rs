//! Pages that users add: drafts with all that the page says, the same from HTML, text and Markdown, and no half card of
//! what is no page. The pages are made up.
//!
//! Does not belong here: templates of new cards (`authoring`).

use std::collections::BTreeMap;
use std::path::Path;

use callcard::domain::content::load;
use callcard::domain::diagnostic::Severity;
use callcard::domain::library::Library;
use callcard::domain::source::{Origin, SourceFile};
use proptest::prelude::*;
use serde_json::Value;

use crate::support::{Callcard, Ran};

const TEXT: &str = "TN 3 (05-25)

ZZ 99901.001 How to Lend a Ladder

A. Policy – who may borrow the ladder

Any Title II neighbor may borrow the ladder for six days, see GN 00204.012B and ZZ 99901.002.

EXCEPTIONS:

  • Painters

    A painter keeps the ladder for nine days.

    EXAMPLE: The ladder is lent on 6/2 and comes back on 6/11.

  • Roofers keep it as long as it rains.

NOTE: 

The sixth day counts in full. NOTE: Sundays count, too.

B. Procedure – lending

1. Neighbor at the door

a. With a cart

Write the name down, per ZZ 99901.001A.

b. Without a cart

  1. a. 

    Offer the cart, or

  2. b. 

    carry the ladder together.

2. Neighbor on the telephone

Weather\tDays
Rain\t9
Sun | shade\t6

EXCEPTION: A [bracket], a *star*, a_low_line, <b>no tag</b> & `a tick` stay as they are.

C. References


To Link to this section - Use this URL:
http://policy.ssa.gov/poms.nsf/lnx/9999901001
ZZ 99901.001 - How to Lend a Ladder - 05/14/2025
Batch run: 05/15/2025
Rev:05/14/2025
";

const HTML: &str = "<!DOCTYPE html><html><head><title>ZZ 99901.001</title><style>p { color: red }</style>
<script>document.write('<h2>A. Evil</h2>')</script></head><body><nav>Home <a href='/'>Top</a></nav>
<table><tr><td><p>TN 3 (05-25)</p><h1>ZZ 99901.001 How to Lend a Ladder</h1>
<h2>A. Policy &ndash; who may borrow the ladder</h2>
<p>Any Title II neighbor may borrow the <i>ladder</i> for
six days, see <a href='/poms.nsf/lnx/0200204012'>GN&nbsp;00204.012B</a> and ZZ 99901.002.
<p>EXCEPTIONS:<ul><li>Painters<p>A painter keeps the ladder for nine days.<p>EXAMPLE: The ladder is lent on 6/2 and comes back on 6/11.
<li>Roofers keep it as long as it rains.</ul>
<p><b>NOTE: </b></p><p>The sixth day counts in full. NOTE: Sundays count, too.</p>
<h2>B. Procedure &ndash; lending</h2><h3>1. Neighbor at the door</h3><h4>a. With a cart</h4>
<div>Write the name down, per ZZ 99901.001A.</div><h4>b. Without a cart</h4>
<ol type='a'><li>a. Offer the cart, or</li><li>b. carry the ladder together.</li></ol>
<h3>2. Neighbor on the telephone</h3>
<table><thead><tr><th>Weather<th>Days<tbody><tr><td>Rain<td>9<tr><td>Sun | shade<td>6</table>
<p>EXCEPTION: A [bracket], a *star*, a_low_line, &lt;b&gt;no tag&lt;/b&gt; &amp; `a tick` stay as they are.</p>
<h2>C. References</h2></td></tr></table>
<div>To Link to this section - Use this URL:<br>http://policy.ssa.gov/poms.nsf/lnx/9999901001</div>
<div>ZZ 99901.001 - How to Lend a Ladder - 05/14/2025</div><div>Batch run: 05/15/2025<br>Rev:05/14/2025</div></body></html>";

const FOLDER: &str = "imported/imported-zz-99901.001";

/// A program with `page` in its home, under `name`, and a content folder.
fn with_page(name: &str, page: impl AsRef<[u8]>) -> Callcard {
    let callcard = Callcard::new();
    std::fs::create_dir_all(callcard.content()).unwrap();
    std::fs::write(callcard.home().join(name), page).unwrap();
    callcard
}

fn import(callcard: &Callcard, name: &str, more: &[&str]) -> Ran {
    let (content, page) = (
        callcard.content().display().to_string(),
        callcard.home().join(name).display().to_string(),
    );
    callcard.also(["--content", &content, "import", &page].into_iter().chain(more.iter().copied()))
}

/// All files below a folder, by name.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.insert(
                path.file_name().unwrap().to_string_lossy().into_owned(),
                std::fs::read_to_string(&path).unwrap(),
            );
        }
    }
    found
}

#[test]
fn a_page_becomes_one_draft_for_each_lettered_subsection_the_same_from_text_and_html() {
    let from_text = with_page("page.txt", TEXT);
    let report = import(&from_text, "page.txt", &["--json"]).code(0).json();
    let from_html = with_page("page.html", HTML);
    import(&from_html, "page.html", &[]).code(0);
    let drafts = files(&from_text.content());
    assert_eq!(drafts, files(&from_html.content()));
    assert_eq!(
        drafts.keys().collect::<Vec<_>>(),
        [
            "imported-zz-99901.001-a.md",
            "imported-zz-99901.001-b.md",
            "imported-zz-99901.001.yaml"
        ]
    );
    let found = &report[0]["found"];
    assert_eq!(
        (&found["notes"], &found["exceptions"], &found["examples"], &found["tables"]),
        (&2.into(), &2.into(), &1.into(), &1.into())
    );
    insta::assert_snapshot!("drafts", drafts.values().cloned().collect::<Vec<_>>().join("\n=====\n"));
}

#[test]
fn a_draft_is_checked_searched_and_shown_beside_the_rest_as_not_reviewed() {
    let callcard = with_page("page.txt", TEXT);
    import(&callcard, "page.txt", &[]).code(0);
    let content = callcard.content().display().to_string();
    let run = |args: &[&str]| callcard.also(["--content", &content].into_iter().chain(args.iter().copied()));
    let checked = run(&["check", "--json"]).code(0).json();
    assert_eq!(checked["errors"], Value::Array(Vec::new()));
    let found = run(&["search", "--json", "borrow ladder neighbor"]).code(0).json();
    let hit = &found["hits"][0];
    assert_eq!((&hit["card"], &hit["reviewed"]), (&"imported-zz-99901.001-a".into(), &false.into()));
    assert_eq!(hit["as_of"], "2025-05-14");
    assert!(hit["sources"][0].as_str().unwrap().starts_with("imported-zz-99901.001/"), "{hit}");
    for args in [
        &["search", "borrow ladder neighbor"] as &[&str],
        &["show", "imported-zz-99901.001-a"],
        &["show", "--plain", "imported-zz-99901.001-a"],
        &["list"],
    ] {
        let shown = run(args).code(0).stdout;
        assert!(shown.contains("imported, not reviewed"), "{args:?}: {shown}");
    }
    let shown = run(&["show", "--plain", "imported-zz-99901.001-b"]).code(0).stdout;
    assert!(
        shown.contains("A [bracket], a *star*, a_low_line, <b>no tag</b> & `a tick` stay as they are."),
        "{shown}"
    );
    assert!(shown.contains("ZZ 99901.001 B.1.a, TN 3 (05-25)"), "{shown}");
    let built_in = run(&["search", "--json", "closeout date"]).code(0).json();
    assert_eq!(built_in["hits"][0]["reviewed"], true);
}

#[test]
fn what_is_there_is_never_overwritten_unless_it_is_said() {
    let callcard = with_page("page.txt", TEXT);
    import(&callcard, "page.txt", &[]).code(0);
    let before = files(&callcard.content());
    std::fs::write(callcard.home().join("page.txt"), TEXT.replace("six days", "seven days")).unwrap();
    let again = import(&callcard, "page.txt", &[]).code(2);
    assert!(
        again.stderr.contains("was imported before") && again.stderr.contains("--replace"),
        "{}",
        again.stderr
    );
    assert_eq!(files(&callcard.content()), before);
    import(&callcard, "page.txt", &["--replace"]).code(0);
    assert!(files(&callcard.content())["imported-zz-99901.001-a.md"].contains("seven days"));
}

#[test]
fn a_draft_moved_out_of_its_folder_keeps_its_id_to_itself() {
    let callcard = with_page("page.txt", TEXT);
    import(&callcard, "page.txt", &[]).code(0);
    let name = "imported-zz-99901.001-a.md";
    std::fs::rename(callcard.content().join(FOLDER).join(name), callcard.content().join(name)).unwrap();
    let before = files(&callcard.content());
    let again = import(&callcard, "page.txt", &["--replace"]).code(2);
    assert!(again.stderr.contains("nothing was imported"), "{}", again.stderr);
    assert_eq!(files(&callcard.content()), before);
}

#[test]
fn markdown_is_split_by_its_headings() {
    let page = "---\ntitle: Our desk rules\ntags: [a]\n---\nRead this first.\n\n# Phone\n\n> [!WARNING]\n> Never say *late*.\n\n- one\n  1. two\n\n## At night\n\nSee [the list](https://example.org/a) and [[some note]].\n\n```rule\nid: no-rule\n```\n\n# Desk\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n<script>alert(1)</script>\n";
    let callcard = with_page("rules.md", page);
    let report = import(&callcard, "rules.md", &["--json"]).code(0).json();
    assert_eq!(report[0]["title"], "Our desk rules");
    let drafts = files(&callcard.content());
    assert_eq!(
        drafts.keys().collect::<Vec<_>>(),
        [
            "imported-our-desk-rules-desk.md",
            "imported-our-desk-rules-opening.md",
            "imported-our-desk-rules-phone.md",
            "imported-our-desk-rules.yaml"
        ]
    );
    let phone = &drafts["imported-our-desk-rules-phone.md"];
    assert!(
        phone.contains("> **Warning:** Never say late.") && phone.contains("## At night {#part-at-night"),
        "{phone}"
    );
    assert!(
        phone.contains("the list (https://example.org/a)") && phone.contains("some note"),
        "{phone}"
    );
    assert!(drafts["imported-our-desk-rules-desk.md"].contains("| 1 | 2 |"));
    assert!(!drafts.values().any(|text| text.contains("alert(1)") || text.contains("```rule")));
}

#[test]
fn a_folder_of_markdown_is_imported_file_by_file_and_a_bad_one_does_not_stop_the_others() {
    let callcard = Callcard::new();
    let folder = callcard.home().join("notes");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("a.md"), "# Ladders\n\nLend them.\n").unwrap();
    std::fs::write(folder.join("b.md"), "").unwrap();
    std::fs::write(folder.join("c.md"), "# Carts\n\nKeep them.\n").unwrap();
    let ran = callcard.also(["import", &folder.display().to_string()]).code(2);
    assert!(ran.stderr.contains("b.md: it holds no text"), "{}", ran.stderr);
    assert!(ran.stdout.contains("Ladders") && ran.stdout.contains("Carts"), "{}", ran.stdout);
    let home = callcard.home().join(".config/callcard/content/imported");
    assert_eq!(std::fs::read_dir(home).unwrap().count(), 2);
    let found = callcard.also(["search", "lend ladders"]).code(0);
    assert!(found.stdout.contains("imported, not reviewed"), "{}", found.stdout);
}

/// Imports bytes that are no page, and expects a message and no file.
#[track_caller]
fn check_refused(name: &str, bytes: impl AsRef<[u8]>, message: &str) {
    let callcard = with_page(name, bytes);
    let ran = import(&callcard, name, &[]).code(2);
    assert!(
        ran.stderr.contains(message) && ran.stderr.contains("hint: "),
        "{name}: {}",
        ran.stderr
    );
    assert!(files(&callcard.content()).is_empty(), "{name}");
    assert!(ran.stdout.is_empty(), "{name}: {}", ran.stdout);
}

#[test]
fn what_is_no_page_gets_a_message_and_writes_nothing() {
    check_refused("empty.txt", "", "it holds no text");
    check_refused("blank.html", "<html><body><script>a()</script> </body></html>", "it holds no text");
    check_refused("heading.txt", "A. Policy\n\nB. Procedure\n", "it holds no text");
    check_refused("binary.txt", b"PK\x03\x04\x00\x00 text", "zero bytes");
    check_refused("latin.html", b"<p>Caf\xe9</p>", ":1:7: this is not UTF-8 text");
    check_refused("utf16.txt", b"\xff\xfeA\x00", "this is not UTF-8 text");
    check_refused("large.html", "<p>words</p>".repeat(1 << 20), "larger than 8 MB");
    check_refused("long.txt", "*word* ".repeat(1 << 19), "would be larger than 4 MB");
    check_refused("headings.md", "# a\n\nb\n\n".repeat(500_000), "more than 400 sections");
    check_refused("?.txt", "¿¡", "to make an id of");
    check_refused("many.md", "# a\n\nb\n\n".repeat(500), "more than 400 sections");
    check_refused(
        "card.md",
        "---\nid: card\nkind: rule\nwhere: federal\n---\n\nText\n",
        "in the form of the content folder already",
    );
    let callcard = Callcard::new();
    let absent = callcard.also(["import", "/no/such/page.html"]).code(2);
    assert!(absent.stderr.contains("/no/such/page.html cannot be read"), "{}", absent.stderr);
}

#[test]
fn hostile_pages_become_plain_words() {
    let deep = format!("{}<p>bottom</p>", "<div><ul><li><table><tr><td>".repeat(20_000));
    let unclosed = "<h2>A. Policy</h2><p>words<table><tr><td><table><tr><td>in<li>loose</ul></ol></td></h9>".to_owned();
    let codes =
        "<h2>A. Rule \u{1b}[2J\u{7}</h2><p>red\u{1b}[31m text \u{202e}back&#27;[0m [[card#x]] [[[ {change=x} {#id .rule}</p>".to_owned();
    let fences = "A. Policy\n\n```\n\n> [!CAUTION]\n\n---\n\n# heading\n\n1\\. x\n\n- [ ] task [[figure:sga]]\n".to_owned();
    let labels = "A. Policy\n\n".to_owned() + &"NOTE: \n\nEXCEPTION: \n\n".repeat(2_000);
    let keys = "A. Title: \"x\"\n  kind: {rule}\n\nTitle II\n".to_owned();
    for (name, page) in [
        ("deep.html", deep),
        ("unclosed.html", unclosed),
        ("codes.html", codes),
        ("fences.txt", fences),
        ("labels.txt", labels),
        ("keys.txt", keys),
    ] {
        let callcard = with_page(name, page);
        import(&callcard, name, &[]).code(0);
        let content = callcard.content().display().to_string();
        let checked = callcard.also(["--content", &content, "check"]);
        assert_eq!(checked.code, 0, "{name}: {}", checked.stdout);
        for text in files(&callcard.content()).values() {
            assert!(!text.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{name}: {text}");
        }
    }
}

#[test]
fn a_folder_that_cannot_be_written_is_said_and_nothing_is_left() {
    let callcard = with_page("page.txt", TEXT);
    std::fs::write(callcard.content().join("imported"), "a file in the way").unwrap();
    let ran = import(&callcard, "page.txt", &[]).code(3);
    assert!(
        ran.stderr.contains("was not written") && ran.stderr.contains("hint: "),
        "{}",
        ran.stderr
    );
    assert_eq!(files(&callcard.content()).len(), 1);
}

#[test]
fn a_text_no_newer_than_the_one_known_names_what_has_changed_since() {
    let page = |year: u32| {
        format!("GN 00204.012 How to Close\n\nB. Policy – dates\n\nSix months.\n\nTo Link to this section\n\nRev:07/28/{year}\n")
    };
    let page = |year| page(year).replace("B. Policy", "A. Start\n\nWords.\n\nB. Policy");
    for (year, is_changed) in [(2023, true), (2026, false)] {
        let callcard = with_page("page.txt", page(year));
        import(&callcard, "page.txt", &[]).code(0);
        let text = files(&callcard.content())["imported-gn-00204.012-b.md"].clone();
        assert_eq!(
            text.contains("changes: [") && text.contains("closeout-not-only-by-mail"),
            is_changed,
            "{text}"
        );
    }
}

/// Words and signs that mean something in one of the three forms.
fn scrap() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "A. Policy",
            "B. Procedure",
            "1. First",
            "2. Second",
            "a. Small",
            "NOTE: ",
            "EXCEPTIONS:",
            "Words. Example: more",
            "GN 00204.012C.2.b",
            "ZZ 99901.001 Title",
            "TN 3 (05-25)",
            "To Link to this section",
            "Rev:02/30/2025",
            "# head {#x}",
            "## head",
            "> [!NOTE]",
            "> [!CAUTION]",
            "---",
            "```",
            "- [ ] task",
            "  - item",
            "    1. item",
            "| a | b |",
            "| - | - |",
            "[[card#x|y]]",
            "{change=x}",
            "\t",
            "<table>",
            "</table>",
            "<tr><td>",
            "<ul><li>",
            "</ul>",
            "<h2>",
            "</h2>",
            "<script>",
            "</script>",
            "<!--",
            "-->",
            "<p>",
            "&#27;",
            "\u{1b}[2J",
            "\u{202e}",
            "  ",
        ])
        .prop_map(str::to_owned),
        ".{0,12}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn whatever_the_page_a_draft_is_without_errors(scraps in prop::collection::vec((scrap(), prop::bool::ANY), 0..24), form in 0..3_usize) {
        let text: String = scraps.iter().flat_map(|(scrap, ends)| [scrap.as_str(), if *ends { "\n\n" } else { "\n" }]).collect();
        let name = ["a page.txt", "a page.html", "a page.md"][form];
        if let Ok(draft) = callcard::import::import(name, &text, &Library::default()) {
            let files: Vec<SourceFile> = draft
                .files
                .iter()
                .map(|file| SourceFile { name: file.name.clone(), text: file.text.clone(), origin: Origin::Overlay(0) })
                .collect();
            let (library, faults) = load(&files);
            let errors: Vec<_> = faults.iter().filter(|fault| fault.severity == Severity::Error).collect();
            prop_assert!(errors.is_empty(), "{text:?}: {errors:#?}");
            prop_assert_eq!(library.cards.len(), draft.cards.len());
            prop_assert!(library.cards.iter().all(|card| !card.head.is_reviewed));
        }
    }
}
