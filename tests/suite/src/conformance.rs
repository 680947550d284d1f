//! The tests of a kind of database on real ones: a test for each scenario and each difference, by the executor and by
//! the database's own client, and the tests of generated histories.

use std::path::Path;
use std::sync::Arc;

use aksara_verify::LiveComparison;
use libtest_mimic::Trial;

use crate::failure::failed;
use crate::killed::check_kills;
use crate::report::Report;
use crate::rooms::{Room, Rooms};
use crate::traced::untrue_traces;
use crate::trial::{fallible, skip};
use crate::{
    Client, Difference, Failure, Outcome, Scenario, Target, Tests, check_coalescing, check_edits,
    check_generated, check_generated_rows, check_optimizing, check_squashes, chosen_scenarios,
    compare_coalescing, compare_optimizing, compare_squash, prove_history, read_differences, run_difference,
    run_edit, run_history, run_scenario, run_scenario_by_scripts, scenario_folder, server_url,
    untrue_expressions,
};

/// The tests of a target: the shared scenarios and those of a folder of its own, the differences, generated histories and
/// the truth table of expressions.
pub fn conformance(target: &'static Target, own_scenarios: Option<&Path>) -> Result<Tests, Failure> {
    let rooms = Rooms::of(target);
    let shared = scenarios(&scenario_folder())?;
    let traces = format!("{}, traces", target.label);
    let mut tests = scenario_tests(&rooms, "scenarios", target.label, &shared, by_executor)
        .and(scenario_tests(
            &rooms,
            "scripts",
            target.client.label,
            &shared,
            by_scripts,
        ))
        .and(difference_tests(&rooms)?)
        .and(scenario_tests(&rooms, "traces", &traces, &shared, by_traces))
        .and(generated_tests(&rooms));
    if let Some(folder) = own_scenarios {
        let (own, label) = (scenarios(folder)?, format!("{}, its own", target.label));
        tests = tests.and(scenario_tests(&rooms, "own_scenarios", &label, &own, by_executor));
    }
    Ok(tests.ending(move || rooms.remove()))
}

fn scenarios(folder: &Path) -> Result<Vec<Scenario>, Failure> {
    chosen_scenarios(folder).map_err(failed("reading scenarios"))
}

/// A test that has a database of the target.
fn test(
    rooms: &Arc<Rooms>,
    name: &str,
    check: impl FnOnce(&Room) -> Result<(), Failure> + Send + 'static,
) -> Trial {
    let name = format!("{}::{name}", rooms.target.name);
    let rooms = Arc::clone(rooms);
    fallible(name, move || rooms.with(check))
}

fn scenario_tests(
    rooms: &Arc<Rooms>,
    kind: &str,
    label: &str,
    scenarios: &[Scenario],
    run: fn(&Room, &Scenario) -> Result<Option<Outcome>, Failure>,
) -> Tests {
    let report = Arc::new(Report::default());
    let tests = scenarios.iter().cloned().map(|scenario| {
        let report = Arc::clone(&report);
        test(rooms, &format!("{kind}::{}", scenario.name), move |room| {
            report.add(run(room, &scenario))
        })
    });
    let tests: Tests = tests.collect();
    let label = label.to_owned();
    tests.ending(move || report.count(&label))
}

fn by_executor(room: &Room, scenario: &Scenario) -> Result<Option<Outcome>, Failure> {
    room.block_on(async {
        let mut connection = room.fresh().await.map_err(failed("connecting"))?;
        let outcome = run_scenario(&mut *connection, scenario).await?;
        connection.close().await.map_err(failed("closing"))?;
        Ok(Some(outcome))
    })
}

/// Runs a scenario's statements, and looks before and after each.
fn by_traces(room: &Room, scenario: &Scenario) -> Result<Option<Outcome>, Failure> {
    let comparison = LiveComparison {
        server: Some(room.scratch()),
    };
    let (untrue, traced) = room.block_on(async {
        let mut connection = room.fresh().await.map_err(failed("connecting"))?;
        let untrue = untrue_traces(&mut *connection, scenario, &comparison).await?;
        connection.close().await.map_err(failed("closing"))?;
        Ok::<_, Failure>(untrue)
    })?;
    match (untrue.is_empty(), traced) {
        (true, 0) => Ok(None),
        (true, _) => Ok(Some(Outcome::RoundTrip)),
        (false, _) => Err(Failure::new(untrue.join("\n"))),
    }
}

/// Does nothing where there is no way to the database for the client.
fn by_scripts(room: &Room, scenario: &Scenario) -> Result<Option<Outcome>, Failure> {
    if let Some(variable) = room.target.client.needs
        && server_url(variable).map_err(Failure::new)?.is_none()
    {
        skip(format!("{variable} is not set"));
        return Ok(None);
    }
    room.block_on(async {
        let mut connection = room.fresh().await.map_err(failed("connecting"))?;
        let version = room.target.client.version;
        let client = Client {
            command: &|| room.client_command(),
            version: version.map_or_else(|| connection.server_version(), |version| version()),
        };
        let outcome = run_scenario_by_scripts(&mut *connection, scenario, &client).await?;
        connection.close().await.map_err(failed("closing"))?;
        Ok(Some(outcome))
    })
}

fn difference_tests(rooms: &Arc<Rooms>) -> Result<Tests, Failure> {
    let differences = read_differences().map_err(failed("reading differences"))?;
    let tests = differences.into_iter().map(|difference| {
        let name = format!("differences::{}/{}", difference.group, difference.name);
        let name = name.replace(' ', "_");
        test(rooms, &name, move |room| go_there_and_back(room, &difference))
    });
    Ok(tests.collect())
}

fn go_there_and_back(room: &Room, difference: &Difference) -> Result<(), Failure> {
    room.block_on(async {
        let mut connection = room.fresh().await.map_err(failed("connecting"))?;
        run_difference(&mut *connection, difference).await?;
        connection.close().await.map_err(failed("closing"))
    })
}

fn generated_tests(rooms: &Arc<Rooms>) -> Tests {
    let label = rooms.target.label;
    let generated = |name: &str, check: fn(&'static str, &Room) -> Result<(), Failure>| {
        test(rooms, name, move |room| check(label, room))
    };
    let tests = [
        generated("generated_histories", histories),
        generated("generated_histories_keep_rows", rows),
        generated("edits_of_models", edits),
        generated("squashes_lead_where_their_originals_lead", squashes),
        generated("coalescing_changes_no_result", coalescing),
        generated("optimizing_changes_no_result", optimizing),
        test(rooms, "expressions_mean_the_same", expressions),
        generated("a_killed_run_is_ended_by_the_next", check_kills),
    ];
    tests.into_iter().collect()
}

fn histories(label: &str, room: &Room) -> Result<(), Failure> {
    let scope = room.scope()?;
    check_generated(label, scope, |history| {
        room.block_on(async {
            let mut connection = room.fresh().await.map_err(failed("connecting"))?;
            run_history(&mut *connection, history).await
        })
    })
}

fn rows(label: &str, room: &Room) -> Result<(), Failure> {
    let scope = room.scope()?;
    let server = room.scratch();
    check_generated_rows(label, scope, |history| {
        room.block_on(prove_history(&server, history))
    })
}

fn edits(label: &str, room: &Room) -> Result<(), Failure> {
    let scope = room.scope()?;
    check_edits(label, scope, |edited| {
        room.block_on(async {
            let mut connection = room.fresh().await.map_err(failed("connecting"))?;
            run_edit(&mut *connection, edited).await
        })
    })
}

fn squashes(label: &str, room: &Room) -> Result<(), Failure> {
    let scope = room.scope()?;
    check_squashes(label, scope, |history| {
        room.block_on(compare_squash(async || room.fresh().await, history))
    })
}

fn coalescing(label: &str, room: &Room) -> Result<(), Failure> {
    let scope = room.scope()?;
    check_coalescing(label, scope, |history| {
        room.block_on(compare_coalescing(async || room.fresh().await, history))
    })
}

fn optimizing(label: &str, room: &Room) -> Result<(), Failure> {
    let scope = room.scope()?;
    check_optimizing(label, scope, |history| {
        room.block_on(compare_optimizing(async || room.fresh().await, history))
    })
}

fn expressions(room: &Room) -> Result<(), Failure> {
    let untrue = room.block_on(untrue_expressions(async || room.fresh().await));
    let untrue = untrue.map_err(failed("asking"))?;
    if untrue.is_empty() {
        Ok(())
    } else {
        Err(Failure::new(untrue.join("\n")))
    }
}
