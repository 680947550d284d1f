//! Verifying a project's migrations: each there, back and there again, on scratch databases of every dialect.
//!
//! SQLite in memory is asked unless the project declares targets and SQLite is none of them. Other databases are asked
//! where a URL for scratch databases is given; for the targets that have none, the migrations are compiled alone.

use std::fmt;

use aksara_driver::DatabaseUrl;
use aksara_executor::Cancellation;
use aksara_graph::Target;
use aksara_operations::MigrationName;
use aksara_python_runner::PythonRunner;
use aksara_verify::{
    DatabaseReport, MigrationReport, Migrations, Outcome, ProofEventSink, ProofOptions, ScratchServer, prove,
    prove_compiles,
};
use serde::Serialize;

use crate::{Error, MigrationDirectory, Project, registry};

/// The migrations to verify, and the servers.
#[derive(Debug, Clone, Default)]
pub struct Verification {
    /// The migrations, by the beginnings of their names; none is all of them.
    pub names: Vec<String>,
    /// Servers on which scratch databases are made and dropped. The databases that the URLs name are left alone.
    pub scratch_urls: Vec<DatabaseUrl>,
    /// The seed of the sample rows.
    pub seed: u64,
    /// Stops it.
    pub cancellation: Cancellation,
}

/// The findings of verifying, database by database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VerificationReport {
    /// The databases.
    pub databases: Vec<DatabaseReport>,
}

impl Project {
    /// Verifies the project's migrations.
    ///
    /// ```no_run
    /// # async fn test() -> Result<(), aksara::Error> {
    /// let project = aksara::Project::open(".", aksara::Flags::default())?;
    /// let report = project.verify(&aksara::Verification::default()).await?;
    /// assert!(report.is_ok(), "{report}");
    /// # Ok(())
    /// # }
    /// ```
    pub async fn verify(&self, wanted: &Verification) -> Result<VerificationReport, Error> {
        self.verify_with_events(wanted, &mut |_| ()).await
    }

    /// The same; `events` hears of each migration as soon as it is proven.
    pub async fn verify_with_events(
        &self,
        wanted: &Verification,
        events: ProofEventSink<'_>,
    ) -> Result<VerificationReport, Error> {
        let directory = self.migrations()?;
        let servers = self.scratch_servers(&wanted.scratch_urls)?;
        let only = chosen(&directory, &wanted.names)?;
        let migrations = Migrations::with(&directory, &only)?;
        let options = ProofOptions {
            only,
            seed: wanted.seed,
            cancellation: wanted.cancellation.clone(),
        };
        let mut databases = Vec::new();
        for server in &servers {
            let mut functions = PythonRunner::new(self.python()?);
            databases.push(prove(server, &migrations, &options, &mut functions, &mut *events).await?);
        }
        for target in self.settings().targets()?.value {
            let is_target = |report: &DatabaseReport| report.dialect == target.dialect.name();
            if !databases.iter().any(is_target) {
                databases.push(prove_compiles(
                    &*target.dialect,
                    target.version,
                    &migrations,
                    &options,
                ));
            }
        }
        Ok(VerificationReport { databases })
    }

    /// The database in memory, if it is wanted, and the servers of these URLs: none of them is the application's database.
    fn scratch_servers(&self, urls: &[DatabaseUrl]) -> Result<Vec<ScratchServer>, Error> {
        let mut servers = Vec::new();
        if urls.iter().any(is_in_memory) || self.targets_in_memory()? {
            servers.push(memory()?);
        }
        for url in urls.iter().filter(|url| !is_in_memory(url)) {
            servers.push(self.scratch_server(url)?);
        }
        Ok(servers)
    }

    /// Whether the project must run on the kind of database that needs no server, by its settings.
    fn targets_in_memory(&self) -> Result<bool, Error> {
        let targets = self.settings().targets()?.value;
        let in_memory = registry::dialect_of(&DatabaseUrl::parse(registry::IN_MEMORY_URL)?)?;
        let mut names = targets.iter().map(|target| target.dialect.name());
        Ok(targets.is_empty() || names.any(|name| name == in_memory.name()))
    }

    /// The server of a URL, where that is not the application's database.
    pub(crate) fn scratch_server(&self, url: &DatabaseUrl) -> Result<ScratchServer, Error> {
        let server = scratch_server(url.clone())?;
        let application = self.settings().database_url()?.value;
        let has_same_driver = server.driver.takes(&application.scheme());
        if has_same_driver && server.driver.is_same_database(url, &application)? {
            Err(Error::ScratchIsApplication { url: url.to_string() })
        } else {
            Ok(server)
        }
    }
}

/// The server of a URL.
pub(crate) fn scratch_server(url: DatabaseUrl) -> Result<ScratchServer, Error> {
    let driver = registry::driver_of(&url)?;
    Ok(ScratchServer { driver, url })
}

/// The scratch server in memory; an error if it is not built in.
pub(crate) fn memory() -> Result<ScratchServer, Error> {
    let url = DatabaseUrl::parse(registry::IN_MEMORY_URL)?;
    scratch_server(url)
}

/// Whether a URL for scratch databases needs no server: its scheme is that of the database in memory, and it names no
/// file.
fn is_in_memory(url: &DatabaseUrl) -> bool {
    let (scheme, memory) = registry::IN_MEMORY_URL.split_once(':').unwrap_or_default();
    let place = url.after_scheme().trim_start_matches('/');
    url.scheme() == scheme && (place.is_empty() || place == memory)
}

fn chosen(directory: &MigrationDirectory, names: &[String]) -> Result<Vec<MigrationName>, Error> {
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let graph = directory.graph()?;
    let mut chosen = Vec::new();
    for written in names {
        match graph.resolve_target(written)? {
            Target::Migration(name) => chosen.push(name),
            Target::Latest | Target::Zero => {}
        }
    }
    Ok(chosen)
}

impl VerificationReport {
    /// Whether every migration goes there and back on every database; data that is lost on the way back is allowed,
    /// and so is a migration that says that there is no way back.
    pub fn is_ok(&self) -> bool {
        !self.has_failures(false)
    }

    /// Whether anything failed; by the strict measure also what loses data or cannot be taken back.
    pub fn has_failures(&self, is_strict: bool) -> bool {
        self.databases
            .iter()
            .any(|database| database.failures(is_strict).next().is_some())
    }
}

/// What was found of a migration, and the databases that it was found on.
struct Remark<'a> {
    migration: &'a MigrationName,
    outcome: Outcome,
    findings: Vec<String>,
    databases: Vec<String>,
}

impl VerificationReport {
    /// The findings other than success, migration by migration: each once, with all databases that it concerns.
    fn remarks(&self) -> Vec<Remark<'_>> {
        let mut remarks: Vec<Remark<'_>> = Vec::new();
        let mut order: Vec<&MigrationName> = Vec::new();
        for database in &self.databases {
            for report in &database.migrations {
                if !order.contains(&&report.migration) {
                    order.push(&report.migration);
                }
                if is_remarkable(report) {
                    let name = format!("{} {}", database.dialect, database.version);
                    add_remark(&mut remarks, report, name);
                }
            }
        }
        remarks.sort_by_key(|remark| order.iter().position(|name| *name == remark.migration));
        remarks
    }
}

fn add_remark<'a>(remarks: &mut Vec<Remark<'a>>, report: &'a MigrationReport, database: String) {
    let findings = report.findings.iter();
    let findings: Vec<String> = findings
        .map(|finding| format!("{}: {finding}", finding.phase))
        .collect();
    let known = remarks.iter_mut().find(|remark| {
        *remark.migration == report.migration
            && remark.outcome == report.outcome
            && remark.findings == findings
    });
    match known {
        Some(remark) => remark.databases.push(database),
        None => remarks.push(Remark {
            migration: &report.migration,
            outcome: report.outcome,
            findings,
            databases: vec![database],
        }),
    }
}

impl fmt::Display for VerificationReport {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for remark in self.remarks() {
            let databases = remark.databases.join(", ");
            writeln!(
                formatter,
                "{} on {databases}: {}",
                remark.migration, remark.outcome
            )?;
            for finding in &remark.findings {
                writeln!(formatter, "  {finding}")?;
            }
        }
        Ok(())
    }
}

fn is_remarkable(report: &MigrationReport) -> bool {
    match report.outcome {
        Outcome::Ok | Outcome::Compiled => !report.findings.is_empty(),
        Outcome::NotReached
        | Outcome::Lossy
        | Outcome::Irreversible
        | Outcome::Unsupported
        | Outcome::DiffersFromOriginals
        | Outcome::DoesNotRoundTrip => true,
    }
}
