//! The program as a test sees it: a builder that runs it in folders of its own, and the rules with the content that comes with it.
//!
//! Does not belong here: expectations of one test.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::LazyLock;

use callcard::domain::library::Library;
use callcard::domain::rules::{Computed, Rule, RuleContext, RuleError, compute};
use jiff::civil::Date;
use tempfile::TempDir;

/// What rules may look at on `today`, with the content of `library`.
pub(crate) fn rule_context(library: &Library, today: Date) -> RuleContext<'_> {
    RuleContext {
        today,
        closed_days: &library.closed_days,
        figures: &library.figures,
        rules: &library.rules,
    }
}

/// All rules of the program.
pub(crate) fn all_rules() -> &'static [Rule] {
    static LIBRARY: LazyLock<Library> = LazyLock::new(callcard::builtin::library);
    LIBRARY.rules.all()
}

/// Computes a rule with the built-in content, as on `today`.
pub(crate) fn compute_on(today: Date, rule: &str, inputs: &[(&str, &str)]) -> Result<Computed, RuleError> {
    let library = callcard::builtin::library();
    let inputs: BTreeMap<String, String> = inputs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    compute(rule, &inputs, &rule_context(&library, today))
}

/// Runs of the program with a home of their own.
pub(crate) struct Callcard {
    home: TempDir,
    args: Vec<String>,
    stdin: Option<String>,
    env: Vec<(String, String)>,
}

/// What a run printed and how it ended.
pub(crate) struct Ran {
    pub stdout: String,
    pub stderr: String,
    pub code: i32,
}

impl Callcard {
    pub(crate) fn new() -> Self {
        Self::on("2026-11-21")
    }

    /// Runs as if on this day.
    pub(crate) fn on(today: &str) -> Self {
        Self {
            home: TempDir::new().unwrap(),
            args: vec!["--today".into(), today.into()],
            stdin: None,
            env: Vec::new(),
        }
    }

    /// Writes a file into the content folder of this test.
    pub(crate) fn file(self, name: &str, text: impl AsRef<[u8]>) -> Self {
        let path = self.content().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
        self
    }

    pub(crate) fn content(&self) -> PathBuf {
        self.home.path().join("content")
    }

    pub(crate) fn home(&self) -> &Path {
        self.home.path()
    }

    pub(crate) fn args<'a>(mut self, args: impl IntoIterator<Item = &'a str>) -> Self {
        self.args.extend(args.into_iter().map(str::to_owned));
        self
    }

    pub(crate) fn stdin(mut self, text: &str) -> Self {
        self.stdin = Some(text.to_owned());
        self
    }

    /// Sets a variable of the environment for the runs that follow.
    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.env.retain(|(known, _)| known != name);
        self.env.push((name.to_owned(), value.to_owned()));
    }

    /// Takes a variable of the environment away again.
    pub(crate) fn unset(&mut self, name: &str) {
        self.env.retain(|(known, _)| known != name);
    }

    /// Runs once more in the same folders, with other arguments.
    pub(crate) fn also<'a>(&self, args: impl IntoIterator<Item = &'a str>) -> Ran {
        self.also_on("2026-11-21", args)
    }

    /// Runs once more in the same folders, as if on another day.
    pub(crate) fn also_on<'a>(&self, today: &str, args: impl IntoIterator<Item = &'a str>) -> Ran {
        let args: Vec<String> = args.into_iter().map(str::to_owned).collect();
        self.run_with(&[&["--today".to_owned(), today.to_owned()], args.as_slice()].concat())
    }

    pub(crate) fn run(&self) -> Ran {
        self.run_with(&self.args)
    }

    fn run_with(&self, args: &[String]) -> Ran {
        let mut command = Command::new(env!("CARGO_BIN_EXE_callcard"));
        command.args(args);
        self.run_program(command)
    }

    /// Runs a program that leads to callcard, such as a shell, in the same folders; what is in its environment stays.
    pub(crate) fn run_program(&self, mut command: Command) -> Ran {
        let own: Vec<_> = command
            .get_envs()
            .map(|(name, value)| (name.to_owned(), value.map(ToOwned::to_owned)))
            .collect();
        command.env_clear();
        command.envs(own.into_iter().filter_map(|(name, value)| Some((name, value?))));
        command
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.home.path())
            .env("CALLCARD_DATA", self.home.path().join("data"))
            .env("CALLCARD_CACHE", self.home.path().join("cache"))
            .envs(self.env.iter().map(|(name, value)| (name, value)))
            .stdin(if self.stdin.is_some() { Stdio::piped() } else { Stdio::null() })
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        if let Some(text) = &self.stdin {
            use std::io::Write as _;
            child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
        }
        Ran::from(child.wait_with_output().unwrap())
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
            code: output.status.code().unwrap_or(-1),
        }
    }
}

impl Ran {
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("no JSON: {error}\n{}\n{}", self.stdout, self.stderr))
    }

    #[track_caller]
    pub(crate) fn code(self, expected: i32) -> Self {
        assert_eq!(self.code, expected, "stdout: {}\nstderr: {}", self.stdout, self.stderr);
        self
    }
}
