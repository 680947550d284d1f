//! The flavours of this dialect, one file each. A new one is its file, and its line in [`FLAVOURS`].

mod postgres;

pub(crate) use postgres::POSTGRES;

use crate::flavour::Flavour;

/// All of them.
pub(crate) const FLAVOURS: &[&Flavour] = &[&POSTGRES];

/// The flavour of a server that reports this version.
#[cfg(feature = "driver")]
pub(crate) fn flavour_of(version: &str) -> &'static Flavour {
    let version = version.to_lowercase();
    let is_named = |flavour: &&&Flavour| flavour.versions.word.is_some_and(|word| version.contains(word));
    FLAVOURS.iter().find(is_named).copied().unwrap_or(&POSTGRES)
}
