//! The operations and what each accepts.

use aksara_operations::Operation;

use super::{backfill, fields, indexes, run, tables};
use crate::python::constraints::CONSTRAINT_DETAILS;
use crate::python::indexes::INDEX_DETAILS;
use crate::python::{Arguments, Call, Parameter, PythonError, Signature};

/// An operation of `aksara.migrations.operations`.
pub struct OperationClass {
    /// The name and the signature.
    pub signature: Signature,
    /// Another way to call it: 0.7.2's, where its arguments are others.
    pub older: Option<OlderForm>,
    /// The meaning.
    pub(super) read: Read,
}

/// 0.7.2's way to call an operation.
pub struct OlderForm {
    /// The signature.
    pub signature: Signature,
    /// Whether a call is of this form.
    pub(super) is_of: fn(&Call) -> bool,
    /// The meaning.
    pub(super) read: Read,
}

/// Makes an operation of a call's arguments.
pub(super) type Read = fn(&Arguments) -> Result<Operation, PythonError>;

const MODEL: &[Parameter] = &[
    Parameter::required("model_name"),
    Parameter::alias("table", "model_name"),
];
const TABLE: &[Parameter] = &[
    Parameter::required("table"),
    Parameter::alias("model_name", "table"),
];
const NAME: &[Parameter] = &[Parameter::required("name")];
const TYPE: &[Parameter] = &[Parameter::required("type")];
const FIELD: &[Parameter] = &[Parameter::required("name"), Parameter::required("field")];
const RENAME: &[Parameter] = &[Parameter::required("old_name"), Parameter::required("new_name")];
const IF_EXISTS: &[Parameter] = &[Parameter::keyword("if_exists")];
const IF_NOT_EXISTS: &[Parameter] = &[Parameter::keyword("if_not_exists")];
const CASCADE: &[Parameter] = &[Parameter::keyword("cascade")];
const MANAGED: &[Parameter] = &[Parameter::keyword("managed")];
const CONCURRENTLY: &[Parameter] = &[Parameter::keyword("concurrently")];
const FILL: &[Parameter] = &[Parameter::keyword("fill"), Parameter::keyword("fill_sql")];
const USING: &[Parameter] = &[Parameter::keyword("using"), Parameter::keyword("reverse_using")];
const TABLE_CONTENT: &[Parameter] = &[
    Parameter::required("fields"),
    Parameter::keyword("indexes"),
    Parameter::keyword("constraints"),
    Parameter::keyword("primary_key"),
    Parameter::keyword("primary_key_name"),
    Parameter::keyword("managed"),
];
const PRIMARY_KEY: &[Parameter] = &[
    Parameter::required("primary_key"),
    Parameter::keyword("primary_key_name"),
];
const TABLE_OPTIONS: &[Parameter] = &[
    Parameter::keyword("comment"),
    Parameter::keyword("strict"),
    Parameter::keyword("without_rowid"),
    Parameter::keyword("autoincrement"),
    Parameter::keyword("engine"),
    Parameter::keyword("charset"),
    Parameter::keyword("collation"),
];
const JOIN_TABLE: &[Parameter] = &[
    Parameter::required("source_table"),
    Parameter::required("target_table"),
    Parameter::required("field_name"),
    Parameter::keyword("source_column"),
    Parameter::keyword("target_column"),
];
const NEW_DEFAULT: &[Parameter] = &[
    Parameter::keyword("new_default"),
    Parameter::keyword("new_db_default"),
    Parameter::keyword("field"),
    Parameter::keyword("drop_default"),
];
const INDEX: &[Parameter] = &[Parameter::required("name"), Parameter::optional("fields")];
const BACKFILL: &[Parameter] = &[
    Parameter::required("set"),
    Parameter::keyword("where"),
    Parameter::keyword("reverse_set"),
    Parameter::keyword("reverse_where"),
    Parameter::keyword("batch_size"),
];
const FUNCTIONS: &[Parameter] = &[Parameter::required("forward"), Parameter::optional("reverse")];
const SQL: &[Parameter] = &[
    Parameter::required("sql"),
    Parameter::optional("reverse_sql"),
    Parameter::keyword("state_operations"),
    Parameter::ignored("dangerous"),
];
const SEPARATE: &[Parameter] = &[
    Parameter::required("database_operations"),
    Parameter::optional("state_operations"),
];

const fn operation(
    name: &'static str,
    groups: &'static [&'static [Parameter]],
    read: Read,
) -> OperationClass {
    OperationClass {
        signature: Signature { name, groups },
        older: None,
        read,
    }
}

const fn with_older(class: OperationClass, older: OlderForm) -> OperationClass {
    OperationClass {
        signature: class.signature,
        older: Some(older),
        read: class.read,
    }
}

const fn older(
    name: &'static str,
    groups: &'static [&'static [Parameter]],
    is_of: fn(&Call) -> bool,
    read: Read,
) -> OlderForm {
    OlderForm {
        signature: Signature { name, groups },
        is_of,
        read,
    }
}

/// The operations, in the order in which errors list them.
pub static OPERATIONS: &[OperationClass] = &[
    operation(
        "CreateTable",
        &[NAME, TABLE_CONTENT, IF_NOT_EXISTS, TABLE_OPTIONS],
        tables::create_table,
    ),
    operation(
        "DropTable",
        &[NAME, IF_EXISTS, CASCADE, MANAGED],
        tables::drop_table,
    ),
    operation("RenameTable", &[RENAME], tables::rename_table),
    operation(
        "AlterTableOptions",
        &[MODEL, TABLE_OPTIONS],
        tables::alter_table_options,
    ),
    operation(
        "AlterPrimaryKey",
        &[MODEL, PRIMARY_KEY],
        tables::alter_primary_key,
    ),
    operation(
        "CreateManyToManyTable",
        &[JOIN_TABLE],
        tables::create_many_to_many_table,
    ),
    operation("AddField", &[MODEL, FIELD, FILL], fields::add_field),
    operation(
        "RemoveField",
        &[MODEL, NAME, IF_EXISTS, CASCADE],
        fields::remove_field,
    ),
    operation("AlterField", &[MODEL, FIELD, FILL, USING], fields::alter_field),
    operation(
        "AlterFieldType",
        &[TABLE, NAME, &[Parameter::required("new_field")], USING],
        fields::alter_field_type,
    ),
    operation(
        "AlterFieldNull",
        &[TABLE, NAME, &[Parameter::required("nullable")], USING],
        fields::alter_field_null,
    ),
    operation(
        "AlterFieldDefault",
        &[TABLE, NAME, NEW_DEFAULT, USING],
        fields::alter_field_default,
    ),
    operation("RenameField", &[MODEL, RENAME], fields::rename_field),
    with_older(
        operation(
            "AddIndex",
            &[MODEL, INDEX, INDEX_DETAILS, IF_NOT_EXISTS, CONCURRENTLY],
            indexes::add_index,
        ),
        older(
            "AddIndex",
            &[&[Parameter::required("index")], IF_NOT_EXISTS, CONCURRENTLY],
            indexes::takes_index,
            indexes::add_index_op,
        ),
    ),
    with_older(
        operation(
            "RemoveIndex",
            &[MODEL, NAME, IF_EXISTS, CONCURRENTLY],
            indexes::remove_index,
        ),
        older(
            "RemoveIndex",
            &[NAME, TABLE, IF_EXISTS, CONCURRENTLY],
            is_older,
            indexes::remove_index_of_table,
        ),
    ),
    operation("RenameIndex", &[MODEL, RENAME], indexes::rename_index),
    operation("RenameConstraint", &[MODEL, RENAME], indexes::rename_constraint),
    with_older(
        operation(
            "AddConstraint",
            &[MODEL, NAME, TYPE, CONSTRAINT_DETAILS],
            indexes::add_constraint,
        ),
        older(
            "AddConstraint",
            &[TABLE, NAME, &[Parameter::required("constraint_sql")]],
            indexes::takes_constraint_sql,
            indexes::add_constraint_sql,
        ),
    ),
    operation(
        "RemoveConstraint",
        &[MODEL, NAME, IF_EXISTS],
        indexes::remove_constraint,
    ),
    operation("Backfill", &[MODEL, BACKFILL], backfill::backfill),
    operation("RunPython", &[FUNCTIONS], run::run_python),
    operation("RunSQL", &[SQL], run::run_sql),
    operation(
        "SeparateDatabaseAndState",
        &[SEPARATE],
        run::separate_database_and_state,
    ),
];

/// Whether a call has 0.7.2's defaults: it names a table, or says it without a keyword.
pub(super) fn is_older(call: &Call) -> bool {
    !call.has_keyword("model_name") && (call.has_keyword("table") || !call.positional.is_empty())
}
