//! Commands of a database's client in a script: no server knows them, and some would be read as part of a statement.

use super::{Fragment, FragmentKind, Lexis, ScriptStatement, fragments};

/// A command of a client in a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ClientCommand {
    /// Its line.
    pub written: String,
    /// The client.
    pub reason: String,
    /// Advice.
    pub advice: &'static str,
}

/// A known command.
struct Known {
    /// Its first words, in upper case.
    start: &'static str,
    /// The client.
    client: &'static str,
    /// Advice.
    advice: &'static str,
}

const ROWS: &str = "write the rows as INSERT statements (`pg_dump --inserts` does), or load them with psql";
const INCLUDE: &str = "copy the statements of that file into this one";
const LEAVE_OUT: &str = "leave the line out";
const CONNECTION: &str = "leave the line out: a migration runs on the database of the URL";
const PSQL: &str = "psql";
const MYSQL: &str = "the client mysql";

/// Commands that begin with a backslash. The last one is any other.
const BACKSLASH: &[Known] = &[
    known("\\COPY", PSQL, ROWS),
    known("\\.", PSQL, ROWS),
    known("\\CONNECT", PSQL, CONNECTION),
    known("\\I", PSQL, INCLUDE),
    known("\\RESTRICT", PSQL, LEAVE_OUT),
    known("\\UNRESTRICT", PSQL, LEAVE_OUT),
    known("\\C ", PSQL, CONNECTION),
    known(
        "\\G",
        "the clients psql and mysql",
        "end the statement with `;`, and write what it makes as statements",
    ),
    known(
        "\\",
        "psql",
        "leave it out, or write the statements that it makes",
    ),
];

/// Commands that are the first word of a line.
const WORDS: &[Known] = &[
    known("SOURCE", MYSQL, INCLUDE),
    known("SYSTEM", MYSQL, LEAVE_OUT),
    known("TEE", MYSQL, LEAVE_OUT),
    known("NOTEE", MYSQL, LEAVE_OUT),
    known("PAGER", MYSQL, LEAVE_OUT),
    known("NOPAGER", MYSQL, LEAVE_OUT),
    known("PROMPT", MYSQL, LEAVE_OUT),
    known("REHASH", MYSQL, LEAVE_OUT),
    known("CHARSET", MYSQL, LEAVE_OUT),
    known("WARNINGS", MYSQL, LEAVE_OUT),
    known("NOWARNING", MYSQL, LEAVE_OUT),
    known("EXIT", "a client", LEAVE_OUT),
    known("QUIT", "a client", LEAVE_OUT),
    known("SPOOL", "SQL*Plus", LEAVE_OUT),
    known(
        "DELIMITER",
        MYSQL,
        "leave it out, and end each statement with `;`: blocks are recognized",
    ),
];

/// The line that ends a batch of SQL Server's or Oracle's client.
const BATCH_ENDS: &[(&str, &str)] = &[("GO", "SQL Server's client"), ("/", "SQL*Plus")];

/// The first words of a statement, so that the text before them was the end of another.
const STATEMENTS: &[&str] = &[
    "ALTER", "BEGIN", "CALL", "COMMENT", "CREATE", "DECLARE", "DELETE", "DO", "DROP", "EXEC", "GRANT", "IF",
    "INSERT", "MERGE", "PRINT", "REPLACE", "REVOKE", "SELECT", "SET", "TRUNCATE", "UPDATE", "USE", "WITH",
];

const fn known(start: &'static str, client: &'static str, advice: &'static str) -> Known {
    Known {
        start,
        client,
        advice,
    }
}

/// The command that a statement is or holds.
pub(super) fn client_command(statement: &ScriptStatement<'_>, lexis: Lexis) -> Option<ClientCommand> {
    let sql = statement.sql;
    of_first_word(statement)
        .or_else(|| of_copy(statement))
        .or_else(|| of_dot(sql))
        .or_else(|| of_backslash(sql, lexis))
        .or_else(|| of_batch(statement, lexis))
}

fn of_first_word(statement: &ScriptStatement<'_>) -> Option<ClientCommand> {
    let first = statement.words.first()?;
    let starts = statement.sql.get(..first.len())?.eq_ignore_ascii_case(first);
    let command = WORDS.iter().find(|known| starts && known.start == first)?;
    Some(command.at(statement.sql))
}

/// `COPY … FROM stdin`, whose rows are below it in the file.
fn of_copy(statement: &ScriptStatement<'_>) -> Option<ClientCommand> {
    const ENDS: &[[&str; 2]] = &[["TO", "STDOUT"], ["FROM", "STDIN"]];
    let is_copy = statement.words.first().is_some_and(|word| word == "COPY");
    // A query in parentheses may read a table of that name.
    let is_query = statement.sql.get("COPY".len()..)?.trim_start().starts_with('(');
    let possible = if is_query { &ENDS[..1] } else { ENDS };
    let ends = |pair: &[String]| possible.iter().any(|end| pair[0] == end[0] && pair[1] == end[1]);
    (is_copy && statement.words.windows(2).any(ends)).then(|| ClientCommand {
        written: first_line(statement.sql),
        reason: "the rows come from a client and not from the statement".to_owned(),
        advice: ROWS,
    })
}

/// `.read file` of sqlite3.
fn of_dot(sql: &str) -> Option<ClientCommand> {
    let is_command = sql
        .strip_prefix('.')?
        .starts_with(|next: char| next.is_ascii_alphabetic());
    let advice = if sql.starts_with(".read") {
        INCLUDE
    } else {
        LEAVE_OUT
    };
    is_command.then(|| known(".", "sqlite3", advice).at(sql))
}

/// A backslash outside of quotes; MySQL's `\N` is NULL.
fn of_backslash(sql: &str, lexis: Lexis) -> Option<ClientCommand> {
    if !sql.contains('\\') {
        return None;
    }
    let is_null = |fragment: &Fragment<'_>| {
        let after = &sql[fragment.end()..];
        lexis.has_backslashes
            && after.starts_with('N')
            && !after[1..].starts_with(|next: char| next.is_alphanumeric() || next == '_')
    };
    let found = fragments(sql, lexis).find(|fragment| fragment.is_symbol("\\") && !is_null(fragment))?;
    let rest = &sql[found.start..];
    let upper = first_line(rest).to_uppercase() + " ";
    let command = BACKSLASH.iter().find(|known| upper.starts_with(known.start))?;
    Some(command.at(rest))
}

/// `GO` or `/` alone on a line, between two statements or behind one.
fn of_batch(statement: &ScriptStatement<'_>, lexis: Lexis) -> Option<ClientCommand> {
    let sql = statement.sql;
    let is_there =
        |(end, _): &(&str, &str)| sql.lines().any(|line| line.trim_end().eq_ignore_ascii_case(end));
    if !BATCH_ENDS.iter().any(is_there) {
        return None;
    }
    let significant: Vec<Fragment<'_>> = fragments(sql, lexis).filter(Fragment::is_significant).collect();
    let mut ends = significant.iter().enumerate();
    let client = ends.find_map(|(position, fragment)| {
        let (end, client) = BATCH_ENDS
            .iter()
            .find(|(end, _)| fragment.text.eq_ignore_ascii_case(end))?;
        let next = significant.get(position + 1);
        let begins = |next: &Fragment<'_>| STATEMENTS.iter().any(|word| next.is_word(word));
        let is_end =
            fragment.kind != FragmentKind::Quoted && is_alone(sql, fragment) && next.is_none_or(begins);
        is_end.then_some((*end, *client))
    });
    client.map(|(end, client)| ClientCommand {
        written: end.to_owned(),
        reason: format!("it ends a batch of {client} and is not SQL"),
        advice: "end the statement before it with `;`, and leave the line out",
    })
}

/// Whether a fragment is all of its line.
fn is_alone(sql: &str, fragment: &Fragment<'_>) -> bool {
    let before = &sql[..fragment.start];
    let after = sql[fragment.end()..].lines().next().unwrap_or_default();
    (before.is_empty() || before.ends_with('\n')) && after.trim().is_empty()
}

impl Known {
    fn at(&self, sql: &str) -> ClientCommand {
        ClientCommand {
            written: first_line(sql),
            reason: format!("it is a command of {} and not SQL", self.client),
            advice: self.advice,
        }
    }
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;

    use super::*;
    use crate::split_statements;

    const POSTGRES: Lexis = Lexis {
        has_dollar_quotes: true,
        has_nested_comments: true,
        ..Lexis::STANDARD
    };
    const MYSQL: Lexis = Lexis {
        has_backslashes: true,
        has_dollar_quotes: false,
        has_hash_comments: true,
        has_spaced_dashes: true,
        has_code_comments: true,
        ..POSTGRES
    };

    fn found(script: &str, lexis: Lexis) -> Option<ClientCommand> {
        split_statements(script, lexis)
            .iter()
            .find_map(|statement| client_command(statement, lexis))
    }

    #[test]
    fn each_command_has_its_advice() {
        for (script, written, advice) in [
            (
                "COPY public.a (b) FROM stdin;\n1\n\\.\n",
                "COPY public.a (b) FROM stdin",
                ROWS,
            ),
            ("COPY a TO STDOUT", "COPY a TO STDOUT", ROWS),
            ("COPY (SELECT 1) TO STDOUT", "COPY (SELECT 1) TO STDOUT", ROWS),
            ("\\copy a from 'x.csv'", "\\copy a from 'x.csv'", ROWS),
            ("\\connect app\nSELECT 1", "\\connect app", CONNECTION),
            ("\\c app", "\\c app", CONNECTION),
            ("\\i a.sql", "\\i a.sql", INCLUDE),
            ("\\ir a.sql", "\\ir a.sql", INCLUDE),
            ("\\unrestrict x", "\\unrestrict x", LEAVE_OUT),
            (".read a.sql", ".read a.sql", INCLUDE),
            (".mode csv", ".mode csv", LEAVE_OUT),
            ("SOURCE a.sql", "SOURCE a.sql", INCLUDE),
            ("quit", "quit", LEAVE_OUT),
        ] {
            let command = found(script, POSTGRES).unwrap_or_else(|| panic!("{script}"));
            assert_eq!((command.written.as_str(), command.advice), (written, advice));
        }
        for script in [
            "SELECT 1\\G",
            "SELECT 1 \\gset x",
            "DROP TABLE a\nGO",
            "DROP TABLE a\n/\nDROP TABLE b",
            "a;\n/",
        ] {
            assert!(found(script, POSTGRES).is_some(), "{script}");
        }
    }

    #[test]
    fn sql_has_none() {
        for script in [
            "COPY a FROM '/tmp/a'",
            "COPY (SELECT a FROM stdin) TO '/tmp/a'",
            "SELECT E'\\'', $$\\i$$, '\\', \"source\" FROM quit",
            "SELECT\ngo\nFROM a",
            "SELECT 4\n/\n2",
            "SELECT '\nGO\n'",
            "SELECT .5",
        ] {
            assert_eq!(found(script, POSTGRES), None, "{script}");
        }
        assert_eq!(found("SELECT \\N, 'it\\'s'", MYSQL), None);
        assert!(found("SELECT \\Nothing", MYSQL).is_some());
    }
}
