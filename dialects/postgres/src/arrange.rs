//! How the statements of a migration stand around its transaction.
//!
//! New enum values come first of all, in transactions of their own. What PostgreSQL runs in no transaction
//! (CONCURRENTLY, VACUUM) stands before the body where nothing precedes it, after it where nothing follows; in
//! the middle it would split the migration, and is refused.

use aksara_dialect::{Command, Feature, Statement, Step, TransactionMode, Unit, Unsupported};
use aksara_operations::Effect;
use aksara_schema::{StorageType, Table};

use crate::dialect::NAME;
use crate::lower::add_value_prefix;
use crate::types::enum_type;

/// Divides the statements of one migration.
pub(crate) fn arrange(steps: &[Step], statements: Vec<Statement>) -> Result<Unit, Unsupported> {
    let new_types = new_enum_types(steps);
    let mut unit = Unit {
        is_atomic: true,
        ..Unit::default()
    };
    for mut statement in statements {
        if statement.mode == TransactionMode::Outside && is_of_new_type(&statement, &new_types) {
            statement.mode = TransactionMode::Inside;
        }
        match statement.mode {
            TransactionMode::Outside => unit.before.push(statement),
            TransactionMode::Own if unit.body.is_empty() => unit.before.push(statement),
            TransactionMode::Own => unit.after.push(statement),
            TransactionMode::Inside => match unit.after.first() {
                Some(alone) => return Err(in_the_middle(alone)),
                None => unit.body.push(statement),
            },
        }
    }
    Ok(unit)
}

/// The values of a type that this migration makes can be used at once, and the type is not there before it.
fn is_of_new_type(statement: &Statement, new_types: &[String]) -> bool {
    match &statement.command {
        Command::Sql(sql) => new_types
            .iter()
            .any(|name| sql.starts_with(&add_value_prefix(name))),
        Command::Routine(_) | Command::Python(_) => false,
    }
}

/// The quoted names of the enum types that tables have after a step and the same tables do not have before it.
fn new_enum_types(steps: &[Step]) -> Vec<String> {
    let new = steps.iter().flat_map(|step| match &step.effect {
        Effect::CreateTable(table) => enum_types(table),
        Effect::AlterTable(change) => {
            let before = enum_types(&change.before);
            enum_types(&change.after)
                .into_iter()
                .filter(|name| !before.contains(name))
                .collect()
        }
        Effect::DropTable(_) | Effect::RenameTable(_) | Effect::RunSql(_) | Effect::RunPython(_) => {
            Vec::new()
        }
    });
    new.collect()
}

fn enum_types(table: &Table) -> Vec<String> {
    let names = table
        .fields
        .values()
        .filter_map(|field| match field.field_type.storage() {
            StorageType::Enum {
                native: Some(name), ..
            } => enum_type(&name, "").ok(),
            _ => None,
        });
    names.collect()
}

fn in_the_middle(alone: &Statement) -> Unsupported {
    let sql = alone.sql_texts().first().copied().unwrap_or_default().to_owned();
    Unsupported {
        subject: sql,
        dialect: NAME,
        feature: Some(Feature::ConcurrentIndex),
        reason: "it runs in no transaction, and stands between statements that must run in one".to_owned(),
        alternative: "put it into a migration of its own, or last in this one".to_owned(),
        origin: alone.origin.clone(),
    }
}
