//! The costs of statements on the real servers: each statement of the scenarios runs with LOCK=NONE where its cost says
//! that nobody waits, and is refused so where others wait; on MariaDB the same holds of ALGORITHM=NOCOPY and the table
//! that is written anew.

use aksara_dialect::{Coalescing, Command, Cost, Evidence, Lock, Statement, compile};
use aksara_driver::{Connection, DatabaseUrl, Driver};
use aksara_mysql::MysqlDriver;
use aksara_operations::Replayed;
use aksara_schema::Schema;
use aksara_suite::{ScenarioHistory, read_scenarios, scenario_folder, server_url, with_database};
use pretty_assertions::assert_eq;

use crate::own_scenarios;

aksara_suite::tests![
    mysql_locks_and_writes_as_costs_say,
    mariadb_locks_and_writes_as_costs_say,
];

async fn mysql_locks_and_writes_as_costs_say() {
    check("AKSARA_TEST_MYSQL_URL", &[("LOCK=NONE", blocks_nobody)]).await;
}

async fn mariadb_locks_and_writes_as_costs_say() {
    check(
        "AKSARA_TEST_MARIADB_URL",
        &[
            ("LOCK=NONE", blocks_nobody),
            ("ALGORITHM=NOCOPY", rewrites_nothing),
        ],
    )
    .await;
}

/// A clause, and whether a statement of this cost can have it.
type Demand = (&'static str, fn(&Cost) -> bool);

fn blocks_nobody(cost: &Cost) -> bool {
    cost.lock == Lock::Nobody
}

fn rewrites_nothing(cost: &Cost) -> bool {
    !cost.rewrite
}

const DATABASE: &str = "aksara_costs";

async fn check(variable: &str, demands: &[Demand]) {
    let Some(url) = server_url(variable).unwrap() else {
        return;
    };
    let mut scenarios = read_scenarios(&scenario_folder()).unwrap();
    scenarios.extend(read_scenarios(&own_scenarios()).unwrap());
    let (mut untrue, mut tried) = (Vec::new(), 0);
    for scenario in &scenarios {
        let mut connection = fresh(&url).await;
        let history = ScenarioHistory::read(scenario).unwrap();
        let before = statements(&mut *connection, &Schema::new(), &history.prepared);
        let change = statements(&mut *connection, &history.before, &history.changed);
        for statement in before.into_iter().chain(change) {
            let Some(lines) = run(&mut *connection, &statement, demands).await else {
                break;
            };
            tried += usize::from(statement.cost.is_some());
            untrue.extend(lines.into_iter().map(|line| format!("{}: {line}", scenario.name)));
        }
        connection.close().await.unwrap();
    }
    assert_eq!(untrue, Vec::<String>::new());
    assert!(tried > 100, "{tried} statements were tried");
}

/// An empty database of the test's own.
async fn fresh(url: &str) -> Box<dyn Connection> {
    let connect = async |url: &str| {
        MysqlDriver
            .connect(&DatabaseUrl::parse(url).unwrap())
            .await
            .unwrap()
    };
    let database = format!("{DATABASE}_{}", std::process::id());
    let mut server = connect(url).await;
    let sql = format!("DROP DATABASE IF EXISTS {database}; CREATE DATABASE {database}");
    server.execute(&sql).await.unwrap();
    server.close().await.unwrap();
    connect(&with_database(url, &database)).await
}

fn statements(connection: &mut dyn Connection, schema: &Schema, replayed: &Replayed) -> Vec<Statement> {
    let (dialect, version) = (connection.dialect(), connection.server_version());
    let compiled = compile(schema, &replayed.changes, Coalescing::On, &*dialect, &version);
    compiled.map_or_else(|_| Vec::new(), |compiled| compiled.transaction.body)
}

/// Runs a statement, with each clause first, and gives what its cost says otherwise; nothing where it cannot run.
async fn run(
    connection: &mut dyn Connection,
    statement: &Statement,
    demands: &[Demand],
) -> Option<Vec<String>> {
    let Command::Sql(sql) = &statement.command else {
        return None;
    };
    let cost = statement.cost.filter(|cost| cost.evidence == Evidence::Tested);
    let cost = cost.filter(|_| sql.starts_with("ALTER TABLE"));
    let mut untrue = Vec::new();
    let mut has_run = false;
    for (clause, allows) in cost.iter().flat_map(|_| demands) {
        let cost = cost?;
        if has_run {
            break;
        }
        match connection.execute(&format!("{sql}, {clause}")).await {
            Ok(_) if allows(&cost) => has_run = true,
            Ok(_) => {
                has_run = true;
                untrue.push(format!("{sql}\nruns with {clause}, and costs: {cost}"));
            }
            Err(error) if is_refusal(&error.to_string()) && allows(&cost) => {
                untrue.push(format!(
                    "{sql}\ndoes not run with {clause}, and costs: {cost}\n{error}"
                ));
            }
            Err(error) if is_refusal(&error.to_string()) => {}
            Err(_) => return None,
        }
    }
    if !has_run {
        connection.execute(sql).await.ok()?;
    }
    Some(untrue)
}

/// Whether a server refuses the clause, and not the statement.
fn is_refusal(error: &str) -> bool {
    error.contains("is not supported")
}
