//! The whole workflow on an embedded SQLite database: models, migration, migrate, status.
//!
//! `cargo run --release --example seed` makes a project in a temporary directory and runs the commands in it, as a
//! user would type them. Nothing is left behind.

#![allow(clippy::print_stdout, reason = "an example shows what it does")]

use std::error::Error;
use std::fs;
use std::process::ExitCode;

const MODELS: &str = include_str!("app/models.py");
const NEW_FIELD: &str = "    avatar_url = fields.URL(nullable=True)  # NEW FIELD\n";

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let project = tempfile::tempdir()?;
    std::env::set_current_dir(project.path())?;
    fs::create_dir("app")?;
    write_models(MODELS)?;
    for command in ["makemigrations --app app.models", "migrate", "status"] {
        run(command);
    }
    write_models(&format!("{MODELS}{NEW_FIELD}"))?;
    run("makemigrations --app app.models --name add_avatar_url");
    show("migrations/0002_auto_add_avatar_url.py")?;
    for command in [
        "sql 0002",
        "migrate",
        "status",
        "graph",
        "migrate 0001",
        "migrate zero --dry-run",
    ] {
        run(command);
    }
    Ok(ExitCode::SUCCESS)
}

fn write_models(text: &str) -> Result<(), Box<dyn Error>> {
    fs::write("app/models.py", text)?;
    show("app/models.py")
}

fn show(file: &str) -> Result<(), Box<dyn Error>> {
    println!("\n$ cat {file}\n{}", fs::read_to_string(file)?.trim_end());
    Ok(())
}

fn run(command: &str) {
    println!("\n$ aksara {command}");
    let arguments = std::iter::once("aksara").chain(command.split_whitespace());
    aksara_cli::main(arguments.map(Into::into));
}
