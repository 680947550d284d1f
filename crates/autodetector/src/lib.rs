//! aksara-autodetector
