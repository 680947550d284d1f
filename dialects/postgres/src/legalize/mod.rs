//! Steps that PostgreSQL cannot do one by one become steps that it can.

mod enum_types;
mod foreign_keys;
mod pending_checks;
mod remade_enums;
mod replaced_targets;

use aksara_dialect::Step;
use aksara_schema::Schema;

use crate::dialect::Postgres;

/// Steps that can be lowered one by one.
pub(crate) fn legalize(steps: Vec<Step>, schema: &Schema, dialect: Postgres) -> Vec<Step> {
    let steps = remade_enums::change_as_texts(enum_types::complete_new_types(steps));
    let steps = replaced_targets::with_referrers(steps, schema);
    let steps = replaced_targets::without_unchanged(foreign_keys::detach_keys(steps));
    pending_checks::check_before_changes(steps, dialect)
}
