//! The user's SQL scripts as text: what is quoted, what is a placeholder, where a statement ends.
//!
//! It is not a parser: a script is cut as a database's own command line client cuts it, and nothing else in it is
//! understood. How databases differ in that is data, a [`Lexis`].

mod client;
mod client_command;
mod fragment;
mod impact_words;
mod lexis;
mod masked;
mod nesting;
mod placeholder;
mod split;
mod transaction_words;
mod user_sql;

pub use client::ScriptClient;
pub use fragment::{Fragment, FragmentKind, fragments};
pub use impact_words::ImpactWords;
pub use lexis::Lexis;
pub use masked::without_values;
pub use nesting::{Flat, LastPart, Nesting, StatementSoFar};
pub use split::{ScriptStatement, split_statements};
pub use transaction_words::{TransactionEffect, TransactionWords};
pub use user_sql::{UserStatement, user_statements};
