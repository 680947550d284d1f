//! Comments that look like the beginning of a section, of a form that is not known. To take one for a remark would run
//! both directions of a migration, one after the other.

/// The words of a direction.
const DIRECTIONS: &[&str] = &[
    "up",
    "ups",
    "down",
    "downs",
    "undo",
    "rollback",
    "revert",
    "reverse",
    "forward",
    "forwards",
    "backward",
    "backwards",
    "unapply",
];

/// Those of them that begin no sentence.
const UP_AND_DOWN: &[&str] = &["up", "ups", "down", "downs"];

/// The words beside a direction in a marker.
const BESIDE: &[&str] = &[
    "above",
    "begin",
    "below",
    "block",
    "change",
    "changes",
    "create",
    "db",
    "dbmate",
    "direction",
    "drop",
    "end",
    "goose",
    "here",
    "micrate",
    "migrate",
    "migration",
    "migrations",
    "part",
    "rambler",
    "schema",
    "script",
    "section",
    "sql",
    "start",
    "statement",
    "statements",
    "step",
];

/// The beginnings of comments of other tools whose files are not plain SQL either.
const FOREIGN: &[&str] = &[
    "liquibase formatted sql",
    "changeset ",
    "atlas:txtar",
    "atlas:delimiter",
    "atlas:txmode",
];

/// The characters around comments and in rules.
const DECORATION: &[char] = &['-', '#', '*', '/', '=', '~', '_', '<', '>', ' ', '\t'];

/// The beginning of a tool's word.
const SIGILS: &[char] = &['+', '@', '!', '['];

/// Whether a line that is a comment looks like a section's marker.
pub(super) fn looks_like_section(line: &str) -> bool {
    let text = line.trim_matches(DECORATION).to_lowercase();
    if FOREIGN.iter().any(|foreign| text.starts_with(foreign)) {
        return true;
    }
    let is_direction = |word: &&str| DIRECTIONS.contains(word);
    let words: Vec<&str> = text
        .split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let are_all_known = words
        .iter()
        .all(|word| is_direction(word) || BESIDE.contains(word));
    let is_short = words.iter().take(2).any(is_direction) && words.len() <= 3;
    let has_sigil = text.starts_with(SIGILS);
    let is_migration = words.len() <= 3 && words.iter().any(|word| word.starts_with("migrat"));
    words.iter().any(is_direction)
        && (are_all_known || has_sigil && is_short || is_migration || is_around_colon(&text))
}

/// `tool:down`, `tool: down` and `down: drop the table`
fn is_around_colon(text: &str) -> bool {
    let Some((before, after)) = text.split_once(':') else {
        return false;
    };
    let is_word = !before.is_empty()
        && before
            .chars()
            .all(|character| character.is_alphanumeric() || character == '_');
    UP_AND_DOWN.contains(&before.trim()) || is_word && DIRECTIONS.contains(&after.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_of_other_forms_are_suspicious() {
        for line in [
            "--- migrate:down",
            "-- MIGRATE:DOWN",
            "-- migrate: down",
            "--migrate:Down",
            "-- Down",
            "-- UP:",
            "-- [down]",
            "-- @UNDO",
            "-- //@UNDO",
            "# --- !Downs",
            "# --- !Ups",
            "/* down */",
            "------ DOWN ------",
            "-- rambler up",
            "-- +micrate Down",
            "--- +goose Down",
            "-- db:rollback",
            "-- Down: drops the table",
            "-- === migration down (users) ===",
            "-- down.sql --",
            "-- rollback",
            "--liquibase formatted sql",
            "--changeset ann:1",
            "-- atlas:txtar",
        ] {
            assert!(looks_like_section(line), "{line}");
        }
    }

    #[test]
    fn remarks_are_not() {
        for line in [
            "-- by hand",
            "-- Up to three names for each user",
            "-- the total goes down with each order",
            "-- rounds up, as before: see the ticket",
            "-- undo is possible with the backup of Monday",
            "-- note: rollback of prices is manual",
            "-- rollback: drop the table by hand",
            "-- users",
            "--",
            "-----------",
            "/* prices */",
            "-- $1 is the name",
            "-- create the table",
        ] {
            assert!(!looks_like_section(line), "{line}");
        }
    }
}
