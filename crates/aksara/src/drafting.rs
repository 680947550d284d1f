//! Drafting: what a detection found becomes one file, or several where fields are made in steps.

use aksara_autodetector::{Detection, DetectionError, suggested_name};
use aksara_formats::python::models::Models;
use aksara_formats::python::write::{MigrationHeader, leave_primary_keys_open, write_migration};
use aksara_graph::{MigrationNumber, NameSuffix};
use aksara_operations::{Migration, MigrationName, Operation, replay};
use aksara_schema::Schema;

use crate::directory::MigrationDirectory;
use crate::model_change::{Filled, model_changes};
use crate::new_migration::{migration, models_touched, sql_text, timestamp};
use crate::temporary_names::shown_operations;
use crate::{Draft, Error, ExtraOperations, MigrationForm, NewMigration, Project};

/// The operations of each file, in order.
pub(crate) struct Steps(Vec<Step>);

struct Step {
    /// The ending of the name that the user chose.
    ending: &'static str,
    operations: Vec<Operation>,
    /// The fields, by table, whose rows the step before has filled.
    filled: Filled,
}

/// Files under way: each depends on the one before.
pub(crate) struct Drafting<'a> {
    pub project: &'a Project,
    pub models: &'a Models,
    pub wanted: &'a NewMigration,
    /// The name that the user chose.
    pub suffix: Option<NameSuffix>,
    pub directory: &'a MigrationDirectory,
    /// The number of the next file.
    pub number: MigrationNumber,
    /// The migration that the next file depends on.
    pub head: Option<MigrationName>,
    /// The schema that the files so far lead to.
    pub schema: Schema,
}

impl Steps {
    /// The steps that do something.
    pub fn of(detection: Detection, extra: &ExtraOperations) -> Self {
        let Detection { operations, later } = detection;
        let operations = if operations.is_empty() {
            operations
        } else {
            extra.around(operations)
        };
        let first = Step {
            ending: "",
            operations,
            filled: Filled::new(),
        };
        let later = later.into_iter().flat_map(|later| {
            let filled = filled(&later.backfill);
            let step = |ending, operations, filled| Step {
                ending,
                operations,
                filled,
            };
            [
                step("_backfill", later.backfill, Filled::new()),
                step("_constrain", later.constrain, filled),
            ]
        });
        let steps = std::iter::once(first).chain(later);
        Self(steps.filter(|step| !step.operations.is_empty()).collect())
    }
}

impl Drafting<'_> {
    /// The files.
    pub fn drafts(mut self, steps: Steps) -> Result<Vec<Draft>, Error> {
        steps.0.into_iter().map(|step| self.draft(step)).collect()
    }

    fn draft(&mut self, step: Step) -> Result<Draft, Error> {
        let suffix = self.suffix_of(&step)?;
        let changes = model_changes(&self.schema, &step.operations, self.models, &step.filled);
        let changes = changes.map_err(|error| DetectionError::Models(Box::new(error)))?;
        let name = self.number.auto(&suffix)?;
        let mut migration = migration(name, self.head.clone(), step.operations);
        leave_primary_keys_open(&mut migration.operations, &self.models.schema);
        let is_open = is_to_be_filled_in(&migration);
        if !is_open {
            self.project.refuse_unsupported(&migration, self.schema.clone())?;
        }
        let header = MigrationHeader {
            description: suffix.as_str().to_owned(),
            generated_at: timestamp(self.wanted.generated_at),
            models: models_touched(&migration, self.models),
        };
        // A backfill that is still to be filled in has no SQL yet.
        let form = if is_open {
            &MigrationForm::Python
        } else {
            &self.wanted.form
        };
        let text = match form {
            MigrationForm::Python => write_migration(&migration, &header),
            MigrationForm::Sql(targets) => sql_text(&migration, &self.schema, &header, targets)?,
        };
        let path = self.directory.file(&migration.name, form.format());
        replay(&migration, &mut self.schema)?;
        self.number = self.number.following();
        self.head = Some(migration.name.clone());
        Ok(Draft {
            path,
            text,
            migration,
            changes,
        })
    }

    fn suffix_of(&self, step: &Step) -> Result<NameSuffix, Error> {
        Ok(match &self.suffix {
            Some(chosen) => NameSuffix::new(format!("{}{}", chosen.as_str(), step.ending))?,
            None => NameSuffix::new(suggested_name(
                &shown_operations(&step.operations),
                self.head.is_none(),
            ))?,
        })
    }
}

/// The fields that backfills give values, by table; also those that a person is to fill in, without which nothing runs.
fn filled(operations: &[Operation]) -> Filled {
    let backfills = operations.iter().filter_map(|operation| match operation {
        Operation::Backfill(backfill) => Some(backfill),
        _ => None,
    });
    let fields = backfills.flat_map(|backfill| {
        let set = backfill.update.set.keys().chain(&backfill.update.open);
        set.map(|field| (backfill.table.to_string(), field.clone()))
    });
    fields.collect()
}

/// Whether a migration holds a backfill that a person is to fill in, which has no SQL yet.
pub(crate) fn is_to_be_filled_in(migration: &Migration) -> bool {
    let mut operations = migration.operations.iter();
    operations.any(|operation| match &operation.value {
        Operation::Backfill(backfill) => !backfill.update.open.is_empty(),
        _ => false,
    })
}
