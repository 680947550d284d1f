//! Renames that the models say themselves, in `Meta`.
