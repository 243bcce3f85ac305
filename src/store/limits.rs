//! A limit of the size of files is an error of the write that goes beyond it, like a full disk, and not the end of the program.
//!
//! Does not belong here: what is said about it (`error`).

/// Sees to it that a write beyond the limit fails, as on a full disk, so that it can be said and tried again.
pub fn take_limit_as_error() {
    #[cfg(unix)]
    {
        use std::sync::Arc;
        use std::sync::atomic::AtomicBool;
        // Caught, the signal does nothing but let the write fail. Without it, the program would end as before.
        let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, Arc::new(AtomicBool::new(false)));
    }
}
