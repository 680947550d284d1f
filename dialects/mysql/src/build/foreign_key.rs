//! Foreign keys, and the indexes that they need.

use aksara_dialect::{Feature, Unsupported};
use aksara_schema::{
    ConstraintKind, DerivedName, ExistingRows, FieldName, IndexKey, IndexPart, KeyDetails, KeyMatch,
    ObjectName, ReferentialAction, SortOrder, Table,
};

use super::{Builder, names};
use crate::index_method::IndexMethod;
use crate::limits::check_key;
use crate::name::object_name;
use crate::physical::ForeignKey;

/// The foreign keys of a table under the names that the database has.
pub(crate) fn named_foreign_keys(table: &Table) -> Vec<(String, aksara_schema::ForeignKey)> {
    let named = |(name, key): (Option<&ObjectName>, aksara_schema::ForeignKey)| {
        let derived = || DerivedName::ForeignKey.spell(&table.name, &key.fields).ok();
        let name = name.cloned().or_else(derived)?;
        Some((object_name(&name), key))
    };
    table.foreign_keys().into_iter().filter_map(named).collect()
}

/// The indexes that foreign keys need and no other index of the table serves: name and fields.
pub(crate) fn foreign_key_indexes(table: &Table) -> Vec<(String, Vec<FieldName>)> {
    let mut served = index_fields(table);
    let mut own = Vec::new();
    for (name, key) in named_foreign_keys(table) {
        if !served.iter().any(|fields| fields.starts_with(&key.fields)) {
            served.push(key.fields.clone());
            own.push((name, key.fields));
        }
    }
    own
}

/// The fields of every index that can serve a foreign key.
fn index_fields(table: &Table) -> Vec<Vec<FieldName>> {
    let fields = table
        .fields
        .values()
        .filter(|field| field.unique.is_some() || field.index.is_some())
        .map(|field| vec![field.name.clone()]);
    let constraints = table
        .constraints
        .values()
        .filter_map(|constraint| match &constraint.kind {
            ConstraintKind::Unique(unique) => Some(unique.fields.clone()),
            ConstraintKind::Check(_) | ConstraintKind::ForeignKey(_) | ConstraintKind::Exclusion(_) => None,
        });
    let leading = |part: &IndexPart| match (&part.key, part.order) {
        (IndexKey::Field(field), SortOrder::Ascending) => Some(field.clone()),
        (IndexKey::Field(_), SortOrder::Descending) | (IndexKey::Expression(_), _) => None,
    };
    let indexes = table
        .indexes
        .values()
        .filter(|index| IndexMethod::of(index).is_none())
        .map(|index| index.parts.iter().map_while(leading).collect());
    let key = table.primary_key().into_iter().cloned().collect();
    fields.chain(constraints).chain(indexes).chain([key]).collect()
}

impl Builder<'_> {
    pub(super) fn foreign_key(
        &self,
        name: &str,
        key: &aksara_schema::ForeignKey,
    ) -> Result<ForeignKey, Unsupported> {
        let subject = self.subject("the foreign key", name);
        self.demand_not_deferrable(key.deferrable, Feature::DeferrableForeignKey, &subject)?;
        let sets_default = [key.on_delete, key.on_update].contains(&ReferentialAction::SetDefault);
        let alternative = "use SET NULL, or set the value in the program";
        self.demand_when(sets_default, Feature::SetDefaultAction, &subject, alternative)?;
        self.demand_details(&key.details, &subject)?;
        check_key(self.fields(&key.fields), self.table, None, &subject, self.server)?;
        Ok(known(name, key))
    }

    fn demand_details(&self, details: &KeyDetails, subject: &str) -> Result<(), Unsupported> {
        let KeyDetails {
            matching,
            set_on_delete,
            existing_rows,
        } = details;
        let demands = [
            (
                *matching == KeyMatch::Full,
                Feature::MatchFull,
                "leave `match` out, and add a check that every field of the key is NULL or none",
            ),
            (
                !set_on_delete.is_empty(),
                Feature::SetSomeOnDelete,
                "leave `on_delete_fields` out, or write a trigger",
            ),
            (
                *existing_rows == ExistingRows::Unchecked,
                Feature::UncheckedForeignKey,
                "leave `validated` out, and mend the rows first",
            ),
        ];
        demands.into_iter().try_for_each(|(asked, feature, alternative)| {
            self.demand_when(asked, feature, subject, alternative)
        })
    }
}

/// A foreign key, whether the server takes it or not.
pub(super) fn known(name: &str, key: &aksara_schema::ForeignKey) -> ForeignKey {
    ForeignKey {
        name: name.to_owned(),
        columns: names(&key.fields),
        table: key.table.clone(),
        targets: names(&key.target_fields),
        on_delete: key.on_delete,
        on_update: key.on_update,
    }
}

/// RESTRICT and NO ACTION are one on these databases, and what is not written.
pub(crate) fn is_default_action(action: ReferentialAction) -> bool {
    match action {
        ReferentialAction::NoAction | ReferentialAction::Restrict => true,
        ReferentialAction::Cascade | ReferentialAction::SetNull | ReferentialAction::SetDefault => false,
    }
}
