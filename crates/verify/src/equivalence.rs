//! A squash beside its originals: on two scratch databases with the same rows, both must leave the same schema and rows.
//!
//! Values that are new in each run (the time, a random key) differ between two runs of the originals as well. Where the
//! rows differ, the originals run a second time, and what differs then too counts for nothing.

use std::collections::{BTreeMap, BTreeSet};

use aksara_driver::Value;
use aksara_executor::{
    Cancellation, Executor, ExecutorError, FunctionRunner, Goal, MigrationSource, Request,
};
use aksara_graph::{GraphError, MigrationFile, MigrationGraph};
use aksara_operations::MigrationName;
use aksara_schema::{FieldName, TableName};

use crate::chain::Chain;
use crate::external::StandIns;
use crate::report::{Finding, Outcome, Phase};
use crate::scratch::Scratch;
use crate::snapshot::{Row, Snapshot};
use crate::{ScratchServer, VerifyError, differences, fill, of_objects};

/// A squash and its originals, each after the migrations before them.
#[derive(Debug)]
pub(crate) struct Equivalence {
    /// How many migrations come before.
    before: usize,
    squash: Chain,
    originals: Chain,
}

/// The tools of a comparison.
pub(crate) struct Comparison<'a> {
    /// The server of scratch databases.
    pub server: &'a ScratchServer,
    /// Runs functions.
    pub functions: &'a mut dyn FunctionRunner,
    /// Stops it.
    pub cancellation: &'a Cancellation,
    /// Makes the rows.
    pub seed: u64,
}

/// The result of a run: the database after it, or why it failed.
type RunResult = Result<Snapshot, String>;

impl Equivalence {
    /// The squash of this name in a graph, where the files of its originals are there.
    pub fn of(
        source: &dyn MigrationSource,
        graph: &MigrationGraph,
        name: &MigrationName,
    ) -> Result<Option<Self>, VerifyError> {
        let members = graph.replaced_by(name);
        if members.is_empty() {
            return Ok(None);
        }
        let Some(expanded) = expanded(graph, members)? else {
            return Ok(None);
        };
        let before: Vec<&MigrationFile> = graph
            .files()
            .take_while(|file| file.migration.name != *name)
            .collect();
        let meaning = expanded.meaning(name);
        let originals: Vec<&MigrationFile> = expanded
            .files()
            .filter(|file| meaning.contains(&&file.migration.name))
            .collect();
        let squash = graph.get(name);
        Ok(Some(Self {
            before: before.len(),
            squash: Chain::in_order(source, before.iter().copied().chain(squash))?,
            originals: Chain::in_order(source, before.iter().copied().chain(originals))?,
        }))
    }

    /// The differences between the squash and its originals.
    pub async fn findings(&self, mut with: Comparison<'_>) -> Result<Vec<Finding>, VerifyError> {
        let findings = self.compare(&mut with, true).await?;
        match findings {
            Some(findings) => Ok(findings),
            // If rows prevent both, the squash is not at fault.
            None => Ok(self.compare(&mut with, false).await?.unwrap_or_default()),
        }
    }

    /// `None` where neither could run.
    async fn compare(
        &self,
        with: &mut Comparison<'_>,
        has_rows: bool,
    ) -> Result<Option<Vec<Finding>>, VerifyError> {
        let squash = self.lead(&self.squash, with, has_rows).await?;
        let originals = self.lead(&self.originals, with, has_rows).await?;
        let (squash, originals) = match (squash, originals) {
            (Ok(squash), Ok(originals)) => (squash, originals),
            (Err(_), Err(_)) => return Ok(None),
            (Err(error), Ok(_)) => {
                return Ok(Some(vec![differs(format!(
                    "it fails where its originals do not: {error}"
                ))]));
            }
            (Ok(_), Err(error)) => {
                return Ok(Some(vec![differs(format!(
                    "its originals fail where it does not: {error}"
                ))]));
            }
        };
        let mut findings = Vec::new();
        let mut difference = differences(&originals.schema, &squash.schema);
        let objects = of_objects(&originals.objects, &squash.objects);
        difference.items.extend(objects.items);
        if !difference.is_empty() {
            findings.push(Finding {
                difference,
                ..differs("it leaves a different schema than its originals".to_owned())
            });
        }
        let mut rows = differing(&originals, &squash);
        if !rows.is_empty()
            && let Ok(again) = self.lead(&self.originals, with, has_rows).await?
        {
            let noise = differing(&originals, &again);
            rows.retain(|place| !noise.contains(place));
        }
        findings.extend(rows.iter().map(|place| differs(place.sentence())));
        Ok(Some(findings))
    }

    /// Runs a chain on a scratch database whose tables hold rows before the squash or its originals.
    async fn lead(
        &self,
        chain: &Chain,
        with: &mut Comparison<'_>,
        has_rows: bool,
    ) -> Result<RunResult, VerifyError> {
        let mut scratch = Scratch::create(with.server).await.map_err(VerifyError::Scratch)?;
        let led = self.run(&mut scratch, chain, with, has_rows).await;
        let dropped = scratch.throw_away().await;
        let led = led?;
        dropped.map_err(VerifyError::Scratch)?;
        Ok(led)
    }

    async fn run(
        &self,
        scratch: &mut Scratch<'_>,
        chain: &Chain,
        with: &mut Comparison<'_>,
        has_rows: bool,
    ) -> Result<RunResult, VerifyError> {
        let made = StandIns::of(chain).make(scratch.connection()).await;
        made.map_err(VerifyError::Scratch)?;
        let before = self.before.checked_sub(1).and_then(|last| chain.links.get(last));
        if let Some(before) = before {
            let target = Some(before.name().to_string());
            if let Err(error) = migrate(scratch, chain, with, target).await? {
                return Ok(Err(error));
            }
            if has_rows {
                let filled = fill::fill(scratch.connection(), &before.after, with.seed).await;
                filled.map_err(VerifyError::Scratch)?;
            }
        }
        if let Err(error) = migrate(scratch, chain, with, None).await? {
            return Ok(Err(error));
        }
        let snapshot = Snapshot::whole(scratch.connection()).await;
        Ok(Ok(snapshot.map_err(VerifyError::Scratch)?))
    }
}

/// The graph with the originals instead of a squash: the innermost that have files.
fn expanded(
    graph: &MigrationGraph,
    members: &[MigrationName],
) -> Result<Option<MigrationGraph>, VerifyError> {
    let is_outermost = |name: &&MigrationName| {
        let mut squashes = graph.squashes();
        !squashes.any(|(squash, inner)| members.contains(&squash.migration.name) && inner.contains(name))
    };
    let outermost: Vec<MigrationName> = members.iter().filter(is_outermost).cloned().collect();
    for aims in [members, &outermost] {
        match graph.choose_squashes(&[], aims) {
            Ok(expanded) => return Ok(Some(expanded)),
            Err(GraphError::MissingOriginal { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(None)
}

async fn migrate(
    scratch: &mut Scratch<'_>,
    chain: &Chain,
    with: &mut Comparison<'_>,
    target: Option<String>,
) -> Result<Result<(), String>, VerifyError> {
    let request = Request {
        target: Goal::of_name(target),
        allow_data_loss: true,
        ..Request::default()
    };
    let stand_ins = StandIns::of(chain);
    let mut executor = Executor::new(scratch.connection(), chain)
        .with_cancellation(with.cancellation.clone())
        .with_functions(&mut *with.functions)
        .with_comparison(&stand_ins);
    match executor.migrate(&request, &mut |_| ()).await {
        Ok(_) => Ok(Ok(())),
        Err(ExecutorError::Cancelled { .. }) => Err(VerifyError::Cancelled),
        Err(error) => Ok(Err(error.to_string())),
    }
}

fn differs(message: String) -> Finding {
    Finding::new(Outcome::DiffersFromOriginals, Phase::Apply, message)
}

/// The differences between the rows of two databases.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    /// Other rows of a table.
    Rows(TableName),
    /// Other values of a field.
    Field(TableName, FieldName),
}

impl Place {
    fn sentence(&self) -> String {
        match self {
            Self::Rows(table) => format!("it leaves different rows in `{table}` than its originals"),
            Self::Field(table, field) => {
                format!("it leaves different values in `{table}.{field}` than its originals")
            }
        }
    }
}

fn differing(one: &Snapshot, other: &Snapshot) -> BTreeSet<Place> {
    let mut places = BTreeSet::new();
    for (table, rows) in &one.rows {
        let Some(others) = other.rows.get(table) else {
            continue;
        };
        let key: Vec<FieldName> = one
            .schema
            .table(table)
            .map(|table| table.primary_key().into_iter().cloned().collect())
            .unwrap_or_default();
        let (rows, others) = (by_key(rows, &key), by_key(others, &key));
        if !rows.keys().eq(others.keys()) {
            places.insert(Place::Rows(table.clone()));
        }
        for (row, other) in rows.iter().filter_map(|(key, row)| Some((row, others.get(key)?))) {
            if row.len() != other.len() {
                places.insert(Place::Rows(table.clone()));
            }
            let fields = row.iter().zip(other).flat_map(|(row, other)| changed(row, other));
            places.extend(fields.map(|field| Place::Field(table.clone(), field.clone())));
        }
    }
    places
}

fn changed<'a>(row: &'a Row, other: &'a Row) -> impl Iterator<Item = &'a FieldName> {
    let is_other = |(field, value): &(&FieldName, &Value)| other.get(*field) != Some(*value);
    row.iter().filter(is_other).map(|(field, _)| field)
}

/// The rows by their identity: the key, else all values.
fn by_key<'a>(rows: &'a [Row], key: &[FieldName]) -> BTreeMap<String, Vec<&'a Row>> {
    let mut found: BTreeMap<String, Vec<&Row>> = BTreeMap::new();
    for row in rows {
        let identity = match key {
            [] => format!("{row:?}"),
            key => format!("{:?}", key.iter().map(|field| row.get(field)).collect::<Vec<_>>()),
        };
        found.entry(identity).or_default().push(row);
    }
    found
}
