//! The whole workflow on an embedded SQLite database, in a folder that is thrown away: a project grows model by
//! model, each change becomes a migration, and the last step is the "Complete Example" of the documentation.
//!
//!     cargo run --example seed

#![allow(clippy::print_stdout, reason = "an example is read on a terminal")]

use std::error::Error;
use std::ffi::OsString;
use std::process::ExitCode;
use std::{env, fs};

/// How `app/models.py` grows, and what is typed after each change.
const STAGES: &[(&str, &[&str])] = &[
    (
        include_str!("1_initial.py"),
        &["makemigrations --app app.models", "migrate"],
    ),
    (
        include_str!("2_email.py"),
        &["makemigrations --app app.models --name add_email"],
    ),
    (
        include_str!("3_profile.py"),
        &["makemigrations --app app.models --name add_profile"],
    ),
    (
        include_str!("4_bio.py"),
        &["makemigrations --app app.models --name add_bio", "migrate"],
    ),
    (
        include_str!("5_avatar_url.py"),
        &[
            "makemigrations --app app.models --name add_avatar_url",
            "status",
            "migrate --dry-run",
            "migrate",
            "status",
            "graph",
        ],
    ),
];

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let project = tempfile::tempdir()?;
    env::set_current_dir(project.path())?;
    fs::create_dir("app")?;
    for (models, commands) in STAGES {
        println!("\n# app/models.py\n{}", indented(models));
        fs::write("app/models.py", models)?;
        for command in *commands {
            if run(command) != ExitCode::SUCCESS {
                return Ok(ExitCode::FAILURE);
            }
        }
    }
    println!("\n# migrations/0005_auto_add_avatar_url.py");
    println!(
        "{}",
        indented(&fs::read_to_string("migrations/0005_auto_add_avatar_url.py")?)
    );
    Ok(ExitCode::SUCCESS)
}

/// Runs one command as if it had been typed.
fn run(command: &str) -> ExitCode {
    println!("\n$ aksara {command}");
    let words = std::iter::once("aksara").chain(command.split(' '));
    aksara_cli::main(words.map(OsString::from))
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("    {line}\n")).collect()
}
