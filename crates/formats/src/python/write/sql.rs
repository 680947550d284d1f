//! SQL texts: one for every dialect, or one for each.

use std::collections::BTreeMap;

use aksara_operations::{
    Backfill, DEFAULT_BATCH_SIZE, Located, Lookup, ReverseSql, ReverseUpdate, RowUpdate, SqlScript, SqlText,
    Using,
};
use aksara_schema::{DialectName, RawSql, SqlExpression};

use super::code::{Argument, Code, Import};
use super::literal::literal;
use super::text::quote_lines;

/// An expression as text that reads back to it.
pub(super) fn expression(expression: &SqlExpression) -> Code {
    match expression {
        SqlExpression::Portable(expression) => expression.to_string().as_str().into(),
        SqlExpression::PerDialect(texts) => per_dialect(texts, raw),
        SqlExpression::Unportable { sql, .. } => raw(sql),
    }
}

/// `keyword=expression` where there is one.
pub(super) fn optional_expression(
    keyword: &'static str,
    written: Option<&SqlExpression>,
) -> Option<Argument> {
    written.map(|written| Argument::keyword(keyword, expression(written)))
}

/// `keyword=…` where there is a way to the new values.
pub(super) fn using(keyword: &'static str, written: Option<&Using>) -> Option<Argument> {
    let code = match written? {
        Using::Expression(written) => expression(written),
        Using::Lookup(Lookup { table, key, value }) => Code::call(
            Code::imported(Import::Operations, "op.Lookup"),
            vec![
                Argument::positional(table.to_string().as_str()),
                Argument::keyword("key", key.as_str()),
                Argument::keyword("value", value.as_str()),
            ],
        ),
    };
    Some(Argument::keyword(keyword, code))
}

/// The user's statements: one text, a list, or either for each dialect.
pub(super) fn statements(text: &SqlText) -> Code {
    match text {
        SqlText::Common(scripts) => script_list(scripts),
        SqlText::PerDialect(scripts) => per_dialect(scripts, |scripts| script_list(scripts)),
    }
}

/// The way back, where one was given.
pub(super) fn reverse(reverse: &ReverseSql) -> Option<Argument> {
    let code = match reverse {
        ReverseSql::Missing => return None,
        ReverseSql::Noop => Code::imported(Import::Operations, "op.RunSQL.noop"),
        ReverseSql::Sql(text) => statements(text),
    };
    Some(Argument::keyword("reverse_sql", code))
}

/// The comment above values that are still to be filled in.
const FILL_IN: &[&str] = &[
    "TODO: instead of op.Backfill.fill_in write the SQL of each row's value,",
    "such as \"lower(title)\", or replace the whole operation by op.RunPython(...)",
];

/// The values of a backfill, forward and backward, and the number of rows at a time.
pub(super) fn backfill(backfill: &Backfill) -> Vec<Argument> {
    let set = |update: &RowUpdate| {
        let item = |(field, written): (&String, &SqlExpression)| (field.as_str().into(), expression(written));
        let open = |field: &String| {
            let placeholder = Code::imported(Import::Operations, "op.Backfill.fill_in");
            (field.as_str().into(), placeholder)
        };
        let open = update.open.iter().map(open);
        Code::Dictionary(update.set.iter().map(item).chain(open).collect())
    };
    let (reverse_set, reverse_where) = match &backfill.reverse {
        ReverseUpdate::Missing => (None, None),
        ReverseUpdate::Noop => (Some(Code::imported(Import::Operations, "op.Backfill.noop")), None),
        ReverseUpdate::Update(update) => (
            Some(set(update)),
            optional_expression("reverse_where", update.condition.as_ref()),
        ),
    };
    let rows = backfill.batch_size;
    let optional = [
        optional_expression("where", backfill.update.condition.as_ref()),
        reverse_set.map(|set| Argument::keyword("reverse_set", set)),
        reverse_where,
        (rows != DEFAULT_BATCH_SIZE).then(|| Argument::keyword("batch_size", Code::token(rows.to_string()))),
    ];
    let comment = (!backfill.update.open.is_empty()).then_some(FILL_IN);
    let set = Argument::keyword("set", set(&backfill.update)).with_comment(comment);
    std::iter::once(set)
        .chain(optional.into_iter().flatten())
        .collect()
}

fn raw(sql: &RawSql) -> Code {
    sql.as_str().into()
}

/// A statement, line by line.
fn lines(sql: &RawSql) -> Code {
    match quote_lines(sql.as_str()) {
        Some(shown) => Code::token(shown),
        None => raw(sql),
    }
}

fn script_list(scripts: &[Located<SqlScript>]) -> Code {
    match scripts {
        [single] => script(&single.value),
        several => Code::List(several.iter().map(|one| script(&one.value)).collect()),
    }
}

/// One text, or a tuple of a text and the list of its values.
fn script(script: &SqlScript) -> Code {
    match script.parameters.as_slice() {
        [] => lines(&script.sql),
        values => Code::Tuple(vec![
            lines(&script.sql),
            Code::List(values.iter().map(literal).collect()),
        ]),
    }
}

fn per_dialect<T>(texts: &BTreeMap<DialectName, T>, code: impl Fn(&T) -> Code) -> Code {
    Code::Dictionary(
        texts
            .iter()
            .map(|(dialect, text)| (dialect.as_str().into(), code(text)))
            .collect(),
    )
}
