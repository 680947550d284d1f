//! The bare run beside ours: `bare-sqlite DATABASE < SCRIPT` executes a script, as a client does, on the SQLite that is
//! built into the program.

#![allow(clippy::print_stderr, reason = "a program says why it failed")]

use std::error::Error;
use std::process::ExitCode;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bare-sqlite: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let database = std::env::args_os().nth(1).ok_or("name a database")?;
    let script = std::io::read_to_string(std::io::stdin())?;
    rusqlite::Connection::open(database)?.execute_batch(&script)?;
    Ok(())
}
