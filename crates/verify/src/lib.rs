//! Whether migrations do what they say: differences of schemas, drift, and the proof of round trips.
//!
//! What is compared comes from a connection's inspection and from replay, and both sides are normalized by the
//! dialect. Nothing here knows a dialect by name, a file format or a command line, and nothing here writes to an
//! application's database: what runs, runs on scratch databases.
