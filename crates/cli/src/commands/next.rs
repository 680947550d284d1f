//! The command that comes next, on a line of its own.

use std::fmt::Display;

use crate::Failure;
use crate::output::{Output, QUIET};

/// Names it to a person who watches; a program needs no advice.
pub fn say(command: impl Display, output: &mut Output) -> Result<(), Failure> {
    Ok(output.say(format_args!("{QUIET}Next:{QUIET:#} {command}"))?)
}
