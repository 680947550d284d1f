//! aksara-postgres
