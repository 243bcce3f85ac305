//! Words of the date pad, and how a day that is being typed was understood.
//!
//! Does not belong here: words for what rules say (`run`), how rules are asked for their inputs (`domain`).

use jiff::civil::Date;

use crate::domain::calendar::spoken_day;
use crate::tui::state::days_words;

/// Returns how a day was understood, and where it lies. A day that has to have happened and lies ahead gets a caution.
#[must_use]
pub fn understood_day(day: Date, today: Date, has_happened: bool) -> String {
    let caution = if has_happened && today < day {
        "CAREFUL: this day is still to come. Is it right, and its year? "
    } else {
        ""
    };
    format!("= {} ({}). {caution}", spoken_day(day), days_words(day, today))
}

/// Returns why nothing is put off until a day.
#[must_use]
pub fn day_has_passed(day: Date) -> String {
    format!("{} has passed: type a day to come, or what has to happen first.", spoken_day(day))
}
