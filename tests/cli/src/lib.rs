//! aksara-cli-tests
