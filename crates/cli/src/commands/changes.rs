//! Changes of the models, as `makemigrations` and `check` print them: a line each, its warnings under it.

use aksara::{ModelChange, OpenQuestion};

use crate::Failure;
use crate::output::{BAD, CAREFUL, Output};

/// Shows the changes.
pub fn show(changes: &[ModelChange], output: &mut Output) -> Result<(), Failure> {
    for change in changes {
        output.paragraph(format_args!("  ● {change}"))?;
        for warning in &change.warnings {
            output.inline_warning(
                warning,
                format_args!("      {CAREFUL}warning:{CAREFUL:#} {warning}"),
            )?;
        }
    }
    Ok(())
}

/// Shows an open question with the flags that answer it, each on a line of its own.
pub fn ask(question: &OpenQuestion, output: &mut Output) -> Result<(), Failure> {
    output.paragraph(format_args!("{BAD}?{BAD:#} {}", question.text))?;
    for flag in &question.flags {
        output.line(format_args!("    {flag}"))?;
    }
    Ok(())
}
