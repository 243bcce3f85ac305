//! The date pad: the rules that it offers for the sections of the built-in cards, and a date from words half heard.

use callcard::builtin;
use callcard::domain::rules::RULES;
use callcard::domain::rules_at_hand::{card_of, rules_at};

#[test]
fn a_section_opens_the_pad_on_its_own_rule() {
    let library = builtin::library();
    let first = |id: &str, anchor: &str| rules_at(&library, id, anchor).first().map(|rule| rule.id);
    for (id, anchor, rule) in [
        ("closeout-dates", "top", "pf-t2-closeout"),
        ("closeout-dates", "title-ii", "pf-t2-closeout"),
        ("closeout-dates", "ssi", "pf-t16-closeout"),
        ("closeout-dates", "l991", "pf-l991-closeout"),
        ("counting-the-60-days", "count", "ssa-appeal-deadline"),
        ("benefit-continuation-ssi", "ten-days", "ssa-continuation-deadline"),
        ("exr-filing-period", "count", "exr-filing-period"),
        ("medicare-redetermination", "days", "mc-redetermination-request"),
        ("full-retirement-age", "at-full-age", "t2-fra"),
    ] {
        assert_eq!(first(id, anchor), Some(rule), "{id}#{anchor}");
    }
}

#[test]
fn every_rule_leads_to_a_card() {
    let library = builtin::library();
    let without: Vec<&str> = RULES
        .iter()
        .filter(|rule| card_of(&library, rule).is_none())
        .map(|rule| rule.id)
        .collect();
    assert_eq!(without, [""; 0]);
}
