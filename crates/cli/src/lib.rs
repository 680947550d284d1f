//! The command `aksara`: it reads arguments, calls the library and renders what comes back.
//!
//! One file per command in `commands`; `output` knows what a terminal may show, `report` how errors look.
//! Nothing here decides anything about migrations.

mod arguments;
mod commands;
mod failure;
mod output;
mod progress;
mod report;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;

use arguments::Arguments;
pub use failure::Failure;
use output::Output;

/// Runs one command, given as a program's arguments with the program's name first.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => return usage(&error),
    };
    let mut output = Output::new();
    let result =
        runtime().and_then(|runtime| runtime.block_on(commands::run(arguments.command, &mut output)));
    match result {
        Ok(code) => code,
        Err(failure) => report::show(&failure),
    }
}

/// Help and wrong usage, as clap tells them.
fn usage(error: &clap::Error) -> ExitCode {
    // A reader that has gone has seen enough.
    let _ = error.print();
    match error.use_stderr() {
        true => failure::wrong_usage(),
        false => ExitCode::SUCCESS,
    }
}

fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(Failure::Output)
}
