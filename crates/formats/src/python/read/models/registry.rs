//! All models by their names and tables: what relations refer to.

use std::collections::BTreeMap;

use aksara_schema::{TableName, nearest};

use super::definition::Definition;
use crate::python::{ErrorKind, ModulePath, Place, PythonError};

/// Prefixes under which the package's own models are written, and their tables.
const PACKAGE_MODELS: &[(&str, &str, &str)] = &[
    ("auth", "User", "aksara_users"),
    ("contenttypes", "ContentType", "aksara_content_types"),
];

/// The word for the model itself.
const ITSELF: &str = "self";

/// The models of a project.
#[derive(Debug)]
pub(super) struct Registry<'a> {
    by_table: BTreeMap<&'a TableName, &'a Definition>,
    by_name: BTreeMap<&'a str, Vec<&'a Definition>>,
    external: Vec<TableName>,
}

impl<'a> Registry<'a> {
    /// All models; two with one table are an error. `external` are tables outside the project.
    pub(super) fn new(definitions: &'a [Definition], external: Vec<TableName>) -> Result<Self, PythonError> {
        let mut by_table = BTreeMap::<&TableName, &Definition>::new();
        let mut by_name = BTreeMap::<&str, Vec<&Definition>>::new();
        for definition in definitions {
            if let Some(other) = by_table.insert(&definition.table, definition) {
                let (table, other) = (definition.table.to_string(), other.describe());
                return Err(definition
                    .class
                    .place()
                    .error(ErrorKind::SameTable { table, other }));
            }
            by_name
                .entry(definition.class.name())
                .or_default()
                .push(definition);
        }
        Ok(Self {
            by_table,
            by_name,
            external,
        })
    }

    /// The model of a table.
    pub(super) fn owner(&self, table: &TableName) -> Option<&'a Definition> {
        self.by_table.get(table).copied()
    }

    /// The table that a relation of the model `own` refers to: `"self"`, a model's path or name, or a table.
    pub(super) fn resolve(
        &self,
        written: &str,
        own: &Definition,
        place: &Place,
    ) -> Result<TableName, PythonError> {
        if written == ITSELF {
            return Ok(own.table.clone());
        }
        let named = self.named(written);
        let of_own_module = || named.iter().find(|model| is_same_module(model, own));
        match (named.as_slice(), of_own_module()) {
            ([model], _) | (_, Some(model)) => Ok(model.table.clone()),
            ([], None) => self.table(written).ok_or_else(|| self.unknown(written, place)),
            (candidates, None) => {
                let paths = candidates.iter().map(|model| model.class.path().to_string());
                let (name, candidates) = (written.to_owned(), paths.collect::<Vec<_>>().join(", "));
                Err(place.error(ErrorKind::AmbiguousModel { name, candidates }))
            }
        }
    }

    /// The models that a name, or a name with (part of) its module before it, can mean.
    fn named(&self, written: &str) -> Vec<&'a Definition> {
        let (prefix, name) = match written.rsplit_once('.') {
            Some((prefix, name)) => (Some(prefix), name),
            None => (None, written),
        };
        let named = self.by_name.get(name).map_or(&[][..], Vec::as_slice);
        let module = |model: &Definition| model.class.module.source().module().clone();
        match named.iter().find(|model| prefix == Some(module(model).as_str())) {
            Some(exact) => vec![exact],
            None => {
                let fits = |model: &&&Definition| prefix.is_none_or(|prefix| is_within(model, prefix));
                named.iter().filter(fits).copied().collect()
            }
        }
    }

    /// A table by its own name, of the project or outside it.
    fn table(&self, written: &str) -> Option<TableName> {
        let of_package = || {
            let (prefix, name) = written.rsplit_once('.')?;
            let is_meant = |(word, model, _): &&(&str, &str, &str)| {
                *model == name
                    && (prefix.starts_with("aksara.") || prefix.split('.').any(|part| part == *word))
            };
            PACKAGE_MODELS.iter().find(is_meant).map(|(.., table)| *table)
        };
        let table = of_package().unwrap_or(written);
        let own = self.by_table.keys().copied();
        own.chain(&self.external)
            .find(|known| known.to_string() == table)
            .cloned()
    }

    fn unknown(&self, written: &str, place: &Place) -> PythonError {
        let names: Vec<&str> = self.by_name.keys().copied().collect();
        let wanted = written.rsplit('.').next().unwrap_or(written);
        let suggestion = nearest(wanted, names.iter().copied()).map(str::to_owned);
        place.error(ErrorKind::UnknownModel {
            name: written.to_owned(),
            suggestion,
            known: names.join(", "),
        })
    }
}

fn is_same_module(model: &Definition, own: &Definition) -> bool {
    model.class.module.source().module() == own.class.module.source().module()
}

/// Whether a prefix names the model's module, a part of its path, or its `app_label`.
fn is_within(model: &Definition, prefix: &str) -> bool {
    let label = model.meta.text(&["app_label"]).ok().flatten();
    let module: &ModulePath = model.class.module.source().module();
    let segments: Vec<&str> = module.segments().collect();
    let wanted: Vec<&str> = prefix.split('.').collect();
    label == Some(prefix) || segments.windows(wanted.len()).any(|run| run == wanted)
}
