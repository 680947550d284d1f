//! The meaning of an SQL file's name: the migration, and the direction.
//!
//! golang-migrate, sqlx and others have `0001_users.up.sql` and `0001_users.down.sql`, yoyo `0001.users.sql` and
//! `0001.users.rollback.sql`, Flyway `V1__users.sql` and `U1__users.sql`
//! (<https://documentation.red-gate.com/flyway/flyway-concepts/migrations/migration-naming>).

use std::collections::BTreeSet;

use aksara_diagnostic::{Code, Diagnose, Diagnosis};
use thiserror::Error;

use super::SqlDirection;

/// The meaning of an SQL file's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SqlFileName {
    /// The migration's name.
    pub migration: String,
    /// The part that the names of one migration's files share.
    pub pair: PairKey,
    /// Which way it goes. A file of the way there may hold the way back in a section.
    pub way: SqlDirection,
}

/// The part that the names of a migration's two files share.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum PairKey {
    /// The migration's name.
    Name(String),
    /// Flyway's version, its numbers without leading zeros.
    Version(Vec<String>),
}

/// A file that is not a migration, although its name looks like one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum FileNameProblem {
    /// Flyway's `R__x.sql`.
    #[error("Flyway runs it again after each edit, but a migration runs only once here")]
    Repeatable,
    /// Flyway's `B1__x.sql`.
    #[error("Flyway runs it instead of the versions up to its own")]
    Baseline,
    /// Flyway's `beforeMigrate.sql`.
    #[error("Flyway runs it around other migrations, and nothing does that here")]
    Callback,
    /// The way back of something, in a form that is not known.
    #[error("it looks like the reverse of another migration, in an unknown form")]
    LooksLikeDown,
}

impl Diagnose for FileNameProblem {
    fn diagnosis(&self) -> Diagnosis {
        let with = |code, advice: &str| Diagnosis::new(code).advise(advice);
        match self {
            Self::Repeatable => with(
                Code::FilesOtherTool,
                "give it the next version, as in V7__name.sql, and write a new file for each later change",
            ),
            Self::Baseline => with(
                Code::FilesOtherTool,
                "remove it, or make it the first migration and remove those versions",
            ),
            Self::Callback => with(Code::FilesOtherTool, "move it out of this folder"),
            Self::LooksLikeDown => with(
                Code::FilesLooksLikeDown,
                "name the two files NAME.up.sql and NAME.down.sql, or put both directions into one file with \
                 `-- migrate:up` and `-- migrate:down`",
            ),
        }
    }
}

/// The endings of names that give the direction.
const ENDINGS: &[(&str, SqlDirection)] = &[
    (".up", SqlDirection::Up),
    (".down", SqlDirection::Down),
    (".rollback", SqlDirection::Down),
];

/// Words of the way back in names.
const BACKWARD: &[&str] = &[
    "down",
    "downs",
    "undo",
    "rollback",
    "revert",
    "reverse",
    "backward",
    "backwards",
];

/// Words of the way there in names.
const FORWARD: &[&str] = &[
    "up", "ups", "do", "apply", "deploy", "migrate", "forward", "forwards",
];

/// The beginnings of Flyway's callbacks, and the words after them.
const CALLBACKS: &[&str] = &["before", "after", "create"];
const EVENTS: &[&str] = &[
    "Migrate",
    "Each",
    "Clean",
    "Validate",
    "Baseline",
    "Repair",
    "Info",
    "Undo",
    "Schema",
    "Connect",
    "Versioned",
];

/// Reads a file's name without its extension.
pub fn read_file_name(stem: &str) -> Result<SqlFileName, FileNameProblem> {
    if let Some((name, way)) = ENDINGS
        .iter()
        .find_map(|(ending, way)| Some((without(stem, ending)?, *way)))
    {
        return Ok(SqlFileName {
            migration: name.to_owned(),
            pair: PairKey::Name(name.to_owned()),
            way,
        });
    }
    let is_callback = |prefix: &&str| {
        let event = stem.strip_prefix(*prefix);
        event.is_some_and(|event| EVENTS.iter().any(|known| event.starts_with(known)))
    };
    if stem.starts_with("R__") {
        return Err(FileNameProblem::Repeatable);
    }
    if version(stem, 'B').is_some() {
        return Err(FileNameProblem::Baseline);
    }
    if CALLBACKS.iter().any(is_callback) {
        return Err(FileNameProblem::Callback);
    }
    let (pair, way) = match (version(stem, 'V'), version(stem, 'U')) {
        (Some(version), _) => (PairKey::Version(version), SqlDirection::Up),
        (None, Some(version)) => (PairKey::Version(version), SqlDirection::Down),
        (None, None) => (PairKey::Name(stem.to_owned()), SqlDirection::Up),
    };
    Ok(SqlFileName {
        migration: stem.to_owned(),
        pair,
        way,
    })
}

/// Whether a name that says nothing looks like the way back of one of the others. All are without extensions.
pub fn looks_like_down(stem: &str, others: &BTreeSet<&str>) -> bool {
    let words = words(stem);
    let is_backward = |word: &str| BACKWARD.contains(&word);
    let Some(position) = words.iter().position(|word| is_backward(word)) else {
        return false;
    };
    // A part between points is never a word of a sentence.
    let parts: Vec<String> = stem.to_lowercase().split('.').map(str::to_owned).collect();
    if words.len() == 1 || parts.iter().skip(1).any(|part| is_backward(part)) {
        return true;
    }
    let at_end = position + 1 == words.len() || position <= 1;
    let number = words
        .first()
        .filter(|word| word.bytes().all(|byte| byte.is_ascii_digit()));
    others.iter().filter(|other| **other != stem).any(|other| {
        let other = self::words(other);
        let is_of_number = at_end && number.is_some() && other.first() == number;
        is_of_number || is_counterpart(&words, position, &other)
    })
}

/// Whether other words are the same except for the one of the way.
fn is_counterpart(words: &[String], position: usize, others: &[String]) -> bool {
    let (before, after) = (&words[..position], &words[position + 1..]);
    let Some(rest) = others.strip_prefix(before) else {
        return false;
    };
    match rest {
        [first, rest @ ..] if FORWARD.contains(&first.as_str()) => rest == after,
        rest => rest == after,
    }
}

fn words(stem: &str) -> Vec<String> {
    let words = stem.split(['.', '_', '-']).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

/// The name without an ending in any case.
fn without<'a>(stem: &'a str, ending: &str) -> Option<&'a str> {
    let (name, found) = stem.split_at_checked(stem.len().checked_sub(ending.len())?)?;
    (!name.is_empty() && found.eq_ignore_ascii_case(ending)).then_some(name)
}

/// The numbers of the version of `V1_2__name`, where the name begins so. The last ones do not count where they are 0.
fn version(stem: &str, prefix: char) -> Option<Vec<String>> {
    let (version, _) = stem.strip_prefix(prefix)?.split_once("__")?;
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !version.split(['.', '_']).all(is_number) {
        return None;
    }
    let numbers = version
        .split(['.', '_'])
        .map(|part| part.trim_start_matches('0').to_owned());
    let mut numbers: Vec<String> = numbers.collect();
    while numbers.len() > 1 && numbers.last().is_some_and(String::is_empty) {
        numbers.pop();
    }
    Some(numbers)
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;

    use super::*;

    fn check(stem: &str, migration: &str, way: SqlDirection) -> PairKey {
        let name = read_file_name(stem).unwrap();
        assert_eq!((name.migration.as_str(), name.way), (migration, way), "{stem}");
        name.pair
    }

    #[test]
    fn an_ending_shows_the_way() {
        for (up, down, migration) in [
            ("000001_users.up", "000001_users.down", "000001_users"),
            ("20240101_x.UP", "20240101_x.Down", "20240101_x"),
            ("0001.n", "0001.n.rollback", "0001.n"),
            ("0001_x", "0001_x.down", "0001_x"),
        ] {
            assert_eq!(
                check(up, migration, SqlDirection::Up),
                check(down, migration, SqlDirection::Down)
            );
        }
        check("0001_scale_down", "0001_scale_down", SqlDirection::Up);
    }

    #[test]
    fn the_version_joins_the_files_of_flyway() {
        for (up, down) in [
            ("V1__users", "U1__users"),
            ("V1.2__users", "U1_2__other"),
            ("V01__users", "U1__users"),
            ("V1.0__users", "U1__users"),
        ] {
            assert_eq!(
                check(up, up, SqlDirection::Up),
                check(down, down, SqlDirection::Down)
            );
        }
        check("Under__score", "Under__score", SqlDirection::Up);
        check("U__x", "U__x", SqlDirection::Up);
    }

    #[test]
    fn what_else_flyway_has_is_refused() {
        assert_eq!(read_file_name("R__view"), Err(FileNameProblem::Repeatable));
        assert_eq!(read_file_name("B3__base"), Err(FileNameProblem::Baseline));
        for stem in [
            "beforeMigrate",
            "afterEachMigrate__log",
            "afterMigrateError",
            "createSchema",
        ] {
            assert_eq!(read_file_name(stem), Err(FileNameProblem::Callback));
        }
        for stem in ["before_merge", "create_tables", "aftermath"] {
            check(stem, stem, SqlDirection::Up);
        }
    }

    fn is_down(stem: &str, others: &str) -> bool {
        looks_like_down(stem, &others.split(' ').chain([stem]).collect())
    }

    #[test]
    fn other_forms_of_a_way_back_are_suspicious() {
        for (stem, others) in [
            ("0001_users_down", "0001_users_up"),
            ("0001_users-down", "0001_users-up"),
            ("0001_users_rollback", "0001_users"),
            ("0001_rollback", "0001_users"),
            ("0001_rollback_users", "0001_users"),
            ("down_0001", "up_0001"),
            ("users_undo", "users"),
            ("001.undo.users", "001.do.users"),
            ("0001_users.undo", "0002_posts"),
            ("down", "up"),
        ] {
            assert!(is_down(stem, others), "{stem}");
        }
    }

    #[test]
    fn words_in_sentences_are_not() {
        for (stem, others) in [
            ("0002_scale_down", "0001_users"),
            ("0003_rollback_prices", "0001_users 0002_posts"),
            ("0003_breakdown", "0003_break"),
            ("0001_users", "0001_users_down"),
            ("0004_undo_of_0003", "0003_x"),
        ] {
            assert!(!is_down(stem, others), "{stem}");
        }
    }
}
