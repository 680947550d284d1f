//! Carries out migrations on a database.
//!
//! The executor plans from the history and a [`MigrationSource`], takes the lock, runs each migration together with
//! its entry in the history, and keeps a journal where the database cannot roll back. It prints nothing: it emits
//! [`Event`]s and returns values. It knows no database, no file format and no command line.

mod applied;
mod backfill_record;
mod backfilling;
mod calling;
mod cancellation;
mod checksum;
mod continuation;
mod diagnosis;
mod disturbance;
mod error;
mod event;
mod executor;
mod function;
mod group;
mod history;
mod holder;
mod in_doubt;
mod initial;
mod journal;
mod journaled;
mod keeping;
mod lease;
mod lock;
mod lock_state;
mod loss;
mod marking;
mod meaning;
mod one_transaction;
mod parallel;
mod part;
mod patience;
mod pause;
mod plan;
mod planning;
mod range;
mod renamed;
mod request;
mod requirement;
mod resolving;
mod resumption;
mod run;
mod script;
mod sessionless;
mod settled;
mod source;
mod status;
mod system_table;
mod taking_over;
mod transactional;
mod waiting;
mod watch;

pub use aksara_dialect::Coalescing;
pub use cancellation::Cancellation;
pub use checksum::Checksum;
pub use continuation::Continuation;
pub use disturbance::{DisturbingChange, ObjectsInTheWay};
pub use error::{ExecutorError, FailedFunction, FailedStatement, NoRename, Outcome, PartDone};
pub use event::{BackfillProgress, BackfillStage, Event, EventSink};
pub use executor::{Executor, Rehearsal};
pub use function::{FunctionCall, FunctionError, FunctionRunner, PrintSink, Printed};
pub use history::{AccompanyingRow, AppliedMigration};
pub use holder::{LeaseHolder, LockHolder};
pub use in_doubt::{Doubt, InDoubt, Side};
pub use initial::OtherInitial;
pub use journal::{Stage, Unfinished};
pub use lock_state::LockState;
pub use loss::{DataLossOnWayBack, PlannedLoss};
pub use marking::{Mark, Marked, MarkedState};
pub use one_transaction::{NotOneTransaction, Obstacle};
pub use parallel::for_each_in_parallel;
pub use plan::{Plan, PlanContext, PlannedMigration};
pub use range::MigrationRange;
pub use renamed::{AcceptedRename, InvalidRename, RenamedMigration};
pub use request::{Direction, Goal, Mode, Request, Transactions};
pub use requirement::{
    Condition, Converted, Demand, Distinct, ReferringValue, Requirement, Rows, RowsInTheWay, Target,
};
pub use resolving::{Resolution, Resolve, ResolveWay};
pub use script::offline_script;
pub use sessionless::NeedsSession;
pub use source::{MigrationEntry, MigrationSource, NoSuchMigration, SourceError, read_all};
pub use status::{InactiveSquash, MigrationStatus, Status};
pub use system_table::SystemTableError;
pub use taking_over::{TableComparison, TakenOver};
pub use waiting::LockWaits;
