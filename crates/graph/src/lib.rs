//! aksara-graph
