//! aksara-executor
