//! The features that a field, constraint or index needs, each with the advice where the server has it not.

use aksara_dialect::{Feature, Unsupported};
use aksara_schema::{
    Constraint, ConstraintKind, Default, Deferrable, ExistingRows, Field, ForeignKey, GeneratedStorage,
    Index, IndexKey, IndexPart, KeyMatch, ReferentialAction, SortOrder,
};

use crate::flavour::Server;

/// A feature, whether it is needed, and the advice.
type Need = (Feature, bool, &'static str);

const OTHER_ORDER: &str = "write the rows in an order that holds at each statement";
const ANY_NULLS: &str = "make the fields NOT NULL, or take NULLs as distinct";
const WITHOUT_IT: &str = "leave it out";

/// Refuses a field for a feature that the server does not have.
pub(super) fn demand_field(field: &Field, subject: &str, server: Server) -> Result<(), Unsupported> {
    let is_generated = |storage: GeneratedStorage| {
        let mut generated = field.generated.iter();
        generated.any(|generated| generated.storage == storage)
    };
    let has_computed_default = matches!(field.default, Some(Default::Expression(_)));
    let needs = [
        (
            Feature::MysqlFieldOptions,
            !field.options.is_empty(),
            "leave out `on_update_now` and `invisible`; a trigger (RunSQL) can set a field",
        ),
        (
            Feature::VirtualGenerated,
            is_generated(GeneratedStorage::Virtual),
            "store the field: storage=\"stored\"",
        ),
        (
            Feature::StoredGenerated,
            is_generated(GeneratedStorage::Stored),
            "compute the value where it is read",
        ),
        (
            Feature::ExpressionDefault,
            has_computed_default,
            "take a constant as the default",
        ),
        (
            Feature::AutoIncrement,
            field.auto_increment,
            "give the values yourself",
        ),
        (Feature::FieldCollation, field.collation.is_some(), WITHOUT_IT),
    ];
    demand(&needs, subject, server)
}

/// Refuses a constraint for a feature that the server does not have.
pub(super) fn demand_constraint(
    constraint: &Constraint,
    subject: &str,
    server: Server,
) -> Result<(), Unsupported> {
    match &constraint.kind {
        ConstraintKind::Check(_) => demand(&[(Feature::CheckConstraint, true, WITHOUT_IT)], subject, server),
        ConstraintKind::Exclusion(_) => {
            let alternative = "check it where rows are written";
            demand(
                &[(Feature::ExclusionConstraint, true, alternative)],
                subject,
                server,
            )
        }
        ConstraintKind::Unique(unique) => {
            let is_deferrable = unique.deferrable != Deferrable::Never;
            let needs = [
                (Feature::NullsNotDistinct, unique.nulls_not_distinct, ANY_NULLS),
                (Feature::DeferrableUnique, is_deferrable, OTHER_ORDER),
            ];
            demand(&needs, subject, server)
        }
        ConstraintKind::ForeignKey(key) => demand(&needs_of_key(key), subject, server),
    }
}

fn needs_of_key(key: &ForeignKey) -> [Need; 5] {
    let sets_default = [key.on_delete, key.on_update].contains(&ReferentialAction::SetDefault);
    [
        (
            Feature::SetSomeOnDelete,
            !key.details.set_on_delete.is_empty(),
            "let the deletion set every field of the key, or write a trigger",
        ),
        (
            Feature::DeferrableForeignKey,
            key.deferrable != Deferrable::Never,
            OTHER_ORDER,
        ),
        (
            Feature::SetDefaultAction,
            sets_default,
            "take another action, or write a trigger",
        ),
        (
            Feature::MatchFull,
            key.details.matching == KeyMatch::Full,
            "write a check that all fields are NULL or none",
        ),
        (
            Feature::UncheckedForeignKey,
            key.details.existing_rows == ExistingRows::Unchecked,
            "correct the rows, and let the key check them",
        ),
    ]
}

/// Refuses an index for a feature that the server does not have.
pub(super) fn demand_index(index: &Index, subject: &str, server: Server) -> Result<(), Unsupported> {
    let any = |has: fn(&IndexPart) -> bool| index.parts.iter().any(has);
    let needs = [
        (Feature::NullsNotDistinct, index.nulls_not_distinct, ANY_NULLS),
        (Feature::PartialIndex, index.condition.is_some(), WITHOUT_IT),
        (Feature::CoveringIndex, !index.include.is_empty(), WITHOUT_IT),
        (Feature::IndexMethod, index.method.is_some(), WITHOUT_IT),
        (
            Feature::ExpressionIndex,
            any(|part| matches!(part.key, IndexKey::Expression(_))),
            "index a generated field",
        ),
        (
            Feature::DescendingIndex,
            any(|part| part.order == SortOrder::Descending),
            WITHOUT_IT,
        ),
        (
            Feature::IndexNullsOrder,
            any(|part| part.nulls.is_some()),
            WITHOUT_IT,
        ),
        (
            Feature::IndexCollation,
            any(|part| part.collation.is_some()),
            WITHOUT_IT,
        ),
        (
            Feature::OperatorClass,
            any(|part| part.operator_class.is_some()),
            WITHOUT_IT,
        ),
    ];
    demand(&needs, subject, server)
}

fn demand(needs: &[Need], subject: &str, server: Server) -> Result<(), Unsupported> {
    let mut needed = needs.iter().filter(|(_, is_needed, _)| *is_needed);
    needed.try_for_each(|(feature, _, alternative)| server.demand(*feature, subject, alternative))
}
