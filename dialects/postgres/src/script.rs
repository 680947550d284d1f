//! Reads a user's SQL script as far as its statements' first words, to know how it stands to a transaction.
//!
//! Quotes, dollar quotes and comments are skipped as PostgreSQL's lexer does; nothing else is understood.

/// How a script stands to the migration's transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Transactionality {
    /// It runs within it.
    Inside,
    /// Its only statement cannot run within one.
    Alone,
    /// One of several statements cannot run within one.
    Mixed {
        /// The statement's first words.
        keyword: &'static str,
    },
    /// It would end it.
    Control {
        /// The statement's first word.
        keyword: &'static str,
    },
}

const CONTROL: &[&str] = &[
    "BEGIN",
    "START TRANSACTION",
    "COMMIT",
    "END",
    "ROLLBACK",
    "ABORT",
    "PREPARE TRANSACTION",
];

/// What keeps its own transactions. ROLLBACK TO SAVEPOINT and the like stay within one.
const ALONE: &[&str] = &[
    "VACUUM",
    "CREATE DATABASE",
    "DROP DATABASE",
    "CREATE TABLESPACE",
    "DROP TABLESPACE",
    "ALTER SYSTEM",
];

const INSIDE: &[&str] = &["ROLLBACK TO", "ROLLBACK WORK TO", "ROLLBACK TRANSACTION TO"];

/// Statements that cannot run within a transaction when CONCURRENTLY follows.
const CONCURRENT: &[&str] = &[
    "CREATE INDEX",
    "CREATE UNIQUE INDEX",
    "DROP INDEX",
    "REINDEX",
    "ALTER TABLE",
];

/// Looks at the first words of each statement.
pub(crate) fn transactionality(script: &str) -> Transactionality {
    let statements = statements(script);
    let starting = |words: &[String], list: &'static [&'static str]| {
        list.iter().copied().find(|start| starts_with(words, start))
    };
    let control = statements.iter().find_map(|words| match starting(words, INSIDE) {
        Some(_) => None,
        None => starting(words, CONTROL),
    });
    if let Some(keyword) = control {
        return Transactionality::Control { keyword };
    }
    let alone = statements.iter().find_map(|words| {
        let concurrent = words.iter().any(|word| word == "CONCURRENTLY");
        starting(words, ALONE).or_else(|| starting(words, CONCURRENT).filter(|_| concurrent))
    });
    match (alone, statements.len()) {
        (None, _) => Transactionality::Inside,
        (Some(_), 1) => Transactionality::Alone,
        (Some(keyword), _) => Transactionality::Mixed { keyword },
    }
}

fn starts_with(words: &[String], start: &str) -> bool {
    let mut words = words.iter();
    start
        .split(' ')
        .all(|expected| words.next().is_some_and(|word| word == expected))
}

/// The bare words of each statement, in upper case; quoted parts and comments are left out.
fn statements(script: &str) -> Vec<Vec<String>> {
    let mut statements = vec![Vec::new()];
    let mut rest = script;
    while let Some(character) = rest.chars().next() {
        let length = token_length(rest, character);
        let (token, after) = rest.split_at(length);
        if character == ';' {
            statements.push(Vec::new());
        } else if is_word_start(character)
            && let Some(words) = statements.last_mut()
        {
            words.push(token.to_uppercase());
        }
        rest = after;
    }
    statements.retain(|words| !words.is_empty());
    statements
}

/// The length of the token that begins here.
fn token_length(rest: &str, first: char) -> usize {
    match first {
        '\'' => quoted_length(rest, '\'', false),
        '"' => quoted_length(rest, '"', false),
        'e' | 'E' if rest[1..].starts_with('\'') => 1 + quoted_length(&rest[1..], '\'', true),
        '-' if rest.starts_with("--") => rest.find('\n').unwrap_or(rest.len()),
        '/' if rest.starts_with("/*") => comment_length(rest),
        '$' => dollar_quoted_length(rest).unwrap_or(1),
        first if is_word_start(first) => rest
            .find(|character| !is_word_part(character))
            .unwrap_or(rest.len()),
        first => first.len_utf8(),
    }
}

fn is_word_start(character: char) -> bool {
    character.is_alphabetic() || character == '_'
}

fn is_word_part(character: char) -> bool {
    character.is_alphanumeric() || character == '_' || character == '$'
}

/// A doubled quote ends one part and begins the next, which comes to the same.
fn quoted_length(rest: &str, quote: char, has_escapes: bool) -> usize {
    let mut characters = rest.char_indices().skip(1);
    while let Some((position, character)) = characters.next() {
        if has_escapes && character == '\\' {
            characters.next();
        } else if character == quote {
            return position + 1;
        }
    }
    rest.len()
}

/// Comments nest in PostgreSQL.
fn comment_length(rest: &str) -> usize {
    let (mut depth, mut position) = (0_usize, 0);
    while position < rest.len() {
        let here = &rest.as_bytes()[position..];
        let step = match here {
            [b'/', b'*', ..] => {
                depth += 1;
                2
            }
            [b'*', b'/', ..] => {
                depth -= 1;
                2
            }
            _ => 1,
        };
        position += step;
        if depth == 0 {
            return position;
        }
    }
    rest.len()
}

/// `$tag$ … $tag$`
fn dollar_quoted_length(rest: &str) -> Option<usize> {
    let tag_end = rest[1..].find('$')? + 2;
    let tag = &rest[..tag_end];
    let name = &tag[1..tag.len() - 1];
    let valid = name
        .chars()
        .all(|character| character.is_alphanumeric() || character == '_')
        && !name.starts_with(|character: char| character.is_ascii_digit());
    valid.then(|| {
        rest[tag_end..]
            .find(tag)
            .map_or(rest.len(), |end| tag_end + end + tag.len())
    })
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;

    use super::*;

    fn check(script: &str, expected: Transactionality) {
        assert_eq!(transactionality(script), expected, "{script}");
    }

    #[test]
    fn plain_statements_run_within_the_transaction() {
        for script in [
            "",
            "CREATE EXTENSION IF NOT EXISTS pg_trgm;",
            "UPDATE a SET b = 'x; COMMIT'; SELECT \"end;commit\" FROM c -- ; COMMIT\n;",
            "DO $$ BEGIN COMMIT; END $$;",
            "DO $body$ BEGIN $$;COMMIT;$$ END $body$",
            "SELECT 1 /* a /* nested ; */ ; COMMIT; */;",
            "SELECT E'it\\'s; COMMIT;'",
            "SAVEPOINT a; ROLLBACK TO SAVEPOINT a; RELEASE a",
            "CREATE INDEX é ON a (b)",
            "INSERT INTO a VALUES ('unclosed; COMMIT",
        ] {
            check(script, Transactionality::Inside);
        }
    }

    #[test]
    fn transaction_control_is_seen_at_the_start_of_a_statement() {
        check(
            "begin; SELECT 1; commit",
            Transactionality::Control { keyword: "BEGIN" },
        );
        check(
            "SELECT 1;\n-- done\nCOMMIT;",
            Transactionality::Control { keyword: "COMMIT" },
        );
        check("ROLLBACK", Transactionality::Control { keyword: "ROLLBACK" });
    }

    #[test]
    fn what_cannot_run_in_a_transaction_stands_alone() {
        check("VACUUM ANALYZE a;", Transactionality::Alone);
        check(
            "CREATE UNIQUE INDEX CONCURRENTLY i ON a (b);",
            Transactionality::Alone,
        );
        check(
            "VACUUM a; SELECT 1",
            Transactionality::Mixed { keyword: "VACUUM" },
        );
    }
}
