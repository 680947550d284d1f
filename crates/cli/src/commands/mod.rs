//! The commands, one file each.

mod answering;
mod changes;
mod check;
mod completions;
mod database;
mod dialects;
mod explain;
mod graph;
mod history;
mod info;
mod init;
mod inspect;
mod lock;
mod make_migrations;
mod man;
mod migrate;
mod next;
mod project;
mod prompt;
mod resolve;
mod sql;
mod squash;
mod status;
mod verify;

use crate::Failure;
use crate::answer::Answer;
use crate::arguments::Command;
use crate::interrupt::Interrupts;
use crate::output::Output;

/// Runs a command.
pub async fn run(command: Command, interrupts: &Interrupts, output: &mut Output) -> Result<Answer, Failure> {
    match command {
        Command::Init(arguments) => init::run(&arguments, output),
        Command::MakeMigrations(arguments) => make_migrations::run(&arguments, output).await,
        Command::Squash(arguments) => squash::run(&arguments, output).await,
        Command::Migrate(arguments) => migrate::run(&arguments, interrupts, output).await,
        Command::Resolve(arguments) => resolve::run(&arguments, interrupts, output).await,
        Command::Status(arguments) => status::run(&arguments, output).await,
        Command::History(arguments) => history::run(&arguments, output).await,
        Command::Info(arguments) => info::run(&arguments, output).await,
        Command::Graph(arguments) => graph::run(&arguments, output).await,
        Command::Sql(arguments) => sql::run(&arguments, output).await,
        Command::Lock(arguments) => lock::run(&arguments, output).await,
        Command::Check(arguments) => check::run(&arguments, interrupts, output).await,
        Command::Verify(arguments) => verify::run(&arguments, interrupts, output).await,
        Command::Inspect(arguments) => inspect::run(&arguments, output).await,
        Command::Dialects(arguments) => dialects::run(&arguments, output),
        Command::Explain(arguments) => explain::run(&arguments, output),
        Command::Completions(arguments) => completions::run(&arguments, output),
        Command::Man(arguments) => man::run(&arguments, output),
    }
}
