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
    output: Receiver<Vec<u8>>,
    screen: vt100::Parser,
    typed: String,
    _master: Box<dyn portable_pty::MasterPty + Send>,
}

impl Window {
    pub(crate) fn open(home: &Path, args: &[&str]) -> Self {
        let size = PtySize {
            rows: ROWS,
            cols: COLS,
            pixel_width: 0,
            pixel_height: 0,
        };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_callcard"));
        command.env("HOME", home);
        command.env("TERM", "xterm-256color");
        command.args(args);
        let child = pair.slave.spawn_command(command).unwrap();
        let mut window = Self {
            child,
            keys: pair.master.take_writer().unwrap(),
            output: read(pair.master.try_clone_reader().unwrap()),
            screen: vt100::Parser::new(NonZero::new(ROWS).unwrap(), NonZero::new(COLS).unwrap(), 0),
            typed: String::new(),
            _master: pair.master,
        };
        window.wait_until(|screen| screen.contains("type what you heard"));
        window
    }

    /// How long letters take through a program that only sends them back.
    pub(crate) fn echo_alone(pause: Duration) -> Vec<Duration> {
        let pair = native_pty_system().openpty(PtySize::default()).unwrap();
        let mut command = CommandBuilder::new("sh");
        command.args(["-c", "stty raw -echo; echo; exec cat"]);
        let mut child = pair.slave.spawn_command(command).unwrap();
        let (mut keys, mut output) = (pair.master.take_writer().unwrap(), pair.master.try_clone_reader().unwrap());
        let mut buffer = [0; 64];
        assert!(0 < output.read(&mut buffer).unwrap());
        std::thread::sleep(pause);
        let letters = (0..200).map(|_| {
            let start = Instant::now();
            keys.write_all(b"a").unwrap();
            assert!(0 < output.read(&mut buffer).unwrap());
            let time = start.elapsed();
            std::thread::sleep(pause);
            time
        });
        let times = letters.collect();
        child.kill().unwrap();
        child.wait().unwrap();
        times
    }

    pub(crate) fn process(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    /// Types a letter, and returns how long it takes to stand in the line that is typed into.
    pub(crate) fn type_letter(&mut self, letter: char) -> Duration {
        self.typed.push(letter);
        let wanted = format!("> {}", self.typed.trim_end());
        while let Ok(bytes) = self.output.try_recv() {
            self.screen.process(&bytes);
        }
        let start = Instant::now();
        write!(self.keys, "{letter}").unwrap();
        if letter == ' ' {
            // Nothing is seen of a space but the cursor.
            let before = self.screen.screen().cursor_position();
            self.read_until(|screen| screen.cursor_position() != before);
        } else {
            self.read_until(|screen| screen.rows(0, COLS).any(|row| row.starts_with(&wanted)));
        }
        start.elapsed()
    }

    /// Types the whole text at once.
    pub(crate) fn type_at_once(&mut self, text: &str) {
        self.typed.push_str(text);
        write!(self.keys, "{text}").unwrap();
    }

    /// Empties the line.
    pub(crate) fn clear(&mut self) {
        self.typed.clear();
        self.keys.write_all(b"\x1b").unwrap();
        self.wait_until(|screen| screen.contains("type what you heard"));
    }

    /// Reads until the screen is as `is_there` says, and returns how long that took.
    pub(crate) fn wait_until(&mut self, is_there: impl Fn(&str) -> bool) -> Duration {
        let start = Instant::now();
        self.read_until(|screen| is_there(&screen.contents()));
        start.elapsed()
    }

    fn read_until(&mut self, is_there: impl Fn(&vt100::Screen) -> bool) {
        while !is_there(self.screen.screen()) {
            self.screen.process(&self.output.recv().expect("the program goes on"));
        }
    }
}

fn read(mut output: Box<dyn std::io::Read + Send>) -> Receiver<Vec<u8>> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        let mut buffer = [0; 16_384];
        while let Ok(count @ 1..) = output.read(&mut buffer) {
            if sender.send(buffer[..count].to_vec()).is_err() {
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
