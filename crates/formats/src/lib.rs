//! aksara-formats
