//! The capabilities of MySQL and MariaDB, as data: those that both share, and those of each one's versions.

mod algorithms;
mod common;
mod mariadb;
mod mysql;

use aksara_dialect::{Capabilities, Capability, Evidence, Feature, ServerVersion, Support};

use crate::Flavour;

pub(crate) use algorithms::{Algorithm, Work};

/// The table of a flavour.
pub(crate) fn capabilities(flavour: Flavour) -> &'static Capabilities {
    match flavour {
        Flavour::Mysql => &MYSQL,
        Flavour::Mariadb => &MARIADB,
    }
}

static MYSQL: [Capability; common::ROWS.len() + mysql::ROWS.len()] = join(common::ROWS, mysql::ROWS);
static MARIADB: [Capability; common::ROWS.len() + mariadb::ROWS.len()] = join(common::ROWS, mariadb::ROWS);

const FIRST: ServerVersion = ServerVersion::new(0, 0, 0);

/// A row that holds for every version and was tried on a server.
const fn always(feature: Feature, support: Support, note: &'static str) -> Capability {
    Capability {
        feature,
        since: FIRST,
        before: None,
        support,
        note,
        evidence: Evidence::Tested,
    }
}

/// A row that holds from a version on, and was tried on a server of such a version.
const fn since(version: ServerVersion, feature: Feature, support: Support, note: &'static str) -> Capability {
    Capability {
        since: version,
        ..always(feature, support, note)
    }
}

/// A row that holds before a version, as the vendor's manual says.
const fn before(
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

const fn join<const N: usize>(first: &[Capability], second: &[Capability]) -> [Capability; N] {
    let mut rows = [first[0]; N];
    let mut position = 0;
    while position < N {
        rows[position] = if position < first.len() {
            first[position]
        } else {
            second[position - first.len()]
        };
        position += 1;
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use strum::VariantArray;

    /// The versions between which the tables change, and the ends of what is supported.
    const VERSIONS: &[(Flavour, &[ServerVersion])] = &[
        (
            Flavour::Mysql,
            &[
                ServerVersion::new(8, 0, 11),
                ServerVersion::new(8, 0, 13),
                ServerVersion::new(8, 0, 16),
                ServerVersion::new(9, 7, 0),
            ],
        ),
        (
            Flavour::Mariadb,
            &[
                ServerVersion::new(10, 6, 0),
                ServerVersion::new(10, 8, 0),
                ServerVersion::new(11, 8, 0),
            ],
        ),
    ];

    #[test]
    fn every_feature_has_exactly_one_row_in_every_version() {
        for (flavour, versions) in VERSIONS {
            for version in *versions {
                for feature in Feature::VARIANTS {
                    let rows = capabilities(*flavour).iter().filter(|row| {
                        row.feature == *feature
                            && row.since <= *version
                            && row.before.is_none_or(|end| *version < end)
                    });
                    assert_eq!(rows.count(), 1, "{feature} on {} {version}", flavour.name());
                }
            }
        }
    }

    #[test]
    fn every_row_says_a_whole_sentence() {
        for row in capabilities(Flavour::Mysql)
            .iter()
            .chain(capabilities(Flavour::Mariadb))
        {
            assert!(row.note.len() >= 10 && !row.note.ends_with('.'), "{}", row.note);
        }
    }
}
