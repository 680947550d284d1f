//! Arbitrary operations of every kind.

use std::num::NonZeroU32;

use aksara_operations::{
    AddConstraint, AddField, AddIndex, AlterField, AlterPrimaryKey, AlterTableOptions, Alteration, Backfill,
    CreateManyToManyTable, CreateTable, DropTable, Fill, Located, Lookup, Operation, PythonFunction,
    RemoveConstraint, RemoveField, RemoveIndex, RenameConstraint, RenameField, RenameIndex, RenameTable,
    RunPython, RunSql, SeparateDatabaseAndState, TableReference, Using,
};
use aksara_schema::{Default, Field, Management};
use proptest::prelude::*;

use super::constants::{constants, field_names, names, natural_constants, object_names, table_names};
use super::fields::fields;
use super::sql::{expressions, reverse_updates, reverses, row_updates, statements};
use super::tables::{comments, constraints, indexes, options, tables};
use super::{FUNCTIONS, function};

fn references() -> BoxedStrategy<TableReference> {
    names().prop_map(TableReference::new).boxed()
}

fn table_operations() -> BoxedStrategy<Operation> {
    let create = (tables(), any::<bool>())
        .prop_map(|(table, if_not_exists)| CreateTable { table, if_not_exists }.into());
    let management = prop_oneof![Just(Management::Managed), Just(Management::External)];
    let drop = (references(), any::<[bool; 2]>(), management).prop_map(
        |(table, [if_exists, cascade], management)| {
            DropTable {
                table,
                if_exists,
                cascade,
                management,
            }
            .into()
        },
    );
    let rename =
        (references(), table_names()).prop_map(|(table, new_name)| RenameTable { table, new_name }.into());
    let alter = (references(), comments(), options()).prop_map(|(table, comment, options)| {
        AlterTableOptions {
            table,
            comment,
            options,
        }
        .into()
    });
    let order = (references(), field_names(), proptest::option::of(object_names()));
    let key = order.prop_map(|(table, field, name)| {
        Operation::from(AlterPrimaryKey {
            name,
            ..AlterPrimaryKey::ordered(table, [&field])
        })
    });
    let column = || prop_oneof![Just("id".to_owned()), names()];
    let join = (references(), references(), names(), column(), column()).prop_map(
        |(source, target, field_name, source_column, target_column)| {
            CreateManyToManyTable {
                source,
                target,
                field_name,
                source_column,
                target_column,
            }
            .into()
        },
    );
    prop_oneof![4 => create, 1 => drop, 1 => rename, 1 => alter, 1 => key, 1 => join].boxed()
}

fn alterations() -> BoxedStrategy<(String, Alteration)> {
    let named = |alteration: fn(Box<Field>) -> Alteration| {
        fields().prop_map(move |field| {
            (
                super::super::field::key(&field).to_owned(),
                alteration(Box::new(field)),
            )
        })
    };
    let default = prop_oneof![
        Just(None),
        natural_constants().prop_map(|value| Some(Default::Literal(value))),
        Just(Some(Default::CurrentTimestamp)),
        Just(Some(Default::RandomUuid)),
        Just(Some(Default::Expression(aksara_schema::SqlExpression::parse(
            "lower('x')"
        )))),
    ];
    prop_oneof![
        named(Alteration::Replace),
        named(Alteration::Type),
        (names(), any::<bool>()).prop_map(|(name, nullable)| (name, Alteration::Nullable(nullable))),
        (names(), default).prop_map(|(name, default)| (name, Alteration::Default(default))),
    ]
    .boxed()
}

fn field_operations() -> BoxedStrategy<Operation> {
    let field_and_fill = fields().prop_flat_map(|field| {
        let fill = prop_oneof![
            3 => constants(&field.field_type).prop_map(Fill::Constant),
            1 => expressions().prop_map(Fill::Expression),
        ];
        let fill = prop::option::of(fill);
        (Just(field), fill)
    });
    let add = (references(), field_and_fill)
        .prop_map(|(table, (field, fill))| AddField { table, field, fill }.into());
    let remove =
        (references(), names(), any::<[bool; 2]>()).prop_map(|(table, name, [if_exists, cascade])| {
            RemoveField {
                table,
                name,
                if_exists,
                cascade,
            }
            .into()
        });
    let using = || {
        let lookup = (table_names(), field_names(), field_names());
        let lookup = lookup.prop_map(|(table, key, value)| Lookup { table, key, value });
        prop_oneof![
            3 => expressions().prop_map(Using::Expression),
            1 => lookup.prop_map(Using::Lookup),
        ]
    };
    let using = || prop::option::weighted(0.2, using());
    let alter = (references(), alterations(), using(), using()).prop_map(
        |(table, (name, alteration), using, reverse_using)| {
            AlterField {
                table,
                name,
                fill: match &alteration {
                    Alteration::Replace(_) => {
                        let expression = using.as_ref().and_then(Using::expression);
                        expression.cloned().map(Fill::Expression)
                    }
                    Alteration::Type(_) | Alteration::Nullable(_) | Alteration::Default(_) => None,
                },
                alteration,
                using,
                reverse_using,
            }
            .into()
        },
    );
    let rename = (references(), names(), field_names()).prop_map(|(table, old_name, new_name)| {
        RenameField {
            table,
            old_name,
            new_name,
        }
        .into()
    });
    prop_oneof![4 => add, 1 => remove, 4 => alter, 1 => rename].boxed()
}

fn index_operations() -> BoxedStrategy<Operation> {
    let add = (references(), indexes(), any::<[bool; 2]>()).prop_map(
        |(table, index, [if_not_exists, concurrently])| {
            AddIndex {
                table,
                index,
                if_not_exists,
                concurrently,
            }
            .into()
        },
    );
    let remove = (references(), object_names(), any::<[bool; 2]>()).prop_map(
        |(table, name, [if_exists, concurrently])| {
            RemoveIndex {
                table,
                name,
                if_exists,
                concurrently,
            }
            .into()
        },
    );
    let rename = (references(), object_names(), object_names()).prop_map(|(table, old_name, new_name)| {
        RenameIndex {
            table,
            old_name,
            new_name,
        }
        .into()
    });
    let rename_rule =
        (references(), object_names(), object_names()).prop_map(|(table, old_name, new_name)| {
            RenameConstraint {
                table,
                old_name,
                new_name,
            }
            .into()
        });
    let constrain = (references(), constraints())
        .prop_map(|(table, constraint)| AddConstraint { table, constraint }.into());
    let release = (references(), object_names(), any::<bool>()).prop_map(|(table, name, if_exists)| {
        RemoveConstraint {
            table,
            name,
            if_exists,
        }
        .into()
    });
    prop_oneof![add, remove, rename, rename_rule, constrain, release].boxed()
}

fn functions() -> BoxedStrategy<PythonFunction> {
    prop_oneof![
        Just(PythonFunction::Noop),
        prop::sample::select(FUNCTIONS).prop_map(function)
    ]
    .boxed()
}

/// Operations that hold no others.
fn plain_operations() -> BoxedStrategy<Operation> {
    let python = (functions(), prop::option::of(functions()))
        .prop_map(|(forward, reverse)| RunPython { forward, reverse }.into());
    let backfill = (references(), row_updates(), reverse_updates(), 1..5000u32).prop_map(
        |(table, update, reverse, rows)| {
            Backfill {
                table,
                update,
                reverse,
                batch_size: NonZeroU32::new(rows).unwrap(),
            }
            .into()
        },
    );
    prop_oneof![
        1 => backfill,
        4 => table_operations(),
        4 => field_operations(),
        4 => index_operations(),
        1 => python,
    ]
    .boxed()
}

fn located(least: usize) -> BoxedStrategy<Vec<Located<Operation>>> {
    prop::collection::vec(plain_operations().prop_map(Located::generated), least..3).boxed()
}

pub(super) fn operations() -> BoxedStrategy<Operation> {
    let sql = (statements(), reverses(), located(0)).prop_map(|(sql, reverse_sql, state_operations)| {
        RunSql {
            sql,
            reverse_sql,
            state_operations,
        }
        .into()
    });
    let separate =
        (located(0), prop::option::of(located(0))).prop_map(|(database_operations, state_operations)| {
            SeparateDatabaseAndState {
                database_operations,
                state_operations,
            }
            .into()
        });
    prop_oneof![8 => plain_operations(), 1 => sql, 1 => separate].boxed()
}
