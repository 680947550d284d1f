//! Names that are taken within a table: these databases fold letter case, and the index of a foreign key has the key's name.
//!
//! MariaDB has one namespace for the checks and foreign keys of a table, MySQL one for each. A check of MariaDB may not have
//! the name of a unique key either (1826).

use std::collections::BTreeMap;

use aksara_dialect::Unsupported;
use aksara_schema::Table;

use crate::flavour::{Flavour, Quirk, Server};
use crate::physical::{self, IndexKind, Object, ObjectKind};

/// Names that no index may have, nor a foreign key (1280).
const RESERVED: [&str; 2] = ["primary", "gen_clust_index"];

/// Refuses indexes, checks and foreign keys whose names are reserved, or taken by another one of the table.
pub(crate) fn check_object_names(
    table: &Table,
    built: &physical::Table,
    server: Server,
) -> Result<(), Unsupported> {
    let mut seen = BTreeMap::new();
    for object in &built.objects {
        let folded = object.name().to_lowercase();
        if object.kind() != ObjectKind::Check && RESERVED.contains(&folded.as_str()) {
            return Err(refused(
                table,
                object,
                "the database keeps this name to itself",
                server,
            ));
        }
        if let Some(check) = check_named_like(object, built, server.flavour) {
            let reason = reason(object, check, table);
            return Err(refused(table, object, &reason, server));
        }
        if let Some(other) = seen.insert((namespace(object.kind(), server.flavour), folded), object) {
            let reason = reason(object, other, table);
            return Err(refused(table, object, &reason, server));
        }
    }
    Ok(())
}

fn refused(table: &Table, object: &Object, reason: &str, server: Server) -> Unsupported {
    let word = object.kind();
    server.refuse(
        None,
        format!("the {word} `{}` of `{}`", object.name(), table.name),
        reason,
        "give one of them another name",
    )
}

/// Two indexes may have one name in the models where the one is a foreign key's own.
fn reason(object: &Object, other: &Object, table: &Table) -> String {
    let named = table.foreign_key_names().map(crate::name::object_name);
    let is_key = named.into_iter().any(|name| name == object.name());
    if object.kind() == ObjectKind::Index && is_key {
        format!(
            "the foreign key of that name needs an index, which has the key's name, and `{}` is one over other fields",
            other.name()
        )
    } else if object.name() == other.name() {
        format!("the table has the {} `{}`", other.kind(), other.name())
    } else {
        format!(
            "the table has the {} `{}`, and letter case does not tell them apart",
            other.kind(),
            other.name()
        )
    }
}

/// A check with the name of a unique key, where the two have one namespace.
fn check_named_like<'a>(
    object: &Object,
    built: &'a physical::Table,
    flavour: &'static Flavour,
) -> Option<&'a Object> {
    let is_unique = matches!(object, Object::Index(index) if index.kind == IndexKind::Unique);
    let name = object.name().to_lowercase();
    let mut checks = built
        .objects
        .iter()
        .filter(|other| other.kind() == ObjectKind::Check);
    checks.find(|check| {
        is_unique && flavour.has(Quirk::ChecksShareNames) && check.name().to_lowercase() == name
    })
}

/// The kind whose names an object's must differ from.
fn namespace(kind: ObjectKind, flavour: &'static Flavour) -> ObjectKind {
    match kind {
        ObjectKind::ForeignKey if flavour.has(Quirk::ChecksShareNames) => ObjectKind::Check,
        kind => kind,
    }
}
