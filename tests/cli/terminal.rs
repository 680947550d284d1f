//! Commands on a pseudo-terminal of a chosen width.

#![cfg(unix)]

use nix::sys::wait::WaitStatus;
use rexpect::session::{PtySession, spawn_command};

use crate::project::Project;

/// A command on a terminal with so many columns.
pub fn on_terminal(project: &Project, arguments: &[&str], columns: u16) -> PtySession {
    let mut command = std::process::Command::new("sh");
    let typed = project.typed(arguments);
    let script = format!("stty columns {columns} rows 40; exec \"$0\" \"$@\"");
    command
        .arg("-c")
        .arg(script)
        .arg(typed.get_program())
        .args(typed.get_args());
    command
        .current_dir(project.path(""))
        .env("TERM", "xterm-256color");
    for (name, value) in typed.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command.env_remove("NO_COLOR").env_remove("COLUMNS");
    spawn_command(command, Some(120_000)).unwrap()
}

/// How it ended, with all that it printed, codes of colours included.
pub fn ended(mut session: PtySession) -> (i32, String) {
    let printed = decoded(&session.exp_eof().unwrap());
    match session.process().wait().unwrap() {
        WaitStatus::Exited(_, code) => (code, printed.replace("\r\n", "\n")),
        other => panic!("{other:?}: {printed}"),
    }
}

/// A text of a session, which gives each byte as a character.
pub fn decoded(text: &str) -> String {
    let bytes = text.chars().map(|byte| u8::try_from(u32::from(byte)).unwrap());
    String::from_utf8_lossy(&bytes.collect::<Vec<_>>()).into_owned()
}

/// Answers questions: what is seen last, and the keys for it. All that was printed, with the code.
pub fn answered(mut session: PtySession, answers: &[(&str, &str)]) -> (i32, String) {
    let mut printed = String::new();
    for (seen, keys) in answers {
        printed += &decoded(&session.exp_string(seen).unwrap()).replace("\r\n", "\n");
        printed += seen;
        session.send(keys).unwrap();
        session.flush().unwrap();
    }
    let (code, rest) = ended(session);
    (code, printed + &rest)
}

/// A text without the codes of a terminal.
pub fn plain(text: &str) -> String {
    let mut plain = String::new();
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        if character != '\u{1b}' {
            plain.push(character);
            continue;
        }
        if characters.next() == Some('[') {
            for code in characters.by_ref() {
                if code.is_ascii_alphabetic() {
                    break;
                }
            }
        }
    }
    // A line that is drawn again is what was drawn last.
    let lines = plain
        .split('\n')
        .map(|line| line.rsplit('\r').next().unwrap_or_default());
    lines.collect::<Vec<_>>().join("\n")
}

/// The lines of a text, each of at most so many columns, unless it is there to be pasted.
pub fn fitting(text: &str, columns: usize) -> Vec<String> {
    let plain = plain(text);
    for line in plain.lines() {
        let begins = |beginning| line.trim_start().starts_with(beginning);
        let is_pasted = [
            "--",
            "aksara ",
            "sqlite3 ",
            "SELECT ",
            "Next time: ",
            "Would create: ",
            "Created: ",
        ]
        .into_iter()
        .any(begins);
        assert!(
            is_pasted || line.chars().count() <= columns,
            "{columns}: {line:?} in\n{plain}"
        );
    }
    plain.lines().map(str::to_owned).collect()
}
