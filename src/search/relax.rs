//! What a search gives up so that the page is not empty, and how it says so.
//!
//! In this order, each step only if the ones before did not find all words together:
//! 1. words that carry little are never needed;
//! 2. words that content does not have are taken for words spelled or sounding so;
//! 3. words that content has, but not with the others, likewise;
//! 4. not all words: those that tell most come first;
//! 5. quoted words need not stand together;
//! 6. filters are lifted;
//! 7. words like nothing at all count by their first letters.
//!
//! Does not belong here: scores (`rank`).

/// What was given up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Relaxed {
    /// Words that are like nothing in the content.
    pub unknown: Vec<String>,
    /// Words that the best hit lacks.
    pub left_out: Vec<String>,
    /// Whether quotes were loosened.
    pub quotes: bool,
    /// Whether filters were lifted.
    pub filters: bool,
    /// Filters with a value that nothing has.
    pub unknown_filters: Vec<String>,
    /// Whether only first letters were left to go by.
    pub first_letters: bool,
}

impl Relaxed {
    /// Returns what was given up in words; none if nothing was.
    pub(super) fn say(&self) -> Option<String> {
        let mut parts = Vec::new();
        if !self.unknown_filters.is_empty() {
            parts.push(format!("nothing has {}, so it narrows nothing", list(&self.unknown_filters)));
        }
        if self.filters {
            parts.push("nothing passes the filters, so they are lifted".to_owned());
        }
        if self.quotes {
            parts.push("no card has the quoted words together, so they are looked for one by one".to_owned());
        }
        if self.first_letters {
            parts.push("only the first letters fit".to_owned());
        }
        if !self.unknown.is_empty() {
            parts.push(format!("nothing is like {}", list(&self.unknown)));
        }
        if !self.left_out.is_empty() {
            parts.push(format!("no card has all the words; the best one lacks {}", list(&self.left_out)));
        }
        (!parts.is_empty()).then(|| parts.join("; "))
    }
}

fn list(words: &[String]) -> String {
    let quoted: Vec<String> = words.iter().take(6).map(|word| format!("\u{201c}{word}\u{201d}")).collect();
    quoted.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_given_up_says_nothing() {
        assert_eq!(Relaxed::default().say(), None);
    }

    #[test]
    fn what_was_given_up_is_said_in_one_line() {
        let relaxed = Relaxed {
            unknown: vec!["zzx".to_owned()],
            filters: true,
            ..Relaxed::default()
        };
        assert_eq!(
            relaxed.say().unwrap(),
            "nothing passes the filters, so they are lifted; nothing is like \u{201c}zzx\u{201d}"
        );
    }
}
