//! What the program is called where it runs: `aksara`, or `aksara-engine` as the Python package installs it.

use std::path::Path;
use std::sync::OnceLock;

/// The name in the messages of all crates.
const NAME: &str = "aksara";

/// The name of the Python package's command.
const OF_PACKAGE: &str = "aksara-engine";

static CALLED: OnceLock<&str> = OnceLock::new();

/// Notes how the program was called, once.
pub fn called(path: &Path) {
    let stem = path.file_stem().and_then(|stem| stem.to_str());
    let name = if stem == Some(OF_PACKAGE) {
        OF_PACKAGE
    } else {
        NAME
    };
    CALLED.get_or_init(|| name);
}

/// Its name.
pub fn name() -> &'static str {
    CALLED.get().copied().unwrap_or(NAME)
}

/// A message, with commands as they are typed here: those between backticks, and those at the beginning of a line.
pub fn as_typed(message: &str) -> String {
    let name = name();
    if name == NAME {
        return message.to_owned();
    }
    let quoted = message.replace(&format!("`{NAME} "), &format!("`{name} "));
    let lines = quoted.split_inclusive('\n').map(|line| {
        let rest = line.trim_start();
        match rest.strip_prefix(NAME).filter(|rest| rest.starts_with(' ')) {
            Some(arguments) => format!("{}{name}{arguments}", &line[..line.len() - rest.len()]),
            None => line.to_owned(),
        }
    });
    lines.collect()
}
