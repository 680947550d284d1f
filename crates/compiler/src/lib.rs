//! aksara-compiler
