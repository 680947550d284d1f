//! One database: a line for each feature, with the sentence that says how.

use aksara::{Capability, Dialect, Evidence};

use super::{MARKS, mark, rows, short};
use crate::Failure;
use crate::lines::{hanging, wrapped};
use crate::output::{Output, STRONG};

/// Shows it.
pub(super) fn show(dialect: &dyn Dialect, output: &mut Output) -> Result<(), Failure> {
    output.line(format_args!("{STRONG}{}{STRONG:#}", dialect.name()))?;
    for feature in aksara::features() {
        for row in rows(dialect, *feature) {
            let text = format!("{} {feature}{}: {}", evidence(row), versions(row), row.note);
            output.line(hanging(&text, 4, output.width()))?;
        }
    }
    output.say("")?;
    output.say(wrapped(MARKS, output.width()))?;
    Ok(())
}

fn evidence(row: &Capability) -> String {
    let manual = match row.evidence {
        Evidence::Tested => " ",
        Evidence::Manual => "*",
    };
    format!("{}{manual}", mark(row.support))
}

fn versions(row: &Capability) -> String {
    match row.before {
        Some(before) => format!(" before {}", short(before)),
        None => String::new(),
    }
}
