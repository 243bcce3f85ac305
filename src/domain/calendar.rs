//! Civil days: months as a type, federal holidays, days closed by order, workdays.
//!
//! Does not belong here: rules of policy (`rules`), the system clock or time zone.

use jiff::civil::Date;

/// A day on which federal offices were closed by executive order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClosedDay {
    /// The day.
    pub date: Date,
    /// Whole or half day.
    pub part: String,
    /// The order.
    pub order: String,
}

/// Days closed by order, sorted by date.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ClosedDays {
    /// The days.
    pub days: Vec<ClosedDay>,
}
