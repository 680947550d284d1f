//! Commands of other tools: a message names the one that is meant, with what was written after it.

use clap::CommandFactory;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::arguments::Arguments;

/// What follows the command that is meant.
#[derive(Clone, Copy)]
enum Rest {
    /// Nothing.
    Nothing,
    /// The name of a migration: the last word that was written.
    Name,
}

/// Words of Django, Alembic, Rails, Prisma, Atlas and others, and the commands that are meant.
const COMMANDS: &[(&str, &str, Rest)] = &[
    ("apply", "aksara migrate", Rest::Nothing),
    ("autogenerate", "aksara makemigrations", Rest::Nothing),
    ("branches", "aksara graph", Rest::Nothing),
    ("create", "aksara makemigrations --empty", Rest::Nothing),
    ("current", "aksara status", Rest::Nothing),
    ("deploy", "aksara migrate", Rest::Nothing),
    ("diff", "aksara makemigrations --dry-run", Rest::Nothing),
    ("down", "aksara migrate -1", Rest::Nothing),
    ("generate", "aksara makemigrations", Rest::Nothing),
    ("heads", "aksara graph", Rest::Nothing),
    ("inspectdb", "aksara inspect", Rest::Nothing),
    ("list", "aksara status", Rest::Nothing),
    ("log", "aksara history", Rest::Nothing),
    ("makemigration", "aksara makemigrations", Rest::Nothing),
    ("make-migrations", "aksara makemigrations", Rest::Nothing),
    ("merge", "aksara makemigrations --merge", Rest::Nothing),
    ("migrations", "aksara status", Rest::Nothing),
    ("new", "aksara makemigrations", Rest::Nothing),
    ("plan", "aksara migrate --dry-run", Rest::Nothing),
    ("reset", "aksara migrate zero", Rest::Nothing),
    ("revert", "aksara migrate -1", Rest::Nothing),
    ("revision", "aksara makemigrations", Rest::Nothing),
    ("rollback", "aksara migrate -1", Rest::Nothing),
    ("show", "aksara sql", Rest::Name),
    ("showmigrations", "aksara status", Rest::Nothing),
    ("sqlmigrate", "aksara sql", Rest::Name),
    ("squashmigrations", "aksara squash FROM..TO", Rest::Nothing),
    ("stamp", "aksara migrate --fake", Rest::Name),
    ("undo", "aksara migrate -1", Rest::Nothing),
    ("up", "aksara migrate", Rest::Nothing),
];

/// The error with a tip, where a command of another tool was written.
pub fn with_tip(error: clap::Error, written: &[String]) -> clap::Error {
    if error.kind() != ErrorKind::InvalidSubcommand {
        return error;
    }
    let Some(ContextValue::String(word)) = error.get(ContextKind::InvalidSubcommand) else {
        return error;
    };
    let rest = written.iter().skip_while(|argument| *argument != word).skip(1);
    let rest: Vec<&str> = rest.map(String::as_str).collect();
    match meant(word, &rest) {
        Some(meant) => suggesting(&error, &format!("`{meant}` does that")),
        None => error,
    }
}

/// The error with this tip in place of names that only look alike.
fn suggesting(error: &clap::Error, tip: &str) -> clap::Error {
    let mut suggesting = clap::Error::new(error.kind()).with_cmd(&Arguments::command());
    for kind in [ContextKind::InvalidSubcommand, ContextKind::Usage] {
        if let Some(value) = error.get(kind) {
            suggesting.insert(kind, value.clone());
        }
    }
    let tips = ContextValue::StyledStrs(vec![tip.to_owned().into()]);
    suggesting.insert(ContextKind::Suggested, tips);
    suggesting
}

/// The command for a word, with what was written after the word as far as it has a meaning here.
fn meant(word: &str, rest: &[&str]) -> Option<String> {
    match word {
        "downgrade" => return Some(format!("aksara migrate {}", target(rest, "-1"))),
        "upgrade" => {
            return Some(
                format!("aksara migrate {}", target(rest, ""))
                    .trim_end()
                    .to_owned(),
            );
        }
        _ => {}
    }
    let (_, command, follows) = COMMANDS.iter().find(|(theirs, ..)| *theirs == word)?;
    Some(match follows {
        Rest::Nothing => (*command).to_owned(),
        Rest::Name => format!("{command} {}", target(rest, "NAME")),
    })
}

/// The migration that was written, in our words.
fn target<'a>(rest: &[&'a str], default: &'a str) -> &'a str {
    let is_target = |word: &&&str| {
        let is_count = word
            .strip_prefix('-')
            .is_some_and(|digits| digits.parse::<u32>().is_ok());
        is_count || !word.starts_with('-')
    };
    match rest.iter().rev().find(is_target) {
        Some(&"base") => "zero",
        Some(&"heads") => "head",
        Some(word) => word,
        None => default,
    }
}
