//! One scenario on one live database: there and back, with the schema and the rows looked at after each step.

use aksara_dialect::ServerVersion;
use aksara_driver::Connection;
use aksara_executor::{
    Direction, Executor, ExecutorError, Goal, MigrationRange, Plan, Request, offline_script,
};
use aksara_operations::{Effect, FieldMapping};
use aksara_schema::{Schema, TableName};
use aksara_verify::LiveComparison;

use crate::failure::failed;
use crate::generated_rows::{self, exchange};
use crate::inspected::{compare, demand_schema};
use crate::rows::{self, Snapshot};
use crate::source::{BEFORE, CHANGE, ScenarioHistory};
use crate::{Client, Difference, Failure, Scenario};

/// How a scenario ended that did what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It was applied and reverted.
    RoundTrip,
    /// The dialect refused it as the scenario says.
    Refused,
}

/// Runs a scenario on an empty database.
pub async fn run_scenario(connection: &mut dyn Connection, scenario: &Scenario) -> Result<Outcome, Failure> {
    run(
        connection,
        scenario,
        &ScenarioHistory::read(scenario)?,
        Way::Executor,
    )
    .await
}

/// Runs the migrations of a difference on an empty database, and the second one twice.
pub async fn run_difference(
    connection: &mut dyn Connection,
    difference: &Difference,
) -> Result<Outcome, Failure> {
    let history = difference.history()?;
    let way = Way::Twice {
        back_refused: difference.back_refused.as_deref(),
    };
    run(connection, &difference.rows, &history, way).await
}

/// The same, with the offline scripts of its migrations fed to the database's own client. The executor must find
/// nothing left to do after them.
pub(crate) async fn run_scenario_by_scripts(
    connection: &mut dyn Connection,
    scenario: &Scenario,
    client: &Client<'_>,
) -> Result<Outcome, Failure> {
    let history = ScenarioHistory::read(scenario)?;
    run(connection, scenario, &history, Way::Scripts(client)).await
}

async fn run(
    connection: &mut dyn Connection,
    scenario: &Scenario,
    history: &ScenarioHistory,
    way: Way<'_>,
) -> Result<Outcome, Failure> {
    let version = match way {
        Way::Executor | Way::Twice { .. } => connection.server_version(),
        Way::Scripts(client) => client.version,
    };
    let mut run = Run {
        connection,
        scenario,
        history,
        way,
        version,
        current: ZERO,
    };
    let refusal = scenario.refusal(run.connection.dialect().name(), &version);
    match refusal {
        Some(message) => run.refused(message).await.map(|()| Outcome::Refused),
        None => run.round_trip().await.map(|()| Outcome::RoundTrip),
    }
}

struct Run<'a> {
    connection: &'a mut dyn Connection,
    scenario: &'a Scenario,
    history: &'a ScenarioHistory,
    way: Way<'a>,
    version: ServerVersion,
    /// The last applied migration.
    current: &'static str,
}

/// How migrations are carried out.
#[derive(Clone, Copy)]
enum Way<'a> {
    /// By the executor.
    Executor,
    /// By the executor, and forward once more. The rows may prevent reverting, for this reason.
    Twice { back_refused: Option<&'a str> },
    /// By the client, from offline scripts.
    Scripts(&'a Client<'a>),
}

/// The migrations that a scenario goes through, in order.
const ORDER: &[&str] = &[ZERO, BEFORE, CHANGE];

/// Nothing is applied.
const ZERO: &str = "zero";

impl Run<'_> {
    /// The change, or already what prepares it, is refused with this message, and nothing of it is done.
    async fn refused(&mut self, message: &str) -> Result<(), Failure> {
        let (refusal, current) = match self.execute(BEFORE).await {
            Ok(_) => (self.execute(CHANGE).await, self.history.before.clone()),
            refused => (refused, Schema::new()),
        };
        match refusal {
            Ok(_) => return Err(Failure::new(format!("it was not refused with `{message}`"))),
            Err(error) => {
                let text = error.to_string();
                if !text.to_lowercase().contains(&message.to_lowercase()) {
                    return Err(Failure::new(format!(
                        "it was refused with `{text}`, not with `{message}`"
                    )));
                }
            }
        }
        demand_schema(self.connection, &current)
            .await
            .map_err(|failure| failure.during("after the refusal"))?;
        self.execute(ZERO).await.map_err(failed("cleaning up")).map(drop)
    }

    async fn round_trip(&mut self) -> Result<(), Failure> {
        self.migrate(BEFORE)
            .await
            .map_err(|failure| failure.during("preparing"))?;
        let prepared = demand_schema(self.connection, &self.history.before)
            .await
            .map_err(|failure| failure.during("preparing"))?;
        rows::insert(self.connection, &self.history.before, &self.scenario.rows).await?;
        let inserted = rows::snapshot(self.connection, &self.history.before).await?;
        self.forward(&inserted)
            .await
            .map_err(|failure| failure.during("forward"))?;
        let back = match self.way {
            Way::Twice {
                back_refused: Some(reason),
            } => self.backward_without_rows(reason, &prepared).await,
            Way::Twice { back_refused: None } | Way::Executor | Way::Scripts(_) => {
                self.backward(&prepared, &inserted).await
            }
        };
        back.map_err(|failure| failure.during("backward"))?;
        if let Way::Twice { .. } = self.way {
            self.again()
                .await
                .map_err(|failure| failure.during("forward again"))?;
        }
        self.migrate(ZERO)
            .await
            .map_err(|failure| failure.during("to zero"))?;
        demand_schema(self.connection, &Schema::new())
            .await
            .map(drop)
            .map_err(|failure| failure.during("to zero"))
    }

    async fn forward(&mut self, inserted: &Snapshot) -> Result<(), Failure> {
        self.migrate(CHANGE).await?;
        demand_schema(self.connection, &self.history.after).await?;
        match self.scenario.after.as_slice() {
            [] => self.demand_kept(inserted).await?,
            rows => rows::demand(self.connection, &self.history.after, rows).await?,
        }
        self.demand_done(CHANGE).await
    }

    /// Forward once more, with the rows that the way back left.
    async fn again(&mut self) -> Result<(), Failure> {
        self.migrate(CHANGE).await?;
        demand_schema(self.connection, &self.history.after).await?;
        self.demand_done(CHANGE).await
    }

    /// The way back is refused while the rows are there, and gone without them.
    async fn backward_without_rows(&mut self, reason: &str, prepared: &str) -> Result<(), Failure> {
        match self.execute(BEFORE).await {
            Ok(_) => return Err(Failure::new(format!("it was not refused with `{reason}`"))),
            Err(error) if error.to_string().contains(reason) => {}
            Err(error) => return Err(failed(format!("not `{reason}`"))(error)),
        }
        let script = exchange(self.connection, &self.history.after, &[]);
        generated_rows::run(self.connection, &script)
            .await
            .map_err(failed("emptying"))?;
        self.migrate(BEFORE).await?;
        let reverted = demand_schema(self.connection, &self.history.before).await?;
        compare("the schema after reverting", prepared, &reverted)
    }

    async fn backward(&mut self, prepared: &str, inserted: &Snapshot) -> Result<(), Failure> {
        self.migrate(BEFORE).await?;
        let reverted = demand_schema(self.connection, &self.history.before).await?;
        compare("the schema after reverting", prepared, &reverted)?;
        self.demand_done(BEFORE).await?;
        if !self.scenario.reverted.is_empty() {
            return rows::demand(self.connection, &self.history.before, &self.scenario.reverted).await;
        }
        let mut expected = inserted.clone();
        for dropped in self.dropped_tables() {
            expected.insert(dropped, Vec::new());
        }
        let found = rows::snapshot(self.connection, &self.history.before).await?;
        compare(
            "the rows after reverting",
            &format!("{expected:#?}"),
            &format!("{found:#?}"),
        )
    }

    async fn migrate(&mut self, target: &'static str) -> Result<(), Failure> {
        match self.way {
            Way::Executor | Way::Twice { .. } => {
                drop(self.execute(target).await.map_err(failed("migrating"))?)
            }
            Way::Scripts(client) => client.feed(&self.script(target)?)?,
        }
        self.current = target;
        Ok(())
    }

    async fn execute(&mut self, target: &str) -> Result<Plan, ExecutorError> {
        let request = Request {
            target: Goal::from(target),
            allow_data_loss: true,
            ..Request::default()
        };
        Executor::new(self.connection, self.history)
            .with_comparison(&LiveComparison { server: None })
            .migrate(&request, &mut |_| ())
            .await
    }

    /// The script from the database's state.
    fn script(&self, target: &str) -> Result<String, Failure> {
        let place = |name: &str| ORDER.iter().position(|known| *known == name);
        let (direction, from, to) = if place(self.current) < place(target) {
            (Direction::Forward, self.current, target)
        } else {
            (Direction::Backward, target, self.current)
        };
        let range = MigrationRange {
            from: Some(from.to_owned()),
            to: Some(to.to_owned()),
        };
        let dialect = self.connection.dialect();
        let planned = range.compile(self.history, direction, &*dialect, self.version);
        offline_script(&planned.map_err(failed("compiling"))?, &*dialect, &self.version)
            .map_err(failed("writing the script"))
    }

    /// The executor finds the history as it would have left it.
    async fn demand_done(&mut self, target: &str) -> Result<(), Failure> {
        let again = self.execute(target).await.map_err(failed("migrating again"))?;
        if again.is_empty() {
            Ok(())
        } else {
            Err(Failure::new("a second run has something to do"))
        }
    }

    /// Every field that the change keeps has the values that it had.
    async fn demand_kept(&mut self, inserted: &Snapshot) -> Result<(), Failure> {
        let found = rows::snapshot(self.connection, &self.history.after).await?;
        let before = kept_rows(inserted, &found, self.kept_fields());
        compare(
            "the rows that are kept",
            &format!("{:#?}", before.0),
            &format!("{:#?}", before.1),
        )
    }

    /// Table before, table after and the fields that are kept between them.
    fn kept_fields(&self) -> Vec<(TableName, TableName, FieldMapping)> {
        let mut kept: Vec<_> = self
            .history
            .before
            .tables()
            .map(|table| {
                (
                    table.name.clone(),
                    table.name.clone(),
                    FieldMapping::identity(table),
                )
            })
            .collect();
        for effect in self.effects() {
            match effect {
                Effect::AlterTable(change) => kept
                    .iter_mut()
                    .filter(|(_, now, _)| *now == change.before.name)
                    .for_each(|(_, _, fields)| *fields = fields.then(&change.fields)),
                Effect::RenameTable(rename) => kept
                    .iter_mut()
                    .filter(|(_, now, _)| *now == rename.before.name)
                    .for_each(|(_, now, _)| *now = rename.after.name.clone()),
                Effect::DropTable(table) => kept.retain(|(_, now, _)| *now != table.name),
                Effect::CreateTable(_) | Effect::RunSql(_) | Effect::RunPython(_) | Effect::Backfill(_) => {}
            }
        }
        kept
    }

    fn dropped_tables(&self) -> Vec<TableName> {
        let dropped = |effect: &Effect| match effect {
            Effect::DropTable(table) => Some(table.name.clone()),
            Effect::CreateTable(_)
            | Effect::RenameTable(_)
            | Effect::AlterTable(_)
            | Effect::RunSql(_)
            | Effect::RunPython(_)
            | Effect::Backfill(_) => None,
        };
        self.effects().filter_map(dropped).collect()
    }

    fn effects(&self) -> impl Iterator<Item = &Effect> {
        self.history
            .changed
            .changes
            .iter()
            .flat_map(|change| &change.value.effects)
    }
}

/// The values of the kept fields before and after, under the names before.
fn kept_rows(
    before: &Snapshot,
    after: &Snapshot,
    kept: Vec<(TableName, TableName, FieldMapping)>,
) -> (Snapshot, Snapshot) {
    let (mut old, mut new) = (Snapshot::new(), Snapshot::new());
    for (table, now, fields) in kept {
        let rows = |snapshot: &Snapshot, table: &TableName| snapshot.get(table).cloned().unwrap_or_default();
        let old_rows = rows(before, &table).into_iter().map(|mut row| {
            row.retain(|name, _| fields.new_name(name).is_some());
            row
        });
        let new_rows = rows(after, &now).into_iter().map(|row| {
            row.into_iter()
                .filter_map(|(name, value)| Some((fields.old_name(&name)?.clone(), value)))
                .collect()
        });
        old.insert(table.clone(), old_rows.collect());
        new.insert(table, new_rows.collect());
    }
    (old, new)
}
