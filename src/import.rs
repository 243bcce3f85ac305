//! From a page that somebody saved to draft cards: reading its form, finding its sections, writing content files.
//!
//! Values in, values out. Does not belong here: files on disk (`store`), what is printed (`cli`).

mod draft;
mod html;
mod links;
mod markdown;
mod outline;
mod piece;
mod text;
mod write;

pub use draft::{Counts, Draft, DraftFile, MARK};

use crate::domain::library::Library;

/// The form of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Saved from a browser.
    Html,
    /// Copied as text.
    Text,
    /// Markdown.
    Markdown,
}

impl Form {
    /// Returns the form that a file's name or else its first words tell.
    #[must_use]
    pub fn of(name: &str, text: &str) -> Self {
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
        let start: String = text.trim_start().chars().take(14).collect::<String>().to_ascii_lowercase();
        match extension.as_str() {
            "html" | "htm" | "xhtml" => Self::Html,
            "md" | "markdown" => Self::Markdown,
            _ if start.starts_with("<!doctype html") || start.starts_with("<html") => Self::Html,
            _ => Self::Text,
        }
    }
}

/// Why a page cannot be imported.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// Nothing to read.
    #[error("it holds no text")]
    Empty,
    /// Bytes that no page has.
    #[error("it is no text: it holds zero bytes")]
    Binary,
    /// A file of ours.
    #[error("it is a {0} in the form of the content folder already")]
    IsContent(String),
    /// More than anybody could review.
    #[error("it has more than {MOST_SECTIONS} sections")]
    TooManySections,
    /// Neither title nor file name gives an id.
    #[error("neither its title nor its name has a letter or digit to make an id of")]
    NoName,
}

impl ImportError {
    /// Returns what to do about it.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Empty => "save the page with its text, or copy the text into a file",
            Self::Binary => "save it as a web page, as UTF-8 text or as Markdown; PDF and Word files are not read",
            Self::IsContent(_) => "put it into the content folder as it is; `callcard doctor` says where that is",
            Self::TooManySections => "split it",
            Self::NoName => "name the file after what it is about",
        }
    }
}

/// Most sections of one page.
pub const MOST_SECTIONS: usize = 400;

/// Makes draft cards of a page. `name` is the file's name without its folder; links go to the cards of `known`.
///
/// # Errors
///
/// [`ImportError`] for what is no page.
pub fn import(name: &str, text: &str, known: &Library) -> Result<Draft, ImportError> {
    if text.contains('\0') {
        return Err(ImportError::Binary);
    }
    let form = Form::of(name, text);
    if form == Form::Markdown
        && let Some(kind) = crate::domain::parse::kind_of(text)
        && text.contains("\nwhere:")
    {
        return Err(ImportError::IsContent(kind.chars().take(20).collect()));
    }
    let page = match form {
        Form::Html => html::read(text),
        Form::Text => text::read(text),
        Form::Markdown => markdown::read(text),
    };
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let outline = outline::outline(page, stem);
    if outline.sections.iter().all(|section| section.pieces.is_empty()) {
        return Err(ImportError::Empty);
    }
    if MOST_SECTIONS < outline.sections.len() {
        return Err(ImportError::TooManySections);
    }
    draft::draft(&outline, known)
}
