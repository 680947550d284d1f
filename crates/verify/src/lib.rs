//! Whether migrations do what they say: differences of schemas, drift, and the proof of round trips.
//!
//! The compared schemas come from a connection's inspection and from replay. Both are normalized by the
//! dialect. Nothing here knows a dialect by name, a file format or a command line, and nothing here writes to an
//! application's database: what runs, runs on scratch databases.

mod chain;
mod comparison;
mod default_namespace;
mod difference;
mod drift;
mod equivalence;
mod error;
mod external;
mod fill;
mod plain_rows;
mod prove;
mod report;
mod respell;
mod round_trip;
mod rows;
mod scratch;
mod sides;
mod snapshot;
mod sql_impact;

pub use chain::Migrations;
pub use comparison::LiveComparison;
pub use difference::{
    AttributeDifference, Difference, DifferenceKind, Part, SchemaDifference, differences, of_objects,
};
pub use drift::{Drift, DriftBasis, DriftMethod, drift};
pub use error::VerifyError;
pub use prove::{ProofEvent, ProofEventSink, ProofOptions, prove, prove_compiles};
pub use report::{DatabaseReport, Finding, MigrationReport, Outcome, Phase, Proof, Times};
pub use respell::respell;
pub use scratch::ScratchServer;
