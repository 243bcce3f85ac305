//! The program in a real pseudo-terminal: keys in, screen out.
//!
//! Waiting is for what shows on the screen, never for a time. Does not belong here: journeys.

use std::io::{Read as _, Write};
use std::path::Path;
use std::process::Command;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};

/// How long to wait for a screen, times the environment variable `CALLCARD_PATIENCE`.
fn patience() -> Duration {
    let factor = std::env::var("CALLCARD_PATIENCE")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(1);
    Duration::from_secs(20) * factor
}

/// A program in a terminal of its own.
pub(crate) struct Terminal {
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    keys: Box<dyn Write + Send>,
    output: Receiver<Vec<u8>>,
    parser: vt100::Parser,
    /// Everything that the program wrote.
    pub(crate) raw: Vec<u8>,
}

impl Terminal {
    /// Starts the program with a home of its own.
    pub(crate) fn start(home: &Path, size: (u16, u16), args: &[&str]) -> Self {
        let mut program = Command::new(env!("CARGO_BIN_EXE_callcard"));
        program.args(args);
        Self::start_program(home, size, &program, &[])
    }

    /// Starts a program with its arguments, a home of its own, and nothing else in its environment but `env`.
    pub(crate) fn start_program(home: &Path, size: (u16, u16), program: &Command, env: &[(&str, &str)]) -> Self {
        let (cols, rows) = size;
        let pair = native_pty_system()
            .openpty(PtySize {
                rows,
                cols,
                pixel_width: 0,
                pixel_height: 0,
            })
            .unwrap();
        let mut command = CommandBuilder::new(program.get_program());
        command.env_clear();
        command.env("HOME", home);
        command.env("TERM", "xterm-256color");
        command.env("CALLCARD_DATA", home.join("data"));
        command.env("CALLCARD_CACHE", home.join("cache"));
        for (name, value) in env {
            command.env(name, value);
        }
        command.args(program.get_args());
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let keys = pair.master.take_writer().unwrap();
        let (sender, output) = channel();
        std::thread::spawn(move || {
            let mut buffer = [0; 8192];
            // A read error on this side means that the child is gone.
            while let Ok(count) = reader.read(&mut buffer) {
                if count == 0 || sender.send(buffer[..count].to_vec()).is_err() {
                    break;
                }
            }
        });
        let parser = vt100::Parser::new(nonzero(rows), nonzero(cols), 0);
        Self {
            child,
            master: pair.master,
            keys,
            output,
            parser,
            raw: Vec::new(),
        }
    }

    /// Types text, as it is.
    pub(crate) fn type_keys(&mut self, keys: &str) {
        let _ = self.keys.write_all(keys.as_bytes());
        let _ = self.keys.flush();
    }

    /// Takes in what the program writes until `wanted` holds of the screen; fails when patience ends.
    #[track_caller]
    pub(crate) fn wait_until(&mut self, what: &str, wanted: impl Fn(&str) -> bool) -> String {
        let end = Instant::now() + patience();
        loop {
            let screen = self.screen();
            if wanted(&screen) {
                return screen;
            }
            let left = end.saturating_duration_since(Instant::now());
            match self.output.recv_timeout(left) {
                Ok(bytes) => self.take(&bytes),
                Err(RecvTimeoutError::Timeout) => panic!(
                    "waited for {what}; the screen shows:\n{screen}\n{:?}",
                    String::from_utf8_lossy(&self.raw[self.raw.len().saturating_sub(400)..])
                ),
                Err(RecvTimeoutError::Disconnected) => panic!("the program ended while waiting for {what}; the screen shows:\n{screen}"),
            }
        }
    }

    /// Waits until the program has written `bytes`.
    #[track_caller]
    pub(crate) fn wait_until_raw(&mut self, what: &str, bytes: &[u8]) {
        let end = Instant::now() + patience();
        while !self.raw.windows(bytes.len()).any(|window| window == bytes) {
            assert!(Instant::now() < end, "waited for {what}");
            let _ = self.output.recv_timeout(Duration::from_millis(50)).map(|bytes| self.take(&bytes));
        }
    }

    /// Waits until the screen holds `text`.
    #[track_caller]
    pub(crate) fn wait_for(&mut self, text: &str) -> String {
        self.wait_until(text, |screen| screen.contains(text))
    }

    /// Takes in what the program writes for a while, and returns the screen then.
    pub(crate) fn watch(&mut self, time: Duration) -> String {
        let end = Instant::now() + time;
        while let Ok(bytes) = self.output.recv_timeout(end.saturating_duration_since(Instant::now())) {
            self.take(&bytes);
        }
        self.screen()
    }

    fn take(&mut self, bytes: &[u8]) {
        self.parser.process(bytes);
        self.raw.extend_from_slice(bytes);
    }

    /// Returns the screen's text.
    pub(crate) fn screen(&self) -> String {
        self.parser.screen().contents()
    }

    /// Tells whether the program shows its own screen beside the shell's.
    pub(crate) fn is_alternate(&self) -> bool {
        self.parser.screen().alternate_screen()
    }

    /// Returns the modes of the terminal, such as whether it echoes.
    #[cfg(unix)]
    pub(crate) fn modes(&self) -> String {
        format!(
            "{:?}",
            self.master.get_termios().map(|modes| (modes.local_flags, modes.input_flags))
        )
    }

    /// Changes the size of the terminal.
    pub(crate) fn resize(&mut self, cols: u16, rows: u16) {
        self.master
            .resize(PtySize {
                rows,
                cols,
                pixel_width: 0,
                pixel_height: 0,
            })
            .unwrap();
        self.parser.screen_mut().set_size(nonzero(rows), nonzero(cols));
    }

    /// Kills the program as a power cut would: no handler runs.
    pub(crate) fn kill(mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Returns the number of the process.
    pub(crate) fn pid(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    /// Sends a signal by number.
    pub(crate) fn signal(&self, number: i32) {
        let pid = self.pid();
        let sent = Command::new("kill").args([format!("-{number}"), pid.to_string()]).status().unwrap();
        assert!(sent.success());
    }

    /// Waits for the end, then takes in the rest of the output.
    pub(crate) fn wait_for_end(&mut self) -> ExitStatus {
        let end = Instant::now() + patience();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                while let Ok(bytes) = self.output.recv_timeout(Duration::from_millis(200)) {
                    self.take(&bytes);
                }
                return status;
            }
            assert!(
                Instant::now() < end,
                "the program does not end; the screen shows:\n{}",
                self.screen()
            );
            let _ = self.output.recv_timeout(Duration::from_millis(10)).map(|bytes| self.take(&bytes));
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn nonzero(count: u16) -> std::num::NonZero<u16> {
    std::num::NonZero::new(count).unwrap()
}
