//! The program: arguments in, exit code out. No logic.
use clap::Parser as _;
fn main() {
    let args = callcard::cli::args::Args::parse();
    let settings = callcard::cli::settings::Settings::read(&args).unwrap();
    if let Some(callcard::cli::args::Command::Check(check)) = &args.command {
        let exit = callcard::cli::command::check::run(&settings, check).unwrap();
        std::process::exit(exit as i32);
    }
}
