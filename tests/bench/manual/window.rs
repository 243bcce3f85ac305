//! The program in a pseudo-terminal, as the benchmark of manuals types into it.
//!
//! Does not belong here: what is typed and what is printed.

use std::io::{Read as _, Write as _};
use std::num::NonZero;
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, PtySize, native_pty_system};

const ROWS: u16 = 36;
const COLS: u16 = 120;

/// The program in a pseudo-terminal.
pub(crate) struct Window {
    child: Box<dyn portable_pty::Child + Send + Sync>,
    keys: Box<dyn std::io::Write + Send>,
    /// What the program writes, read by a thread of its own: nothing waits to be read when a letter is typed.
    output: Receiver<(Instant, Vec<u8>)>,
    screen: vt100::Parser,
    typed: String,
    /// What stands before what is typed.
    prompt: &'static str,
    /// Keys that empty the line.
    clearing: &'static str,
    _master: Box<dyn portable_pty::MasterPty + Send>,
}

impl Window {
    pub(crate) fn open(home: &Path, args: &[&str]) -> Self {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_callcard"));
        command.env("HOME", home);
        command.args(args);
        let mut window = Self::of(command, "> ", "\x1b");
        window.wait_until(|screen| screen.contains("type what you heard"));
        window
    }

    /// A program that only sends back what is typed.
    pub(crate) fn peer() -> Self {
        let mut command = CommandBuilder::new("sh");
        command.args(["-c", "stty raw -echo; printf 'ready\\r\\n'; exec cat"]);
        let mut window = Self::of(command, "", "\r\x1b[K");
        window.wait_until(|screen| screen.contains("ready"));
        window
    }

    fn of(mut command: CommandBuilder, prompt: &'static str, clearing: &'static str) -> Self {
        let size = PtySize {
            rows: ROWS,
            cols: COLS,
            pixel_width: 0,
            pixel_height: 0,
        };
        let pair = native_pty_system().openpty(size).unwrap();
        command.env("TERM", "xterm-256color");
        let child = pair.slave.spawn_command(command).unwrap();
        Self {
            child,
            keys: pair.master.take_writer().unwrap(),
            output: read(pair.master.try_clone_reader().unwrap()),
            screen: vt100::Parser::new(NonZero::new(ROWS).unwrap(), NonZero::new(COLS).unwrap(), 0),
            typed: String::new(),
            prompt,
            clearing,
            _master: pair.master,
        }
    }

    pub(crate) fn process(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    /// Types a letter, and returns how long it takes from there until what makes it stand in the line that is typed into
    /// has come to the terminal.
    pub(crate) fn type_letter(&mut self, letter: char) -> Duration {
        self.typed.push(letter);
        let wanted = format!("{}{}", self.prompt, self.typed.trim_end());
        while let Ok((_, bytes)) = self.output.try_recv() {
            self.screen.process(&bytes);
        }
        // Nothing is seen of a space but the cursor.
        let before = self.screen.screen().cursor_position();
        let start = Instant::now();
        write!(self.keys, "{letter}").unwrap();
        let seen = self.read_until(|screen| match letter {
            ' ' => screen.cursor_position() == (before.0, before.1 + 1),
            _ => line(screen).starts_with(&wanted),
        });
        seen.expect("a letter that was not there before") - start
    }

    /// Types the whole text at once.
    pub(crate) fn type_at_once(&mut self, text: &str) {
        self.typed.push_str(text);
        write!(self.keys, "{text}").unwrap();
    }

    /// Empties the line.
    pub(crate) fn clear(&mut self) {
        let last = format!("{}{}", self.prompt, self.typed.trim_end());
        self.typed.clear();
        self.keys.write_all(self.clearing.as_bytes()).unwrap();
        self.read_until(|screen| !line(screen).starts_with(&last));
    }

    /// Reads until the screen is as `is_there` says, and returns how long that took.
    pub(crate) fn wait_until(&mut self, is_there: impl Fn(&str) -> bool) -> Duration {
        let start = Instant::now();
        self.read_until(|screen| is_there(&screen.contents()));
        start.elapsed()
    }

    /// Returns when that came which made the screen so; none if it was so already.
    fn read_until(&mut self, is_there: impl Fn(&vt100::Screen) -> bool) -> Option<Instant> {
        let mut seen = None;
        while !is_there(self.screen.screen()) {
            let (at, bytes) = self.output.recv().expect("the program goes on");
            self.screen.process(&bytes);
            seen = Some(at);
        }
        seen
    }
}

fn read(mut output: Box<dyn std::io::Read + Send>) -> Receiver<(Instant, Vec<u8>)> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        let mut buffer = [0; 16_384];
        while let Ok(count @ 1..) = output.read(&mut buffer) {
            if sender.send((Instant::now(), buffer[..count].to_vec())).is_err() {
                return;
            }
        }
    });
    receiver
}

impl Drop for Window {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The line that is typed into: the second.
fn line(screen: &vt100::Screen) -> String {
    screen.rows(0, COLS).nth(1).unwrap_or_default()
}
