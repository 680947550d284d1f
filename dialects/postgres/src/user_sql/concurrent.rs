//! The user's own statements that PostgreSQL runs in no transaction and that may leave an invalid index.
//! <https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY>

use aksara_dialect::{Fragment, FragmentKind, Routine, fragments};

use crate::lexis::LEXIS;
use crate::routine::ConcurrentIndex;

/// The routine of the user's CREATE INDEX CONCURRENTLY or REINDEX CONCURRENTLY; `None` for any other statement.
pub(super) fn building(sql: &str) -> Option<Routine> {
    let mut words = fragments(sql, LEXIS).filter(Fragment::is_significant).peekable();
    let first = words.next()?;
    if first.is_word("REINDEX") {
        let is_concurrent = words.any(|word| word.is_word("CONCURRENTLY"));
        return is_concurrent.then(|| routine(None, sql));
    }
    if !first.is_word("CREATE") {
        return None;
    }
    words.next_if(|word| word.is_word("UNIQUE"));
    for keyword in ["INDEX", "CONCURRENTLY"] {
        words.next_if(|word| word.is_word(keyword))?;
    }
    for keyword in ["IF", "NOT", "EXISTS"] {
        words.next_if(|word| word.is_word(keyword));
    }
    let name = words.next_if(|word| !word.is_word("ON"));
    let Some(name) = name else {
        return Some(routine(None, sql));
    };
    let mut target = words.skip_while(|word| word.is_word("ON") || word.is_word("ONLY"));
    let (table, dot) = (target.next()?, target.next());
    // The index is in its table's schema.
    let namespace = if dot.is_some_and(|dot| dot.is_symbol(".")) {
        format!("{}.", quoted(&table))
    } else {
        String::new()
    };
    Some(routine(Some(format!("{namespace}{}", quoted(&name))), sql))
}

fn routine(index: Option<String>, sql: &str) -> Routine {
    let sql = sql.to_owned();
    ConcurrentIndex { index, sql }.into()
}

/// A name in quotes, as PostgreSQL takes it: without quotes in lower case.
fn quoted(name: &Fragment<'_>) -> String {
    match name.kind {
        FragmentKind::Quoted => name.text.to_owned(),
        FragmentKind::Word
        | FragmentKind::Blank
        | FragmentKind::Comment
        | FragmentKind::Placeholder(_)
        | FragmentKind::Symbol => format!("\"{}\"", name.text.to_lowercase()),
    }
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;

    use super::*;

    fn check(sql: &str, expected: Option<Option<&str>>) {
        let expected = expected.map(|index| routine(index.map(str::to_owned), sql));
        assert_eq!(building(sql), expected, "{sql}");
    }

    #[test]
    fn the_index_of_a_concurrent_build_is_known_by_its_name() {
        check(
            "CREATE INDEX CONCURRENTLY Things_N ON things (n)",
            Some(Some("\"things_n\"")),
        );
        check(
            "create /* a */ unique index concurrently if not exists \"Odd \"\" name\" on only app.things (n)",
            Some(Some("\"app\".\"Odd \"\" name\"")),
        );
        check("CREATE INDEX CONCURRENTLY ON things (n)", Some(None));
        check("REINDEX INDEX CONCURRENTLY i", Some(None));
        check("REINDEX (CONCURRENTLY) TABLE t", Some(None));
        check("CREATE INDEX i ON things (concurrently)", None);
        check("DROP INDEX CONCURRENTLY i", None);
        check("VACUUM", None);
    }
}
