//! aksara-suite
