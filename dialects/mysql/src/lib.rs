//! aksara-mysql
