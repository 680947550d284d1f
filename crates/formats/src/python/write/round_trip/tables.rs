//! Arbitrary tables, indexes and constraints.

use aksara_schema::{
    Check, Constraint, ConstraintKind, Exclusion, ExclusionElement, ExclusionExpression, ExistingRows,
    FieldName, ForeignKey, Index, IndexKey, IndexPart, KeyDetails, KeyMatch, Management, NotCompared,
    NullsOrder, RawSql, ReferentialAction, SortOrder, Table, TableOptions, Unique,
};
use proptest::prelude::*;

use super::constants::{field_names, object_names, table_names, texts};
use super::fields::{actions, deferrables, fields};
use super::sql::expressions;

fn some_names() -> BoxedStrategy<Vec<FieldName>> {
    prop::collection::vec(field_names(), 1..3).boxed()
}

fn optional_text() -> BoxedStrategy<Option<String>> {
    prop::option::weighted(0.2, texts()).boxed()
}

fn parts() -> BoxedStrategy<IndexPart> {
    let key = prop_oneof![4 => field_names().prop_map(IndexKey::Field), 1 => expressions().prop_map(IndexKey::Expression)];
    let order = prop::sample::select(&[SortOrder::Ascending, SortOrder::Descending]);
    let nulls = prop::option::weighted(0.2, prop::sample::select(&[NullsOrder::First, NullsOrder::Last]));
    (key, order, nulls, optional_text(), optional_text())
        .prop_map(|(key, order, nulls, collation, operator_class)| IndexPart {
            key,
            order,
            nulls,
            collation,
            operator_class,
        })
        .boxed()
}

pub(super) fn indexes() -> BoxedStrategy<Index> {
    let method = prop::option::weighted(
        0.2,
        prop::sample::select(&["gin", "hash"]).prop_map(str::to_owned),
    );
    let condition = prop::option::weighted(0.2, expressions());
    let include = prop::collection::vec(field_names(), 0..2);
    (
        object_names(),
        prop::collection::vec(parts(), 1..3),
        any::<[bool; 2]>(),
        method,
        condition,
        include,
    )
        .prop_map(
            |(name, parts, [unique, nulls_not_distinct], method, condition, include)| Index {
                name,
                parts,
                unique,
                nulls_not_distinct,
                method,
                condition,
                include,
            },
        )
        .boxed()
}

fn unique() -> BoxedStrategy<ConstraintKind> {
    (some_names(), deferrables(), any::<bool>())
        .prop_map(|(fields, deferrable, nulls_not_distinct)| {
            ConstraintKind::Unique(Unique {
                fields,
                deferrable,
                nulls_not_distinct,
            })
        })
        .boxed()
}

fn foreign_key() -> BoxedStrategy<ConstraintKind> {
    let targets = prop::collection::vec(field_names(), 0..3);
    (
        some_names(),
        table_names(),
        targets,
        actions(),
        actions(),
        deferrables(),
        any::<[bool; 3]>(),
    )
        .prop_map(
            |(fields, table, target_fields, on_delete, on_update, deferrable, details)| {
                let [is_full, sets_some, is_unchecked] = details;
                let sets = matches!(
                    on_delete,
                    ReferentialAction::SetNull | ReferentialAction::SetDefault
                );
                let details = KeyDetails {
                    matching: if is_full { KeyMatch::Full } else { KeyMatch::Simple },
                    set_on_delete: fields
                        .iter()
                        .take(usize::from(sets && sets_some))
                        .cloned()
                        .collect(),
                    existing_rows: if is_unchecked {
                        ExistingRows::Unchecked
                    } else {
                        ExistingRows::Checked
                    },
                };
                ConstraintKind::ForeignKey(ForeignKey {
                    fields,
                    table,
                    target_fields,
                    on_delete,
                    on_update,
                    deferrable,
                    details,
                })
            },
        )
        .boxed()
}

fn exclusion() -> BoxedStrategy<ConstraintKind> {
    let element = (texts(), texts()).prop_map(|(expression, operator)| ExclusionElement {
        expression: ExclusionExpression::new(RawSql::new(expression)),
        operator,
    });
    let method = prop::sample::select(&["gist", "btree"]).prop_map(str::to_owned);
    let condition = prop::option::of(expressions());
    (
        method,
        prop::collection::vec(element, 1..3),
        condition,
        deferrables(),
    )
        .prop_map(|(method, elements, condition, deferrable)| {
            ConstraintKind::Exclusion(Exclusion {
                method,
                elements,
                condition,
                deferrable,
            })
        })
        .boxed()
}

pub(super) fn constraints() -> BoxedStrategy<Constraint> {
    let check = expressions().prop_map(|expression| ConstraintKind::Check(Check { expression }));
    let kind = prop_oneof![unique(), check, foreign_key(), exclusion()];
    (object_names(), kind)
        .prop_map(|(name, kind)| Constraint { name, kind })
        .boxed()
}

pub(super) fn options() -> BoxedStrategy<TableOptions> {
    let flags = any::<[bool; 3]>();
    (flags, optional_text(), optional_text(), optional_text())
        .prop_map(
            |([strict, without_rowid, autoincrement], engine, charset, collation)| TableOptions {
                strict,
                without_rowid,
                autoincrement,
                engine,
                charset,
                collation,
            },
        )
        .boxed()
}

pub(super) fn comments() -> BoxedStrategy<Option<String>> {
    optional_text().boxed()
}

pub(super) fn tables() -> BoxedStrategy<Table> {
    let content = (
        prop::collection::vec(fields(), 1..4),
        prop::collection::vec(indexes(), 0..3),
        prop::collection::vec(constraints(), 0..3),
    );
    let management = prop::sample::select(&[Management::Managed, Management::External]);
    let key_name = prop::option::of(object_names()).prop_map(NotCompared);
    (
        table_names(),
        content,
        comments(),
        options(),
        management,
        key_name,
    )
        .prop_map(
            |(name, (fields, indexes, constraints), comment, options, management, primary_key_name)| {
                let mut table = Table::new(name).with_fields(fields);
                table.indexes = indexes
                    .into_iter()
                    .map(|index| (index.name.clone(), index))
                    .collect();
                let constraints = constraints
                    .into_iter()
                    .map(|constraint| (constraint.name.clone(), constraint));
                table.constraints = constraints.collect();
                let keys = table.fields.values().filter(|field| field.primary_key);
                let keys: Vec<FieldName> = keys.map(|field| field.name.clone()).collect();
                if keys.len() > 1 {
                    table.primary_key_order = keys.into_iter().rev().collect();
                }
                Table {
                    comment,
                    options,
                    management,
                    primary_key_name,
                    ..table
                }
            },
        )
        .boxed()
}
