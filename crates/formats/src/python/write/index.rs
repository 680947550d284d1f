//! Indexes and constraints: the same keywords inside CreateTable and in operations of their own.

use aksara_schema::{
    Constraint, ConstraintKind, Exclusion, ExistingRows, FieldName, ForeignKey, Index, IndexKey, IndexPart,
    KeyDetails, KeyMatch, NullsOrder, SortOrder, Unique,
};

use super::code::{Argument, Code, Import};
use super::field::{actions, deferrable};
use super::reference::ModelNames;
use super::sql;

/// The method of an exclusion constraint that is not printed.
const USUAL_EXCLUSION_METHOD: &str = "gist";

/// The keywords of an index.
pub(super) fn index(index: &Index) -> Vec<Argument> {
    let parts = Code::List(index.parts.iter().map(part).collect());
    let mut arguments = vec![
        Argument::keyword("name", index.name.as_str()),
        Argument::keyword("fields", parts),
    ];
    let optional = [
        Argument::flag("unique", index.unique),
        Argument::flag("nulls_not_distinct", index.nulls_not_distinct),
        Argument::text("method", index.method.as_ref()),
        sql::optional_expression("condition", index.condition.as_ref()),
        Argument::list("include", names(&index.include)),
    ];
    arguments.extend(optional.into_iter().flatten());
    arguments
}

/// The keywords of a constraint.
pub(super) fn constraint(constraint: &Constraint, models: ModelNames<'_>) -> Vec<Argument> {
    let (kind, own) = match &constraint.kind {
        ConstraintKind::Unique(unique) => ("unique", unique_keywords(unique)),
        ConstraintKind::Check(check) => (
            "check",
            vec![Argument::keyword(
                "expression",
                sql::expression(&check.expression),
            )],
        ),
        ConstraintKind::ForeignKey(key) => ("foreign_key", foreign_key_keywords(key, models)),
        ConstraintKind::Exclusion(exclusion) => ("exclusion", exclusion_keywords(exclusion)),
    };
    let name = Argument::keyword("name", constraint.name.as_str());
    [name, Argument::keyword("type", kind)]
        .into_iter()
        .chain(own)
        .collect()
}

/// Names as texts.
pub(super) fn names(names: &[FieldName]) -> Vec<Code> {
    names.iter().map(|name| name.as_str().into()).collect()
}

fn fields(fields: &[FieldName]) -> Argument {
    Argument::keyword("fields", Code::List(names(fields)))
}

fn unique_keywords(unique: &Unique) -> Vec<Argument> {
    let optional = [
        deferrable(unique.deferrable),
        Argument::flag("nulls_not_distinct", unique.nulls_not_distinct),
    ];
    std::iter::once(fields(&unique.fields))
        .chain(optional.into_iter().flatten())
        .collect()
}

fn foreign_key_keywords(key: &ForeignKey, models: ModelNames<'_>) -> Vec<Argument> {
    let target = models.of(&key.table.to_string());
    let mut arguments = vec![fields(&key.fields), Argument::keyword("to", target.as_str())];
    arguments.extend(Argument::list("to_fields", names(&key.target_fields)));
    arguments.extend(actions(key.on_delete, key.on_update, key.deferrable));
    let KeyDetails {
        matching,
        set_on_delete,
        existing_rows,
    } = &key.details;
    arguments.extend(match matching {
        KeyMatch::Simple => None,
        KeyMatch::Full => Some(Argument::keyword("match", "full")),
    });
    arguments.extend(Argument::list("on_delete_fields", names(set_on_delete)));
    arguments.extend(match existing_rows {
        ExistingRows::Checked => None,
        ExistingRows::Unchecked => Some(Argument::keyword("validated", false)),
    });
    arguments
}

fn exclusion_keywords(exclusion: &Exclusion) -> Vec<Argument> {
    let method = (exclusion.method != USUAL_EXCLUSION_METHOD).then_some(&exclusion.method);
    let element = |element: &aksara_schema::ExclusionElement| {
        Code::Tuple(vec![
            element.expression.sql().as_str().into(),
            element.operator.as_str().into(),
        ])
    };
    let elements = Code::List(exclusion.elements.iter().map(element).collect());
    let arguments = [
        Argument::text("method", method),
        Some(Argument::keyword("elements", elements)),
        sql::optional_expression("condition", exclusion.condition.as_ref()),
        deferrable(exclusion.deferrable),
    ];
    arguments.into_iter().flatten().collect()
}

/// A field's name, `-name` where it is descending and nothing else is said, else a call.
fn part(part: &IndexPart) -> Code {
    let is_plain = part.nulls.is_none() && part.collation.is_none() && part.operator_class.is_none();
    let short = match &part.key {
        IndexKey::Field(name) if is_plain && !name.as_str().starts_with('-') => Some(name),
        IndexKey::Field(_) | IndexKey::Expression(_) => None,
    };
    match (short, part.order) {
        (Some(name), SortOrder::Ascending) => name.as_str().into(),
        (Some(name), SortOrder::Descending) => format!("-{name}").as_str().into(),
        (None, _) => part_call(part),
    }
}

fn part_call(part: &IndexPart) -> Code {
    let key = match &part.key {
        IndexKey::Field(name) => Argument::positional(name.as_str()),
        IndexKey::Expression(expression) => Argument::keyword("expression", sql::expression(expression)),
    };
    let order = match part.order {
        SortOrder::Ascending => None,
        SortOrder::Descending => Some("desc"),
    };
    let nulls = part.nulls.map(|nulls| match nulls {
        NullsOrder::First => "first",
        NullsOrder::Last => "last",
    });
    let optional = [
        order.map(|order| Argument::keyword("order", order)),
        nulls.map(|nulls| Argument::keyword("nulls", nulls)),
        Argument::text("collation", part.collation.as_ref()),
        Argument::text("operator_class", part.operator_class.as_ref()),
    ];
    let arguments = std::iter::once(key)
        .chain(optional.into_iter().flatten())
        .collect();
    Code::call(Code::imported(Import::Operations, "op.IndexField"), arguments)
}
