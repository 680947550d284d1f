//! aksara
