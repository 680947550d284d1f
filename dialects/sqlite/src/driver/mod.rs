//! Connections through rusqlite, and the routines that need the live catalog.
