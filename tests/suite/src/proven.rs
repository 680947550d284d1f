//! A generated history with rows: each migration is proven as `aksara verify` proves a user's own, on scratch databases.

use aksara_driver::Connection;
use aksara_executor::{Cancellation, FunctionCall, FunctionError, FunctionRunner, PrintSink};
use aksara_generate::History;
use aksara_operations::replay;
use aksara_schema::Schema;
use aksara_verify::{
    Finding, MigrationReport, Migrations, Outcome, Phase, ProofOptions, ScratchServer, prove,
};
use futures::future::{BoxFuture, FutureExt};

use crate::failure::failed;
use crate::generated_source::GeneratedHistory;
use crate::{Failure, Traversed};

/// The text of a declared loss, which every visible loss of rows needs.
const DECLARED: &str = "reverting it does not restore";

/// Proves a history: each migration there, back and there again with rows in the tables, and once more with rows that
/// were written after it. Schemas must be as replayed, rows as they were, and what is lost must be said beforehand.
pub async fn prove_history(server: &ScratchServer, history: &History) -> Result<Traversed, Failure> {
    let mut source = GeneratedHistory::default();
    let mut schema = Schema::new();
    for operation in &history.operations {
        let migration = source.migration_of(std::slice::from_ref(operation))?;
        if replay(&migration, &mut schema).is_ok() {
            source.push(migration);
        }
    }
    let migrations = Migrations::of(&source).map_err(failed("replaying"))?;
    let options = ProofOptions {
        only: Vec::new(),
        seed: history.operations.len() as u64,
        cancellation: Cancellation::new(),
    };
    let proven = prove(server, &migrations, &options, &mut NoFunctions, &mut |_| ()).await;
    let report = proven.map_err(failed("proving"))?;
    let mut traversed = Traversed::default();
    for migration in &report.migrations {
        judge(migration)?;
        match migration.outcome {
            Outcome::Unsupported => traversed.refuse("unsupported".to_owned()),
            Outcome::NotReached => {}
            Outcome::Ok
            | Outcome::Compiled
            | Outcome::Lossy
            | Outcome::Irreversible
            | Outcome::DiffersFromOriginals
            | Outcome::DoesNotRoundTrip => traversed.applied += 1,
        }
    }
    Ok(traversed)
}

fn judge(migration: &MigrationReport) -> Result<(), Failure> {
    let declares = migration
        .findings
        .iter()
        .any(|finding| finding.message.contains(DECLARED));
    let is_silent_loss =
        |finding: &&Finding| finding.outcome == Outcome::Lossy && finding.phase == Phase::Revert;
    let silent = migration
        .findings
        .iter()
        .find(is_silent_loss)
        .filter(|_| !declares);
    let broken = migration
        .findings
        .iter()
        .find(|finding| finding.outcome == Outcome::DoesNotRoundTrip);
    match broken.or(silent) {
        None => Ok(()),
        Some(finding) => Err(Failure::new(format!("{}: {finding}", migration.migration))),
    }
}

/// Generated histories have no functions.
struct NoFunctions;

impl FunctionRunner for NoFunctions {
    fn prepare(&mut self) -> BoxFuture<'_, Result<(), FunctionError>> {
        async { Ok(()) }.boxed()
    }

    fn run<'a>(
        &'a mut self,
        _: FunctionCall<'a>,
        _: &'a mut dyn Connection,
        _: PrintSink<'a>,
    ) -> BoxFuture<'a, Result<(), FunctionError>> {
        let reason = "a generated history has no functions".to_owned();
        async { Err(FunctionError::Unavailable { reason }) }.boxed()
    }
}
