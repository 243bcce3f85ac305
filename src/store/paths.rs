//! Where things are on this computer, worked out once.
//!
//! Does not belong here: reading or making any of it.

use std::path::PathBuf;

use etcetera::{BaseStrategy as _, HomeDirError, choose_base_strategy};

/// Folders given by flag or environment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Overrides {
    /// For cases, runs and notes.
    pub data: Option<PathBuf>,
    /// For the search index.
    pub cache: Option<PathBuf>,
}

/// Where things are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places {
    /// The user's content, if there is a platform folder for it; it need not exist.
    pub config_content: Option<PathBuf>,
    /// Cases, runs and notes.
    pub data: PathBuf,
    /// The search index.
    pub cache: PathBuf,
}

impl Places {
    /// Works out the folders: those given, else the platform's.
    ///
    /// # Errors
    ///
    /// [`HomeDirError`] if a platform folder is needed and there is no home folder.
    pub fn resolve(overrides: &Overrides) -> Result<Self, HomeDirError> {
        let strategy = choose_base_strategy();
        if let (Some(data), Some(cache)) = (&overrides.data, &overrides.cache) {
            let config_content = strategy.ok().map(|strategy| strategy.config_dir().join("callcard").join("content"));
            return Ok(Self {
                config_content,
                data: data.clone(),
                cache: cache.clone(),
            });
        }
        let strategy = strategy?;
        Ok(Self {
            config_content: Some(strategy.config_dir().join("callcard").join("content")),
            data: overrides.data.clone().unwrap_or_else(|| strategy.data_dir().join("callcard")),
            cache: overrides.cache.clone().unwrap_or_else(|| strategy.cache_dir().join("callcard")),
        })
    }

    /// Returns the database of cases and runs.
    #[must_use]
    pub fn database(&self) -> PathBuf {
        self.data.join("callcard.db")
    }
}
