//! Migration files: the class, its dependencies and its operations.
