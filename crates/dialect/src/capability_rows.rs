//! The rows that tables of capabilities are made of. A row holds in every version, and was tried on a server, unless it is
//! changed by the functions here.

use crate::{Capability, Evidence, Feature, ServerVersion, Support};

/// A row for a feature.
pub const fn row(feature: Feature, support: Support, note: &'static str) -> Capability {
    Capability {
        feature,
        since: ServerVersion::new(0, 0, 0),
        before: None,
        support,
        note,
        evidence: Evidence::Tested,
    }
}

/// A row for a feature that the database has.
pub const fn native(feature: Feature, note: &'static str) -> Capability {
    row(feature, Support::Native, note)
}

/// A row for a feature that is done by other means.
pub const fn emulated(feature: Feature, note: &'static str) -> Capability {
    row(feature, Support::Emulated, note)
}

/// A row for a feature that has no effect.
pub const fn ignored(feature: Feature, note: &'static str) -> Capability {
    row(feature, Support::Ignored, note)
}

/// A row for a feature that is refused.
pub const fn unsupported(feature: Feature, note: &'static str) -> Capability {
    row(feature, Support::Unsupported, note)
}

/// The row, from a version on.
pub const fn since(version: ServerVersion, row: Capability) -> Capability {
    Capability {
        since: version,
        ..row
    }
}

/// The row, before a version.
pub const fn before(version: ServerVersion, row: Capability) -> Capability {
    Capability {
        before: Some(version),
        ..row
    }
}

/// The row, as the vendor's manual says.
pub const fn from_manual(row: Capability) -> Capability {
    Capability {
        evidence: Evidence::Manual,
        ..row
    }
}
