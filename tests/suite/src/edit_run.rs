//! A generated edit of models on one live database: what is detected is applied with rows in the tables, taken back and
//! applied again.

use aksara_autodetector::{Answers, Detection, Pair, Warning, detect, warnings_of};
use aksara_driver::{Connection, Value};
use aksara_executor::{Executor, ExecutorError, Goal, Request};
use aksara_generate::{Edited, GeneratedRow, RenamedValue, Survivors, rows_between};
use aksara_operations::{Effect, Operation, resolve};
use aksara_schema::Schema;

use crate::edit_answers::detect_edit;
use crate::failure::failed;
use crate::generated_rows::{demand_kept, exchange, run};
use crate::generated_source::GeneratedHistory;
use crate::history::reason;
use crate::inspected::{compare, demand_schema};
use crate::rows::{Snapshot, snapshot};
use crate::{Failure, Traversed};

/// Makes the models before, puts rows in, and carries out what detection finds where every rename is answered as it was
/// made. Nothing may be lost that the detection does not announce, and no difference may be left.
pub async fn run_edit(connection: &mut dyn Connection, edited: &Edited) -> Result<Traversed, Failure> {
    let mut source = GeneratedHistory::default();
    let none = Schema::new();
    let made = found(&none, &edited.before, &Answers::asking_nothing())?;
    let (previous, _) = applied(&none, &made.operations)?;
    let answered = detect_edit(edited, &previous)?;
    let steps = steps_of(&answered.detection);
    let (next, effects) = applied(&previous, &steps.concat())?;
    demand_found(edited, &previous, &next, &effects)?;
    source.push(source.migration_of(&made.operations)?);
    let mut walk = Walk { connection, source };
    let mut traversed = Traversed::default();
    if let Some(reason) = walk.refused().await? {
        traversed.refuse(reason);
        return Ok(traversed);
    }
    let current = demand_schema(walk.connection, &previous).await?;
    let rows = rows_between(
        &mut edited.decisions.clone(),
        edited.words,
        &previous,
        &edited.changes(&answered.filled),
    );
    let script = exchange(walk.connection, &previous, &rows);
    run(walk.connection, &script).await.map_err(failed("inserting"))?;
    let edit = Edit {
        start: walk.source.last(),
        previous,
        next,
        effects,
        steps,
        current,
        rows,
        renamed_values: edited.renamed_values(),
    };
    for step in &edit.steps {
        walk.source.push(walk.source.migration_of(step)?);
    }
    let gone = walk.there_and_back(&edit, &mut traversed).await;
    gone.map_err(|failure| {
        let steps = edit.steps.iter().flatten();
        let operations: Vec<String> = steps.map(Operation::describe).collect();
        failure.during(format!("{}\nwith the rows\n{script}", operations.join("\n")))
    })?;
    Ok(traversed)
}

/// An edit as it was detected.
struct Edit {
    /// The target of reverting it.
    start: String,
    previous: Schema,
    next: Schema,
    effects: Vec<Effect>,
    /// The operations of each migration that carries it out.
    steps: Vec<Vec<Operation>>,
    /// The inspected schema before.
    current: String,
    rows: Vec<GeneratedRow>,
    renamed_values: Vec<RenamedValue>,
}

struct Walk<'a> {
    connection: &'a mut dyn Connection,
    source: GeneratedHistory,
}

impl Walk<'_> {
    async fn there_and_back(&mut self, edit: &Edit, traversed: &mut Traversed) -> Result<(), Failure> {
        let before = snapshot(self.connection, &edit.previous).await?;
        let before = match self.refused_with_rows(edit).await? {
            Outcome::Refused(reason) => {
                traversed.refuse(reason);
                return Ok(());
            }
            Outcome::WithRows => before,
            Outcome::WithoutRows => {
                traversed.without_rows += 1;
                Snapshot::new()
            }
        };
        traversed.applied += edit.steps.iter().map(Vec::len).sum::<usize>();
        traversed.rows += edit.rows.len();
        let there = demand_schema(self.connection, &edit.next).await?;
        let after = snapshot(self.connection, &edit.next).await?;
        demand_kept(&edit.effects, &before, &after)?;
        demand_values(&edit.renamed_values, &before, &after)?;
        self.back(edit, traversed).await?;
        let back = demand_schema(self.connection, &edit.previous).await?;
        compare("the schema after taking it back", &edit.current, &back)?;
        self.migrate(None).await.map_err(failed("there again"))?;
        let again = demand_schema(self.connection, &edit.next).await?;
        compare("the schema the second time", &there, &again)
    }

    /// Applies the edit. Rows may prevent it only if the detection said so.
    async fn refused_with_rows(&mut self, edit: &Edit) -> Result<Outcome, Failure> {
        match self.migrate(None).await {
            Ok(()) => Ok(Outcome::WithRows),
            Err(ExecutorError::Compile { source, .. }) => Ok(Outcome::Refused(reason(&source))),
            Err(error @ ExecutorError::Rows(_)) if !is_announced(edit)? => {
                Err(failed("not announced")(error))
            }
            Err(ExecutorError::Rows(_)) => {
                let start = Some(edit.start.clone());
                self.migrate(start).await.map_err(failed("to the start"))?;
                self.empty(&edit.previous).await?;
                self.migrate(None).await.map_err(failed("there without rows"))?;
                Ok(Outcome::WithoutRows)
            }
            Err(error) => Err(failed("there")(error)),
        }
    }

    /// Rows may prevent reverting, which is then done without them.
    async fn back(&mut self, edit: &Edit, traversed: &mut Traversed) -> Result<(), Failure> {
        let target = edit.start.clone();
        match self.migrate(Some(target.clone())).await {
            Ok(()) => return Ok(()),
            Err(ExecutorError::Rows(_) | ExecutorError::Statement(_)) => traversed.without_rows += 1,
            Err(error) => return Err(failed("back")(error)),
        }
        self.empty(&edit.next).await?;
        self.migrate(Some(target))
            .await
            .map_err(failed("back without rows"))
    }

    async fn empty(&mut self, schema: &Schema) -> Result<(), Failure> {
        let script = exchange(self.connection, schema, &[]);
        run(self.connection, &script).await.map_err(failed("emptying"))
    }

    /// Applies what is to be applied; gives the reason where the database does not support it.
    async fn refused(&mut self) -> Result<Option<String>, Failure> {
        match self.migrate(None).await {
            Ok(()) => Ok(None),
            Err(ExecutorError::Compile { source, .. }) => Ok(Some(reason(&source))),
            Err(error) => Err(failed("making the models")(error)),
        }
    }

    async fn migrate(&mut self, target: Option<String>) -> Result<(), ExecutorError> {
        let request = Request {
            target: Goal::of_name(target),
            allow_data_loss: true,
            ..Request::default()
        };
        let mut executor = Executor::new(self.connection, &self.source);
        executor.migrate(&request, &mut |_| ()).await.map(|_| ())
    }
}

/// How the edit went.
enum Outcome {
    WithRows,
    WithoutRows,
    Refused(String),
}

fn found(previous: &Schema, next: &Schema, answers: &Answers) -> Result<Detection, Failure> {
    detect(Pair { previous, next }, answers).map_err(failed("detecting"))
}

/// The operations of each migration: one, or three that fill rows in between.
fn steps_of(detection: &Detection) -> Vec<Vec<Operation>> {
    let later = detection.later.iter();
    let later = later.flat_map(|later| [later.backfill.clone(), later.constrain.clone()]);
    std::iter::once(detection.operations.clone())
        .chain(later)
        .collect()
}

fn applied(schema: &Schema, operations: &[Operation]) -> Result<(Schema, Vec<Effect>), Failure> {
    let mut schema = schema.clone();
    let mut effects = Vec::new();
    for operation in operations {
        let change = operation
            .apply(&mut schema)
            .map_err(failed(operation.describe()))?;
        effects.extend(change.effects);
    }
    Ok((schema, effects))
}

/// Demands that what was found keeps what the edit kept, arrives at the models, and leaves nothing to find.
fn demand_found(
    edited: &Edited,
    previous: &Schema,
    next: &Schema,
    effects: &[Effect],
) -> Result<(), Failure> {
    let mut kept = Survivors::all(previous);
    kept.follow(effects);
    let lost = edited.survivors.missing_in(&kept);
    let wanted = resolve(&edited.after).map_err(failed("resolving"))?;
    let left = found(next, &edited.after, &Answers::default())?.operations;
    match (lost.is_empty(), *next == wanted, left.first()) {
        (true, true, None) => Ok(()),
        (false, _, _) => Err(Failure::new(format!("{} went lost", lost.join(", ")))),
        (_, false, _) => Err(Failure::new("the models are not arrived at")),
        (_, _, Some(left)) => Err(Failure::new(format!("still to do: {}", left.describe()))),
    }
}

/// Demands that every row which held a value of an enum holds the new one. Rows that held NULL may be filled with it.
fn demand_values(renamed: &[RenamedValue], before: &Snapshot, after: &Snapshot) -> Result<(), Failure> {
    for value in renamed {
        let count = |snapshot: &Snapshot, table, field, value: &Value| {
            let rows = snapshot.get(table).into_iter().flatten();
            rows.filter(|row| row.get(field) == Some(value)).count()
        };
        let text = |text: &String| Value::Text(text.clone());
        let old = count(before, &value.old_table, &value.old_field, &text(&value.old));
        let null = count(before, &value.old_table, &value.old_field, &Value::Null);
        let new = count(after, &value.table, &value.field, &text(&value.new));
        if new != old && new != old + null {
            return Err(Failure::new(format!(
                "{value:?}: {old} rows held it, and {new} hold the new one"
            )));
        }
    }
    Ok(())
}

/// Whether the detection said that rows may prevent the change.
fn is_announced(edit: &Edit) -> Result<bool, Failure> {
    let warnings = warnings_of(&edit.previous, &edit.steps.concat());
    let warnings = warnings.map_err(failed("warning"))?;
    Ok(warnings.iter().flatten().any(|warning| match warning {
        Warning::RequiredWithoutDefault { .. }
        | Warning::NoLongerNullable { .. }
        | Warning::BecomesUnique { .. }
        | Warning::RemovesValues { .. }
        | Warning::RefersElsewhere { .. }
        | Warning::MustRefer { .. }
        | Warning::MustSatisfy { .. }
        | Warning::NotConverted { .. }
        | Warning::MayNotFit { .. } => true,
        Warning::StillNames { .. } | Warning::Loses(_) => false,
    }))
}
