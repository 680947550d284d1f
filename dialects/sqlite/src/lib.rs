//! aksara-sqlite
