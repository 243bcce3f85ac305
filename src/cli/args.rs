//! The arguments as typed.
//!
//! Does not belong here: defaults that need the machine (`settings`).

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

/// Policy cards, search and checklists for people who help others with Social Security. Works offline.
#[derive(Debug, Parser)]
#[command(name = "callcard", version, about, disable_help_subcommand = true)]
#[command(
    after_help = "Without a command, callcard opens with the cursor in the search box.\n\nExit codes: 0 done, 1 the answer is no, 2 wrong usage or input, 3 the environment failed."
)]
pub struct Args {
    /// What every command takes
    #[command(flatten)]
    pub globals: Globals,
    /// What to do
    #[command(subcommand)]
    pub command: Option<Command>,
}

#[derive(Debug, Clone, Default, clap::Args)]
#[allow(missing_docs, reason = "what is said here would be said of the program: what every command takes")]
pub struct Globals {
    /// More content, over the built-in; the same id wins (may be given several times)
    #[arg(long, global = true, value_name = "DIR")]
    pub content: Vec<PathBuf>,
    /// Leave the built-in content out and use this folder
    #[arg(long, global = true, value_name = "DIR", conflicts_with = "content")]
    pub only_content: Option<PathBuf>,
    /// Where cases, runs and notes are kept
    #[arg(long, global = true, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Where the search index is kept; may be deleted at any time
    #[arg(long, global = true, value_name = "DIR")]
    pub cache: Option<PathBuf>,
    /// Today's date, for everything that depends on it
    #[arg(long, global = true, value_name = "YYYY-MM-DD")]
    pub today: Option<String>,
    /// Minutes without a key after which the screen is covered, 10 if not given; 0 for never
    #[arg(long, global = true, value_name = "N")]
    pub idle_minutes: Option<u16>,
    /// Days after which finished cases are offered for deletion (30)
    #[arg(long, value_name = "N", global = true)]
    pub keep_days: Option<u32>,
    /// No colours
    #[arg(long, global = true)]
    pub no_color: bool,
    /// Plain letters instead of lines and marks
    #[arg(long, global = true)]
    pub ascii: bool,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Open the terminal UI at a card, or with words in the search box
    Open {
        /// Id of a card or checklist, or words to search for
        words: Vec<String>,
    },
    /// Search and print what was found
    Search(SearchArgs),
    /// Print one card or checklist
    Show(ShowArgs),
    /// List cards, checklists, rules, figures, sources or words
    List(ListArgs),
    /// Work out one date or amount rule
    Date(DateArgs),
    /// Print an amount in force on a day, with its source
    Figure(FigureArgs),
    /// Say what an acronym, form, screen or code means
    Word(WordArgs),
    /// Run a checklist from a file of answers, or list its paths
    Walk(WalkArgs),
    /// Open the terminal UI in a checklist, going on with an unfinished run of the same case
    Run {
        /// Id of the checklist
        checklist: String,
        /// Reference of the case, such as C-7F2K
        #[arg(long, value_name = "REF")]
        case: Option<String>,
        /// Keep nothing of the run: no case, no entry, no trace on disk
        #[arg(long, conflicts_with = "case")]
        scratch: bool,
    },
    /// List what falls due over all cases
    Due(DueArgs),
    /// List, show, export, close and purge cases
    Cases(CasesArgs),
    /// Check content and say everything that is wrong with it
    Check(CheckArgs),
    /// List what has to be looked up again; compare a new text; record who looked
    Review(ReviewArgs),
    /// Make draft cards of a saved page (HTML), its copied text, or Markdown
    Import(ImportArgs),
    /// Make a new card, checklist or worksheet from a template
    New(NewArgs),
    /// Build the search index, and say where it is
    Index(IndexArgs),
    /// Print completions for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Say what was found, where things are, what is wrong and how to mend it
    Doctor {
        /// As JSON
        #[arg(long)]
        json: bool,
    },
}

fn at_least_one(text: &str) -> Result<usize, String> {
    text.parse()
        .ok()
        .filter(|number| *number > 0)
        .ok_or_else(|| "give a number from 1 up".to_owned())
}

/// `search`.
#[derive(Debug, clap::Args)]
pub struct SearchArgs {
    /// Words, citations, form numbers; `program:ssi`, `kind:appeal`, `source:gn` narrow the search
    #[arg(required_unless_present = "batch")]
    pub query: Vec<String>,
    /// Most cards to print
    #[arg(long, default_value_t = 20, value_name = "N", value_parser = at_least_one)]
    pub limit: usize,
    /// As JSON
    #[arg(long)]
    pub json: bool,
    /// One query a line from this file (`-` for standard input), one JSON object a line out
    #[arg(long, value_name = "FILE", requires = "json", conflicts_with = "query")]
    pub batch: Option<String>,
}

/// `show`.
#[derive(Debug, clap::Args)]
pub struct ShowArgs {
    /// Id of a card or checklist, with `#` and an anchor for one section
    pub card: String,
    /// As JSON
    #[arg(long, conflicts_with = "plain")]
    pub json: bool,
    /// As plain text, for a screen reader
    #[arg(long)]
    pub plain: bool,
}

/// What can be listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Listed {
    /// Cards
    Cards,
    /// Checklists
    Checklists,
    /// Date and amount rules
    Rules,
    /// Amounts by year
    Figures,
    /// Sections of the source documents
    Sources,
    /// Acronyms, forms, screens and codes
    Words,
}

/// `list`.
#[derive(Debug, clap::Args)]
pub struct ListArgs {
    /// What to list
    #[arg(value_enum, default_value_t = Listed::Cards)]
    pub what: Listed,
    /// As JSON
    #[arg(long)]
    pub json: bool,
}

/// `date`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example: callcard date pf-t2-closeout --notice-date 2026-06-02\n`callcard list rules` names the rules and their inputs."
)]
pub struct DateArgs {
    /// Id of the rule
    #[arg(required_unless_present = "batch")]
    pub rule: Option<String>,
    /// The inputs, each as `--input-name VALUE`
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "--INPUT VALUE")]
    pub inputs: Vec<String>,
    /// As JSON
    #[arg(long)]
    pub json: bool,
    /// One request a line from this file (`-` for standard input), one JSON object a line out
    #[arg(long, value_name = "FILE")]
    pub batch: Option<String>,
}

/// `word`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: callcard word laf t8")]
pub struct WordArgs {
    /// The acronym, form, screen or code, or words of its meaning
    #[arg(required = true)]
    pub word: Vec<String>,
    /// As JSON
    #[arg(long)]
    pub json: bool,
}

/// `figure`.
#[derive(Debug, clap::Args)]
pub struct FigureArgs {
    /// Id of the figure
    pub id: String,
    /// The day; today if not given
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub on: Option<String>,
    /// As JSON
    #[arg(long)]
    pub json: bool,
}

/// `due`.
#[derive(Debug, clap::Args)]
pub struct DueArgs {
    /// Only what falls due within so many days, and what is past
    #[arg(long, value_name = "DAYS")]
    pub within: Option<u32>,
    /// As JSON
    #[arg(long, conflicts_with = "ics")]
    pub json: bool,
    /// As a calendar file (.ics)
    #[arg(long)]
    pub ics: bool,
}

/// `walk`.
#[derive(Debug, clap::Args)]
pub struct WalkArgs {
    /// Id of the checklist
    pub checklist: String,
    /// A JSON file of answers: `{"step-id": value, ...}` (`-` for standard input)
    #[arg(long, value_name = "FILE")]
    pub answers: Option<String>,
    /// List every path through the checklist
    #[arg(long, conflicts_with = "answers")]
    pub paths: bool,
    /// Print the blank checklist
    #[arg(long, conflicts_with_all = ["answers", "paths", "json"])]
    pub blank: bool,
    /// The form of the blank checklist
    #[arg(long = "as", value_enum, default_value_t = BlankForm::Markdown, requires = "blank")]
    pub form: BlankForm,
    /// As JSON
    #[arg(long)]
    pub json: bool,
}

/// The form of a blank checklist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum BlankForm {
    /// Markdown
    Markdown,
    /// Plain text
    Text,
    /// One HTML page, to be printed
    Html,
}

/// `cases`.
#[derive(Debug, clap::Args)]
pub struct CasesArgs {
    /// What to do; `list` if nothing is given
    #[command(subcommand)]
    pub command: Option<CasesCommand>,
    /// As JSON
    #[arg(long, global = true)]
    pub json: bool,
}

/// The form of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExportForm {
    /// Markdown
    Markdown,
    /// Plain text
    Text,
    /// One HTML page, to be printed
    Html,
    /// The contacts of the case, one a row
    Csv,
    /// Everything, for other programs
    Json,
}

/// `cases export`.
#[derive(Debug, clap::Args)]
pub struct ExportArgs {
    /// Reference of the case
    pub case: String,
    /// Only the run with this number
    #[arg(long, value_name = "N")]
    pub run: Option<u64>,
    /// The form
    #[arg(long = "as", value_enum, default_value_t = ExportForm::Markdown)]
    pub form: ExportForm,
    /// Only the letter with this id
    #[arg(long, value_name = "ID")]
    pub letter: Option<String>,
    /// List the letters that can be printed
    #[arg(long, conflicts_with = "letter")]
    pub letters: bool,
}

/// What to do with cases.
#[derive(Debug, Subcommand)]
pub enum CasesCommand {
    /// List all cases
    List,
    /// Show one case and its runs
    Show {
        /// Reference of the case
        case: String,
    },
    /// Print the record of a case, or of one of its runs
    Export(ExportArgs),
    /// Add a note to a case
    Note {
        /// Reference of the case
        case: String,
        /// The note
        #[arg(required = true)]
        words: Vec<String>,
    },
    /// Add the record of a contact to a case
    #[command(
        after_help = "Fields: when, direction, office, servicing, person, hold-minutes, talk-minutes, asked, said, citation, promised, promised-by, next-step, next-date"
    )]
    Contact {
        /// Reference of the case
        case: String,
        /// The fields, each as `--field VALUE`; what is not given was not recorded
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "--FIELD VALUE")]
        fields: Vec<String>,
    },
    /// Strike a contact, note or date worked out; it stays to be seen
    Strike {
        /// Reference of the case
        case: String,
        /// Number of the entry, as `callcard cases show` names it
        entry: u64,
        /// Why
        #[arg(long, value_name = "WORDS")]
        why: Option<String>,
    },
    /// Prove that no entry of a case was altered, moved or taken away
    Verify {
        /// Reference of the case; all cases without it
        case: Option<String>,
    },
    /// Write a case to one file, to be kept or taken to another computer
    Save {
        /// Reference of the case
        case: String,
        /// The file; it may not be there yet
        file: PathBuf,
    },
    /// Take in a case file; nothing that is here is overwritten
    Import {
        /// A file made by `callcard cases save`
        file: PathBuf,
    },
    /// Show all that is kept on this computer, and where
    Stored,
    /// Encrypt all that is kept with a passphrase, which is asked for whenever cases are read
    #[command(
        after_help = "Encrypted: every answer, note and contact, checklists and outcomes of runs, your own words for cases, cards opened lately.\nReadable without the passphrase: references of cases, dates, counts. Case files and exports are not encrypted.\nA lost passphrase cannot be recovered. CALLCARD_PASSPHRASE_FILE names a file whose first line is the passphrase."
    )]
    Encrypt,
    /// Take the encryption off again
    Decrypt,
    /// Change the passphrase
    #[command(
        after_help = "CALLCARD_NEW_PASSPHRASE_FILE names a file whose first line is the new passphrase, CALLCARD_PASSPHRASE_FILE that of the old."
    )]
    Passphrase,
    /// Close a case; it can still be shown and exported
    Close {
        /// Reference of the case
        case: String,
    },
    /// Open a closed case again
    Reopen {
        /// Reference of the case
        case: String,
    },
    /// Delete finished cases for good, and keep a receipt
    #[command(
        after_help = "Ages are counted by this computer's clock. Where it may be wrong, look at `--dry-run` first: set forward, it makes cases seem older; set back, it deletes nothing early."
    )]
    Purge {
        /// Only this case
        case: Option<String>,
        /// Finished, and untouched, for at least so many days; 30 or `--keep-days` without it
        #[arg(long, value_name = "DAYS")]
        older_than: Option<u32>,
        /// Say what would be deleted and delete nothing
        #[arg(long)]
        dry_run: bool,
    },
}

/// `check`.
#[derive(Debug, clap::Args)]
pub struct CheckArgs {
    /// A folder to check over the built-in content; without it, the content in use is checked
    pub dir: Option<PathBuf>,
    /// As JSON
    #[arg(long)]
    pub json: bool,
    /// For editors: one JSON object a fault and line, with code, column, file, hint, line, message, severity
    #[arg(long, conflicts_with = "json")]
    pub json_lines: bool,
}

/// `import`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Each file becomes a folder `imported/ID` with its source document and one draft card for each lettered subsection (for each main heading, where there are no letters). Drafts say `reviewed: no` and are shown as imported, not reviewed. Of each file all is written or nothing."
)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub struct ImportArgs {
    /// A page saved from a browser (.html), its text, a Markdown file, or a folder of Markdown files; a folder with more than
    /// 50 Markdown files comes in as a manual: its pages are searched beside the cards and are no cards
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// The content folder that gets the drafts, if not yours
    #[arg(long, value_name = "DIR")]
    pub to: Option<PathBuf>,
    /// Put the draft or manual in the place of an earlier import of the same, with all that was changed in it
    #[arg(long)]
    pub replace: bool,
    /// Bring a folder in as a manual, however few files it has
    #[arg(long)]
    pub manual: bool,
    /// Make draft cards of a folder, however many files it has
    #[arg(long, conflicts_with = "manual")]
    pub drafts: bool,
    /// As JSON
    #[arg(long)]
    pub json: bool,
}

/// What can be made from a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum NewThing {
    /// A card
    Card,
    /// A checklist
    Checklist,
    /// A worksheet
    Worksheet,
}

/// `new`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Fill in every TODO, then run `callcard check`.")]
pub struct NewArgs {
    /// What to make
    #[arg(value_enum)]
    pub what: NewThing,
    /// Its id: lower-case words joined by hyphens
    pub id: String,
    /// Which kind of card
    #[arg(long, value_name = "KIND", default_value = "rule", value_parser = clap::builder::PossibleValuesParser::new(crate::domain::card::CardKind::ALL.iter().map(|kind| kind.as_str())))]
    pub kind: String,
    /// The content folder that gets it, if not yours
    #[arg(long, value_name = "DIR")]
    pub to: Option<PathBuf>,
}

/// `review`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "With --text: exit code 1 if a sentence differs. With --verified, the review goes to reviews.yaml, and the fingerprint of the text to fingerprints.yaml, in the folder of content that counts last (see `callcard doctor`). No text is kept."
)]
#[expect(clippy::struct_excessive_bools, reason = "flags as they are typed")]
pub struct ReviewArgs {
    /// Only what is due by today
    #[arg(long, conflicts_with = "section")]
    pub due: bool,
    /// Id of a source section, as `callcard list sources` names it (may be given several times)
    #[arg(long, value_name = "ID")]
    pub section: Vec<String>,
    /// Its text of today: a file (`-` for standard input), one for each section in the same order
    #[arg(long, value_name = "FILE", requires = "section")]
    pub text: Vec<String>,
    /// Record that what callcard says of the section was found right today
    #[arg(long, requires_all = ["section", "by"])]
    pub verified: bool,
    /// Initials of who looked: two or three letters
    #[arg(long, value_name = "INITIALS")]
    pub by: Option<String>,
    /// Print the fingerprints of the texts, for a file in `content/`
    #[arg(long, requires = "text", conflicts_with_all = ["verified", "json"])]
    pub fingerprint: bool,
    /// As JSON
    #[arg(long)]
    pub json: bool,
}

/// `index`.
#[derive(Debug, clap::Args)]
pub struct IndexArgs {
    /// Build it anew even if it is there
    #[arg(long)]
    pub rebuild: bool,
    /// Measure the search over judged queries: a file of JSON lines, or the built-in set
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = "")]
    pub measure: Option<String>,
    /// With --measure FILE: search this folder of Markdown pages in place of the cards
    #[arg(long, value_name = "DIR", requires = "measure", conflicts_with_all = ["stages", "folds"])]
    pub docs: Option<PathBuf>,
    /// With --measure: what each stage of the search is worth
    #[arg(long, requires = "measure")]
    pub stages: bool,
    /// With --measure: what weights are worth on queries they were not fitted to, in N parts; takes minutes
    #[arg(long, value_name = "N", requires = "measure", value_parser = clap::value_parser!(u8).range(2..=20))]
    pub folds: Option<u8>,
    /// As JSON
    #[arg(long)]
    pub json: bool,
}
