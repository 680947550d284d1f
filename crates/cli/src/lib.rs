//! The command `aksara`: it reads arguments, calls the library and renders what comes back.
//!
//! One file per command in `commands`; `output` knows what a terminal may show, `report` how errors look, `envelope`
//! what `--json` prints. Nothing here decides anything about migrations.

mod answer;
mod arguments;
mod commands;
mod envelope;
mod exit;
mod failure;
mod interrupt;
mod lines;
mod lock_holder;
mod other_session;
mod other_tools;
mod output;
mod program;
mod progress;
mod proof_progress;
mod report;

use std::env;
use std::ffi::OsString;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use aksara::{Code, DatabaseUrl};
use clap::{CommandFactory, FromArgMatches};

use answer::Answer;
use arguments::{Arguments, ColorArgument, Global};
use envelope::Envelope;
use exit::Exit;
pub use failure::Failure;
use interrupt::Interrupts;
use output::{Format, Output, Verbosity};

/// Runs one command, given as a program's arguments with the program's name first.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let written: Vec<OsString> = arguments.into_iter().collect();
    if let Some(path) = written.first() {
        program::called(Path::new(path));
    }
    let arguments = match parsed(&written) {
        Ok(arguments) => arguments,
        Err(error) => return usage(error, &written).into(),
    };
    let Arguments { command, global } = arguments;
    let name = command.name();
    global.color.apply();
    let mut output = global.output();
    let is_json = output.format() == Format::Json;
    let interrupts = Interrupts::listen(is_json.then_some(name));
    let begun = Instant::now();
    let result = enter(&global)
        .and_then(|()| runtime())
        .and_then(|runtime| runtime.block_on(commands::run(command, &interrupts, &mut output)))
        .and_then(|answer| said_time(answer, begun, &mut output));
    let exit = end(name, result, &mut output);
    interrupts.exit(exit).into()
}

fn parsed(written: &[OsString]) -> Result<Arguments, clap::Error> {
    let mut command = Arguments::command()
        .name(program::name())
        .bin_name(program::name());
    let matches = command.try_get_matches_from_mut(written)?;
    Arguments::from_arg_matches(&matches)
}

/// Goes to the folder that `-C` names.
fn enter(global: &Global) -> Result<(), Failure> {
    match &global.directory {
        None => Ok(()),
        Some(path) => env::set_current_dir(path)
            .map_err(|error| Failure::Usage(format!("-C {}: {error}", path.display()))),
    }
}

fn said_time(answer: Answer, begun: Instant, output: &mut Output) -> Result<Answer, Failure> {
    if output.verbosity() == Verbosity::Verbose {
        output.note("Took", format_args!("{:.2} s", begun.elapsed().as_secs_f64()))?;
    }
    Ok(answer)
}

/// Says how the command ended.
fn end(command: &str, result: Result<Answer, Failure>, output: &mut Output) -> Exit {
    let warnings = output.take_warnings();
    match result {
        Ok(answer) => {
            let Answer { exit, result } = answer.with_warnings(warnings);
            match output.envelope(&Envelope::of_result(command, result)) {
                Ok(()) => exit,
                Err(error) => end(command, Err(error.into()), output),
            }
        }
        Err(failure) => {
            // Without an output there is nobody to report to.
            let _ = output.envelope(&Envelope::of_failure(command, &failure));
            if output.format() == Format::Text {
                report::show(&failure);
                failure.others().iter().for_each(|other| report::show(other));
            }
            failure.exit()
        }
    }
}

/// Help and usage errors, as clap writes them, with what is meant by the words of other tools.
fn usage(error: clap::Error, written: &[OsString]) -> Exit {
    let texts: Vec<String> = written
        .iter()
        .map(|text| text.to_string_lossy().into_owned())
        .collect();
    ColorArgument::written_in(&texts).apply();
    let error = other_tools::with_tip(error, &texts);
    let is_wrong = error.use_stderr();
    if is_wrong && written.iter().any(|argument| argument == "--json") {
        let message = DatabaseUrl::mask_all(&error.render().to_string());
        let message = message.trim_start_matches("error: ").trim_end().to_owned();
        let envelope = Envelope::of_message(command_of(written), Code::CommandUsage, message);
        // A reader that has gone has seen enough; so below.
        let _ = Output::new(Format::Json, Verbosity::Normal).envelope(&envelope);
    } else if is_wrong {
        // The message may quote a URL that is in the wrong place.
        let shown = DatabaseUrl::mask_all(&program::as_typed(&error.render().ansi().to_string()));
        let _ = write!(anstream::stderr(), "{shown}");
    } else {
        let _ = error.print();
    }
    if is_wrong { Exit::Usage } else { Exit::Done }
}

/// The command that was meant, as far as the arguments say.
fn command_of(written: &[OsString]) -> &str {
    let commands = Arguments::command();
    let is_command = |word: &&str| commands.find_subcommand(word).is_some();
    let mut words = written.iter().skip(1).filter_map(|word| word.to_str());
    words.find(is_command).unwrap_or("aksara")
}

fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(Failure::Output)
}
