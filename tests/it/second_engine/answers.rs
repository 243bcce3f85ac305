//! Every rule with a date, month or time among its results, written a second time: from the rules' description, not from the engine.
//!
//! Does not belong here: the calendar, the comparison.
#![expect(clippy::unnecessary_wraps, reason = "a result may be absent, so each is optional")]

use std::collections::BTreeMap;

use callcard::domain::figures::Figures;

use super::calendar::{Calendar, Month, Place};

/// What a rule is asked.
pub(crate) struct Asked<'a> {
    pub calendar: &'a Calendar,
    pub figures: &'a Figures,
    pub inputs: &'a BTreeMap<String, String>,
}

impl Asked<'_> {
    fn maybe(&self, name: &str) -> Option<&str> {
        self.inputs.get(name).map(String::as_str)
    }

    fn word(&self, name: &str) -> &str {
        self.maybe(name).unwrap_or_else(|| panic!("{name} is not given"))
    }

    fn is_yes(&self, name: &str) -> bool {
        self.maybe(name) == Some("yes")
    }

    fn day(&self, name: &str) -> Place {
        self.calendar.place(self.word(name))
    }

    fn maybe_day(&self, name: &str) -> Option<Place> {
        self.maybe(name).map(|text| self.calendar.place(text))
    }

    fn month(&self, name: &str) -> Month {
        Month::read(self.word(name))
    }

    fn cents(&self, name: &str) -> i64 {
        cents(self.word(name))
    }

    fn text(&self, place: Place) -> Option<String> {
        Some(self.calendar.text(place).to_owned())
    }

    fn noon(&self, place: Place) -> Option<String> {
        Some(format!("{}T12:00", self.calendar.text(place)))
    }

    /// Returns the amount of a figure on a day, in cents.
    fn figure(&self, id: &str, day: &str) -> Option<i64> {
        let figure = self.figures.figures.iter().find(|figure| figure.id == id).expect("a figure");
        let is_in_force = |from: &str, to: Option<String>| from <= day && to.is_none_or(|to| day <= to.as_str());
        let value = figure
            .values
            .iter()
            .find(|value| is_in_force(&value.from.to_string(), value.to.map(|to| to.to_string())));
        value.map(|value| cents(&value.amount))
    }
}

fn cents(amount: &str) -> i64 {
    let (whole, part) = amount.split_once('.').unwrap_or((amount, ""));
    let part = format!("{part:0<2}");
    whole.parse::<i64>().expect("dollars") * 100 + part.parse::<i64>().expect("cents")
}

/// What a rule should say.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// All results by name.
    Results(Vec<(&'static str, Option<String>)>),
    /// All results by name, and the earlier day to work to.
    WorkTo(Vec<(&'static str, Option<String>)>, String),
    /// An amount that is not known for the day.
    NoFigure,
}

/// How a rule is worked out a second time.
#[derive(Clone, Copy)]
pub(crate) enum Second {
    /// So many days after the start, not moved: number of days, name of the result.
    Days(usize, &'static str),
    /// Anything else.
    By(fn(&Asked<'_>) -> Answer),
}

impl Second {
    /// Returns the answer from the start in `start`.
    pub(crate) fn answer(self, asked: &Asked<'_>, start: &str) -> Answer {
        match self {
            Self::Days(days, result) => Answer::Results(vec![(result, asked.text(asked.day(start) + days))]),
            Self::By(answer) => answer(asked),
        }
    }
}

fn yes_no(is_so: bool) -> Option<String> {
    Some(if is_so { "yes" } else { "no" }.to_owned())
}

pub(crate) fn next_workday(asked: &Asked<'_>) -> Answer {
    let day = asked.calendar.roll(asked.day("day"));
    Answer::Results(vec![("date", asked.text(day))])
}

fn unrolled_closeout(asked: &Asked<'_>, kind: &str) -> Place {
    let notice = asked.day("notice_date");
    match kind {
        "T2" => asked.calendar.months_after(notice, 6),
        "T16" => notice + 60,
        "L991" => notice + 74,
        kind => panic!("no close-out of {kind}"),
    }
}

fn closeout(asked: &Asked<'_>, kind: &str) -> Vec<(&'static str, Option<String>)> {
    let unrolled = unrolled_closeout(asked, kind);
    let closeout = asked.calendar.roll(unrolled);
    vec![("closeout", asked.text(closeout)), ("unrolled", asked.text(unrolled))]
}

pub(crate) fn title_two_closeout(asked: &Asked<'_>) -> Answer {
    Answer::Results(closeout(asked, "T2"))
}

pub(crate) fn title_sixteen_closeout(asked: &Asked<'_>) -> Answer {
    Answer::Results(closeout(asked, "T16"))
}

/// The 74 days stay the document's result; the day to plan on is that of the 60 days.
pub(crate) fn denial_closeout(asked: &Asked<'_>) -> Answer {
    let sixty = asked.calendar.roll(unrolled_closeout(asked, "T16"));
    Answer::WorkTo(closeout(asked, "L991"), asked.calendar.text(sixty).to_owned())
}

pub(crate) fn filing_date(asked: &Asked<'_>) -> Answer {
    let closeout = asked.calendar.roll(unrolled_closeout(asked, asked.word("kind")));
    let received = asked.day("application_received");
    let is_timely = received <= closeout;
    let filed = if is_timely { asked.day("protective_date") } else { received };
    Answer::Results(vec![
        ("closeout", asked.text(closeout)),
        ("timely", yes_no(is_timely)),
        ("filing_date", asked.text(filed)),
    ])
}

/// On the day of the cover notice's close-out itself the document is silent; a final date counts as in time.
pub(crate) fn signed_application(asked: &Asked<'_>) -> Answer {
    let received = asked.day("application_received");
    let filed = if received <= asked.day("existing_closeout") {
        asked.day("first_contact")
    } else if received <= asked.day("cover_notice_closeout") {
        asked.day("interview_date")
    } else {
        received
    };
    Answer::Results(vec![("filing_date", asked.text(filed))])
}

/// With a closeout notice for the earlier filing, the later one has to be closed out; which date governs is not said.
pub(crate) fn controlling_date(asked: &Asked<'_>) -> Answer {
    let is_closed_out = asked.is_yes("earlier_closeout_notice_issued");
    let date = if is_closed_out {
        None
    } else {
        asked.text(asked.day("earlier_date"))
    };
    Answer::Results(vec![("controlling_date", date), ("later_closeout_required", yes_no(is_closed_out))])
}

pub(crate) fn exr_filing_period(asked: &Asked<'_>) -> Answer {
    Answer::Results(vec![("last_month", Some(asked.month("dbc_month").after(59).text()))])
}

pub(crate) fn exr_filing_timely(asked: &Asked<'_>) -> Answer {
    let last = asked.month("dbc_month").after(59);
    let is_timely = asked.month("request_month") <= last;
    Answer::Results(vec![("last_month", Some(last.text())), ("timely", yes_no(is_timely))])
}

/// The months of the retroactive period, walked back from the month before filing; at most twelve, none before the BTM.
fn retroactive_months(asked: &Asked<'_>) -> Vec<Month> {
    let (mut month, first) = (asked.month("filing_month"), asked.month("btm"));
    let mut months = Vec::new();
    while month > first && months.len() < 12 {
        month = month.before();
        months.push(month);
    }
    months.reverse();
    months
}

pub(crate) fn exr_retroactive_period(asked: &Asked<'_>) -> Answer {
    let months = retroactive_months(asked);
    Answer::Results(vec![
        ("start", months.first().map(|month| month.text())),
        ("end", months.last().map(|month| month.text())),
        ("months", Some(months.len().to_string())),
    ])
}

pub(crate) fn exr_earliest_month(asked: &Asked<'_>) -> Answer {
    let worked: Vec<&str> = asked.word("sga_months").split_whitespace().collect();
    let filing = asked.month("filing_month");
    let free = |month: &Month| !worked.contains(&month.text().as_str());
    let earliest = retroactive_months(asked)
        .into_iter()
        .find(free)
        .unwrap_or_else(|| if free(&filing) { filing } else { filing.next() });
    Answer::Results(vec![
        ("earliest_moe", Some(earliest.text())),
        ("mm_yy", Some(earliest.slashed())),
        ("retroactivity_before_filing_month", yes_no(earliest < filing)),
    ])
}

/// Without work, no month has SGA.
pub(crate) fn exr_months_without_work(asked: &Asked<'_>) -> Answer {
    let months = retroactive_months(asked);
    let filing = asked.month("filing_month");
    let earliest = months.first().copied().unwrap_or(filing);
    Answer::Results(vec![
        ("earliest_moe", Some(earliest.text())),
        ("mm_yy", Some(earliest.slashed())),
        ("start", months.first().map(|month| month.text())),
        ("end", months.last().map(|month| month.text())),
        ("months", Some(months.len().to_string())),
        ("sga_months", None),
        ("not_known_months", None),
        ("retroactivity_before_filing_month", yes_no(earliest < filing)),
        ("sga_in_filing_month", yes_no(false)),
    ])
}

/// Receipt five days after the notice, or later if shown; then `days`, then the following workday.
/// A receipt shown to be earlier leaves the presumption standing, but the earlier day is the one to work to.
fn after_receipt(asked: &Asked<'_>, days: usize) -> Answer {
    let presumed = asked.day("notice_date") + 5;
    let proven = asked.maybe_day("proven_receipt");
    let receipt = proven.map_or(presumed, |proven| proven.max(presumed));
    let results = vec![
        ("receipt", asked.text(receipt)),
        ("unrolled", asked.text(receipt + days)),
        ("deadline", asked.text(asked.calendar.roll(receipt + days))),
    ];
    match proven {
        Some(proven) if proven < presumed => {
            let work_to = asked.calendar.roll(proven + days);
            Answer::WorkTo(results, asked.calendar.text(work_to).to_owned())
        }
        _ => Answer::Results(results),
    }
}

pub(crate) fn appeal_deadline(asked: &Asked<'_>) -> Answer {
    after_receipt(asked, 60)
}

pub(crate) fn continuation_deadline(asked: &Asked<'_>) -> Answer {
    after_receipt(asked, 10)
}

pub(crate) fn good_cause_explanation(asked: &Asked<'_>) -> Answer {
    let days = match asked.word("level") {
        "recon" | "alj" => 60,
        "ac" | "court" => 30,
        level => panic!("no level {level}"),
    };
    let unrolled = asked.day("explanation_received") + days;
    let deadline = asked.calendar.roll(unrolled);
    Answer::Results(vec![("unrolled", asked.text(unrolled)), ("deadline", asked.text(deadline))])
}

pub(crate) fn wisconsin_step_one(asked: &Asked<'_>) -> Answer {
    let is_wait = !["dire_need", "misconduct", "refused_identity"].iter().any(|why| asked.is_yes(why));
    let mark = is_wait.then(|| asked.day("contact_date") + 14);
    Answer::Results(vec![
        ("two_week_mark", mark.and_then(|mark| asked.text(mark))),
        ("wait_required", yes_no(is_wait)),
    ])
}

pub(crate) fn anniversary(asked: &Asked<'_>) -> Answer {
    let years = match asked.word("kind") {
        "lpr-5" => 5,
        "humanitarian-7" => 7,
        "capi-sponsor-10" => 10,
        kind => panic!("no period of {kind}"),
    };
    let day = asked.calendar.months_after(asked.day("status_date"), 12 * years);
    Answer::Results(vec![("anniversary", asked.text(day))])
}

pub(crate) fn apply_month(asked: &Asked<'_>) -> Answer {
    Answer::Results(vec![("apply_month", Some(asked.month("first_benefit_month").back(3).text()))])
}

/// A month counts when gross pay is more than the amount of its year; complete when nine lie within any sixty months.
pub(crate) fn trial_work(asked: &Asked<'_>) -> Answer {
    let mut counted: Vec<Month> = Vec::new();
    let mut complete = None;
    for entry in asked.word("months").split_whitespace() {
        let (month, gross) = entry.split_once('=').expect("month=gross");
        let Some(amount) = asked.figure("twp-month", &format!("{month}-01")) else {
            return Answer::NoFigure;
        };
        if cents(gross) > amount {
            counted.push(Month::read(month));
        }
    }
    for month in &counted {
        let window = month.back(59);
        let within = counted.iter().filter(|other| window <= **other && *other <= month).count();
        if within == 9 && complete.is_none() {
            complete = Some(month.text());
        }
    }
    Answer::Results(vec![
        ("service_months", Some(counted.len().to_string())),
        ("twp_complete_month", complete),
    ])
}

pub(crate) fn extended_period(asked: &Asked<'_>) -> Answer {
    let complete = asked.month("twp_complete_month");
    Answer::Results(vec![
        ("first_month", Some(complete.next().text())),
        ("last_month", Some(complete.after(36).text())),
    ])
}

pub(crate) fn transfer_penalty(asked: &Asked<'_>) -> Answer {
    let Some(rate) = asked.figure("ca-ssi-ssp-individual", asked.word("transfer_date")) else {
        return Answer::NoFigure;
    };
    let uncompensated = (asked.cents("fmv") - asked.cents("received")).max(0);
    let (mut months, mut rest) = (0_u32, uncompensated);
    while rest >= rate && months < 36 {
        (months, rest) = (months + 1, rest - rate);
    }
    let first = asked.month("transfer_date").next();
    let is_barred = months > 0;
    Answer::Results(vec![
        ("uncompensated", Some(format!("{}.{:02}", uncompensated / 100, uncompensated % 100))),
        ("months", Some(months.to_string())),
        ("start", is_barred.then(|| format!("{}-01", first.text()))),
        ("last_ineligible_month", is_barred.then(|| first.after(months - 1).text())),
        ("eligible_again", is_barred.then(|| first.after(months).text())),
    ])
}

/// Months one to three count the income of the first month; from the fourth on, that of the second month before.
pub(crate) fn budget_month(asked: &Asked<'_>) -> Answer {
    let (first, paid) = (asked.month("first_eligible_month"), asked.month("payment_month"));
    let income = if paid < first.after(3) { first } else { paid.back(2) };
    Answer::Results(vec![
        ("income_month", Some(income.text())),
        ("nonrecurring_first_month_income_counts", yes_no(paid == first)),
    ])
}

pub(crate) fn tax_credit(asked: &Asked<'_>) -> Answer {
    let receipt = asked.month("receipt_month");
    Answer::Results(vec![
        ("first_month", Some(receipt.next().text())),
        ("last_month", Some(receipt.after(12).text())),
    ])
}

/// Three months around the month in which 65 is reached: on the day before the birthday, as SSA counts it.
pub(crate) fn initial_enrollment(asked: &Asked<'_>) -> Answer {
    let birthday = asked.calendar.months_after(asked.day("birth_date"), 12 * 65);
    let first = asked.calendar.first_of_month_before(birthday - 1, 3);
    let last = asked.calendar.last_of_month_after(birthday - 1, 3);
    Answer::Results(vec![
        ("birthday_month", Some(Month::read(asked.calendar.text(birthday)).text())),
        ("first_day", asked.text(first)),
        ("last_day", asked.text(last)),
        ("months", Some("7".to_owned())),
    ])
}

pub(crate) fn initial_enrollment_by_month(asked: &Asked<'_>) -> Answer {
    let day = asked.calendar.place(&format!("{}-01", asked.month("month_of_65").text()));
    Answer::Results(vec![
        ("first_day", asked.text(asked.calendar.first_of_month_before(day, 3))),
        ("last_day", asked.text(asked.calendar.last_of_month_after(day, 3))),
    ])
}

pub(crate) fn initial_election(asked: &Asked<'_>) -> Answer {
    let month = asked.month("first_eligible_month");
    Answer::Results(vec![
        ("first_month", Some(month.back(3).text())),
        ("last_month", Some(month.after(3).text())),
        ("months", Some("7".to_owned())),
    ])
}

/// January to March; covered from 1 July until 2022, from the next month since 2023.
pub(crate) fn general_enrollment(asked: &Asked<'_>) -> Answer {
    let day = asked.day("enrollment_date");
    let is_inside = asked.calendar.month_and_day(day).0 <= 3;
    let start = if asked.calendar.year(day) < 2023 {
        format!("{}-07-01", asked.calendar.year(day))
    } else {
        format!("{}-01", asked.month("enrollment_date").next().text())
    };
    Answer::Results(vec![
        ("coverage_start", is_inside.then_some(start)),
        ("in_period", yes_no(is_inside)),
    ])
}

pub(crate) fn special_enrollment(asked: &Asked<'_>) -> Answer {
    let trigger = asked.day("coverage_end").min(asked.day("employment_end"));
    let last = Month::read(asked.calendar.text(trigger)).after(8);
    Answer::Results(vec![("trigger", asked.text(trigger)), ("last_month", Some(last.text()))])
}

pub(crate) fn disability_start(asked: &Asked<'_>) -> Answer {
    let wait = if asked.is_yes("als") { 0 } else { 24 };
    let month = asked.month("first_benefit_month").after(wait);
    Answer::Results(vec![("medicare_month", Some(month.text()))])
}

pub(crate) fn open_enrollment(asked: &Asked<'_>) -> Answer {
    let day = asked.day("day");
    let is_inside = ((10, 15)..=(12, 7)).contains(&asked.calendar.month_and_day(day));
    let effective = is_inside.then(|| format!("{}-01-01", asked.calendar.year(day) + 1));
    Answer::Results(vec![("effective", effective), ("in_period", yes_no(is_inside))])
}

pub(crate) fn new_enrollee(asked: &Asked<'_>) -> Answer {
    let month = asked.month("first_ma_month");
    Answer::Results(vec![
        ("first_month", Some(month.text())),
        ("last_month", Some(month.after(2).text())),
    ])
}

pub(crate) fn hospice_period(asked: &Asked<'_>) -> Answer {
    let wanted: usize = asked.word("n").parse().expect("a number");
    let mut start = asked.day("election_date");
    let mut length = 90;
    for number in 1..wanted {
        start += length;
        length = if number < 2 { 90 } else { 60 };
    }
    Answer::Results(vec![("start", asked.text(start)), ("end", asked.text(start + length - 1))])
}

pub(crate) fn reconsideration_decision(asked: &Asked<'_>) -> Answer {
    let days = if asked.is_yes("extension") { 74 } else { 60 };
    Answer::Results(vec![("deadline", asked.text(asked.day("request_date") + days))])
}

/// Escalated and in person at once is not described; a hearing in person waives the limit.
pub(crate) fn hearing_decision(asked: &Asked<'_>) -> Answer {
    let days = if asked.is_yes("escalated") { 180 } else { 90 };
    let deadline = if asked.is_yes("in_person") {
        None
    } else {
        asked.text(asked.day("request_date") + days)
    };
    Answer::Results(vec![("deadline", deadline)])
}

/// A prior authorization is decided in 7 days since 2026, in 14 as any service before; no number of days is on record from before 2021.
pub(crate) fn organization_determination(asked: &Asked<'_>) -> Answer {
    let request = asked.day("request_date");
    let days = match asked.word("kind") {
        "payment" => 60,
        "prior-authorization" if asked.calendar.year(request) < 2021 => return Answer::NoFigure,
        "prior-authorization" if asked.calendar.year(request) >= 2026 => 7,
        _ => 14,
    };
    Answer::Results(vec![("deadline", asked.text(request + days))])
}

pub(crate) fn advantage_reconsideration_decision(asked: &Asked<'_>) -> Answer {
    let days = match (asked.word("kind"), asked.is_yes("extension")) {
        ("payment", _) => 60,
        (_, false) => 30,
        (_, true) => 44,
    };
    Answer::Results(vec![("deadline", asked.text(asked.day("request_date") + days))])
}

pub(crate) fn seventy_two_hours(asked: &Asked<'_>) -> Answer {
    let (_, time) = asked.word("request_time").split_once('T').expect("a time");
    let day = asked.calendar.text(asked.day("request_time") + 3);
    Answer::Results(vec![("decision_by", Some(format!("{day}T{time}")))])
}

/// By the planned day of discharge, before leaving; the manual's noon of the next working day was replaced in 2007.
pub(crate) fn hospital_contact(asked: &Asked<'_>) -> Answer {
    let day = asked.maybe_day("discharge_date").unwrap_or_else(|| asked.day("notice_received"));
    Answer::Results(vec![("before", Some(format!("{}T23:59", asked.calendar.text(day))))])
}

pub(crate) fn fast_reconsideration(asked: &Asked<'_>) -> Answer {
    Answer::Results(vec![("by", asked.noon(asked.day("decision_date") + 1))])
}

pub(crate) fn termination_notice(asked: &Asked<'_>) -> Answer {
    Answer::Results(vec![("latest_notice", asked.text(asked.day("termination_date") - 2))])
}

pub(crate) fn services_contact(asked: &Asked<'_>) -> Answer {
    Answer::Results(vec![("by", asked.noon(asked.day("termination_date") - 1))])
}

pub(crate) fn services_until(asked: &Asked<'_>) -> Answer {
    let until = (asked.day("first_notice") + 2).max(asked.day("termination_date"));
    Answer::Results(vec![("services_until", asked.text(until))])
}

pub(crate) fn important_message(asked: &Asked<'_>) -> Answer {
    let (admission, discharge) = (asked.day("admission"), asked.day("discharge"));
    let (_, time) = asked.word("discharge").split_once('T').expect("a time");
    let (hour, minute) = time.split_once(':').expect("hours and minutes");
    let hour: usize = hour.parse().expect("an hour");
    let is_needed = discharge - admission > 3;
    let (last_day, last_hour) = if hour >= 4 {
        (discharge, hour - 4)
    } else {
        (discharge - 1, hour + 20)
    };
    let from = format!("{}T{time}", asked.calendar.text(discharge - 2));
    let until = format!("{}T{last_hour:02}:{minute}", asked.calendar.text(last_day));
    Answer::Results(vec![
        ("first_by", asked.text(admission + 2)),
        ("second_required", yes_no(is_needed)),
        ("second_from", is_needed.then_some(from)),
        ("second_until", is_needed.then_some(until)),
    ])
}
