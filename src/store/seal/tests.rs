//! What is sealed opens again, and nowhere else, and never after a single bit was altered.

use super::wrapped::Cost;
use super::*;

/// Cheap, so that the tests are; the usual cost has a test of its own.
const CHEAP: Cost = Cost { memory_kib: 8, passes: 1 };

const PLACE: &str = "log/C-7F2K/12";

fn sealer() -> Sealer {
    let mut key = Zeroizing::new([0; KEY_LEN]);
    getrandom::fill(key.as_mut_slice()).expect("random bytes");
    Sealer::with_key(key)
}

fn wrapped(sealer: &Sealer, passphrase: &str) -> WrappedKey {
    WrappedKey::wrap_at(CHEAP, &sealer.key, passphrase).expect("wrapped")
}

fn sealed(sealer: &Sealer) -> String {
    sealer.seal(PLACE, "she said that").expect("sealed")
}

#[test]
fn a_text_opens_again_where_it_was_sealed() {
    let sealer = sealer();
    for text in ["", "she said that", "caf\u{e9} \u{1f4de}\nline", &"long ".repeat(20_000)] {
        let stored = sealer.seal(PLACE, text).expect("sealed");
        assert_eq!(sealer.open(PLACE, &stored).expect("opened").as_str(), text);
        assert!(is_sealed(&stored) && (text.is_empty() || !stored.contains(text)));
    }
    assert_ne!(sealed(&sealer), sealed(&sealer), "the same text never looks the same");
}

#[test]
fn a_text_that_was_moved_does_not_open_and_says_so() {
    let sealer = sealer();
    let stored = sealed(&sealer);
    for place in ["log/C-7F2K/13", "log/C-7F2K/1", "note/C-7F2K/12", "", "log/C-7F2K/12 "] {
        assert!(
            matches!(sealer.open(place, &stored), Err(SealError::WrongPlace { place: said }) if said == place),
            "{place}"
        );
    }
}

#[test]
fn a_mark_put_right_by_hand_does_not_help_a_moved_text() {
    let sealer = sealer();
    let stored = sealed(&sealer);
    let marks = (hex::encode(&mark_of(PLACE)), hex::encode(&mark_of("elsewhere")));
    let forged = stored.replacen(&marks.0, &marks.1, 1);
    assert!(matches!(sealer.open("elsewhere", &forged), Err(SealError::Altered)));
}

#[test]
fn no_flipped_bit_missing_end_or_added_digit_opens() {
    let sealer = sealer();
    let stored = sealed(&sealer);
    let digits = stored.strip_prefix(PREFIX).expect("the prefix");
    let bytes = hex::decode(digits).expect("digits");
    for (idx, bit) in (0..bytes.len()).flat_map(|idx| (0..8).map(move |bit| (idx, bit))) {
        let mut altered = bytes.clone();
        altered[idx] ^= 1 << bit;
        let opened = sealer.open(PLACE, &format!("{PREFIX}{}", hex::encode(&altered)));
        let is_right_error = if idx < MARK_LEN {
            matches!(opened, Err(SealError::WrongPlace { .. }))
        } else {
            matches!(opened, Err(SealError::Altered))
        };
        assert!(is_right_error, "bit {bit} of byte {idx}");
    }
    for (len, _) in stored.char_indices() {
        let cut: String = stored.chars().take(len).collect();
        assert!(sealer.open(PLACE, &cut).is_err(), "cut after {len}");
    }
    assert!(sealer.open(PLACE, &format!("{stored}00")).is_err());
    assert!(sealer.open(PLACE, &stored.to_uppercase()).is_err());
}

#[test]
fn what_was_never_sealed_and_what_is_newer_are_told_apart() {
    let sealer = sealer();
    for text in ["", "she said that", "s1", "s1:", "s:00", "s1:she", "same: 00"] {
        let opened = sealer.open(PLACE, text);
        let is_ours = text.starts_with(PREFIX);
        assert!(
            matches!(
                (&opened, is_ours),
                (Err(SealError::NotSealed), false) | (Err(SealError::Altered), true)
            ),
            "{text}"
        );
    }
    assert!(matches!(sealer.open(PLACE, "s2:00ff"), Err(SealError::NewerForm)));
}

#[test]
fn another_key_does_not_open() {
    let stored = sealed(&sealer());
    assert!(matches!(sealer().open(PLACE, &stored), Err(SealError::Altered)));
}

#[test]
fn the_passphrase_unlocks_and_another_does_not() {
    let sealer = sealer();
    let stored = wrapped(&sealer, "correct horse").to_string();
    let read: WrappedKey = stored.parse().expect("read");
    let unlocked = Sealer::unlock(&read, "correct horse").expect("unlocked");
    assert_eq!(unlocked.open(PLACE, &sealed(&sealer)).expect("opened").as_str(), "she said that");
    for wrong in ["", "correct hors", "correct horse ", "Correct horse"] {
        assert!(matches!(Sealer::unlock(&read, wrong), Err(SealError::WrongPassphrase)), "{wrong:?}");
    }
    assert!(matches!(sealer.wrapped(""), Err(SealError::EmptyPassphrase)));
}

#[test]
fn a_new_passphrase_leaves_what_is_sealed_as_it_is() {
    let old = sealer();
    let text = sealed(&old);
    let rewrapped = wrapped(&old, "new");
    assert_ne!(rewrapped, wrapped(&old, "new"), "each wrapping has its own salt");
    let unlocked = Sealer::unlock(&rewrapped, "new").expect("unlocked");
    assert_eq!(unlocked.open(PLACE, &text).expect("opened").as_str(), "she said that");
    assert!(matches!(Sealer::unlock(&rewrapped, "old"), Err(SealError::WrongPassphrase)));
}

#[test]
fn a_damaged_wrapped_key_is_told_from_a_wrong_passphrase() {
    let stored = wrapped(&sealer(), "correct horse").to_string();
    for idx in 0..stored.len() {
        let mut bytes = stored.clone().into_bytes();
        bytes[idx] ^= 1;
        let altered = String::from_utf8(bytes).expect("ASCII");
        assert!(
            matches!(altered.parse::<WrappedKey>(), Err(SealError::Altered)),
            "byte {idx}: {altered}"
        );
        let cut: String = stored.chars().take(idx).collect();
        assert!(cut.parse::<WrappedKey>().is_err(), "cut after {idx}");
    }
}

#[test]
fn a_cost_that_would_stop_the_program_is_refused_and_a_changed_one_does_not_unlock() {
    let key = wrapped(&sealer(), "correct horse");
    let with = |cost: &str| {
        let text = key.to_string().replacen("k1:8:1", cost, 1);
        let (unchecked, _) = text.rsplit_once(':').expect("a checksum");
        let sum: String = hex::encode(&Sha256::digest(unchecked)).chars().take(8).collect();
        format!("{unchecked}:{sum}").parse::<WrappedKey>()
    };
    assert!(matches!(with("k1:4294967295:1"), Err(SealError::Altered)));
    assert!(matches!(with("k1:8:1000"), Err(SealError::Altered)));
    assert!(matches!(with("k2:8:1"), Err(SealError::NewerForm)));
    let cheaper = with("k1:8:2").expect("read");
    assert!(matches!(Sealer::unlock(&cheaper, "correct horse"), Err(SealError::WrongPassphrase)));
}

#[test]
fn the_usual_cost_is_sixty_four_mebibytes_and_three_passes() {
    let (sealer, wrapped) = Sealer::create("correct horse").expect("created");
    assert!(wrapped.to_string().starts_with("k1:65536:3:"), "{wrapped}");
    let unlocked = Sealer::unlock(&wrapped, "correct horse").expect("unlocked");
    assert_eq!(unlocked.open(PLACE, &sealed(&sealer)).expect("opened").as_str(), "she said that");
}

#[test]
fn the_key_is_never_shown() {
    assert_eq!(format!("{:?}", sealer()), "Sealer");
}

#[test]
fn what_this_form_sealed_opens_in_later_versions() {
    let wrapped = "k1:8:1:c0ac281f820e24a650441c8941a7c592:d5dfbc50fe4e6501fdee543c888819e9deec1fb7d15542b90797ff517099\
         277637205963ab815d191b911bd2f3d673eee1c207aeed4536bffb1378ca0ce7545a0381a25927bdade5:dcca42fb";
    let stored = "s1:5e454d9ee8dab350e2ed066817f650eeb0ae18a02ce83d6a840f5b3be899ce250a6ffd4a74a54beb06d1a74c54ef63bcc\
         926e046c2ff23259f";
    let sealer = Sealer::unlock(&wrapped.parse().expect("read"), "correct horse").expect("unlocked");
    assert_eq!(sealer.open(PLACE, stored).expect("opened").as_str(), "she said that");
}
