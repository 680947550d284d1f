//! Reading clauses: constraints, defaults, collations, generated values.

use aksara_schema::{Deferrable, ReferentialAction};

use super::cursor::{Cursor, list_items};
use crate::physical::{Clause, ClauseKind, Conflict, ForeignKey};

/// Gives the foreign key a DEFERRABLE that was written apart from it.
pub(super) fn defer(clause: &mut Clause, apart: &str, deferrable: Deferrable) {
    if let ClauseKind::ForeignKey(key) = &mut clause.kind {
        key.deferrable = deferrable;
        let text = clause.written.take().unwrap_or_default();
        clause.written = Some(format!("{text} {apart}"));
    }
}

const ACTIONS: &[(&[&str], ReferentialAction)] = &[
    (&["CASCADE"], ReferentialAction::Cascade),
    (&["RESTRICT"], ReferentialAction::Restrict),
    (&["SET", "NULL"], ReferentialAction::SetNull),
    (&["SET", "DEFAULT"], ReferentialAction::SetDefault),
    (&["NO", "ACTION"], ReferentialAction::NoAction),
];

/// The words that end a column's type and start its clauses.
pub(super) const COLUMN_CLAUSE_STARTS: &[&str] = &[
    "CONSTRAINT",
    "PRIMARY",
    "NOT",
    "NULL",
    "UNIQUE",
    "CHECK",
    "DEFAULT",
    "COLLATE",
    "REFERENCES",
    "GENERATED",
    "AS",
    "DEFERRABLE",
];

/// The words that start a table's clauses; none of them can be a column's name without quotes.
pub(super) const TABLE_CLAUSE_STARTS: &[&str] = &["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"];

/// Reads a clause of a column.
pub(super) fn column_clause(cursor: &mut Cursor<'_>, column: &str) -> Option<Clause> {
    clause(cursor, |cursor| column_clause_kind(cursor, column))
}

/// Reads a clause of a table.
pub(super) fn table_clause(cursor: &mut Cursor<'_>) -> Option<Clause> {
    clause(cursor, table_clause_kind)
}

fn clause<'a>(
    cursor: &mut Cursor<'a>,
    read: impl FnOnce(&mut Cursor<'a>) -> Option<ClauseKind>,
) -> Option<Clause> {
    let start = cursor.start();
    let mut name = None;
    while cursor.eat(&["CONSTRAINT"]) {
        name = Some(cursor.name()?);
    }
    // SQLite takes a name that names nothing.
    let is_dangling = name.is_some() && (cursor.is_at_end() || cursor.is(","));
    let kind = if is_dangling {
        ClauseKind::Null { conflict: None }
    } else {
        read(cursor)?
    };
    Some(Clause {
        name,
        kind,
        written: Some(cursor.since(start).to_owned()),
    })
}

fn column_clause_kind(cursor: &mut Cursor<'_>, column: &str) -> Option<ClauseKind> {
    if cursor.eat(&["NOT", "NULL"]) {
        conflict(cursor).map(|conflict| ClauseKind::NotNull { conflict })
    } else if cursor.eat(&["NULL"]) {
        conflict(cursor).map(|conflict| ClauseKind::Null { conflict })
    } else if cursor.eat(&["DEFAULT"]) {
        default(cursor).map(|value| ClauseKind::Default { value })
    } else if cursor.eat(&["COLLATE"]) {
        cursor.name().map(|collation| ClauseKind::Collate { collation })
    } else if cursor.is_any(&["GENERATED", "AS"]) {
        generated(cursor)
    } else {
        column_constraint(cursor, vec![column.to_owned()])
    }
}

fn column_constraint(cursor: &mut Cursor<'_>, columns: Vec<String>) -> Option<ClauseKind> {
    if cursor.eat(&["PRIMARY", "KEY"]) {
        let is_descending = !cursor.eat(&["ASC"]) && cursor.eat(&["DESC"]);
        let conflict = conflict(cursor)?;
        let is_autoincrement = cursor.eat(&["AUTOINCREMENT"]);
        Some(ClauseKind::PrimaryKey {
            columns,
            is_descending,
            is_autoincrement,
            conflict,
        })
    } else if cursor.eat(&["UNIQUE"]) {
        conflict(cursor).map(|conflict| ClauseKind::Unique { columns, conflict })
    } else if cursor.eat(&["CHECK"]) {
        check(cursor)
    } else {
        references(cursor, columns).map(ClauseKind::ForeignKey)
    }
}

fn table_clause_kind(cursor: &mut Cursor<'_>) -> Option<ClauseKind> {
    if cursor.eat(&["PRIMARY", "KEY"]) {
        let inner = cursor.parenthesis()?;
        let is_descending = list_items(inner)
            .iter()
            .any(|item| Cursor::new(item).ends_with("DESC"));
        let is_autoincrement = Cursor::new(inner).ends_with("AUTOINCREMENT");
        let columns = column_names(inner)?;
        Some(ClauseKind::PrimaryKey {
            columns,
            is_descending,
            is_autoincrement,
            conflict: conflict(cursor)?,
        })
    } else if cursor.eat(&["UNIQUE"]) {
        let columns = column_names(cursor.parenthesis()?)?;
        Some(ClauseKind::Unique {
            columns,
            conflict: conflict(cursor)?,
        })
    } else if cursor.eat(&["CHECK"]) {
        check(cursor)
    } else {
        cursor.expect(&["FOREIGN", "KEY"])?;
        let columns = column_names(cursor.parenthesis()?)?;
        references(cursor, columns).map(ClauseKind::ForeignKey)
    }
}

/// `ON CONFLICT …`; `None` where it is broken.
fn conflict(cursor: &mut Cursor<'_>) -> Option<Conflict> {
    if cursor.eat(&["ON", "CONFLICT"]) {
        Some(Some(cursor.step()?.text.to_uppercase()))
    } else {
        Some(None)
    }
}

/// SQLite reads a conflict clause after a CHECK and ignores it.
fn check(cursor: &mut Cursor<'_>) -> Option<ClauseKind> {
    let expression = cursor.parenthesis()?.to_owned();
    conflict(cursor)?;
    Some(ClauseKind::Check { expression })
}

/// A value in parentheses, or one token with an optional sign.
fn default(cursor: &mut Cursor<'_>) -> Option<String> {
    let start = cursor.start();
    if cursor.is("(") {
        cursor.parenthesis()?;
    } else {
        let _ = cursor.eat(&["+"]) || cursor.eat(&["-"]);
        cursor.step()?;
    }
    Some(cursor.since(start).to_owned())
}

fn generated(cursor: &mut Cursor<'_>) -> Option<ClauseKind> {
    cursor.eat(&["GENERATED", "ALWAYS"]);
    cursor.expect(&["AS"])?;
    let expression = cursor.parenthesis()?.to_owned();
    let is_stored = !cursor.eat(&["VIRTUAL"]) && cursor.eat(&["STORED"]);
    Some(ClauseKind::Generated {
        expression,
        is_stored,
    })
}

fn references(cursor: &mut Cursor<'_>, columns: Vec<String>) -> Option<ForeignKey> {
    cursor.expect(&["REFERENCES"])?;
    let table = cursor.name()?;
    let targets = if cursor.is("(") {
        column_names(cursor.parenthesis()?)?
    } else {
        Vec::new()
    };
    let mut key = ForeignKey {
        columns,
        table,
        targets,
        on_delete: ReferentialAction::NoAction,
        on_update: ReferentialAction::NoAction,
        deferrable: Deferrable::Never,
    };
    while reference_option(cursor, &mut key)? {}
    Some(key)
}

/// One of what may follow REFERENCES in any order; whether there was one.
fn reference_option(cursor: &mut Cursor<'_>, key: &mut ForeignKey) -> Option<bool> {
    if cursor.eat(&["ON", "DELETE"]) {
        key.on_delete = action(cursor)?;
    } else if cursor.eat(&["ON", "UPDATE"]) {
        key.on_update = action(cursor)?;
    } else if cursor.eat(&["MATCH"]) {
        cursor.step()?;
    } else if let Some(deferrable) = deferrable(cursor) {
        key.deferrable = deferrable;
    } else {
        return Some(false);
    }
    Some(true)
}

/// `[NOT] DEFERRABLE …` where it is written here; beside REFERENCES, or as a clause of its own.
pub(super) fn deferrable(cursor: &mut Cursor<'_>) -> Option<Deferrable> {
    if cursor.eat(&["NOT", "DEFERRABLE"]) {
        initially(cursor);
        Some(Deferrable::Never)
    } else {
        cursor.expect(&["DEFERRABLE"])?;
        Some(initially(cursor))
    }
}

fn action(cursor: &mut Cursor<'_>) -> Option<ReferentialAction> {
    ACTIONS
        .iter()
        .find(|(words, _)| cursor.eat(words))
        .map(|(_, action)| *action)
}

fn initially(cursor: &mut Cursor<'_>) -> Deferrable {
    if cursor.eat(&["INITIALLY", "DEFERRED"]) {
        return Deferrable::InitiallyDeferred;
    }
    cursor.eat(&["INITIALLY", "IMMEDIATE"]);
    Deferrable::InitiallyImmediate
}

fn column_names(inner: &str) -> Option<Vec<String>> {
    list_items(inner)
        .into_iter()
        .map(|item| Cursor::new(item).name())
        .collect()
}
