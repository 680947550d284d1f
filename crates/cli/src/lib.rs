//! aksara-cli
