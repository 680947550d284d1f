//! The rows that the capabilities of a flavour are made of.

use aksara_dialect::{Capability, Evidence, Feature, ServerVersion, Support};

/// The oldest version of PostgreSQL that is known.
pub(crate) const OLDEST: ServerVersion = ServerVersion::new(12, 0, 0);

pub(crate) const fn row(
    feature: Feature,
    support: Support,
    evidence: Evidence,
    note: &'static str,
) -> Capability {
    Capability {
        feature,
        since: OLDEST,
        before: None,
        support,
        note,
        evidence,
    }
}

pub(crate) const fn native(feature: Feature, note: &'static str) -> Capability {
    row(feature, Support::Native, Evidence::Tested, note)
}

pub(crate) const fn ignored(feature: Feature, note: &'static str) -> Capability {
    row(feature, Support::Ignored, Evidence::Tested, note)
}

pub(crate) const fn from(major: u32, capability: Capability) -> Capability {
    Capability {
        since: ServerVersion::new(major, 0, 0),
        ..capability
    }
}

pub(crate) const fn until(major: u32, capability: Capability) -> Capability {
    Capability {
        before: Some(ServerVersion::new(major, 0, 0)),
        ..capability
    }
}

pub(crate) const fn manual(capability: Capability) -> Capability {
    Capability {
        evidence: Evidence::Manual,
        ..capability
    }
}

pub(crate) const fn unsupported(feature: Feature, note: &'static str) -> Capability {
    row(feature, Support::Unsupported, Evidence::Tested, note)
}

#[cfg(test)]
mod tests {
    use strum::VariantArray;

    use super::*;
    use crate::flavour::Server;
    use crate::flavours::{FLAVOURS, POSTGRES};

    #[test]
    fn every_feature_has_one_row_for_each_known_version() {
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
                            && row.before.is_none_or(|before| version < before)
                    });
                    assert_eq!(rows.count(), 1, "{feature} on {} {version}", flavour.name());
                }
            }
        }
    }

    #[test]
    fn every_note_is_a_sentence() {
        let mut rows = FLAVOURS.iter().flat_map(|flavour| flavour.capabilities);
        assert!(rows.all(|row| row.note.ends_with('.')));
    }

    #[test]
    fn what_a_version_lacks_is_refused_with_the_reason() {
        let of = |major| Server::new(&POSTGRES, &ServerVersion::new(major, 0, 0));
        let demand = |server: Server| server.demand(Feature::NullsNotDistinct, "index `i`", "leave it out");
        assert!(demand(of(14)).unwrap_err().reason.contains("from version 15"));
        assert!(demand(of(18)).is_ok());
        assert!(demand(of(9)).unwrap_err().reason.contains("9.0.0"));
    }
}
