//! CREATE TABLE.

use super::clause::{
    COLUMN_CLAUSE_STARTS, Clause, ClauseKind, TABLE_CLAUSE_STARTS, column_clause, deferrable, table_clause,
};
use super::cursor::Cursor;

/// A table as its statement defines it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TableDefinition {
    /// The columns in order.
    pub(crate) columns: Vec<ColumnDefinition>,
    /// The clauses that stand beside the columns.
    pub(crate) clauses: Vec<Clause>,
    /// STRICT
    pub(crate) is_strict: bool,
    /// WITHOUT ROWID
    pub(crate) is_without_rowid: bool,
}

/// A column as its table's statement defines it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ColumnDefinition {
    /// The name without quotes.
    pub(crate) name: String,
    /// The name as it was written.
    pub(crate) name_text: String,
    /// The declared type as it was written; empty where there is none.
    pub(crate) declared_type: String,
    /// The clauses in order.
    pub(crate) clauses: Vec<Clause>,
}

/// Reads a CREATE TABLE statement as SQLite keeps it.
pub(crate) fn read_table(sql: &str) -> Option<TableDefinition> {
    let mut cursor = Cursor::new(sql);
    cursor.expect(&["CREATE"])?;
    let _ = cursor.eat(&["TEMP"]) || cursor.eat(&["TEMPORARY"]);
    cursor.expect(&["TABLE"])?;
    cursor.object_name()?;
    let body = cursor.parenthesis()?;
    let (columns, clauses) = read_body(body)?;
    let mut definition = TableDefinition {
        columns,
        clauses,
        is_strict: false,
        is_without_rowid: false,
    };
    while !cursor.is_at_end() {
        read_option(&mut cursor, &mut definition)?;
    }
    Some(definition)
}

impl TableDefinition {
    /// The column of this name; SQLite's names do not depend on case.
    pub(crate) fn column(&self, name: &str) -> Option<&ColumnDefinition> {
        self.columns
            .iter()
            .find(|column| column.name.eq_ignore_ascii_case(name))
    }

    /// Every clause of the columns and of the table.
    pub(crate) fn all_clauses(&self) -> impl Iterator<Item = &Clause> {
        self.columns
            .iter()
            .flat_map(|column| &column.clauses)
            .chain(&self.clauses)
    }

    /// The column that is the rowid under another name
    /// (<https://www.sqlite.org/lang_createtable.html#rowids_and_the_integer_primary_key>).
    pub(crate) fn rowid_column(&self) -> Option<&ColumnDefinition> {
        let own = self
            .columns
            .iter()
            .flat_map(|column| column.clauses.iter().map(move |clause| (clause, true)));
        let key = own
            .chain(self.clauses.iter().map(|clause| (clause, false)))
            .find_map(|(clause, is_own)| match &clause.kind {
                ClauseKind::PrimaryKey {
                    columns,
                    is_descending,
                    ..
                } => Some((columns, is_own && *is_descending)),
                _ => None,
            });
        let ([column], false) = (key?.0.as_slice(), key?.1 || self.is_without_rowid) else {
            return None;
        };
        self.column(column)
            .filter(|column| column.declared_type.eq_ignore_ascii_case("INTEGER"))
    }

    /// Whether the primary key is AUTOINCREMENT.
    pub(crate) fn is_autoincrement(&self) -> bool {
        self.all_clauses().any(|clause| {
            matches!(
                clause.kind,
                ClauseKind::PrimaryKey {
                    is_autoincrement: true,
                    ..
                }
            )
        })
    }

    /// The CREATE TABLE statement under a name that is already quoted.
    pub(crate) fn sql(&self, quoted_name: &str) -> String {
        let columns = self.columns.iter().map(ColumnDefinition::sql);
        let clauses = self.clauses.iter().map(|clause| clause.text.clone());
        let parts: Vec<String> = columns.chain(clauses).collect();
        let options = [
            (self.is_strict, "STRICT"),
            (self.is_without_rowid, "WITHOUT ROWID"),
        ];
        let options: Vec<&str> = options
            .into_iter()
            .filter(|(is_on, _)| *is_on)
            .map(|(_, word)| word)
            .collect();
        let sql = format!(
            "CREATE TABLE {quoted_name} ({}) {}",
            parts.join(", "),
            options.join(", ")
        );
        sql.trim_end().to_owned()
    }
}

impl ColumnDefinition {
    fn sql(&self) -> String {
        let start = [self.name_text.as_str(), self.declared_type.as_str()]
            .into_iter()
            .filter(|part| !part.is_empty());
        let parts: Vec<&str> = start
            .chain(self.clauses.iter().map(|clause| clause.text.as_str()))
            .collect();
        parts.join(" ")
    }
}

fn read_body(body: &str) -> Option<(Vec<ColumnDefinition>, Vec<Clause>)> {
    let mut cursor = Cursor::new(body);
    let mut columns = Vec::new();
    read_column(&mut cursor, &mut columns)?;
    while cursor.eat(&[","]) && !cursor.is_any(TABLE_CLAUSE_STARTS) {
        read_column(&mut cursor, &mut columns)?;
    }
    let mut clauses = Vec::new();
    while !cursor.is_at_end() {
        clauses.push(table_clause(&mut cursor)?);
        // SQLite does not need the comma between the clauses of a table.
        cursor.eat(&[","]);
    }
    Some((columns, clauses))
}

/// Reads a column behind those that were read.
fn read_column(cursor: &mut Cursor<'_>, columns: &mut Vec<ColumnDefinition>) -> Option<()> {
    let start = cursor.start();
    let name = cursor.name()?;
    let name_text = cursor.since(start).to_owned();
    let declared_type = read_type(cursor)?;
    columns.push(ColumnDefinition {
        name: name.clone(),
        name_text,
        declared_type,
        clauses: Vec::new(),
    });
    while !cursor.is_at_end() && !cursor.is(",") {
        let start = cursor.start();
        match deferrable(cursor) {
            Some(deferrable) => {
                let key = last_foreign_key(columns);
                key.into_iter()
                    .for_each(|key| key.defer(cursor.since(start), deferrable));
            }
            None => {
                let clause = column_clause(cursor, &name)?;
                columns.last_mut()?.clauses.push(clause);
            }
        }
    }
    Some(())
}

/// SQLite reads a DEFERRABLE that is written apart as one of the foreign key before it, whatever stands between them.
/// Where there is none, it says nothing.
fn last_foreign_key(columns: &mut [ColumnDefinition]) -> Option<&mut Clause> {
    let mut clauses = columns
        .iter_mut()
        .rev()
        .flat_map(|column| column.clauses.iter_mut().rev());
    clauses.find(|clause| matches!(clause.kind, ClauseKind::ForeignKey(_)))
}

/// Any number of names, then numbers in parentheses.
fn read_type(cursor: &mut Cursor<'_>) -> Option<String> {
    if cursor.is_at_end() || cursor.is(",") || cursor.is_any(COLUMN_CLAUSE_STARTS) {
        return Some(String::new());
    }
    let start = cursor.start();
    while !cursor.is_at_end() && !cursor.is_any(&[",", "("]) && !cursor.is_any(COLUMN_CLAUSE_STARTS) {
        cursor.name()?;
    }
    if cursor.is("(") {
        cursor.parenthesis()?;
    }
    Some(cursor.since(start).to_owned())
}

fn read_option(cursor: &mut Cursor<'_>, definition: &mut TableDefinition) -> Option<()> {
    if cursor.eat(&["STRICT"]) {
        definition.is_strict = true;
    } else {
        cursor.expect(&["WITHOUT", "ROWID"])?;
        definition.is_without_rowid = true;
    }
    cursor.eat(&[","]);
    Some(())
}
