//! Values that are carried along for writing back but never count in a comparison.
//!
//! A derived name is frozen when its object is created; a model that leaves the name out equals any derived
//! name. A callable default or the attribute's name in the model has no effect on the database. All of these
//! are [`NotCompared`].

use serde::{Deserialize, Serialize};

use crate::ObjectName;

/// A value that equals every other value of its type.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct NotCompared<T>(pub T);

impl<T> PartialEq for NotCompared<T> {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl<T> Eq for NotCompared<T> {}

/// A name derived from what it names: `None` as written in a model or operation, the frozen name once the
/// object exists in a replayed schema.
pub type FrozenName = NotCompared<Option<ObjectName>>;
