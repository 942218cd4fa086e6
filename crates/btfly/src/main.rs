//! `btfly`: everything about Linux kernel type information (BTF), in one binary.
//!
//! Parse the arguments, run one command, map its end to an exit code. Commands live in `cmd`, one file
//! each; what they know comes from the libraries.

#![forbid(unsafe_code)]

mod cli;
mod cmd;
mod defines;
mod edited;
mod exit;
mod json;
mod kernels;
#[cfg(target_os = "linux")]
mod live;
#[cfg(target_os = "linux")]
mod loader;
mod output;
mod pattern;
mod plural;
mod progress;
mod scope;
mod session;
mod source;
mod target;
mod wanted;

use std::process::ExitCode;

fn main() -> ExitCode {
    let matches = match cli::command_for(std::env::args_os().nth(1).as_deref()).try_get_matches() {
        Ok(matches) => matches,
        Err(error) => return exit::usage(&error),
    };
    let Some((name, arguments)) = matches.subcommand() else {
        return ExitCode::from(exit::USAGE);
    };
    let Some(command) = cmd::ALL.iter().find(|command| command.name == name) else {
        return ExitCode::from(exit::USAGE);
    };
    let mut session = session::Session::new(arguments);
    let outcome = (command.run)(arguments, &mut session);
    exit::report(outcome, &mut session)
}
