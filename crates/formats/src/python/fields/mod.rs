//! Field classes as data, and fields made from their calls.
