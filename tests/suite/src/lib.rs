//! The conformance suite: what every dialect is held against.
//!
//! It runs the scenarios of `tests/scenarios/` on a live database: apply with rows present, inspect, compare with
//! the replayed schema, run again, revert, compare. And it spells their SQL for golden files. A dialect
//! instantiates it; nothing here names one.

mod across;
mod client;
mod coalescing;
mod conformance;
mod counts;
mod described;
mod difference;
mod dying;
mod edit_answers;
mod edit_run;
mod failure;
mod failures;
mod generated;
mod generated_rows;
mod generated_source;
mod golden;
mod history;
mod inspected;
mod inspection_case;
mod killed;
mod literal;
mod optimizing;
mod probe;
mod program;
mod property;
mod proven;
mod report;
mod rooms;
mod rows;
mod run;
mod scenario;
mod schema_sql;
mod server;
mod snapshot;
mod source;
mod splitting;
mod squashed;
mod structure;
mod target;
mod traced;
mod trial;
mod truth_table;
mod truths;
mod volatile;
mod words;
mod words_of_tests;

pub use across::{compare_databases, database_of};
pub use aksara_generate::{Database, Edited, History, IndexWords, TypeWords, Words};
pub(crate) use client::Client;
pub use coalescing::{Compared, compare_coalescing};
pub use conformance::conformance;
pub use counts::Traversed;
pub use described::described;
pub use difference::{Detected, Difference, apply, difference_folder, read_differences};
pub use edit_run::run_edit;
pub use failure::Failure;
pub use failures::Failures;
pub use generated::{
    check_across, check_coalescing, check_edits, check_generated, check_generated_rows, check_optimizing,
    check_squashes,
};
pub use golden::golden;
pub use history::run_history;
pub use inspection_case::{InspectionCase, inspection_tests};
pub use libtest_mimic::Trial;
pub use optimizing::compare_optimizing;
pub use probe::{Probe, features_without_one_probe, probe, untrue_capabilities};
pub use program::run_tests;
pub use property::{check_compilations, normalizes_once};
pub use proven::prove_history;
pub use report::scenario_folder;
pub(crate) use run::run_scenario_by_scripts;
pub use run::{Outcome, run_difference, run_scenario};
pub use scenario::{Refusal, Scenario, ScenarioError, ScenarioRow, chosen_scenarios, read_scenarios};
pub use schema_sql::schema_sql_outside_render;
pub use server::{server_url, server_urls, with_database};
pub use source::ScenarioHistory;
pub use splitting::{check_split, check_whole};
pub use squashed::compare_squash;
pub use target::{Place, Server, Target, TargetClient};
pub use trial::{Async, Blocking, Check, Tests, trial};
pub use truth_table::{expressions_without_truth, untrue_expressions};
pub use words::unreached_words;
