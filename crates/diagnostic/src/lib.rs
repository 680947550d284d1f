//! The parts of every error: a stable code, the place in the user's file, the state of the database, and advice.
//!
//! Each crate has error types of its own, and implements [`Diagnose`] for them. This crate holds only the shape that
//! they share: [`Diagnosis`], the list of [`Code`]s, and [`Origin`], a place in a file. It renders nothing; the command
//! line does that, and has a page for each code.

mod code;
mod diagnosis;
mod origin;

pub use code::{Code, UnknownCode};
pub use diagnosis::{Diagnose, Diagnosis, Footer, full_text};
pub use origin::{Located, Origin};
