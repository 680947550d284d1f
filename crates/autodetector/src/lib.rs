//! Detecting changes: models against the replayed history, answered with operations.
//!
//! [`detect`] compares two schemas and gives the operations that lead from one to the other, in an order in which
//! each applies. It returns as questions what it cannot decide (was this field renamed?); the caller asks again
//! with the answers. It reads no files, talks to nobody and knows no database.

mod annotate;
mod answers;
mod asking;
mod backing;
mod blockers;
mod build;
mod candidate;
mod complete;
mod decision;
mod detector;
mod distinct_values;
mod error;
mod external;
mod field_questions;
mod gone_values;
mod join_table;
mod likely_tables;
mod likeness;
mod moved_key;
mod naming;
mod object_renames;
mod pair;
mod question;
mod referring_values;
mod rename;
mod rename_order;
mod renamed_values;
mod row_value;
mod row_value_decision;
mod schedule;
mod stepped;
mod tear_down;
mod warning;

pub use annotate::warnings_of;
pub use answers::Answers;
pub use candidate::{Candidate, Candidates, Likeness};
pub use decision::{Decision, DecisionKind, InvalidDecision};
pub use detector::{Detection, LaterSteps, detect};
pub use error::DetectionError;
pub use join_table::{following_join_tables, is_join_table};
pub use naming::{suggested_name, tables_touched};
pub use pair::Pair;
pub use question::{Choice, Question, Questions};
pub use row_value::{RowValueAnswer, RowValueAnswers, RowValueNeed, RowValueQuestion};
pub use row_value_decision::{InvalidRowValue, RowValueDecision};
pub use warning::Warning;
