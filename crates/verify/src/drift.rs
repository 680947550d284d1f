//! Drift: a live database that is not as its applied migrations make it.
//!
//! The expected schema comes from running the applied migrations on a scratch database, if there is one: so what the
//! user's own SQL made counts as made. Without one it comes from replay, and what the user's own SQL may have made is
//! listed apart. Whole tables and views that no migration made are unmanaged, and no drift by themselves.

use aksara_driver::Connection;
use aksara_executor::{
    AppliedMigration, Cancellation, Executor, ExecutorError, FunctionRunner, MigrationSource, Request,
    read_all,
};
use aksara_graph::MigrationGraph;
use aksara_operations::MigrationName;
use aksara_schema::Schema;
use serde::Serialize;

use crate::chain::Chain;
use crate::external::StandIns;
use crate::scratch::{Scratch, ScratchServer};
use crate::snapshot::{Snapshot, expected, recorded};
use crate::sql_impact::SqlImpact;
use crate::{Difference, SchemaDifference, VerifyError, differences, of_objects, respell};

/// How a database differs from its migrations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Drift {
    /// The source of the expected schema.
    pub basis: DriftBasis,
    /// Parts of managed tables that are missing, extra or otherwise, and missing tables.
    pub differences: SchemaDifference,
    /// Objects that the migrations' own SQL may have made; only if there was no scratch database.
    pub uncertain: SchemaDifference,
    /// Whole tables, views and other objects that no migration made, and what no migration could make of a managed table:
    /// how PostgreSQL partitions it, a trigger that writes to a view.
    pub unmanaged: SchemaDifference,
}

/// The source of the schema that a database is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DriftBasis {
    /// A scratch database on which the applied migrations ran.
    Scratch,
    /// The schema that replaying the applied migrations gives.
    Replay,
}

/// How the schema that the database should have is found.
pub enum DriftMethod<'a> {
    /// The applied migrations run on a scratch database of this server.
    Run(&'a ScratchServer, &'a mut dyn FunctionRunner),
    /// Nothing of the user's runs; only tables that we generate are spelled there, where that is allowed.
    Replay(&'a ScratchServer),
}

/// Compares a live database with its applied migrations, in the order in which they were applied. Applied migrations
/// that the source does not have are left out.
pub async fn drift(
    connection: &mut dyn Connection,
    source: &dyn MigrationSource,
    history: &[AppliedMigration],
    tryout: DriftMethod<'_>,
    cancellation: &Cancellation,
) -> Result<Drift, VerifyError> {
    let chain = applied_chain(source, history)?;
    let live = Snapshot::without_rows(connection)
        .await
        .map_err(VerifyError::Driver)?;
    let replayed = chain
        .links
        .last()
        .map_or_else(Schema::new, |link| link.after.clone());
    match tryout {
        DriftMethod::Run(server, functions) => {
            let made = run(server, &chain, functions, cancellation).await?;
            let live = live
                .without_tables_of_others(&replayed, &made.schema)
                .without_unexpected_domains(connection, &made.schema);
            let tables = made.schema.clone();
            let made = made.without_tables_of_others(&replayed, &tables);
            Ok(split(DriftBasis::Scratch, &made, &live, SqlImpact::Rows))
        }
        DriftMethod::Replay(server) => {
            let as_reported = recorded(&replayed, live.default_namespace.as_ref());
            let by_rules = expected(connection, &as_reported);
            let live = live
                .without_tables_of_others(&replayed, &by_rules)
                .without_unexpected_domains(connection, &by_rules);
            // Without a scratch database the rules are all there is.
            let spelled = respell(server, &[], &as_reported, &by_rules, &live.schema).await;
            let made = Snapshot {
                schema: spelled.unwrap_or(by_rules),
                ..Snapshot::default()
            };
            let impact = chain
                .links
                .iter()
                .map(|link| SqlImpact::of(link, &*connection.dialect()));
            Ok(split(
                DriftBasis::Replay,
                &made,
                &live,
                impact.max().unwrap_or(SqlImpact::Rows),
            ))
        }
    }
}

fn applied_chain(source: &dyn MigrationSource, history: &[AppliedMigration]) -> Result<Chain, VerifyError> {
    let files = read_all(source).map_err(VerifyError::Source)?;
    let rows: Vec<MigrationName> = history
        .iter()
        .filter_map(|row| MigrationName::new(&*row.name).ok())
        .collect();
    let graph = MigrationGraph::build(files)?.choose_squashes(&rows, &[])?;
    let executed = graph.executed(&rows);
    Chain::in_order(source, executed.iter().filter_map(|name| graph.get(name)))
}

async fn run(
    server: &ScratchServer,
    chain: &Chain,
    functions: &mut dyn FunctionRunner,
    cancellation: &Cancellation,
) -> Result<Snapshot, VerifyError> {
    let mut scratch = Scratch::create(server).await.map_err(VerifyError::Scratch)?;
    let made = make(scratch.connection(), chain, functions, cancellation).await;
    let dropped = scratch.throw_away().await;
    let made = made?;
    dropped.map_err(VerifyError::Scratch)?;
    Ok(made)
}

/// Runs the migrations on an empty database and looks at what they make.
async fn make(
    connection: &mut dyn Connection,
    chain: &Chain,
    functions: &mut dyn FunctionRunner,
    cancellation: &Cancellation,
) -> Result<Snapshot, VerifyError> {
    let stand_ins = StandIns::of(chain);
    stand_ins.make(connection).await.map_err(VerifyError::Scratch)?;
    let migrated = Executor::new(connection, chain)
        .with_cancellation(cancellation.clone())
        .with_functions(functions)
        .with_comparison(&stand_ins)
        .migrate(&Request::default(), &mut |_| ())
        .await;
    match migrated {
        Ok(_) => Snapshot::without_rows(connection)
            .await
            .map_err(VerifyError::Scratch),
        Err(ExecutorError::Cancelled { .. }) => Err(VerifyError::Cancelled),
        Err(error) => Err(VerifyError::Executor(Box::new(error))),
    }
}

fn between(made: &Snapshot, live: &Snapshot) -> SchemaDifference {
    let mut difference = differences(&made.schema, &live.schema);
    difference
        .items
        .extend(of_objects(&made.objects, &live.objects).items);
    difference
}

fn split(basis: DriftBasis, made: &Snapshot, live: &Snapshot, impact: SqlImpact) -> Drift {
    let is_beyond_migrations = |item: &Difference| {
        let mut objects = live.objects.iter();
        item.is_extra() && objects.any(|object| object.making.is_empty() && item.is_about(object))
    };
    let is_of_unmanaged = |item: &Difference| {
        let table = item.table.as_ref();
        item.is_whole_extra()
            || is_beyond_migrations(item)
            || table.is_some_and(|table| made.schema.table(table).is_none() && item.is_extra())
    };
    let (unmanaged, parts) = between(made, live).partition(is_of_unmanaged);
    let may_be_users = |item: &Difference| item.is_extra() && impact.includes(&item.part);
    let (uncertain, differences) = parts.partition(may_be_users);
    Drift {
        basis,
        differences,
        uncertain,
        unmanaged,
    }
}
