//! The capabilities that all flavours share, and the rows that a flavour's own are made of.

mod algorithms;
mod common;

pub(crate) use aksara_dialect::capabilities;
use aksara_dialect::{Capability, Evidence, Feature, ServerVersion, Support};

pub(crate) use algorithms::{Algorithm, Choice, Work, choice};
pub(crate) use common::COMMON;

/// A row that holds for every version and was tried on a server.
pub(crate) const fn always(feature: Feature, support: Support, note: &'static str) -> Capability {
    Capability {
        feature,
        since: ServerVersion::new(0, 0, 0),
        before: None,
        support,
        note,
        evidence: Evidence::Tested,
    }
}

/// A row that holds from a version on, and was tried on a server of such a version.
pub(crate) const fn since(
    version: ServerVersion,
    feature: Feature,
    support: Support,
    note: &'static str,
) -> Capability {
    Capability {
        since: version,
        ..always(feature, support, note)
    }
}

/// A row that holds before a version, as the vendor's manual says.
pub(crate) const fn before(
    version: ServerVersion,
    feature: Feature,
    support: Support,
    note: &'static str,
) -> Capability {
    Capability {
        before: Some(version),
        evidence: Evidence::Manual,
        ..always(feature, support, note)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flavours::FLAVOURS;
    use strum::VariantArray;

    #[test]
    fn every_feature_has_exactly_one_row_in_every_version() {
        for flavour in FLAVOURS {
            let ends = flavour
                .capabilities
                .iter()
                .flat_map(|row| [Some(row.since), row.before]);
            for version in ends.flatten().chain([flavour.versions.newest]) {
                for feature in Feature::VARIANTS {
                    let rows = flavour.capabilities.iter().filter(|row| {
                        row.feature == *feature
                            && row.since <= version
                            && row.before.is_none_or(|end| version < end)
                    });
                    assert_eq!(rows.count(), 1, "{feature} on {} {version}", flavour.name());
                }
            }
        }
    }

    #[test]
    fn every_row_says_a_whole_sentence() {
        for row in FLAVOURS.iter().flat_map(|flavour| flavour.capabilities) {
            assert!(row.note.len() >= 10 && !row.note.ends_with('.'), "{}", row.note);
        }
    }
}
