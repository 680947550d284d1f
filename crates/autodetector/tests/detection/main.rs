//! Detection as a whole: what is found between two schemas, and that it always leads from one to the other.

mod changes;
mod properties;
mod written;
