//! Checking a project: whether database, migrations and models say the same.

use aksara_driver::{Connection, DatabaseUrl};
use aksara_executor::{AppliedMigration, Cancellation, Executor, Status};
use aksara_operations::MigrationName;
use aksara_python_runner::PythonRunner;
use aksara_verify::{Drift, DriftMethod, ScratchServer, drift};
use serde::Serialize;

use crate::verification::{memory, scratch_server};
use crate::{Error, MigrationDirectory, ModelChange, NewMigration, OpenQuestion, Project, registry};

/// A check that is asked for.
#[derive(Debug, Clone, Default)]
pub struct Check {
    /// A server on which the applied migrations may run in a scratch database. SQLite needs none. Without one, tables that
    /// seem to differ are made in a scratch database on the application's own server, to see how it spells them.
    pub scratch_url: Option<DatabaseUrl>,
    /// Stops it.
    pub cancellation: Cancellation,
}

/// An applied migration whose file has another name now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RenamedFile {
    /// Its name in the history.
    pub old_name: String,
    /// Its file's name.
    pub new_name: MigrationName,
}

/// The findings of a check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CheckReport {
    /// The heads, where there are several.
    pub conflicts: Vec<MigrationName>,
    /// Applied migrations whose text is another one now.
    pub edited: Vec<MigrationName>,
    /// Applied migrations whose file has another name now.
    pub renamed: Vec<RenamedFile>,
    /// Migrations of the history whose file is missing.
    pub missing: Vec<String>,
    /// Migrations that are not applied. They are not fault.
    pub pending: Vec<MigrationName>,
    /// The changes of the models that no migration has.
    pub model_changes: Vec<String>,
    /// The same in the words of models, with warnings.
    pub changes: Vec<ModelChange>,
    /// The questions about them that only the user can answer.
    pub questions: Vec<OpenQuestion>,
    /// Why the models were not compared, where they were not.
    pub models_unchecked: Option<String>,
    /// How the database differs from its applied migrations; `None` where there is no database.
    pub drift: Option<Drift>,
}

impl CheckReport {
    /// Whether anything is wrong; by the strict measure also what no migration made.
    pub fn has_findings(&self, is_strict: bool) -> bool {
        let has_drift = |drift: &Drift| {
            !drift.differences.is_empty()
                || (is_strict && !(drift.unmanaged.is_empty() && drift.uncertain.is_empty()))
        };
        !self.conflicts.is_empty()
            || !self.edited.is_empty()
            || !self.renamed.is_empty()
            || !self.agrees_with_models()
            || self.drift.as_ref().is_some_and(has_drift)
    }

    /// Whether the models ask for nothing that no migration does.
    pub fn agrees_with_models(&self) -> bool {
        self.model_changes.is_empty() && self.questions.is_empty()
    }
}

impl Project {
    /// Compares database, migrations and models. Nothing is written but scratch databases, which are dropped.
    pub async fn check(&self, wanted: &Check) -> Result<CheckReport, Error> {
        let directory = self.migrations()?;
        let graph = directory.graph()?;
        let heads = graph.heads();
        let mut report = CheckReport {
            conflicts: match heads.len() {
                0 | 1 => Vec::new(),
                _ => heads.iter().map(|file| file.migration.name.clone()).collect(),
            },
            edited: Vec::new(),
            renamed: Vec::new(),
            missing: Vec::new(),
            pending: Vec::new(),
            model_changes: Vec::new(),
            changes: Vec::new(),
            questions: Vec::new(),
            models_unchecked: None,
            drift: None,
        };
        self.check_database(&directory, wanted, &mut report).await?;
        if report.conflicts.is_empty() {
            self.check_models(&mut report)?;
        }
        Ok(report)
    }

    async fn check_database(
        &self,
        directory: &MigrationDirectory,
        wanted: &Check,
        report: &mut CheckReport,
    ) -> Result<(), Error> {
        let url = self.settings().database_url()?.value;
        let driver = registry::driver_of(&url)?;
        if driver.is_missing_file(&url).await? {
            report.take_status(Status::new(directory, &[], Vec::new())?);
            return Ok(());
        }
        let mut connection = driver.connect(&url).await?;
        let compared = self
            .compare(&mut *connection, directory, &url, wanted, report)
            .await;
        connection.close().await?;
        compared
    }

    async fn compare(
        &self,
        connection: &mut dyn Connection,
        directory: &MigrationDirectory,
        url: &DatabaseUrl,
        wanted: &Check,
        report: &mut CheckReport,
    ) -> Result<(), Error> {
        let mut executor = Executor::new(connection, directory);
        let mut history: Vec<AppliedMigration> = executor.history().await?;
        report.take_status(executor.status().await?);
        report.rename(&mut history);
        let mut functions = PythonRunner::new(self.python()?);
        let runs_on = self.runs_on(url, wanted)?;
        let application = scratch_server(url.clone())?;
        let tryout = match &runs_on {
            Some(server) => DriftMethod::Run(server, &mut functions),
            None => DriftMethod::Replay(&application),
        };
        let found = drift(connection, directory, &history, tryout, &wanted.cancellation).await?;
        report.drift = Some(found);
        Ok(())
    }

    /// The server on which the applied migrations may run once more.
    fn runs_on(&self, url: &DatabaseUrl, wanted: &Check) -> Result<Option<ScratchServer>, Error> {
        let memory = memory()?;
        match &wanted.scratch_url {
            _ if memory.driver.takes(&url.scheme()) => Ok(Some(memory)),
            Some(scratch) => {
                let server = self.scratch_server(scratch)?;
                if server.driver.takes(&url.scheme()) {
                    Ok(Some(server))
                } else {
                    Err(Error::OtherScratch {
                        url: scratch.to_string(),
                        application: url.to_string(),
                    })
                }
            }
            None => Ok(None),
        }
    }

    fn check_models(&self, report: &mut CheckReport) -> Result<(), Error> {
        let apps = match self.apps() {
            Ok(apps) => apps,
            Err(error @ Error::NoApp { .. }) => {
                report.models_unchecked = Some(error.to_string());
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        let wanted = NewMigration::default();
        match self.make_migrations(&apps, &wanted) {
            Ok(drafts) => {
                let operations = drafts.iter().flat_map(|draft| &draft.migration.operations);
                report.model_changes = operations.map(|operation| operation.value.describe()).collect();
                report.changes = drafts.into_iter().flat_map(|draft| draft.changes).collect();
            }
            Err(Error::Questions(questions)) => {
                report.changes = self.changes_beside(&apps, &wanted)?;
                report.model_changes = report.changes.iter().map(ToString::to_string).collect();
                report.questions = OpenQuestion::all(&questions);
            }
            Err(error) => return Err(error),
        }
        Ok(())
    }
}

impl CheckReport {
    /// Gives the rows the names of the files that they are of.
    fn rename(&self, history: &mut [AppliedMigration]) {
        for row in history {
            let renamed = self.renamed.iter().find(|renamed| renamed.old_name == row.name);
            if let Some(renamed) = renamed {
                row.name = renamed.new_name.to_string();
            }
        }
    }

    fn take_status(&mut self, status: Status) {
        self.missing = status.unknown.into_iter().map(|row| row.name).collect();
        let renamed = status.renamed.into_iter().map(|renamed| RenamedFile {
            old_name: renamed.old_name,
            new_name: renamed.entry.name,
        });
        self.renamed = renamed.collect();
        for migration in status.migrations {
            if self
                .renamed
                .iter()
                .any(|renamed| renamed.new_name == migration.entry.name)
            {
                continue;
            }
            match (&migration.applied, migration.was_edited()) {
                (None, _) => self.pending.push(migration.entry.name),
                (Some(_), true) => self.edited.push(migration.entry.name),
                (Some(_), false) => {}
            }
        }
    }
}
