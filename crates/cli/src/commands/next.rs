//! The command that comes next, on a line of its own.

use std::fmt::Display;

use crate::Failure;
use crate::output::{Output, QUIET};
use crate::program;

/// Names it to a person who watches; a program needs no advice.
pub fn say(command: impl Display, output: &mut Output) -> Result<(), Failure> {
    let command = program::as_typed(&command.to_string());
    Ok(output.say(format_args!("{QUIET}Next:{QUIET:#} {command}"))?)
}
