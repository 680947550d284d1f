//! Reads a live database back into a schema.
