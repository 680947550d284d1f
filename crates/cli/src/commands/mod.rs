//! The commands, one file each.

mod check;
mod database;
mod dialects;
mod graph;
mod info;
mod inspect;
mod interrupt;
mod make_migrations;
mod migrate;
mod project;
mod sql;
mod status;
mod verify;

use std::process::ExitCode;

use crate::Failure;
use crate::arguments::Command;
use crate::output::Output;

/// Runs a command.
pub async fn run(command: Command, output: &mut Output) -> Result<ExitCode, Failure> {
    match command {
        Command::MakeMigrations(arguments) => make_migrations::run(&arguments, output),
        Command::Migrate(arguments) => migrate::run(&arguments, output).await,
        Command::Status(arguments) => status::run(&arguments, output).await,
        Command::Info(arguments) => info::run(&arguments, output).await,
        Command::Graph(arguments) => graph::run(&arguments, output).await,
        Command::Sql(arguments) => sql::run(&arguments, output),
        Command::Check(arguments) => check::run(&arguments, output).await,
        Command::Verify(arguments) => verify::run(&arguments, output).await,
        Command::Inspect(arguments) => inspect::run(&arguments, output).await,
        Command::Dialects(arguments) => dialects::run(&arguments, output),
    }
}
