//! Which project a command is about: said where it is not the current folder.

use std::path::Path;

use aksara::{Flags, Project, RootReason};

use crate::Failure;
use crate::output::{Output, QUIET};

/// Opens the project that the current folder is in.
pub fn open(flags: Flags, output: &mut Output) -> Result<Project, Failure> {
    let (project, reason) = Project::find(".", flags)?;
    let reason = match reason {
        RootReason::Migrations => "it has migrations",
        RootReason::Pyproject => "its pyproject.toml has [tool.aksara]",
        RootReason::Start => return Ok(project),
    };
    if project.root() != Path::new(".") {
        let shown = project
            .root()
            .canonicalize()
            .unwrap_or_else(|_| project.root().to_owned());
        output.note(
            "Project",
            format_args!("{} {QUIET}({reason}){QUIET:#}", shown.display()),
        )?;
    }
    Ok(project)
}
