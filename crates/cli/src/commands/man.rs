//! `aksara man DIR`

use std::fs;
use std::io;

use clap::CommandFactory;
use clap_mangen::generate_to;
use serde_json::json;

use crate::Failure;
use crate::answer::Answer;
use crate::arguments::{Arguments, Man};
use crate::output::{GOOD, Output};

/// Writes a page for the program and one for each command.
pub fn run(arguments: &Man, output: &mut Output) -> Result<Answer, Failure> {
    let failed = |source: io::Error| Failure::Write {
        path: arguments.folder.clone(),
        source,
    };
    fs::create_dir_all(&arguments.folder).map_err(failed)?;
    generate_to(
        Arguments::command().disable_help_subcommand(true),
        &arguments.folder,
    )
    .map_err(failed)?;
    let folder = arguments.folder.display();
    output.say(format_args!(
        "{GOOD}Created:{GOOD:#} {folder}/aksara.1 and a page for each command"
    ))?;
    Answer::done(json!({"folder": arguments.folder}))
}
