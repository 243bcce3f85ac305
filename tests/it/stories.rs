//! Checklists played from callers' stories: answers in, outcome, open steps and computed dates out.
//!
//! Each file of `tests/stories` holds one story. Does not belong here: single rules (`domain::rules`).

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::Callcard;

/// All stories by name of their file, in order.
pub(crate) fn stories() -> Vec<(String, Value)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/stories");
    let mut stories: Vec<(String, Value)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            (
                path.file_name().unwrap().to_string_lossy().into_owned(),
                serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap(),
            )
        })
        .collect();
    stories.sort_by(|left, right| left.0.cmp(&right.0));
    stories
}

#[test]
fn every_story_ends_as_it_should() {
    for (file, story) in stories() {
        let checklist = story["checklist"].as_str().unwrap();
        let ran = Callcard::on(story["today"].as_str().unwrap())
            .args(["walk", checklist, "--answers", "-", "--json"])
            .stdin(&story["answers"].to_string())
            .run()
            .code(0);
        let walked = ran.json();
        let expected = &story["expect"];
        assert_eq!(walked["outcome"]["id"], expected["outcome"], "{file}: outcome");
        assert_eq!(walked["outcome"]["goto"], expected["goto"], "{file}: next checklist");
        assert_eq!(walked["progress"], expected["progress"], "{file}: progress");
        assert_eq!(walked["open"], expected["open"], "{file}: open steps");
        for (id, result) in expected["computed"].as_object().unwrap() {
            let found = walked["computed"]
                .as_array()
                .unwrap()
                .iter()
                .find(|row| row["id"] == *id)
                .unwrap_or_else(|| panic!("{file}: no {id}"));
            assert_eq!(&found["result"], result, "{file}: {id}");
            assert!(
                found["trace"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .all(|step| !step["cite"].as_str().unwrap().is_empty()),
                "{file}: {id} has a step without authority"
            );
        }
    }
}

#[test]
fn every_checklist_has_a_story() {
    let (library, _) = callcard::domain::content::load(&callcard::builtin::files());
    let told: BTreeSet<String> = stories()
        .into_iter()
        .map(|(_, story)| story["checklist"].as_str().unwrap().to_owned())
        .collect();
    let untold: Vec<&str> = library
        .checklists
        .iter()
        .map(|checklist| checklist.head.id.as_str())
        .filter(|id| !told.contains(*id))
        .collect();
    assert!(untold.is_empty(), "{untold:?}");
}

#[test]
fn the_worked_example_of_the_reinstatement_interview_comes_out_as_in_its_text() {
    let (_, story) = stories()
        .into_iter()
        .find(|(file, _)| file.ends_with("--clean-09-2022-technician.json"))
        .unwrap();
    let computed = &story["expect"]["computed"];
    assert_eq!(computed["retro"]["start"], "2022-01");
    assert_eq!(computed["retro"]["end"], "2022-08");
    assert_eq!(computed["moe"]["earliest_moe"], "2022-04");
}
