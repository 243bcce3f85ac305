//! The keys: one table from which keys act, the bottom line, the help and the command palette are made.
//!
//! Where there is a text box, letters type; commands are then Ctrl chords and function keys.
//! Does not belong here: what an action does (`update`), drawing.

use super::event::{Key, KeyCode};

/// Where the keys go: a place, or a popup over it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are those of places and popups")]
pub enum Context {
    Find,
    Read,
    RuleBox,
    PageFind,
    Step,
    Runs,
    Case,
    Help,
    Sources,
    Outline,
    Palette,
    Words,
    Prompt,
    Menu,
    Contact,
    Pad,
    Page,
    OldCases,
    Unsaved,
    Discard,
    Cover,
}

impl Context {
    /// All contexts.
    pub const ALL: &'static [Self] = &[
        Self::Find,
        Self::Read,
        Self::RuleBox,
        Self::PageFind,
        Self::Step,
        Self::Runs,
        Self::Case,
        Self::Help,
        Self::Sources,
        Self::Outline,
        Self::Palette,
        Self::Words,
        Self::Prompt,
        Self::Menu,
        Self::Contact,
        Self::Pad,
        Self::Page,
        Self::OldCases,
        Self::Unsaved,
        Self::Discard,
        Self::Cover,
    ];

    /// Returns the name shown in the help.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Find => "Find",
            Self::Read => "Read",
            Self::RuleBox => "The box of a rule, chosen",
            Self::PageFind => "Find in the page",
            Self::Step => "Step through a checklist",
            Self::Runs => "Runs",
            Self::Case => "Case",
            Self::Help => "Help",
            Self::Sources => "Sources",
            Self::Outline => "Outline",
            Self::Palette => "All commands",
            Self::Words => "Words",
            Self::Prompt => "A line to type",
            Self::Menu => "A choice",
            Self::Contact => "The record of a contact",
            Self::Pad => "Date pad",
            Self::Page => "Something to read first",
            Self::OldCases => "Cases whose time is over",
            Self::Unsaved => "Something is not saved",
            Self::Discard => "A scratch run would be gone",
            Self::Cover => "Covered screen",
        }
    }
}

/// What the user wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the help words of the table say what each does")]
pub enum Action {
    Help,
    Palette,
    GoFind,
    GoRuns,
    Quit,
    Suspend,
    ToggleMouse,
    Cover,
    Back,
    Up,
    Down,
    PageUp,
    PageDown,
    First,
    Last,
    Left,
    Right,
    Open,
    StartChecklist,
    CopyCitation,
    CopyAloud,
    Sources,
    ToggleExact,
    NextLink,
    PreviousLink,
    NextSection,
    PreviousSection,
    FindInPage,
    NextMatch,
    PreviousMatch,
    Outline,
    TakeBack,
    Reopen,
    Note,
    Defer,
    Override,
    Refuse,
    OpenRule,
    Renew,
    NextOpen,
    PreviousOpen,
    TakeKnown,
    Clock,
    HangUp,
    PutOff,
    GoCase,
    Strike,
    WriteRecord,
    Purge,
    GoOldCases,
    ChooseChecklist,
    QuitUnsaved,
    Discard,
    CopyRecord,
    Pad,
    AddToCase,
    Words,
}

/// One line of the table.
#[derive(Debug, Clone, Copy)]
pub struct Binding {
    /// Where it counts.
    pub contexts: &'static [Context],
    /// The keys that do it, the one shown first.
    pub keys: &'static [Key],
    /// What it does.
    pub action: Action,
    /// Word or two for the bottom line; empty to leave it out there.
    pub label: &'static str,
    /// One line for help and palette.
    pub help: &'static str,
}

const fn plain(code: KeyCode) -> Key {
    Key::plain(code)
}

const fn letter(c: char) -> Key {
    Key::plain(KeyCode::Char(c))
}

use Context::{
    Case, Contact, Cover, Discard, Find, Help, Menu, OldCases, Outline, Pad, Page, PageFind, Palette, Prompt, Read, RuleBox, Runs, Sources,
    Step, Unsaved, Words,
};

const EVERYWHERE: &[Context] = Context::ALL;
const PLACES: &[Context] = &[Find, Read, RuleBox, PageFind, Step, Runs, Case, Help];
const UNCOVERED: &[Context] = &[
    Find, Read, RuleBox, PageFind, Step, Runs, Case, Help, Sources, Outline, Palette, Prompt, Menu, Contact, Pad, Page, OldCases, Unsaved,
    Discard, Words,
];
const TO_WORDS: &[Context] = &[
    Find, RuleBox, PageFind, Step, Runs, Case, Help, Sources, Outline, Palette, Prompt, Menu, Contact, Pad, Page, OldCases, Unsaved,
    Discard,
];
const TO_PAD: &[Context] = &[
    Find, PageFind, Step, Runs, Case, Help, Sources, Outline, Palette, Prompt, Menu, Contact, Page, OldCases, Unsaved, Discard,
];
const NO_BOX: &[Context] = &[Read, RuleBox, Runs, Case, Help];
const LISTS: &[Context] = &[Runs, Case, Help, Read, RuleBox, Outline, Menu, Sources, Page, OldCases];
/// `j` begins a date.
const DOWN_BY_LETTER: &[Context] = &[Runs, Case, Help, Read, Outline, Menu, Sources, Page, OldCases];
const SCROLLS: &[Context] = &[
    Find, Read, RuleBox, Step, Runs, Case, Help, Sources, Outline, Palette, Menu, Pad, Page, OldCases, Words,
];

macro_rules! bindings {
    ($($contexts:expr; $($key:expr),+ ; $action:ident; $label:literal; $help:literal)+) => {
        &[$(Binding { contexts: $contexts, keys: &[$($key),+], action: Action::$action, label: $label, help: $help }),+]
    };
}

/// The whole table. Earlier lines come first in the bottom line, the help and the palette.
pub const TABLE: &[Binding] = bindings! {
    &[Find]; plain(KeyCode::Enter); Open; "open"; "Open what is chosen, at the section that matched"
    &[Find]; Key::ctrl('l'); StartChecklist; "start its checklist"; "Start the checklist that carries out the chosen card"
    &[Find]; Key::ctrl('s'); Sources; ""; "Show what the chosen section stands on"
    &[Find]; Key::ctrl('y'); CopyCitation; ""; "Send the citation of the chosen section to the clipboard"
    &[Find]; Key::ctrl('a'); CopyAloud; ""; "Send the sentence to read aloud of the chosen card to the clipboard"
    &[Find]; Key::ctrl('e'); ToggleExact; "only as typed"; "Search only the words as typed, or again with acronyms, callers' words and sounds"
    &[Find]; plain(KeyCode::Up); Up; ""; "Choose the row above"
    &[Find]; plain(KeyCode::Down); Down; ""; "Choose the row below"
    &[Find]; Key::ctrl('u'); TakeBack; ""; "Empty the search box"

    &[RuleBox]; plain(KeyCode::Enter); Open; "work it out"; "Work out the rule of the chosen box. So does a digit or letter, the first of a date"
    &[Read, RuleBox]; plain(KeyCode::Tab); NextLink; "next link"; "Choose the next link"
    &[Read, RuleBox]; plain(KeyCode::BackTab); PreviousLink; ""; "Choose the link before"
    &[Read]; plain(KeyCode::Enter); Open; "follow"; "Follow the chosen link; in the box of a rule: work it out"
    &[RuleBox]; Key::ctrl('u'); TakeBack; ""; "Take out of the box what was worked out last"
    &[RuleBox]; Key::ctrl('s'); Sources; "sources"; "Show what this section stands on: document, section, transmittal, date, status"
    &[RuleBox]; Key::ctrl('y'); CopyCitation; "copy citation"; "Send the citation of this section to the clipboard"
    &[RuleBox]; Key::ctrl('a'); CopyAloud; ""; "Send the sentence to read aloud to the clipboard"
    &[Read]; letter('s'), Key::ctrl('s'); Sources; "sources"; "Show what this section stands on: document, section, transmittal, date, status"
    &[Read, RuleBox]; letter('c'), Key::ctrl('l'); StartChecklist; "checklist"; "Start the checklist of this card"
    &[Read]; letter('y'), Key::ctrl('y'); CopyCitation; "copy citation"; "Send the citation of this section to the clipboard"
    &[Read, RuleBox]; letter('d'), Key::ctrl('t'), plain(KeyCode::F(10)); Pad; "date"; "Date pad: work out a date by the rule of this section, or by any other"
    &[Read]; letter('a'), Key::ctrl('a'); CopyAloud; "copy SAY line"; "Send the sentence to read aloud to the clipboard"
    &[Read]; letter('w'), Key::ctrl('w'), plain(KeyCode::F(12)); Words; "words"; "Words: what the acronyms, forms and codes on the screen mean"
    &[Read, RuleBox]; letter('/'); FindInPage; "find"; "Find words in this page"
    &[Read]; letter('n'); NextMatch; ""; "Go to the next place that was found in the page"
    &[Read]; letter('N'); PreviousMatch; ""; "Go to the place before that was found in the page"
    &[Read]; letter('o'); Outline; "outline"; "Show the sections of this page"
    &[Read, RuleBox]; letter(']'), plain(KeyCode::Right); NextSection; ""; "Go to the next section"
    &[Read, RuleBox]; letter('['), plain(KeyCode::Left); PreviousSection; ""; "Go to the section before"

    &[PageFind]; plain(KeyCode::Enter), plain(KeyCode::Down); NextMatch; "next"; "Go to the next place found and back to reading"
    &[PageFind]; plain(KeyCode::Up); PreviousMatch; ""; "Go to the place before and back to reading"

    &[Step]; plain(KeyCode::Enter); Open; "accept"; "Accept the answer, tick a step to tick, or begin the checklist to which an end leads"
    &[Step]; plain(KeyCode::Esc); Back; "leave (saved)"; "Empty the answer being typed; if it is empty, leave the run, which stays saved"
    &[Step]; Key::ctrl('n'); Note; "note"; "Write a note on this step"
    &[Step]; plain(KeyCode::F(2)); Clock; "phone clock"; "Start the clock of a phone call; while it runs: somebody is on the line, or it is on hold again"
    &[Step]; plain(KeyCode::F(3)); HangUp; "contact"; "Hang up: stop the clock, and show the record of the contact as it has made itself"
    &[Step]; Key::ctrl('d'); Defer; "defer"; "Put this step off until a day or an event"
    &[Step]; Key::ctrl('o'); Override; "override"; "Go on without this step, with a reason"
    &[Step]; Key::ctrl('x'); Refuse; "refused"; "Say that the agency refused this step: who, and what was said"
    &[Step]; Key::ctrl('u'); TakeBack; "undo"; "Empty the answer being typed; if it is empty, take back the last mark"
    &[Step]; Key::ctrl('k'); TakeKnown; ""; "Confirm the answer that is known from another checklist of the case"
    &[Step]; plain(KeyCode::F(7)); GoCase; ""; "Show all that hangs on the case of this run: dates, runs, contacts, notes"
    &[Step]; plain(KeyCode::F(4)); PutOff; ""; "Show the steps that were put off until this checklist is run"
    &[Step]; Key::ctrl('s'); Sources; "sources"; "Show what the rule of this step stands on"
    &[Step]; Key::ctrl('g'); OpenRule; "rule"; "Open the card of this step's rule"
    &[Step]; plain(KeyCode::F(5)); Renew; ""; "Go on with today's text of a checklist that has changed since; answers that fit are kept"
    &[Step]; Key::ctrl('l'); StartChecklist; ""; "Start the checklist that comes next"
    &[Step]; Key::ctrl('y'); CopyCitation; ""; "Send the citation of this step's rule to the clipboard"
    &[Step]; Key::ctrl('a'); CopyAloud; ""; "Send the sentence to read aloud of this step's card to the clipboard"
    &[Step]; plain(KeyCode::Tab); NextOpen; "next open"; "Go to the next open step"
    &[Step]; plain(KeyCode::BackTab); PreviousOpen; ""; "Go to the open step before"
    &[Step]; plain(KeyCode::Up); Up; ""; "Go to the step above, done or not"
    &[Step]; plain(KeyCode::Down); Down; ""; "Go to the step below, done or not"
    &[Step]; plain(KeyCode::Left); Left; ""; "Point at the option before"
    &[Step]; plain(KeyCode::Right); Right; ""; "Point at the next option"
    &[Step]; plain(KeyCode::Delete); Reopen; ""; "Reopen this step: its answer no longer stands"

    &[Runs]; plain(KeyCode::Enter); Open; "go on"; "Go on with the chosen run at its next open step"
    &[Runs]; plain(KeyCode::F(3)); HangUp; "contact"; "Record a contact in the case of the chosen run"
    &[Runs]; letter('c'), plain(KeyCode::F(7)); GoCase; "case"; "Show all that hangs on the case of the chosen run: dates, runs, contacts, notes"
    &[Runs]; letter('n'), Key::ctrl('n'); Note; "note"; "Write a note on the case of the chosen run"
    &[Case]; plain(KeyCode::Enter); Open; "go on"; "Go on with the chosen run"
    &[Case]; plain(KeyCode::F(3)); HangUp; "contact"; "Record a contact in this case"
    &[Case]; letter('n'), Key::ctrl('n'); Note; "note"; "Write a note on this case"
    &[Case]; letter('x'); Strike; "strike"; "Strike the chosen contact, note or date worked out; it stays to be seen"
    &[Case]; letter('w'); WriteRecord; "write record"; "Write the record of the case to a file, to be printed or kept"
    &[OldCases]; letter('w'); WriteRecord; "write records, then delete"; "Write the records of the finished cases to files, then delete the cases for good"
    &[OldCases]; letter('D'); Purge; "delete without records"; "Delete the finished cases for good, without writing their records"
    &[OldCases]; plain(KeyCode::Esc), letter('q'); Back; "later"; "Leave them as they are for now"

    &[Contact]; plain(KeyCode::F(3)); HangUp; "keep it"; "Keep the record as it stands"
    &[Contact]; plain(KeyCode::Enter); Open; "next line"; "Go to the next line; on the last one, keep the record"
    &[Contact]; plain(KeyCode::Esc); Back; "drop it (twice)"; "Drop the record; asked once more"
    &[Contact]; plain(KeyCode::Tab); NextOpen; ""; "Go to the next line"
    &[Contact]; plain(KeyCode::BackTab); PreviousOpen; ""; "Go to the line before"
    &[Contact]; plain(KeyCode::Down); Down; ""; "Go to the line below"
    &[Contact]; plain(KeyCode::Up); Up; ""; "Go to the line above"
    &[Contact]; plain(KeyCode::Left); Left; ""; "The option before, or back in what is typed"
    &[Contact]; plain(KeyCode::Right); Right; ""; "The next option, or on in what is typed"
    &[Contact]; Key::ctrl('u'); TakeBack; ""; "Empty the line"
    &[Pad]; plain(KeyCode::Enter); Open; "next"; "Take the chosen rule; then go to the next line"
    &[Pad]; Key::ctrl('y'); CopyCitation; "copy"; "Send the date with its rule, authority and what was typed to the clipboard"
    &[Pad]; plain(KeyCode::F(7)); AddToCase; "add to case"; "Keep the date in the case at hand, or in one that you name"
    &[Pad]; Key::ctrl('t'), plain(KeyCode::F(10)); Pad; "other rule"; "Choose another rule; what is typed goes along"
    &[Pad]; Key::ctrl('g'); OpenRule; "card"; "Open the card of the rule; when it is late, the one on good cause"
    &[Pad]; plain(KeyCode::Tab), plain(KeyCode::Down); Down; ""; "Go to the line below"
    &[Pad]; plain(KeyCode::BackTab), plain(KeyCode::Up); Up; ""; "Go to the line above"
    &[Pad]; plain(KeyCode::Left); Left; ""; "The option before, or back in what is typed"
    &[Pad]; plain(KeyCode::Right); Right; ""; "The next option, or on in what is typed"
    &[Pad]; Key::ctrl('u'); TakeBack; ""; "Empty the line"
    &[Pad]; plain(KeyCode::Esc); Back; "close"; "Close the pad"
    &[Page]; plain(KeyCode::Enter); Open; "take it"; "Take it"
    &[Page]; plain(KeyCode::Esc), letter('q'); Back; "leave it"; "Leave it as it is"

    &[Outline]; plain(KeyCode::Enter); Open; "go there"; "Go to the chosen section"
    &[Menu]; plain(KeyCode::Enter); Open; "take it"; "Take the chosen one"
    &[Palette]; plain(KeyCode::Enter); Open; "do it"; "Do the chosen command"
    &[Prompt]; plain(KeyCode::Enter); Open; "accept"; "Accept what is typed"
    &[Prompt]; Key::ctrl('u'); TakeBack; ""; "Empty the line"
    &[Prompt]; plain(KeyCode::Tab); ChooseChecklist; ""; "For a step put off: choose the checklist until which it is"
    &[Sources]; letter('y'), Key::ctrl('y'); CopyCitation; "copy citation"; "Send the citation to the clipboard"
    &[Unsaved]; letter('y'); QuitUnsaved; "end without saving"; "End callcard although something is not saved"
    &[Discard]; letter('y'); Discard; "leave, it is gone"; "Leave the scratch run; nothing of it is kept"
    &[Discard]; letter('c'); CopyRecord; "copy its record"; "Send the record of the scratch run to the clipboard"

    &[Words]; plain(KeyCode::Enter); Open; "card"; "Open the card that tells more of the chosen word"
    &[Words]; Key::ctrl('u'); TakeBack; ""; "Empty the line"
    &[Words]; plain(KeyCode::Esc), Key::ctrl('w'), plain(KeyCode::F(12)); Back; "close"; "Close the list of words"
    &[Palette, Words]; plain(KeyCode::Up); Up; ""; "Choose the row above"
    &[Palette, Words]; plain(KeyCode::Down); Down; ""; "Choose the row below"
    LISTS; plain(KeyCode::Up), letter('k'); Up; ""; "Up one line"
    DOWN_BY_LETTER; plain(KeyCode::Down), letter('j'); Down; ""; "Down one line"
    &[RuleBox]; plain(KeyCode::Down); Down; ""; "Down one line"
    LISTS; plain(KeyCode::Home), letter('g'); First; ""; "To the beginning"
    LISTS; plain(KeyCode::End), letter('G'); Last; ""; "To the end"
    SCROLLS; plain(KeyCode::PageUp); PageUp; ""; "Up one page; where there is a panel beside the list, the panel"
    SCROLLS; plain(KeyCode::PageDown); PageDown; ""; "Down one page; where there is a panel beside the list, the panel"
    NO_BOX; letter(' '); PageDown; ""; "Down one page"

    &[Find]; plain(KeyCode::Esc); Back; "clear"; "Empty the search box; if it is empty, back to where you were"
    &[Read, RuleBox, Runs, Case, Help]; plain(KeyCode::Esc), plain(KeyCode::Backspace), letter('q'); Back; "back"; "Back to where you were"
    &[PageFind]; plain(KeyCode::Esc); Back; "back"; "Leave the search in the page"
    &[Sources]; plain(KeyCode::Esc), letter('q'), letter('s'), Key::ctrl('s'); Back; "close"; "Close"
    &[Outline]; plain(KeyCode::Esc), letter('q'), letter('o'); Back; "close"; "Close"
    &[Menu]; plain(KeyCode::Esc), letter('q'); Back; "close"; "Close"
    &[Palette, Prompt]; plain(KeyCode::Esc); Back; "close"; "Close, and change nothing"
    &[Unsaved]; plain(KeyCode::Esc), plain(KeyCode::Enter); Back; "stay"; "Stay; saving is tried again by itself"
    &[Discard]; plain(KeyCode::Esc), plain(KeyCode::Enter); Back; "stay"; "Stay in the scratch run"
    &[Cover]; plain(KeyCode::Esc), plain(KeyCode::Enter), letter(' '); Back; "uncover"; "Show the screen again"

    PLACES; Key::ctrl('p'); Palette; "commands"; "Show all commands of this place"
    TO_PAD; Key::ctrl('t'), plain(KeyCode::F(10)); Pad; "date pad"; "Date pad: work out a date by any rule, from anywhere"
    TO_WORDS; Key::ctrl('w'), plain(KeyCode::F(12)); Words; ""; "Words: what the acronyms, forms and codes on the screen mean, from anywhere"
    PLACES; plain(KeyCode::F(1)); Help; "help"; "Show all keys, or close them"
    NO_BOX; letter('?'); Help; ""; "Show all keys, or close them"
    PLACES; Key::ctrl('f'); GoFind; ""; "Find cards and checklists, from anywhere"
    PLACES; Key::ctrl('r'); GoRuns; ""; "Show all runs, from anywhere"
    PLACES; plain(KeyCode::F(9)); GoOldCases; ""; "Show the cases whose time is over: to be written out and deleted, or gone on with"
    UNCOVERED; plain(KeyCode::F(8)); Cover; ""; "Cover the screen, when somebody looks over your shoulder"
    PLACES; plain(KeyCode::F(6)); ToggleMouse; ""; "Take the mouse or leave it to the terminal for selecting text"
    EVERYWHERE; Key::ctrl('z'); Suspend; ""; "Back to the shell for a while; `fg` comes back"
    EVERYWHERE; Key::ctrl('c'); Quit; ""; "End callcard; everything is saved"
};

/// Returns what `key` does in `context`.
#[must_use]
pub fn action(context: Context, key: Key) -> Option<Action> {
    bindings(context)
        .find(|binding| binding.keys.contains(&key))
        .map(|binding| binding.action)
}

/// Returns the lines of the table that count in `context`, in order.
pub fn bindings(context: Context) -> impl Iterator<Item = &'static Binding> {
    TABLE.iter().filter(move |binding| binding.contexts.contains(&context))
}

/// Tells whether an action only moves about.
#[must_use]
pub fn is_movement(action: Action) -> bool {
    matches!(
        action,
        Action::Up | Action::Down | Action::PageUp | Action::PageDown | Action::First | Action::Last | Action::Left | Action::Right
    )
}

/// Returns the commands of `context` for the palette: each action once, movements left out.
#[must_use]
pub fn commands(context: Context) -> Vec<&'static Binding> {
    let mut commands: Vec<&'static Binding> = Vec::new();
    for binding in bindings(context) {
        let is_command = !is_movement(binding.action) && binding.action != Action::Palette;
        if is_command && commands.iter().all(|known| known.action != binding.action) {
            commands.push(binding);
        }
    }
    commands
}

/// Returns the keys of a binding as shown: `Tab`, `s or Ctrl-S`.
#[must_use]
pub fn key_names(binding: &Binding) -> String {
    let names: Vec<String> = binding.keys.iter().map(ToString::to_string).collect();
    names.join(" or ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_has_two_meanings_in_one_context() {
        for context in Context::ALL {
            let mut seen = Vec::new();
            for binding in bindings(*context) {
                for key in binding.keys {
                    assert!(!seen.contains(key), "{key} twice in {context:?}");
                    seen.push(*key);
                }
            }
        }
    }

    #[test]
    fn where_there_is_a_text_box_no_letter_is_a_command() {
        for context in [
            Context::Find,
            Context::PageFind,
            Context::Step,
            Context::Palette,
            Context::Words,
            Context::Prompt,
            Context::Contact,
            Context::Pad,
        ] {
            for binding in bindings(context) {
                for key in binding.keys {
                    assert_eq!(key.typed(), None, "{key} in {context:?}");
                }
            }
        }
    }

    #[test]
    fn a_chord_means_the_same_in_every_place() {
        let places = [
            Context::Find,
            Context::Read,
            Context::Step,
            Context::Runs,
            Context::Case,
            Context::Help,
        ];
        for context in places {
            for binding in bindings(context) {
                for key in binding.keys.iter().filter(|key| key.is_ctrl) {
                    for other in places {
                        let meaning = action(other, *key);
                        assert!(
                            meaning.is_none_or(|meaning| meaning == binding.action),
                            "{key} in {context:?} and {other:?}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn every_context_says_how_to_leave_it_and_how_to_end() {
        for context in Context::ALL {
            assert!(bindings(*context).any(|binding| binding.action == Action::Back), "{context:?}");
            assert_eq!(action(*context, Key::ctrl('c')), Some(Action::Quit), "{context:?}");
        }
    }
}
