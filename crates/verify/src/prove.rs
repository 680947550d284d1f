//! The proof on one database: every migration in order, each on a scratch database in the state just before it.

use std::collections::BTreeMap;

use aksara_dialect::{Coalescing, CompileError, Dialect, ServerVersion, compile};
use aksara_executor::{Cancellation, Executor, ExecutorError, FunctionRunner, Goal, Request};
use aksara_operations::{Located, Migration, MigrationName, Operation, Replayed, replay};
use aksara_schema::Schema;

use crate::chain::{Chain, Link};
use crate::equivalence::{Comparison, Equivalence};
use crate::external::StandIns;
use crate::report::{DatabaseReport, Finding, MigrationReport, Outcome, Phase, Proof, Times};
use crate::round_trip::{Found, RoundTrip, failure, losses};
use crate::scratch::{Scratch, ScratchServer};
use crate::{Migrations, VerifyError};

/// The options of a proof.
#[derive(Debug, Clone)]
pub struct ProofOptions {
    /// The migrations to prove; none is all of them. Those before them run all the same.
    pub only: Vec<MigrationName>,
    /// The seed of the sample rows: the same seed gives the same rows.
    pub seed: u64,
    /// Stops it.
    pub cancellation: Cancellation,
}

/// A migration that was proven while a proof goes on.
#[derive(Debug, Clone, Copy)]
pub struct ProofEvent<'a> {
    /// The database's dialect.
    pub dialect: &'static str,
    /// Its version.
    pub version: ServerVersion,
    /// Its number among the migrations, counted from 1.
    pub number: usize,
    /// How many migrations there are.
    pub of: usize,
    /// The findings.
    pub report: &'a MigrationReport,
}

/// Receives the events of a proof.
pub type ProofEventSink<'a> = &'a mut (dyn FnMut(ProofEvent<'_>) + Send);

/// Proves migrations on a scratch database, which is dropped at the end, whatever happens. Their functions are run by
/// `functions`.
pub async fn prove(
    server: &ScratchServer,
    migrations: &Migrations,
    options: &ProofOptions,
    functions: &mut dyn FunctionRunner,
    events: ProofEventSink<'_>,
) -> Result<DatabaseReport, VerifyError> {
    let scratch = Scratch::create(server).await.map_err(VerifyError::Scratch)?;
    let mut prover = Prover {
        scratch,
        chain: &migrations.chain,
        equivalences: &migrations.equivalences,
        options,
        functions,
        events,
    };
    let proven = prover.prove_all().await;
    let dropped = prover.scratch.throw_away().await;
    let report = proven?;
    dropped.map_err(VerifyError::Scratch)?;
    Ok(report)
}

/// Compiles migrations for a database, there and back, and runs nothing.
pub fn prove_compiles(
    dialect: &dyn Dialect,
    version: ServerVersion,
    migrations: &Migrations,
    options: &ProofOptions,
) -> DatabaseReport {
    let chosen = migrations.chain.links.iter().filter(|link| options.proves(link));
    DatabaseReport {
        dialect: dialect.name(),
        version,
        proof: Proof::Compiled,
        migrations: chosen
            .map(|link| compiled(link, dialect, &version, Outcome::Compiled))
            .collect(),
    }
}

impl ProofOptions {
    fn proves(&self, link: &Link) -> bool {
        self.only.is_empty() || self.only.contains(link.name())
    }
}

struct Prover<'a> {
    scratch: Scratch<'a>,
    chain: &'a Chain,
    equivalences: &'a BTreeMap<MigrationName, Equivalence>,
    options: &'a ProofOptions,
    functions: &'a mut dyn FunctionRunner,
    events: ProofEventSink<'a>,
}

impl Prover<'_> {
    async fn prove_all(&mut self) -> Result<DatabaseReport, VerifyError> {
        self.make_external().await?;
        let connection = self.scratch.connection();
        let (dialect, version) = (connection.dialect(), connection.server_version());
        let mut reports = Vec::new();
        let mut is_stuck = false;
        for (position, link) in self.chain.links.iter().enumerate() {
            let is_chosen = self.options.proves(link);
            let report = match (is_stuck, is_chosen) {
                (true, _) => compiled(link, &*dialect, &version, Outcome::NotReached),
                (false, true) => self.prove(position, link).await?,
                (false, false) => self.pass(position, link).await?,
            };
            (self.events)(ProofEvent {
                dialect: dialect.name(),
                version,
                number: position + 1,
                of: self.chain.links.len(),
                report: &report,
            });
            is_stuck = is_stuck || self.is_stuck_after(&report, position).await?;
            if is_chosen || report.outcome.is_failure(false) {
                reports.push(report);
            }
        }
        Ok(DatabaseReport {
            dialect: dialect.name(),
            version,
            proof: Proof::Run,
            migrations: reports,
        })
    }

    /// Brings the scratch database to the state after a migration, if its proof left another state and that is
    /// possible.
    async fn is_stuck_after(
        &mut self,
        report: &MigrationReport,
        position: usize,
    ) -> Result<bool, VerifyError> {
        match report.outcome {
            Outcome::DoesNotRoundTrip | Outcome::Unsupported => {
                Ok(self.start_over(position + 1).await?.is_some())
            }
            Outcome::Ok
            | Outcome::Compiled
            | Outcome::NotReached
            | Outcome::Lossy
            | Outcome::DiffersFromOriginals
            | Outcome::Irreversible => Ok(false),
        }
    }

    /// Proves one migration. A migration that fails with rows is tried without: rows that prevent a change are not
    /// the fault of the migration, unless its own code fails on them on its way back.
    async fn prove(&mut self, position: usize, link: &Link) -> Result<MigrationReport, VerifyError> {
        let mut found = self.round_trip(position, link, true).await?;
        if found.has_failed() && !fails_by_own_code(link, &found) {
            self.start_over(position).await?;
            let bare = self.round_trip(position, link, false).await?;
            found = if bare.has_failed() {
                bare
            } else {
                with_remarks(bare, &found)
            };
        }
        if !found.has_failed() && !found.is_applied {
            self.start_over(position + 1).await?;
        }
        let (lossy, drops) = losses(link);
        found.findings.extend(lossy);
        found.findings.extend(self.beside_originals(link).await?);
        Ok(report(link, found, drops))
    }

    /// Compares a squash with its originals.
    async fn beside_originals(&mut self, link: &Link) -> Result<Vec<Finding>, VerifyError> {
        let Some(equivalence) = self.equivalences.get(link.name()) else {
            return Ok(Vec::new());
        };
        let with = Comparison {
            server: self.scratch.server(),
            functions: &mut *self.functions,
            cancellation: &self.options.cancellation,
            seed: self.options.seed,
        };
        equivalence.findings(with).await
    }

    async fn round_trip(
        &mut self,
        position: usize,
        link: &Link,
        has_rows: bool,
    ) -> Result<Found, VerifyError> {
        let round_trip = RoundTrip {
            server: self.scratch.server(),
            connection: self.scratch.connection(),
            chain: self.chain,
            position,
            link,
            cancellation: &self.options.cancellation,
            functions: &mut *self.functions,
            seed: self.options.seed,
            found: Found::default(),
        };
        round_trip.go(has_rows).await
    }

    /// Applies a migration that is not to be proven.
    async fn pass(&mut self, position: usize, link: &Link) -> Result<MigrationReport, VerifyError> {
        let findings = self.apply_up_to(position + 1).await?.into_iter().collect();
        let found = Found {
            findings,
            times: Times::default(),
            is_applied: true,
        };
        Ok(report(link, found, Vec::new()))
    }

    /// An empty scratch database, and on it the first migrations; `Some` is why they cannot be applied.
    async fn start_over(&mut self, count: usize) -> Result<Option<Finding>, VerifyError> {
        self.scratch.replace().await.map_err(VerifyError::Scratch)?;
        self.make_external().await?;
        self.apply_up_to(count).await
    }

    async fn make_external(&mut self) -> Result<(), VerifyError> {
        let made = StandIns::of(self.chain).make(self.scratch.connection()).await;
        made.map_err(VerifyError::Scratch)
    }

    async fn apply_up_to(&mut self, count: usize) -> Result<Option<Finding>, VerifyError> {
        let last = count
            .checked_sub(1)
            .and_then(|position| self.chain.links.get(position));
        let Some(last) = last else { return Ok(None) };
        let request = Request {
            target: Goal::Named(last.name().to_string()),
            allow_data_loss: true,
            ..Request::default()
        };
        let cancellation = self.options.cancellation.clone();
        let stand_ins = StandIns::of(self.chain);
        let mut executor = Executor::new(self.scratch.connection(), self.chain)
            .with_cancellation(cancellation)
            .with_functions(&mut *self.functions)
            .with_comparison(&stand_ins);
        match executor.migrate(&request, &mut |_| ()).await {
            Ok(_) => Ok(None),
            Err(ExecutorError::Cancelled { .. }) => Err(VerifyError::Cancelled),
            Err(error) => Ok(Some(failure(Phase::Apply, &error))),
        }
    }
}

/// Whether the migration's own code failed on its way back or when it ran again.
fn fails_by_own_code(link: &Link, found: &Found) -> bool {
    found.findings.iter().any(|finding| {
        let is_own = finding
            .place
            .as_ref()
            .is_some_and(|place| link.is_user_code(place));
        finding.outcome == Outcome::DoesNotRoundTrip && finding.phase != Phase::Apply && is_own
    })
}

/// The findings without rows, with the failures because of rows as remarks.
fn with_remarks(mut bare: Found, with_rows: &Found) -> Found {
    let failed = with_rows.findings.iter();
    let remarks = failed
        .filter(|finding| finding.outcome != Outcome::Ok)
        .map(|finding| Finding {
            outcome: Outcome::Ok.max(lossy(finding.outcome)),
            message: format!("not with every row: {}", finding.message),
            ..finding.clone()
        });
    bare.findings.extend(remarks);
    bare
}

/// A loss stays a loss; a failure for the sake of rows is a remark.
fn lossy(outcome: Outcome) -> Outcome {
    match outcome {
        Outcome::Lossy => Outcome::Lossy,
        Outcome::Ok
        | Outcome::Compiled
        | Outcome::NotReached
        | Outcome::Irreversible
        | Outcome::Unsupported
        | Outcome::DiffersFromOriginals
        | Outcome::DoesNotRoundTrip => Outcome::Ok,
    }
}

/// Compiles one migration there and back.
fn compiled(
    link: &Link,
    dialect: &dyn Dialect,
    version: &ServerVersion,
    otherwise: Outcome,
) -> MigrationReport {
    let unsupported = |phase: Phase, replayed: &Replayed| {
        let compiled = compile(&link.after, &replayed.changes, Coalescing::On, dialect, version);
        compiled.err().map(|error| {
            let migration = link.name().clone();
            let source: Box<CompileError> = Box::new(error);
            failure(phase, &ExecutorError::Compile { migration, source })
        })
    };
    let mut findings: Vec<Finding> = unsupported(Phase::Apply, &link.replayed).into_iter().collect();
    match link.replayed.inverse() {
        Err(irreversible) => {
            let error = ExecutorError::Irreversible(Box::new(irreversible));
            findings.push(failure(Phase::Revert, &error));
        }
        Ok(operations) if findings.is_empty() => {
            let inverse = inverse(link, operations);
            findings.extend(inverse.and_then(|replayed| unsupported(Phase::Revert, &replayed)));
        }
        Ok(_) => {}
    }
    let (lossy, drops) = losses(link);
    findings.extend(lossy);
    let mut report = report(
        link,
        Found {
            findings,
            ..Found::default()
        },
        drops,
    );
    report.outcome = report.outcome.max(otherwise);
    report
}

/// The way back as changes of the schema after.
fn inverse(link: &Link, operations: Vec<Located<Operation>>) -> Option<Replayed> {
    let mut schema: Schema = link.after.clone();
    let migration = Migration {
        operations,
        ..Migration::new(link.name().clone())
    };
    replay(&migration, &mut schema).ok()
}

fn report(link: &Link, found: Found, drops: Vec<String>) -> MigrationReport {
    let outcomes = found.findings.iter().map(|finding| finding.outcome);
    MigrationReport {
        migration: link.name().clone(),
        file: link.file.file.to_string(),
        outcome: outcomes.max().unwrap_or(Outcome::Ok),
        findings: found.findings,
        drops,
        seconds: found.times,
    }
}
