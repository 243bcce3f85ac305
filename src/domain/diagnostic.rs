//! Faults found in content: facts only (code, place, what was found). Words are chosen where the fault is found,
//! layout and colour in `report`.
//!
//! Does not belong here: printing, exit codes.

use super::source::ByteSpan;

/// How bad a fault is. An error makes `callcard check` answer "no".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The content is wrong and part of it is left out.
    Error,
    /// The content works, and somebody should look.
    Warning,
}

/// One fault in one content file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Stable code such as `C012`; see [`Code`].
    pub code: Code,
    /// Error or warning.
    pub severity: Severity,
    /// Name of the file, as in [`super::source::SourceFile::name`].
    pub file: String,
    /// The bytes that are at fault.
    pub span: ByteSpan,
    /// One line, lower case, no full stop.
    pub message: String,
    /// What would be right.
    pub hint: String,
}

macro_rules! codes {
    ($($name:ident = $text:literal: $doc:literal),+ $(,)?) => {
        /// Stable names of the faults. A code is never given a new meaning.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $(#[doc = $doc] $name),+ }

        impl Code {
            /// All codes, in order.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// Returns the code as printed.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text),+ }
            }

            /// Returns one line that says what the fault is.
            #[must_use]
            pub fn explanation(self) -> &'static str {
                match self { $(Self::$name => $doc.trim_ascii()),+ }
            }
        }
    };
}

codes! {
    NoFrontMatter = "C001": " a card or checklist does not begin with front matter",
    BadYaml = "C002": " YAML that cannot be read",
    UnknownKey = "C003": " a key that this kind of file does not have",
    MissingKey = "C004": " a needed key is absent",
    BadValue = "C005": " a value of the wrong form",
    DuplicateKey = "C006": " the same key twice",
    BadId = "C007": " an id of the wrong form, or that differs from the file's name",
    DuplicateId = "C008": " two things with the same id",
    NoOpening = "C009": " a card that does not open with what to do now",
    NoAnchor = "C010": " a section without an anchor",
    DuplicateAnchor = "C011": " the same anchor or step id twice in one file",
    BadAttributes = "C012": " braces that cannot be read, or an attribute that is not known here",
    DeadLink = "C013": " a link to nothing",
    UnknownSource = "C014": " a source section that no source document has",
    UnknownChange = "C015": " a change that the register does not have",
    UnknownFigure = "C016": " an amount that the table does not have",
    StepWithoutRule = "C017": " a step that names no rule",
    BadCondition = "C018": " a condition that cannot be read",
    ImpossibleCondition = "C019": " a condition on an answer that cannot have been given",
    UnknownOutcome = "C020": " an end with an outcome that the front matter does not have",
    PathWithoutEnd = "C021": " a path through a checklist that ends nowhere",
    LongChunk = "C022": " a chunk with more than nine steps",
    RuleWithoutStep = "C023": " a rule section that no checklist step carries out",
    UnknownRule = "C024": " a computation that is not known, or one with wrong inputs",
    StrayItem = "C025": " a list item that is neither step, computation nor end",
    MissingChange = "C026": " a card stands on a section that has changed and does not say so",
    UnreachableItem = "C027": " a step or end that no path reaches",
    UnusedOutcome = "C028": " an outcome that no end names",
    UnsafeText = "C029": " control characters in a text",
    UncoveredSource = "C030": " a source section that no card covers",
    Overlaid = "C031": " a built-in card or checklist replaced by one of the user's",
    Orphan = "C032": " a card that nothing links to",
    HtmlInText = "C033": " HTML, which is not shown",
    NotUtf8 = "C034": " a file that is not UTF-8 text",
    TooManyPaths = "C035": " a checklist with more paths than can be listed",
    FactAskedTwoWays = "C036": " a fact of the case that two checklists ask for in different ways",
    FigureEnds = "C037": " a figure whose last value has ended or ends soon",
    UnusedFigure = "C038": " a figure that no card, checklist or rule reads",
    TypedAmount = "C039": " a dollar amount typed where a figure exists",
    FigureNotShown = "C040": " an amount linked where none is shown",
    LongCard = "C041": " a card that takes longer than a minute to read",
}
