//! Warnings: changes that go through on an empty table, and on one that has rows may fail or lose something of them.
//!
//! Nothing here asks or refuses; a program shows them beside the operations. Anything that a dialect cannot do at all
//! is its own error, and what is lost by undoing is said by the plan.

use std::fmt;

use aksara_operations::{AlterTable, DataLoss, Effect, Using, is_converted_somewhere, unfit_values};
use aksara_schema::{Constraint, ConstraintKind, Field, FieldName, ObjectName, TableName};

/// A change that the rows of a table may prevent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Warning {
    /// Every row would need a value for a new field, and nothing gives one.
    RequiredWithoutDefault {
        /// The table.
        table: TableName,
        /// The new field.
        field: FieldName,
    },
    /// Rows may hold NULL in a field that no longer takes it, and no default replaces it.
    NoLongerNullable {
        /// The table.
        table: TableName,
        /// The field.
        field: FieldName,
    },
    /// Rows may share their values in what must be unique from now on.
    BecomesUnique {
        /// The table.
        table: TableName,
        /// The fields that become unique, alone or together.
        fields: Vec<FieldName>,
    },
    /// Rows may hold values that an enum no longer has.
    RemovesValues {
        /// The table.
        table: TableName,
        /// The enum.
        field: FieldName,
        /// The values that are gone.
        values: Vec<String>,
    },
    /// The models still compare an enum with a value that it no longer has.
    StillNames {
        /// The table.
        table: TableName,
        /// The part of the table that names the value, in words.
        part: String,
        /// The enum.
        field: FieldName,
        /// The value that is gone.
        value: String,
    },
    /// The values of a foreign key were those of another field than the one that it refers to from now on.
    RefersElsewhere {
        /// The table.
        table: TableName,
        /// The field with the foreign key.
        field: FieldName,
        /// The table and field that it referred to.
        from: (TableName, FieldName),
        /// The table and field that it refers to.
        to: (TableName, FieldName),
    },
    /// A field with values becomes a foreign key.
    MustRefer {
        /// The table.
        table: TableName,
        /// The field.
        field: FieldName,
        /// The table and field that it refers to.
        to: (TableName, FieldName),
    },
    /// Rows may not satisfy a new check.
    MustSatisfy {
        /// The table.
        table: TableName,
        /// The check.
        check: ObjectName,
    },
    /// The type changes to one that no database makes of the values.
    NotConverted {
        /// The table.
        table: TableName,
        /// The field.
        field: FieldName,
        /// A value of the type that it has, in words.
        from: &'static str,
        /// A value of the type that it is to have.
        to: &'static str,
    },
    /// Rows may hold values that the new type does not take.
    MayNotFit {
        /// The table.
        table: TableName,
        /// The field.
        field: FieldName,
        /// The values, in words after "a value".
        unfit: String,
    },
    /// Rows lose something.
    Loses(DataLoss),
}

impl Warning {
    /// The warnings about one effect.
    pub(crate) fn about(effect: &Effect) -> Vec<Self> {
        let losses = DataLoss::of(effect).into_iter().map(Self::Loses);
        let fields = match effect {
            Effect::AlterTable(change) => [about_fields(change), about_checks(change)].concat(),
            Effect::CreateTable(_)
            | Effect::DropTable(_)
            | Effect::RenameTable(_)
            | Effect::RunSql(_)
            | Effect::RunPython(_)
            | Effect::Backfill(_) => Vec::new(),
        };
        fields.into_iter().chain(losses).collect()
    }

    /// The table that it is about.
    pub fn table(&self) -> &TableName {
        match self {
            Self::RequiredWithoutDefault { table, .. }
            | Self::NoLongerNullable { table, .. }
            | Self::BecomesUnique { table, .. }
            | Self::RemovesValues { table, .. }
            | Self::StillNames { table, .. }
            | Self::RefersElsewhere { table, .. }
            | Self::MustRefer { table, .. }
            | Self::MustSatisfy { table, .. }
            | Self::NotConverted { table, .. }
            | Self::MayNotFit { table, .. } => table,
            Self::Loses(loss) => &loss.table,
        }
    }
}

fn about_fields(change: &AlterTable) -> Vec<Warning> {
    let fields = change.after.fields.values();
    fields.flat_map(|field| about_field(field, change)).collect()
}

fn about_field(field: &Field, change: &AlterTable) -> Vec<Warning> {
    let old_name = change.fields.old_name(&field.name);
    let previous = old_name.and_then(|name| change.before.fields.get(name));
    let (table, name) = (change.before.name.clone(), field.name.clone());
    let hints = &change.hints;
    let lacks_a_value =
        field.needs_value() && !hints.fill.contains_key(&name) && !hints.using.contains_key(&name);
    let of_null = match previous {
        None if lacks_a_value => Some(Warning::RequiredWithoutDefault { table, field: name }),
        Some(previous) if previous.nullable && lacks_a_value => {
            Some(Warning::NoLongerNullable { table, field: name })
        }
        None | Some(_) => None,
    };
    let of_values = previous.and_then(|previous| removed_values(previous, field, change));
    let of_type = previous.and_then(|previous| about_type(previous, field, change));
    of_null.into_iter().chain(of_values).chain(of_type).collect()
}

/// A type that no database makes of the values that there are, or that some of them do not fit. A foreign key that follows
/// its target is not warned about for itself.
fn about_type(previous: &Field, field: &Field, change: &AlterTable) -> Option<Warning> {
    let follows = previous.reference.is_some() && previous.reference == field.reference;
    let is_computed = previous.generated.is_some() || field.generated.is_some();
    let is_given = change.hints.using.contains_key(&field.name);
    if follows || is_computed || is_given {
        return None;
    }
    let (from, to) = (previous.field_type.storage(), field.field_type.storage());
    let (table, field) = (change.before.name.clone(), field.name.clone());
    if is_converted_somewhere(&from, &to) {
        let unfit = unfit_values(&from, &to);
        return unfit.map(|unfit| Warning::MayNotFit { table, field, unfit });
    }
    Some(Warning::NotConverted {
        table,
        field,
        from: from.facts().value,
        to: to.facts().value,
    })
}

/// The checks that are new.
fn about_checks(change: &AlterTable) -> Vec<Warning> {
    let constraints = change.after.constraints.values();
    let checks = constraints.filter(|constraint| match constraint.kind {
        ConstraintKind::Check(_) => !had_check(change, constraint),
        ConstraintKind::Unique(_) | ConstraintKind::ForeignKey(_) | ConstraintKind::Exclusion(_) => false,
    });
    let warning = |constraint: &Constraint| Warning::MustSatisfy {
        table: change.before.name.clone(),
        check: constraint.name.clone(),
    };
    checks.map(warning).collect()
}

/// Whether the rows satisfied the check before, perhaps under another name.
fn had_check(change: &AlterTable, check: &Constraint) -> bool {
    let before = &change.before.constraints;
    before.contains_key(&check.name) || before.values().any(|had| had.kind == check.kind)
}

/// The values that an enum loses, except those that get another name.
fn removed_values(previous: &Field, field: &Field, change: &AlterTable) -> Option<Warning> {
    let (old, new) = (previous.field_type.values()?, field.field_type.values()?);
    let using = change.hints.using.get(&field.name);
    let renamed = match using.and_then(Using::expression) {
        Some(using) => using.replaced_texts(&[&previous.name, &field.name])?,
        None => Vec::new(),
    };
    let is_renamed = |value: &&String| renamed.iter().any(|(from, _)| from == *value);
    let removed = old
        .iter()
        .filter(|value| !new.contains(value) && !is_renamed(value));
    let values: Vec<String> = removed.cloned().collect();
    (!values.is_empty() && !new.is_empty()).then(|| Warning::RemovesValues {
        table: change.before.name.clone(),
        field: field.name.clone(),
        values,
    })
}

/// `` `users.name` becomes ``, `` `users.name` and `users.age` together become ``.
fn becoming(table: &TableName, fields: &[FieldName]) -> String {
    let names: Vec<String> = fields.iter().map(|field| format!("`{table}.{field}`")).collect();
    if names.len() == 1 {
        format!("{} becomes", names.concat())
    } else {
        format!("{} together become", names.join(" and "))
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RequiredWithoutDefault { table, field } => write!(
                formatter,
                "`{table}.{field}` is required and has no default: migrating fails if the table has rows. Give it \
                 a default, or add it as nullable, fill it, and require it afterwards"
            ),
            Self::NoLongerNullable { table, field } => write!(
                formatter,
                "`{table}.{field}` becomes required and has no default: migrating fails if a row holds NULL. Give \
                 it a default, or fill the rows first"
            ),
            Self::BecomesUnique { table, fields } => {
                let becomes = becoming(table, fields);
                write!(
                    formatter,
                    "{becomes} unique: where rows share a value, migrating fails. Make the values distinct first"
                )
            }
            Self::RemovesValues { table, field, values } => {
                let values: Vec<String> = values.iter().map(|value| format!("`{value}`")).collect();
                write!(
                    formatter,
                    "`{table}.{field}` no longer has {}: migrating fails if a row holds such a value. Change those \
                     rows first",
                    values.join(", ")
                )
            }
            Self::StillNames {
                table,
                part,
                field,
                value,
            } => write!(
                formatter,
                "{part} of `{table}` still names '{value}', which `{table}.{field}` no longer has. Change it in the models"
            ),
            Self::RefersElsewhere {
                table,
                field,
                from,
                to,
            } => write!(
                formatter,
                "`{table}.{field}` held values of `{}.{}` and refers to `{}.{}` from now on: its values stay, so rows \
                 may refer to other rows. Write an update of `{table}.{field}` before this change (RunSQL)",
                from.0, from.1, to.0, to.1
            ),
            Self::MustRefer { table, field, to } => write!(
                formatter,
                "`{table}.{field}` refers to `{}.{}` from now on: migrating fails if a row holds a value that is not \
                 there",
                to.0, to.1
            ),
            Self::MustSatisfy { table, check } => write!(
                formatter,
                "`{table}` gets the check `{check}`: migrating fails if a row does not satisfy it. Change those rows first"
            ),
            Self::NotConverted {
                table,
                field,
                from,
                to,
            } => write!(
                formatter,
                "`{table}.{field}` was {from} and becomes {to}, which no database makes of it: migrating is refused. Say \
                 in the migration how the values are computed (AlterField with `using` and `reverse_using`), or remove the \
                 field and add a new one"
            ),
            Self::MayNotFit { table, field, unfit } => write!(
                formatter,
                "migrating fails if a value of `{table}.{field}` {unfit}. Change those rows first"
            ),
            Self::Loses(loss) => write!(
                formatter,
                "migrating loses {loss}, and reverting the migration does not restore that"
            ),
        }
    }
}
