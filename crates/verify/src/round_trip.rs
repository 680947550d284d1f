//! One migration applied, reverted and applied again, on a scratch database in the state just before it.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use aksara_diagnostic::Diagnose;
use aksara_driver::Connection;
use aksara_executor::{Cancellation, Executor, ExecutorError, FunctionRunner, Goal, Request};
use aksara_operations::{Located, Loss};
use aksara_schema::{FieldName, Schema};

use crate::chain::{Chain, Link};
use crate::external::StandIns;
use crate::report::{Finding, Outcome, Phase, Times};
use crate::snapshot::{Snapshot, expected, recorded};
use crate::{SchemaDifference, ScratchServer, VerifyError, differences, fill, of_objects, respell, rows};

/// The round trip of one migration.
pub(crate) struct RoundTrip<'a> {
    /// The server of scratch databases.
    pub server: &'a ScratchServer,
    /// The scratch database.
    pub connection: &'a mut dyn Connection,
    /// Every migration.
    pub chain: &'a Chain,
    /// This one's number among them, counted from 0.
    pub position: usize,
    /// This one.
    pub link: &'a Link,
    /// Stops it.
    pub cancellation: &'a Cancellation,
    /// Runs its functions.
    pub functions: &'a mut dyn FunctionRunner,
    /// Makes the rows.
    pub seed: u64,
    /// The findings so far.
    pub found: Found,
}

/// The results of a round trip.
#[derive(Debug, Clone, Default)]
pub(crate) struct Found {
    /// The findings.
    pub findings: Vec<Finding>,
    /// How long each way took.
    pub times: Times,
    /// Whether the scratch database is now in the state after the migration, as it should be.
    pub is_applied: bool,
}

/// The result of one phase.
enum PhaseResult {
    Done(Duration),
    Failed,
}

impl RoundTrip<'_> {
    /// Goes the whole way. `has_rows` says whether the tables hold rows on it.
    pub async fn go(mut self, has_rows: bool) -> Result<Found, VerifyError> {
        if has_rows {
            self.fill(Phase::Apply).await?;
        }
        let before = self.look(&self.link.before).await?;
        let PhaseResult::Done(apply) = self.migrate(Phase::Apply).await? else {
            return Ok(self.found);
        };
        self.found.times.apply = Some(apply);
        let after = self.look(&self.link.after).await?;
        self.compare_with_replay(&before, &after).await;
        let PhaseResult::Done(revert) = self.migrate(Phase::Revert).await? else {
            return Ok(self.found);
        };
        self.found.times.revert = Some(revert);
        let reverted = self.look(&self.link.before).await?;
        self.compare_schemas(Phase::Revert, &before, &reverted);
        self.compare_rows(&before, &reverted);
        let PhaseResult::Done(reapply) = self.migrate(Phase::Reapply).await? else {
            return Ok(self.found);
        };
        self.found.times.reapply = Some(reapply);
        let again = self.look(&self.link.after).await?;
        self.compare_schemas(Phase::Reapply, &after, &again);
        self.found.is_applied = true;
        if has_rows && !self.found.has_failed() {
            self.revert_later_rows().await?;
        }
        Ok(self.found)
    }

    /// Back and there once more with rows that were written after the migration.
    async fn revert_later_rows(&mut self) -> Result<(), VerifyError> {
        self.fill_after().await?;
        let before = self.look(&self.link.after).await?;
        self.found.is_applied = false;
        let PhaseResult::Done(_) = self.migrate(Phase::Revert).await? else {
            return Ok(());
        };
        let reverted = self.look(&self.link.before).await?;
        self.compare_kept_rows(&before, &reverted);
        if let PhaseResult::Done(_) = self.migrate(Phase::Reapply).await? {
            self.found.is_applied = true;
        }
        Ok(())
    }

    /// The database without the recorded tables that something else makes: those are not compared.
    async fn look(&mut self, recorded: &Schema) -> Result<Snapshot, VerifyError> {
        let snapshot = Snapshot::whole(self.connection).await;
        Ok(snapshot
            .map_err(VerifyError::Scratch)?
            .without_recorded_of_others(recorded))
    }

    /// Sample rows in the tables as they are before the migration.
    async fn fill(&mut self, phase: Phase) -> Result<(), VerifyError> {
        let skipped = fill::fill(self.connection, &self.link.before, self.seed).await;
        self.remark_all(phase, skipped.map_err(VerifyError::Scratch)?);
        Ok(())
    }

    /// Sample rows in the tables as they are after it.
    async fn fill_after(&mut self) -> Result<(), VerifyError> {
        let skipped = fill::fill(self.connection, &self.link.after, self.seed).await;
        self.remark_all(Phase::Revert, skipped.map_err(VerifyError::Scratch)?);
        Ok(())
    }

    fn remark_all(&mut self, phase: Phase, remarks: Vec<String>) {
        for remark in remarks {
            let is_new = |finding: &Finding| finding.message != remark;
            if self.found.findings.iter().all(is_new) {
                self.found.findings.push(Finding::new(Outcome::Ok, phase, remark));
            }
        }
    }

    /// Migrates once.
    async fn migrate(&mut self, phase: Phase) -> Result<PhaseResult, VerifyError> {
        let target = match phase {
            Phase::Apply | Phase::Reapply => self.link.name().to_string(),
            Phase::Revert => self.chain.target_before(self.position),
        };
        let request = Request {
            target: Goal::of_name(Some(target)),
            allow_data_loss: true,
            ..Request::default()
        };
        let started = Instant::now();
        let stand_ins = StandIns::of(self.chain);
        let mut executor = Executor::new(self.connection, self.chain)
            .with_cancellation(self.cancellation.clone())
            .with_functions(&mut *self.functions)
            .with_comparison(&stand_ins);
        match executor.migrate(&request, &mut |_| ()).await {
            Ok(_) => Ok(PhaseResult::Done(started.elapsed())),
            Err(ExecutorError::Cancelled { .. }) => Err(VerifyError::Cancelled),
            Err(error) => {
                self.found.is_applied = phase == Phase::Revert && is_refusal(&error);
                self.found.findings.push(failure(phase, &error));
                Ok(PhaseResult::Failed)
            }
        }
    }

    /// The parts of the database that replay does not have, if this migration made them.
    async fn compare_with_replay(&mut self, before: &Snapshot, after: &Snapshot) {
        let link = self.link;
        let recorded_before = self.as_reported(&link.before, before).await;
        let recorded_after = self.as_reported(&link.after, after).await;
        let known = differences(&recorded_before, &before.schema);
        let difference = differences(&recorded_after, &after.schema).without(&known);
        let (outcome, message) = match (self.link.has_user_code(), self.link.declares_schema()) {
            (true, false) => (
                Outcome::Ok,
                "its own code makes objects that the recorded schema does not have; describe them in \
                 state_operations",
            ),
            (true, true) => (
                Outcome::DoesNotRoundTrip,
                "its SQL does not change the schema as its operations say",
            ),
            (false, _) => (
                Outcome::DoesNotRoundTrip,
                "the database differs from the migrations",
            ),
        };
        self.differ(outcome, Phase::Apply, message, difference);
    }

    /// A recorded schema as the database would report it. If the rules are not enough for expressions, the database
    /// spells them itself.
    async fn as_reported(&mut self, schema: &Schema, found: &Snapshot) -> Schema {
        let recorded = recorded(schema, found.default_namespace.as_ref());
        let by_rules = expected(self.connection, &recorded);
        if differences(&by_rules, &found.schema).is_empty() {
            return by_rules;
        }
        let needed = self.chain.users_sql(self.position);
        let spelled = respell(self.server, &needed, &recorded, &by_rules, &found.schema).await;
        spelled.unwrap_or(by_rules)
    }

    /// Demands that the database is as it was.
    fn compare_schemas(&mut self, phase: Phase, expected: &Snapshot, found: &Snapshot) {
        let mut difference = differences(&expected.schema, &found.schema);
        let objects = of_objects(&expected.objects, &found.objects);
        difference.items.extend(objects.items);
        let message = match phase {
            Phase::Apply | Phase::Revert => "reverting it does not restore the schema",
            Phase::Reapply => "applying it again gives a different schema than the first time",
        };
        self.differ(Outcome::DoesNotRoundTrip, phase, message, difference);
    }

    fn differ(&mut self, outcome: Outcome, phase: Phase, message: &str, difference: SchemaDifference) {
        if !difference.is_empty() {
            self.found.findings.push(Finding {
                difference,
                ..Finding::new(outcome, phase, message)
            });
        }
    }

    /// Compares the rows of tables that were there before with what is there now.
    fn compare_rows(&mut self, before: &Snapshot, reverted: &Snapshot) {
        for (table, old) in &before.rows {
            let Some(new) = reverted.rows.get(table) else {
                continue;
            };
            let key = before.schema.table(table).map(|table| table.primary_key());
            let key: Vec<FieldName> = key.into_iter().flatten().cloned().collect();
            let difference = rows::compare(table, &key, old, new);
            for lost in difference.lost {
                self.found
                    .findings
                    .push(Finding::new(Outcome::Lossy, Phase::Revert, lost));
            }
            if difference.left_behind > 0 {
                let text = format!(
                    "`{table}`: reverting it leaves {} new rows",
                    difference.left_behind
                );
                self.remark_all(Phase::Revert, vec![text]);
            }
        }
    }

    /// Compares the fields that the migration leaves alone, of rows that were written after it. What the user's own
    /// code does to rows is its own affair.
    fn compare_kept_rows(&mut self, before: &Snapshot, reverted: &Snapshot) {
        if self.link.has_user_code() {
            return;
        }
        let same = self.link.before.tables().filter(|table| {
            let after = self.link.after.table(&table.name);
            after.is_some_and(|after| after == *table)
        });
        let names: Vec<_> = same.map(|table| before.reported_name(&table.name)).collect();
        let kept = |snapshot: &Snapshot| Snapshot {
            rows: names
                .iter()
                .filter_map(|name| Some((name.clone(), snapshot.rows.get(name)?.clone())))
                .collect::<BTreeMap<_, _>>(),
            ..snapshot.clone()
        };
        self.compare_rows(&kept(before), &kept(reverted));
    }
}

impl Found {
    /// Whether a phase or a comparison failed.
    pub fn has_failed(&self) -> bool {
        let outcome = Outcome::DoesNotRoundTrip;
        self.findings.iter().any(|finding| finding.outcome == outcome)
    }
}

/// Whether the database was left as it was, since nothing could even be planned.
fn is_refusal(error: &ExecutorError) -> bool {
    matches!(
        error,
        ExecutorError::Irreversible(_) | ExecutorError::Compile { .. }
    )
}

/// An executor's error as a finding.
pub(crate) fn failure(phase: Phase, error: &ExecutorError) -> Finding {
    let outcome = match error {
        ExecutorError::Irreversible(_) => Outcome::Irreversible,
        ExecutorError::Compile { .. } => Outcome::Unsupported,
        _ => Outcome::DoesNotRoundTrip,
    };
    let message = match error {
        ExecutorError::Irreversible(irreversible) => irreversible.reason.to_owned(),
        ExecutorError::Compile { source, .. } => source.to_string(),
        error => error.to_string(),
    };
    let diagnosis = error.diagnosis();
    Finding {
        alternative: diagnosis.advice,
        place: diagnosis.place,
        ..Finding::new(outcome, phase, message)
    }
}

/// Data that reverting a migration cannot restore: of objects from before it, and of its own.
pub(crate) fn losses(link: &Link) -> (Vec<Finding>, Vec<String>) {
    let is_own = |loss: &Located<Loss>| {
        let operations = link.file.migration.operations.iter();
        let mut there = operations.filter(|operation| operation.origin == loss.origin);
        there.any(|operation| operation.value.makes_something())
    };
    let (own, others): (Vec<_>, Vec<_>) = link.replayed.losses().into_iter().partition(is_own);
    let finding = |loss: Located<Loss>| Finding {
        place: loss.origin,
        ..Finding::new(
            Outcome::Lossy,
            Phase::Revert,
            format!("reverting it does not restore {}", loss.value.0),
        )
    };
    (
        others.into_iter().map(finding).collect(),
        own.into_iter().map(|loss| loss.value.0).collect(),
    )
}
