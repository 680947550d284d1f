//! Front ends: what turns files into migrations and models, and back.
//!
//! A front end reads a file's text and gives the types of `aksara-operations` and `aksara-schema`, every
//! operation with its place in the file; whatever it reads it can write back to equal values. Files are read
//! as data: no code of the user's is ever run. Nothing here knows a database or decides what to migrate.

pub mod document;
mod document_hints;
pub mod hints;
pub mod python;
pub mod sql;
