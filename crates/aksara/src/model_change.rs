//! Changes in the words of models: one line for each, with the warnings that are about it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use aksara_autodetector::{Warning, warnings_of};
use aksara_formats::python::models::{Model, Models};
use aksara_formats::python::write::{KnownModels, write_field};
use aksara_operations::{Alteration, Fill, Operation, OperationError, TableReference};
use aksara_schema::{
    Constraint, ConstraintKind, Default, Field, Schema, SqlExpression, TableName, class_name, snake_case,
};
use serde::Serialize;

/// One change of a new migration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ModelChange {
    /// The kind of operation, such as `add_field`.
    pub kind: String,
    /// The class, or the one that the table's name leads to.
    pub model: Option<String>,
    /// The table, under its new name.
    pub table: Option<String>,
    /// The field, under its new name.
    pub field: Option<String>,
    /// The change in words, without the model.
    pub text: String,
    /// Warnings: rows may prevent the change, or lose something by it.
    pub warnings: Vec<String>,
}

/// How many changes and warnings there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Summary {
    changes: usize,
    warnings: usize,
}

impl Summary {
    /// That of these changes.
    pub fn of<'a>(changes: impl IntoIterator<Item = &'a ModelChange>) -> Self {
        let mut summary = Self {
            changes: 0,
            warnings: 0,
        };
        for change in changes {
            summary.changes += 1;
            summary.warnings += change.warnings.len();
        }
        summary
    }
}

impl fmt::Display for ModelChange {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.model.as_ref().or(self.table.as_ref()) {
            Some(model) => write!(formatter, "{model}: {}", self.text),
            None => formatter.write_str(&self.text),
        }
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counted = |count: usize, what: &str| match count {
            1 => format!("1 {what}"),
            count => format!("{count} {what}s"),
        };
        formatter.write_str(&counted(self.changes, "change"))?;
        if self.warnings > 0 {
            write!(formatter, ", {}", counted(self.warnings, "warning"))?;
        }
        Ok(())
    }
}

/// The changes that operations make to a schema.
pub(crate) fn model_changes(
    previous: &Schema,
    operations: &[Operation],
    models: &Models,
) -> Result<Vec<ModelChange>, OperationError> {
    let warnings = warnings_of(previous, operations)?;
    let classes: Vec<String> = models.models.iter().map(|model| model.class.clone()).collect();
    let known = KnownModels::of(&classes);
    let names = ModelNames::of(models);
    let mut schema = previous.clone();
    let mut changes = Vec::with_capacity(operations.len());
    for (operation, warnings) in operations.iter().zip(warnings) {
        let words = Words::of(operation, &schema, &names, &known);
        operation.apply(&mut schema)?;
        changes.push(ModelChange {
            kind: snake_case(operation.name()),
            model: words.table.as_ref().map(|table| names.class_of(table)),
            table: words.table,
            field: words.field,
            text: words.text,
            warnings: warnings.iter().map(Warning::to_string).collect(),
        });
    }
    Ok(changes)
}

/// The classes of the models, by table.
struct ModelNames<'a> {
    classes: BTreeMap<String, &'a str>,
    join_tables: BTreeSet<String>,
}

impl<'a> ModelNames<'a> {
    fn of(models: &'a Models) -> Self {
        let own = |model: &'a Model| {
            let joins = model.join_tables.keys();
            let tables = std::iter::once(&model.table).chain(joins);
            tables.map(|table| (table.to_string(), model.class.as_str()))
        };
        let joins = models.models.iter().flat_map(|model| model.join_tables.keys());
        Self {
            // The first model of a table counts.
            classes: models.models.iter().rev().flat_map(own).collect(),
            join_tables: joins.map(ToString::to_string).collect(),
        }
    }

    /// The class of a table; a join table goes by the class of its many-to-many field.
    fn class_of(&self, table: &str) -> String {
        let known = self.classes.get(table).map(|class| (*class).to_owned());
        known
            .or_else(|| class_name(table))
            .unwrap_or_else(|| table.to_owned())
    }

    /// Whether a table is a many-to-many field of its model.
    fn is_join_table(&self, table: &TableName) -> bool {
        self.join_tables.contains(&table.to_string())
    }
}

/// An operation in words, found before it is applied.
struct Words {
    table: Option<String>,
    field: Option<String>,
    text: String,
}

impl Words {
    fn of(operation: &Operation, schema: &Schema, names: &ModelNames<'_>, known: &KnownModels) -> Self {
        let spelled = |field: &Field| spelled(field, known);
        match operation {
            Operation::CreateTable(create) => {
                let fields = create.table.fields.keys().map(|name| format!("`{name}`"));
                let fields: Vec<String> = fields.collect();
                let table = &create.table.name;
                let what = match names.is_join_table(table) {
                    true => "add many-to-many field",
                    false => "create model",
                };
                let fields = fields.join(", ");
                Self::table(table, format!("{what} (table `{table}`: {fields})"))
            }
            Operation::DropTable(drop) => {
                Self::reference(&drop.table, format!("remove model (table `{}`)", drop.table))
            }
            Operation::RenameTable(rename) => Self::table(
                &rename.new_name,
                format!("rename table `{}` to `{}`", rename.table, rename.new_name),
            ),
            Operation::AlterTableOptions(alter) => {
                Self::reference(&alter.table, "alter the table's comment or options".to_owned())
            }
            Operation::CreateManyToManyTable(create) => Self::reference(
                &create.source,
                format!("add many-to-many field `{}`", create.field_name),
            ),
            Operation::AddField(add) => {
                let fill = filled("rows", add.fill.as_ref());
                let text = format!("add field `{}` ({}){fill}", add.field.name, spelled(&add.field));
                Self::field(&add.table, add.field.name.as_str(), text)
            }
            Operation::RemoveField(remove) => Self::field(
                &remove.table,
                &remove.name,
                format!("remove field `{}`", remove.name),
            ),
            Operation::AlterField(alter) => {
                let there = schema.resolve(alter.table.as_str()).ok();
                let there = there.and_then(|table| table.field_as_written(&alter.name).cloned());
                let detail = altered(there.as_ref(), &alter.alteration, &spelled);
                let fill = filled("rows with NULL", alter.fill.as_ref());
                let text = format!("alter field `{}` ({detail}){fill}", alter.name);
                Self::field(&alter.table, &alter.name, text)
            }
            Operation::RenameField(rename) => Self::field(
                &rename.table,
                rename.new_name.as_str(),
                format!("rename field `{}` to `{}`", rename.old_name, rename.new_name),
            ),
            Operation::AddIndex(add) => {
                let kind = if add.index.unique { "unique index" } else { "index" };
                let fields = listed(add.index.fields());
                Self::reference(&add.table, format!("add {kind} `{}`{fields}", add.index.name))
            }
            Operation::RemoveIndex(remove) => {
                Self::reference(&remove.table, format!("remove index `{}`", remove.name))
            }
            Operation::RenameIndex(rename) => Self::reference(
                &rename.table,
                format!("rename index `{}` to `{}`", rename.old_name, rename.new_name),
            ),
            Operation::AddConstraint(add) => {
                let Constraint { name, .. } = &add.constraint;
                let fields = listed(add.constraint.fields());
                let kind = constraint_kind(&add.constraint);
                Self::reference(&add.table, format!("add {kind} `{name}`{fields}"))
            }
            Operation::RemoveConstraint(remove) => {
                Self::reference(&remove.table, format!("remove constraint `{}`", remove.name))
            }
            Operation::RenameConstraint(rename) => Self::reference(
                &rename.table,
                format!("rename constraint `{}` to `{}`", rename.old_name, rename.new_name),
            ),
            Operation::Backfill(backfill) => {
                let set = backfill.update.set.iter();
                let set = set.map(|(field, value)| format!("`{field}` with {}", expression(value)));
                let open = backfill.update.open.iter();
                let open = open.map(|field| format!("`{field}`, which is to be filled in"));
                let text = set.chain(open).collect::<Vec<_>>().join(", ");
                let fields = backfill.update.set.keys().chain(&backfill.update.open);
                Self {
                    field: fields.into_iter().next().cloned(),
                    ..Self::reference(&backfill.table, format!("fill {text}"))
                }
            }
            Operation::RunPython(_) | Operation::RunSql(_) | Operation::SeparateDatabaseAndState(_) => Self {
                table: None,
                field: None,
                text: operation.describe(),
            },
        }
    }

    fn table(table: &TableName, text: String) -> Self {
        Self {
            table: Some(table.to_string()),
            field: None,
            text,
        }
    }

    fn reference(table: &TableReference, text: String) -> Self {
        Self {
            table: Some(table.to_string()),
            field: None,
            text,
        }
    }

    fn field(table: &TableReference, field: &str, text: String) -> Self {
        Self {
            field: Some(field.to_owned()),
            ..Self::reference(table, text)
        }
    }
}

/// A field as models have it, without their module's name.
fn spelled(field: &Field, known: &KnownModels) -> String {
    write_field(field, known).replace("fields.", "")
}

fn altered(there: Option<&Field>, alteration: &Alteration, spelled: &dyn Fn(&Field) -> String) -> String {
    match alteration {
        Alteration::Replace(field) | Alteration::Type(field) => match there.map(spelled) {
            Some(before) if before != spelled(field) => format!("{before} → {}", spelled(field)),
            Some(_) | None => spelled(field),
        },
        Alteration::Nullable(true) => "takes NULL".to_owned(),
        Alteration::Nullable(false) => "required".to_owned(),
        Alteration::Default(Some(default)) => format!("default {}", default_word(default)),
        Alteration::Default(None) => "no default".to_owned(),
    }
}

fn default_word(default: &Default) -> String {
    match default {
        Default::Literal(literal) => aksara_schema::Expression::Literal(literal.clone()).to_string(),
        Default::CurrentTimestamp => "the current moment".to_owned(),
        Default::RandomUuid => "a random UUID".to_owned(),
        Default::Expression(written) => expression(written),
    }
}

fn filled(rows: &str, fill: Option<&Fill>) -> String {
    let value = match fill {
        None => return String::new(),
        Some(Fill::Constant(constant)) => aksara_schema::Expression::Literal(constant.clone()).to_string(),
        Some(Fill::Expression(written)) => expression(written),
    };
    format!("; {rows} get {value}")
}

fn expression(expression: &SqlExpression) -> String {
    match expression {
        SqlExpression::Portable(portable) => portable.to_string(),
        SqlExpression::PerDialect(_) => "SQL of each database".to_owned(),
        SqlExpression::Unportable { sql, .. } => sql.as_str().to_owned(),
    }
}

fn listed(fields: impl IntoIterator<Item = impl fmt::Display>) -> String {
    let names: Vec<String> = fields.into_iter().map(|name| format!("`{name}`")).collect();
    match names.is_empty() {
        true => String::new(),
        false => format!(" ({})", names.join(", ")),
    }
}

fn constraint_kind(constraint: &Constraint) -> &'static str {
    match constraint.kind {
        ConstraintKind::Unique(_) => "unique constraint",
        ConstraintKind::Check(_) => "check",
        ConstraintKind::ForeignKey(_) => "foreign key",
        ConstraintKind::Exclusion(_) => "exclusion constraint",
    }
}
