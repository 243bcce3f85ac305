//! The nearest of some known words to a misspelt one, for hints.
//!
//! Does not belong here: the search's own spelling correction (`search`).

/// Returns the word of `known` that is nearest to `word`, if it is near enough to be meant.
#[must_use]
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let most = 1 + word.chars().count() / 4;
    known
        .into_iter()
        .map(|candidate| (distance(word, candidate), candidate))
        .filter(|(far, _)| *far <= most)
        .min()
        .map(|(_, candidate)| candidate)
}

/// Returns how many letters have to be put in, taken out or changed to turn `left` into `right`.
#[must_use]
pub fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (left_idx, left_char) in left.chars().enumerate() {
        let mut diagonal = left_idx;
        let mut last = left_idx + 1;
        for (slot, right_char) in row.iter_mut().skip(1).zip(&right) {
            let changed = diagonal + usize::from(left_char != *right_char);
            diagonal = *slot;
            last = changed.min(last + 1).min(*slot + 1);
            *slot = last;
        }
        if let Some(first) = row.first_mut() {
            *first = left_idx + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_finds_its_word() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(nearest("sumary", ["summary", "sources"]), Some("summary"));
        assert_eq!(nearest("xyz", ["summary", "sources"]), None);
    }
}
