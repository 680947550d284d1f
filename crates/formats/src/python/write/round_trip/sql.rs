//! Arbitrary SQL texts and expressions.

use aksara_operations::{
    Located, ReverseSql, ReverseUpdate, RowUpdate, ScriptTransaction, SqlScript, SqlText,
};
use aksara_schema::{DialectName, RawSql, SqlExpression};
use proptest::prelude::*;

use super::constants::{names, natural_constants, texts};

const EXPRESSIONS: &[&str] = &[
    "price > 0",
    "length(trim(name)) > 3 AND name <> 'it''s \\ \"x\"'",
    "deleted_at IS NULL",
    "NOT (a IN (1, 2) OR b BETWEEN 1 AND 9)",
    "\"order\" LIKE 'x\\%'",
    "a / b",
    "jsonb_path_exists(x, '$.a')",
    "no SQL at all (",
];

pub(super) fn dialects() -> BoxedStrategy<DialectName> {
    prop::sample::select(DialectName::all())
        .prop_map(|name| DialectName::new(name).unwrap())
        .boxed()
}

fn raw() -> BoxedStrategy<RawSql> {
    texts().prop_map(RawSql::new).boxed()
}

pub(super) fn expressions() -> BoxedStrategy<SqlExpression> {
    prop_oneof![
        prop::sample::select(EXPRESSIONS).prop_map(SqlExpression::parse),
        texts().prop_map(|text| SqlExpression::parse(&text)),
        prop::collection::btree_map(dialects(), raw(), 0..3)
            .prop_map(|texts| SqlExpression::PerDialect(texts.into())),
    ]
    .boxed()
}

pub(super) fn statements() -> BoxedStrategy<SqlText> {
    let script = || {
        (raw(), prop::collection::vec(natural_constants(), 0..3)).prop_map(|(sql, parameters)| {
            Located::generated(SqlScript {
                sql,
                parameters,
                transaction: ScriptTransaction::Migration,
            })
        })
    };
    let several = || prop::collection::vec(script(), 0..3);
    prop_oneof![
        several().prop_map(SqlText::Common),
        prop::collection::btree_map(dialects(), several(), 0..3).prop_map(SqlText::PerDialect),
    ]
    .boxed()
}

pub(super) fn row_updates() -> BoxedStrategy<RowUpdate> {
    let set = prop::collection::btree_map(names(), expressions(), 1..3);
    (set, prop::option::of(expressions()))
        .prop_map(|(set, condition)| RowUpdate {
            open: Vec::new(),
            set: set.into_iter().collect(),
            condition,
        })
        .boxed()
}

pub(super) fn reverse_updates() -> BoxedStrategy<ReverseUpdate> {
    prop_oneof![
        Just(ReverseUpdate::Missing),
        Just(ReverseUpdate::Noop),
        row_updates().prop_map(ReverseUpdate::Update),
    ]
    .boxed()
}

pub(super) fn reverses() -> BoxedStrategy<ReverseSql> {
    prop_oneof![
        Just(ReverseSql::Missing),
        Just(ReverseSql::Noop),
        statements().prop_map(ReverseSql::Sql),
    ]
    .boxed()
}
