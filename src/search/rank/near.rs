//! How much of a query stands together in running text.
//!
//! Does not belong here: titles, asks and aliases (`likeness`).

use super::super::gather::Place;
use super::Row;

/// Words further apart than this do not stand together.
const NEAR_WORDS: u32 = 4;

/// Returns for each document how much of the query stands together in it, from 0 to about 1.
pub(super) fn measure(rows: &[Row], documents: usize, total: f32) -> Vec<f32> {
    let mut near = vec![0.0_f32; documents];
    let carrying: Vec<&Row> = rows.iter().filter(|row| row.carries).collect();
    for pair in carrying.windows(2) {
        let [left, right] = pair else { continue };
        let worth = (left.weight * right.weight).sqrt() / total;
        add_pair(&left.places, &right.places, worth, &mut near);
    }
    near
}

/// Adds, for each document, the closest that two words stand to each other. Both lists are sorted.
fn add_pair(left: &[Place], right: &[Place], worth: f32, near: &mut [f32]) {
    let mut best: Option<(u32, f32)> = None;
    let mut from = 0;
    for place in left {
        let reach = |other: &Place| (other.document, other.field, other.position + NEAR_WORDS);
        while right
            .get(from)
            .is_some_and(|other| reach(other) < (place.document, place.field, place.position))
        {
            from += 1;
        }
        for other in right.get(from..).unwrap_or_default() {
            if (other.document, other.field) != (place.document, place.field) || other.position > place.position + NEAR_WORDS {
                break;
            }
            let closeness = closeness(other.position.abs_diff(place.position));
            match &mut best {
                Some((document, value)) if *document == place.document => *value = value.max(closeness),
                _ => {
                    settle(best, worth, near);
                    best = Some((place.document, closeness));
                }
            }
        }
    }
    settle(best, worth, near);
}

fn closeness(apart: u32) -> f32 {
    match apart {
        0 => 0.0,
        1 => 1.0,
        2 => 0.7,
        _ => 0.4,
    }
}

fn settle(best: Option<(u32, f32)>, worth: f32, near: &mut [f32]) {
    if let Some((document, closeness)) = best
        && let Some(sum) = near.get_mut(document as usize)
    {
        *sum += worth * closeness;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closest_pair_in_a_document_counts_once() {
        let place = |document, position| Place {
            document,
            field: 6,
            position,
        };
        let left = [place(0, 3), place(0, 10), place(2, 1)];
        let right = [place(0, 5), place(0, 11), place(1, 1), place(2, 40)];
        let mut near = vec![0.0; 3];
        add_pair(&left, &right, 0.5, &mut near);
        assert_eq!(near, [0.5, 0.0, 0.0]);
    }
}
