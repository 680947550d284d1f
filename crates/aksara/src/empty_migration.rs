//! A new migration that does nothing yet: its author fills it in.

use aksara_formats::python::write::{MigrationHeader, write_empty};
use aksara_formats::sql::write_empty_sql;
use aksara_graph::NameSuffix;
use aksara_operations::{Dependency, Located, Migration};

use crate::directory::MigrationDirectory;
use crate::new_migration::{MigrationForm, timestamp};
use crate::{Draft, Error, NewMigration, Project};

/// The default ending of the name, after `NNNN_auto_`.
const USUAL_SUFFIX: &str = "custom";

impl Project {
    /// A migration after the last one that does nothing, with a comment that says how to fill it in. Nothing is written.
    pub fn empty_migration(&self, wanted: &NewMigration) -> Result<Draft, Error> {
        let suffix = NameSuffix::new(wanted.name.as_deref().unwrap_or(USUAL_SUFFIX))?;
        let path = self.settings().migrations_directory()?.value;
        let directory = self.loading(MigrationDirectory::open_or_empty(self.root(), &path)?)?;
        let graph = directory.graph()?;
        let head = graph
            .head()?
            .map(|file| Dependency::from(file.migration.name.clone()));
        let migration = Migration {
            dependencies: head.map(Located::generated).into_iter().collect(),
            ..Migration::new(graph.next_number().auto(&suffix)?)
        };
        let text = match &wanted.form {
            MigrationForm::Python => {
                let header = MigrationHeader {
                    description: suffix.as_str().to_owned(),
                    generated_at: timestamp(wanted.generated_at),
                    models: Vec::new(),
                };
                write_empty(&migration, &header)
            }
            MigrationForm::Sql(targets) => {
                let dialects: Vec<&str> = targets.iter().map(|target| target.dialect.name()).collect();
                write_empty_sql(&migration, &dialects)
            }
        };
        Ok(Draft {
            path: directory.file(&migration.name, wanted.form.format()),
            text,
            migration,
            changes: Vec::new(),
        })
    }
}
