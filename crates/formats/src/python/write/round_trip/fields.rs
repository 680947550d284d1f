//! Arbitrary fields: every type, and every property that the type allows.

use aksara_schema::{
    ArrayItem, Default, Deferrable, Field, FieldOptions, FieldType, Generated, GeneratedStorage, NotCompared,
    Reference, ReferentialAction, SqlExpression,
};
use proptest::prelude::*;
use strum::VariantArray;

use super::constants::{constants, field_names, storable_texts, table_names, texts};
use super::sql::{dialects, expressions};
use crate::python::read::fields::{FIELD_CLASSES, FieldKind};

pub(super) fn deferrables() -> BoxedStrategy<Deferrable> {
    use Deferrable::{InitiallyDeferred, InitiallyImmediate, Never};
    prop::sample::select(&[Never, InitiallyDeferred, InitiallyImmediate]).boxed()
}

pub(super) fn actions() -> BoxedStrategy<ReferentialAction> {
    prop::sample::select(ReferentialAction::VARIANTS).boxed()
}

fn types() -> BoxedStrategy<FieldType> {
    use FieldType as Type;
    let length = || {
        prop_oneof![
            Just(255_u32),
            Just(254),
            Just(100),
            Just(50),
            Just(500),
            1..5_000_u32
        ]
    };
    let plain = FIELD_CLASSES.iter().filter_map(|class| match &class.kind {
        FieldKind::Plain(field_type) => Some(field_type.clone()),
        FieldKind::DateTime => Some(Type::DateTime),
        _ => None,
    });
    let plain: Vec<FieldType> = plain.collect();
    let sized = FIELD_CLASSES.iter().filter_map(|class| match &class.kind {
        FieldKind::Sized { build, .. } => Some(*build),
        _ => None,
    });
    let sized: Vec<fn(u32) -> FieldType> = sized.collect();
    let values =
        prop::collection::btree_set(storable_texts(), 0..3).prop_map(|values| values.into_iter().collect());
    prop_oneof![
        4 => prop::sample::select(plain),
        6 => (prop::sample::select(sized), length()).prop_map(|(build, length)| build(length)),
        1 => (1..40_u32, 0..12_u32).prop_map(|(max_digits, places)| {
            Type::Decimal { max_digits, decimal_places: places.min(max_digits) }
        }),
        1 => prop::sample::select(ArrayItem::VARIANTS).prop_map(Type::Array),
        1 => prop::option::of(1..4_u32).prop_map(|dimensions| Type::Vector { dimensions }),
        1 => (values, prop::option::of(texts())).prop_map(|(values, native)| Type::Enum { values, native }),
        1 => (dialects(), texts()).prop_map(|(dialect, spelling)| Type::Opaque {
            dialect,
            spelling,
        }),
    ]
    .boxed()
}

fn references() -> BoxedStrategy<Reference> {
    (
        table_names(),
        prop::option::of(field_names()),
        actions(),
        actions(),
        deferrables(),
    )
        .prop_map(|(table, field, on_delete, on_update, deferrable)| Reference {
            table,
            field,
            on_delete,
            on_update,
            deferrable,
            constraint: NotCompared(None),
        })
        .boxed()
}

/// A type, and the reference that a foreign key has.
fn kinds() -> BoxedStrategy<(FieldType, Option<Reference>)> {
    prop_oneof![
        4 => types().prop_map(|field_type| (field_type, None)),
        1 => references().prop_map(|reference| (FieldType::Foreign(NotCompared(None)), Some(reference))),
        1 => (types(), references()).prop_map(|(field_type, reference)| (field_type, Some(reference))),
    ]
    .boxed()
}

fn defaults(field_type: &FieldType) -> BoxedStrategy<Option<Default>> {
    let is_moment = |expression: &SqlExpression| {
        matches!(
            expression,
            SqlExpression::Portable(aksara_schema::Expression::CurrentTimestamp)
        )
    };
    prop_oneof![
        4 => Just(None),
        4 => constants(field_type).prop_map(|value| Some(Default::Literal(value))),
        1 => Just(Some(Default::CurrentTimestamp)),
        1 => Just(Some(Default::RandomUuid)),
        1 => expressions()
            .prop_filter("the marker is another", move |expression| !is_moment(expression))
            .prop_map(|expression| Some(Default::Expression(expression))),
    ]
    .boxed()
}

fn generated() -> BoxedStrategy<Generated> {
    let storage = prop::sample::select(&[GeneratedStorage::Stored, GeneratedStorage::Virtual]);
    (expressions(), storage)
        .prop_map(|(expression, storage)| Generated { expression, storage })
        .boxed()
}

/// Any field that a reader accepts.
pub(super) fn fields() -> BoxedStrategy<Field> {
    (field_names(), kinds())
        .prop_flat_map(|(name, (field_type, reference))| {
            let field = Field {
                reference,
                ..Field::new(name, field_type)
            };
            let flags = any::<[bool; 8]>();
            let text = || prop::option::weighted(0.2, texts());
            let default = defaults(&field.field_type);
            let attribute = prop::option::of(field_names());
            (
                Just(field),
                flags,
                default,
                prop::option::weighted(0.1, generated()),
                text(),
                text(),
                attribute,
            )
                .prop_map(
                    |(field, flags, default, generated, collation, comment, attribute)| {
                        let attribute = NotCompared(attribute);
                        consistent(
                            Field {
                                default,
                                generated,
                                collation,
                                comment,
                                attribute,
                                ..field
                            },
                            flags,
                        )
                    },
                )
        })
        .boxed()
}

/// Takes away what excludes each other.
fn consistent(field: Field, flags: [bool; 8]) -> Field {
    let [
        nullable,
        primary_key,
        auto_increment,
        unique,
        index,
        auto_now,
        on_update_now,
        invisible,
    ] = flags;
    let sets_null = field.reference.as_ref().is_some_and(|reference| {
        [reference.on_delete, reference.on_update].contains(&ReferentialAction::SetNull)
    });
    let primary_key = primary_key && !sets_null;
    let generated = field.generated.filter(|_| !primary_key);
    let default = field.default.filter(|_| generated.is_none());
    let counts = auto_increment && field.field_type.is_integer() && default.is_none() && generated.is_none();
    Field {
        nullable: sets_null || nullable && !primary_key,
        primary_key,
        auto_increment: counts,
        unique: unique.then_some(NotCompared(None)),
        index: index.then_some(NotCompared(None)),
        auto_now: NotCompared(auto_now),
        options: FieldOptions {
            on_update_now,
            invisible,
        },
        default,
        generated,
        ..field
    }
}
