//! The flavours of this dialect, one file each. A new one is its file, and its line in [`FLAVOURS`].

mod mariadb;
mod mysql;

pub(crate) use mariadb::MARIADB;
pub(crate) use mysql::MYSQL;

use crate::flavour::Flavour;

/// All of them; the first is the one that a server is which says no name.
pub(crate) const FLAVOURS: &[&Flavour] = &[&MYSQL, &MARIADB];

/// The flavour of a server that reports this version.
#[cfg(feature = "driver")]
pub(crate) fn flavour_of(version: &str) -> &'static Flavour {
    let mut flavours = FLAVOURS.iter();
    let named = flavours.find(|flavour| flavour.product.is_named_in(version));
    named.copied().unwrap_or(&MYSQL)
}
