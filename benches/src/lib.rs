//! aksara-benches
