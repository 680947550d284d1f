//! Spatial indexes: over one field that is never NULL
//! (<https://dev.mysql.com/doc/refman/9.4/en/creating-spatial-indexes.html>).

use aksara_dialect::Unsupported;
use aksara_schema::{Index, IndexKey, Table};

use crate::flavour::Server;
use crate::index_method::IndexMethod;

/// Refuses a spatial index that the server would refuse for its fields.
pub(super) fn check_spatial(table: &Table, server: Server) -> Result<(), Unsupported> {
    let mut spatial = table
        .indexes
        .values()
        .filter(|index| IndexMethod::of(index) == Some(IndexMethod::Spatial));
    spatial.try_for_each(|index| match fault(index, table) {
        None => Ok(()),
        Some((reason, alternative)) => Err(server.refuse(
            None,
            format!("the index `{}` of `{}`", index.name, table.name),
            reason,
            alternative,
        )),
    })
}

fn fault(index: &Index, table: &Table) -> Option<(String, String)> {
    let [part] = index.parts.as_slice() else {
        let reason = "a spatial index has one field".to_owned();
        return Some((reason, "make an index for each field".to_owned()));
    };
    let field = match &part.key {
        IndexKey::Field(name) => table.fields.get(name),
        IndexKey::Expression(_) => None,
    };
    let optional = field.filter(|field| !field.is_required())?;
    let name = &optional.name;
    let reason = format!("`{name}` takes NULL, and the field of a spatial index may not");
    let alternative = format!("make `{name}` required, or remove the index in the same migration");
    Some((reason, alternative))
}
