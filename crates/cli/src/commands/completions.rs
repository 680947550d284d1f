//! `aksara completions SHELL`

use clap::CommandFactory;
use clap_complete::generate;
use serde_json::json;

use crate::Failure;
use crate::answer::Answer;
use crate::arguments::{Arguments, Completions};
use crate::output::Output;
use crate::program;

/// Prints the script.
pub fn run(arguments: &Completions, output: &mut Output) -> Result<Answer, Failure> {
    let mut script = Vec::new();
    generate(
        arguments.shell,
        &mut Arguments::command(),
        program::name(),
        &mut script,
    );
    let script = String::from_utf8_lossy(&script);
    output.text(&script)?;
    Answer::done(json!({"shell": arguments.shell.to_string(), "script": script}))
}
