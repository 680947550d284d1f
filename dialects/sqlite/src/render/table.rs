//! CREATE TABLE and its parts, CREATE INDEX.

use aksara_dialect::Ddl;
use aksara_schema::{Deferrable, ReferentialAction};
use sea_query::SqliteQueryBuilder;

use crate::expression::identifier;
use crate::physical::{Clause, ClauseKind, Column, ForeignKey, Index, IndexPart, Table};

/// `CREATE TABLE` under a name that may be a passing one; references of the table to itself keep its own.
pub(crate) fn create_table(table: &Table, name: &str) -> String {
    let columns = table.columns.iter().map(column);
    let constraints = table
        .constraints
        .iter()
        .map(|clause| spell_clause(clause, Position::Table));
    let parts: Vec<String> = columns.chain(constraints).collect();
    let options = [
        (table.options.is_without_rowid, "WITHOUT ROWID"),
        (table.options.is_strict, "STRICT"),
    ];
    let options: Vec<&str> = options
        .into_iter()
        .filter_map(|(is_on, word)| is_on.then_some(word))
        .collect();
    let ddl = Ddl::new(SqliteQueryBuilder)
        .word("CREATE TABLE")
        .name(name)
        .fragment(&format!("(\n  {}\n)", parts.join(",\n  ")));
    ddl.when(!options.is_empty(), |ddl| ddl.fragment(&options.join(", ")))
        .finish()
}

/// A column's definition.
pub(super) fn column(column: &Column) -> String {
    let clauses = column
        .clauses
        .iter()
        .map(|clause| spell_clause(clause, Position::Column));
    let start = [column.written_name.clone(), column.declared_type.clone()];
    let parts = start.into_iter().filter(|part| !part.is_empty()).chain(clauses);
    parts.collect::<Vec<_>>().join(" ")
}

/// A constraint as it is written beside the columns.
pub(super) fn constraint(clause: &Clause) -> String {
    spell_clause(clause, Position::Table)
}

/// A clause in its own words, as a message quotes it.
#[cfg(feature = "driver")]
pub(crate) fn clause_text(clause: &Clause) -> String {
    spell_clause(clause, Position::Table)
}

/// `CREATE INDEX`; an index of the live table is made again by its own statement.
pub(super) fn create_index(index: &Index, table: &str) -> String {
    if let Some(written) = &index.written {
        return written.clone();
    }
    let word = if index.is_unique {
        "CREATE UNIQUE INDEX"
    } else {
        "CREATE INDEX"
    };
    let ddl = Ddl::new(SqliteQueryBuilder)
        .word(word)
        .name(&index.name)
        .word("ON")
        .name(table)
        .list(index.parts.iter().map(index_part));
    match &index.condition {
        Some(condition) => ddl.word("WHERE").fragment(condition).finish(),
        None => ddl.finish(),
    }
}

/// The place of a clause: a key at its column does not name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Position {
    Column,
    Table,
}

fn spell_clause(clause: &Clause, position: Position) -> String {
    if let Some(written) = &clause.written {
        return written.clone();
    }
    let ddl = Ddl::new(SqliteQueryBuilder);
    let ddl = match &clause.name {
        Some(name) => ddl.word("CONSTRAINT").name(name),
        None => ddl,
    };
    let ddl = spell_kind(ddl, &clause.kind, position);
    let ddl = match clause.conflict() {
        Some(conflict) => ddl.word("ON CONFLICT").fragment(conflict),
        None => ddl,
    };
    ddl.when(is_autoincrement(&clause.kind), |ddl| ddl.word("AUTOINCREMENT"))
        .finish()
}

fn spell_kind(ddl: Writer, kind: &ClauseKind, position: Position) -> Writer {
    let with_columns = |ddl: Writer, columns: &[String]| {
        ddl.when(position == Position::Table, |ddl| ddl.list(names(columns)))
    };
    match kind {
        ClauseKind::PrimaryKey {
            columns,
            is_descending,
            ..
        } => {
            let is_own = position == Position::Column && *is_descending;
            with_columns(ddl.word("PRIMARY KEY"), columns).when(is_own, |ddl| ddl.word("DESC"))
        }
        ClauseKind::NotNull { .. } => ddl.word("NOT NULL"),
        ClauseKind::Null { .. } => ddl.word("NULL"),
        ClauseKind::Unique { columns, .. } => with_columns(ddl.word("UNIQUE"), columns),
        ClauseKind::Check { expression } => ddl.word("CHECK").list([expression.clone()]),
        ClauseKind::Default { value } => ddl.word("DEFAULT").fragment(value),
        ClauseKind::Collate { collation } => ddl.word("COLLATE").fragment(collation),
        ClauseKind::ForeignKey(key) => {
            let is_beside = position == Position::Table;
            let ddl = ddl.when(is_beside, |ddl| ddl.word("FOREIGN KEY").list(names(&key.columns)));
            references(ddl, key)
        }
        ClauseKind::Generated {
            expression,
            is_stored,
        } => {
            let storage = if *is_stored { "STORED" } else { "VIRTUAL" };
            let ddl = ddl.word("GENERATED ALWAYS AS").list([expression.clone()]);
            ddl.word(storage)
        }
    }
}

type Writer = Ddl<SqliteQueryBuilder>;

fn is_autoincrement(kind: &ClauseKind) -> bool {
    matches!(
        kind,
        ClauseKind::PrimaryKey {
            is_autoincrement: true,
            ..
        }
    )
}

/// `REFERENCES table (fields) ON … DEFERRABLE …`
fn references(ddl: Writer, key: &ForeignKey) -> Writer {
    let ddl = ddl.word("REFERENCES").name(&key.table);
    let ddl = ddl.when(!key.targets.is_empty(), |ddl| ddl.list(names(&key.targets)));
    let ddl = action(ddl, "ON DELETE", key.on_delete);
    let ddl = action(ddl, "ON UPDATE", key.on_update);
    match key.deferrable {
        Deferrable::Never => ddl,
        Deferrable::InitiallyImmediate => ddl.word("DEFERRABLE INITIALLY IMMEDIATE"),
        Deferrable::InitiallyDeferred => ddl.word("DEFERRABLE INITIALLY DEFERRED"),
    }
}

/// NO ACTION is what a foreign key does where none is written.
fn action(ddl: Writer, event: &'static str, action: ReferentialAction) -> Writer {
    let word = match action {
        ReferentialAction::NoAction => return ddl,
        ReferentialAction::Cascade => "CASCADE",
        ReferentialAction::SetNull => "SET NULL",
        ReferentialAction::SetDefault => "SET DEFAULT",
        ReferentialAction::Restrict => "RESTRICT",
    };
    ddl.word(event).word(word)
}

fn index_part(part: &IndexPart) -> String {
    let collation = part.collation.as_ref().map(|name| format!("COLLATE {name}"));
    let order = part.is_descending.then(|| "DESC".to_owned());
    let parts = [Some(part.key.clone()), collation, order];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn names(columns: &[String]) -> Vec<String> {
    columns.iter().map(|column| identifier(column)).collect()
}
