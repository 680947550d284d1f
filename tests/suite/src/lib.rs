//! The conformance suite: what every dialect is held against.
//!
//! It runs the scenarios of `tests/scenarios/` and generated histories on a live database: apply with rows present,
//! inspect, compare with the replayed schema, revert, compare. A dialect instantiates it; nothing here names one.

mod scenario;

pub use scenario::{Scenario, ScenarioError, ScenarioRow, read_scenarios};
