//! The flavours of this dialect, one file each. A new one is its file, and its line in [`FLAVOURS`].

mod postgres;

pub(crate) use postgres::POSTGRES;

use crate::flavour::Flavour;

/// All of them.
pub(crate) const FLAVOURS: &[&Flavour] = &[&POSTGRES];

/// The flavour of a server that reports this version.
#[cfg(feature = "driver")]
pub(crate) fn flavour_of(version: &str) -> &'static Flavour {
    let mut flavours = FLAVOURS.iter();
    let named = flavours.find(|flavour| flavour.product.is_named_in(version));
    named.copied().unwrap_or(&POSTGRES)
}
