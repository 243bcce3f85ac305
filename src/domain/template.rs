//! Templates for those who write content: a card of each kind, a checklist, a worksheet. What has to be filled in is
//! marked TODO, and `check` finds no fault elsewhere.
//!
//! Does not belong here: where they are written.

use super::card::CardKind;

/// Returns a card to be filled in.
#[must_use]
pub fn card(id: &str, kind: CardKind) -> String {
    let (now, heading, text) = match kind {
        CardKind::Rule => (
            "what to ask or look for first.",
            "The rule",
            "the rule in one sentence, then who and when.",
        ),
        CardKind::Procedure => (
            "the first step, today.",
            "Steps",
            "who does what, in order; what SSA does and what we prepare.",
        ),
        CardKind::AppealLevel => (
            "file by the date on the notice; late still counts with good cause.",
            "How to ask for it",
            "the form, the place, the time limit, and who decides.",
        ),
        CardKind::Criteria => (
            "which of these apply to the client.",
            "What counts",
            "the criteria, one a line, and who decides.",
        ),
        CardKind::Form => (
            "which form, which edition.",
            "How to fill it in",
            "box by box; who signs; where it goes.",
        ),
        CardKind::Letter => (
            "what the letter asks, and by when.",
            "What it says",
            "what each part means and what to answer.",
        ),
        CardKind::Figures => (
            "which year the amount is for.",
            "Amounts",
            "each amount as a link to figures.yaml, such as `[[figure:ID]]`; never typed.",
        ),
        CardKind::Reference => ("when this is needed.", "What it is", "what it is, and where it stands."),
    };
    format!(
        "{}\n> [!IMPORTANT]\n> TODO: {now}\n\n> [!TIP]\n> \"TODO: a sentence to read aloud, or take this box out.\"\n\n## {heading} {{#main}}\n\nTODO: {text}\n\n> [!NOTE]\n> TODO: exceptions and conditions, or take this box out.\n\n> [!WARNING]\n> TODO: the wrong answer people give, or take this box out.\n",
        front(id, kind.as_str(), "")
    )
}

/// Returns a checklist to be filled in.
#[must_use]
pub fn checklist(id: &str) -> String {
    let outcomes = "outcomes:\n  done: \"TODO: what to do now.\"\n  not-needed: \"TODO: why nothing is to be done.\"\n";
    format!(
        "{}\nTODO: what to have at hand before the first step.\n\n## First {{#first}}\n\n\
         - [ ] TODO: a question? [[TODO-card#anchor]] {{#applies ask=yes-no}}\n\n  TODO: what to look at to answer it.\n\
         - Nothing is to be done. {{#end-not-needed end=not-needed if=\"applies = no\"}}\n\
         - [ ] TODO: the date on the notice [[TODO-card#anchor]] {{#notice-date ask=date}}\n\n## Then {{#then}}\n\n\
         - [ ] TODO: what has to be done [[TODO-card#anchor]] {{#do-it}}\n\
         - Done. {{#end-done end=done}}\n",
        front(id, "checklist", outcomes)
    )
}

/// Returns a worksheet to be filled in. Its rule is one that is built in, to be replaced.
#[must_use]
pub fn worksheet(id: &str) -> String {
    let outcomes = "outcomes:\n  worked-out: \"Worked out: TODO what follows by the rule.\"\n";
    format!(
        "{}\nTODO: which year's amounts count, and where the rule is one state's.\n\n## What is known {{#known}}\n\n\
         - [ ] TODO: the date on the notice [[TODO-card#anchor]] {{#notice-date ask=date}}\n\n## What follows {{#follows}}\n\n\
         - TODO: what is worked out; `callcard list rules` names the rules {{#result compute=pf-t2-closeout with=\"notice_date: notice-date\"}}\n\
         - Worked out. {{#end-worked-out end=worked-out}}\n",
        front(id, "worksheet", outcomes)
    )
}

fn front(id: &str, kind: &str, more: &str) -> String {
    format!(
        "---\nid: {id}\ntitle: \"TODO: what it is about, as a specialist would say it\"\nkind: {kind}\n\
         programs: [title-ii, title-xvi]  # TODO: any of title-ii, title-xvi, medicare, medicaid, msp, capi, calfresh\n\
         where: federal  # TODO: federal, wisconsin or california\n\
         summary: \"TODO: one sentence that could be read aloud.\"\n\
         asks: [\"TODO: what callers say when they need it\"]\n\
         sources: [TODO]  # such as gn-00204.012/b; `callcard list sources` names them\n{more}---\n"
    )
}
