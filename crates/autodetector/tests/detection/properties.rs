//! For any two valid schemas, detection finds operations that lead exactly from one to the other.

use super::written::{detected, field_name, replayed, table_name};
use std::collections::{BTreeMap, BTreeSet};

use aksara_autodetector::{Answers, Pair, detect};
use aksara_generate::{Choices, Edited, Names, Survivors};
use aksara_operations::{Operation, resolve};
use aksara_schema::{
    Constraint, ConstraintKind, Deferrable, Field, FieldName, FieldType, ForeignKey, FrozenName, Generated,
    GeneratedStorage, Index, KeyDetails, NotCompared, ObjectName, Reference, ReferentialAction, Schema,
    SqlExpression, StorageType, Table, TableName, Unique,
};
use pretty_assertions::assert_eq;
use proptest::prelude::*;

fn check(previous: &Schema, next: &Schema) {
    let operations = detected(previous, next).operations;
    let mut schema = previous.clone();
    for operation in &operations {
        schema = replayed(&schema, std::slice::from_ref(operation));
        assert!(
            is_backed(&schema),
            "{} in {:#?}",
            operation.describe(),
            described(&operations)
        );
    }
    let replayed = schema;
    assert_eq!(replayed, resolve(next).unwrap());
    assert_eq!(stored(&replayed), stored(&fresh(next)));
    assert_eq!(detected(&replayed, next).operations, []);
}

/// With every rename answered, all that the edit keeps is kept, and detection finds nothing more.
fn check_edit(edited: &Edited) {
    let previous = fresh(&edited.before);
    let gone = edited.gone_tables().map(|table| (table.clone(), None));
    let gone_fields = edited.gone_fields();
    let gone_fields = gone_fields.map(|(table, field)| ((table.clone(), field.clone()), None));
    let fields = edited.survivors.renamed_fields();
    let fields = fields.map(|(table, old, new)| ((table.clone(), old.clone()), Some(new.clone())));
    let answers = Answers {
        tables: answered(edited.survivors.renamed_tables())
            .into_iter()
            .chain(gone)
            .collect(),
        fields: fields.chain(gone_fields).collect(),
        ..Answers::asking_nothing()
    };
    let pair = Pair {
        previous: &previous,
        next: &edited.after,
    };
    let operations = detect(pair, &answers).unwrap().operations;
    let (mut schema, mut found) = (previous.clone(), Survivors::all(&previous));
    for operation in &operations {
        found.follow(&operation.apply(&mut schema).unwrap().effects);
    }
    assert_eq!(edited.survivors.missing_in(&found), Vec::<String>::new());
    assert_eq!(schema, resolve(&edited.after).unwrap());
    assert_eq!(detected(&schema, &edited.after).operations, []);
}

fn answered<'a>(
    renames: impl Iterator<Item = (&'a TableName, &'a TableName)>,
) -> BTreeMap<TableName, Option<TableName>> {
    renames
        .map(|(old, new)| (old.clone(), Some(new.clone())))
        .collect()
}

/// Every foreign key refers to fields in which no two rows are equal; databases demand it at every moment.
fn is_backed(schema: &Schema) -> bool {
    let keys = schema.tables().flat_map(|table| table.foreign_keys());
    let mut keys = keys.map(|(_, key)| key);
    keys.all(|key| is_unique(schema.table(&key.table).unwrap(), &key.target_fields))
}

fn is_unique(table: &Table, fields: &[FieldName]) -> bool {
    let set = |fields: Vec<&FieldName>| fields.into_iter().cloned().collect::<BTreeSet<_>>();
    let wanted = set(fields.iter().collect());
    let own = table
        .fields
        .values()
        .filter(|field| field.unique.is_some())
        .map(|field| set(vec![&field.name]));
    let indexes = table
        .indexes
        .values()
        .filter(|index| index.unique)
        .map(|index| set(index.fields()));
    let constraints = table
        .constraints
        .values()
        .filter_map(|constraint| match &constraint.kind {
            ConstraintKind::Unique(unique) => Some(set(unique.fields.iter().collect())),
            ConstraintKind::Check(_) | ConstraintKind::ForeignKey(_) | ConstraintKind::Exclusion(_) => None,
        });
    let key = std::iter::once(set(table.primary_key()));
    own.chain(indexes)
        .chain(constraints)
        .chain(key)
        .any(|unique| unique == wanted)
}

/// The schema as it is made from nothing.
fn fresh(next: &Schema) -> Schema {
    replayed(&Schema::new(), &detected(&Schema::new(), next).operations)
}

/// How every field is stored: a foreign key's type is carried along and does not count in equality.
fn stored(schema: &Schema) -> Vec<(TableName, Vec<(FieldName, StorageType)>)> {
    let fields = |table: &Table| {
        let mut fields: Vec<_> = table
            .fields
            .values()
            .map(|field| (field.name.clone(), field.field_type.storage()))
            .collect();
        fields.sort_by(|one, other| one.0.cmp(&other.0));
        fields
    };
    schema
        .tables()
        .map(|table| (table.name.clone(), fields(table)))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn histories_lead_to_each_other(
        previous in aksara_generate::schema(12, Names::Plain),
        next in aksara_generate::schema(12, Names::Hostile),
    ) {
        check(&previous, &next);
        check(&next, &previous);
    }

    #[test]
    fn edits_are_found_as_they_were_made(edited in aksara_generate::edited(10, 8, Names::Hostile)) {
        check_edit(&edited);
    }

    #[test]
    fn entangled_models_lead_to_each_other(previous in models(), next in models()) {
        check(&fresh(&previous), &next);
        check(&fresh(&next), &previous);
    }
}

fn models() -> impl Strategy<Value = Schema> {
    let numbers = proptest::collection::vec(any::<u32>(), 200);
    numbers
        .prop_map(entangled)
        .prop_filter("models that fit together", is_valid)
}

fn is_valid(models: &Schema) -> bool {
    resolve(models).is_ok_and(|models| is_backed(&models))
}

fn described(operations: &[Operation]) -> Vec<String> {
    operations.iter().map(Operation::describe).collect()
}

/// Models whose foreign keys go anywhere: to tables that come later, to each other, to unique fields, in composite
/// keys; few names, so that two of them have much in common.
fn entangled(numbers: Vec<u32>) -> Schema {
    let mut choices = Choices::new(numbers);
    let names: Vec<&str> = ["a", "b", "c", "d"]
        .into_iter()
        .filter(|_| choices.percent(75))
        .collect();
    let mut tables: Vec<Table> = names.iter().map(|name| base(&mut choices, name)).collect();
    let mut objects = vec!["o1", "o2", "o3", "o4", "o5", "o6"];
    for position in 0..tables.len() {
        for number in 0..choices.below(4) {
            let field = reference(&mut choices, &tables, &format!("r{number}"));
            tables[position]
                .fields
                .extend(field.map(|field| (field.name.clone(), field)));
        }
        let constraint = composite_reference(&mut choices, &tables[position], &tables);
        tables[position]
            .constraints
            .extend(constraint.map(|constraint| (constraint.name.clone(), constraint)));
        add_objects(&mut choices, &mut tables[position], &mut objects);
    }
    tables.into_iter().map(Into::into).collect()
}

fn base(choices: &mut Choices, name: &str) -> Table {
    let types = [
        FieldType::Uuid,
        FieldType::Integer,
        FieldType::String { max_length: 40 },
        FieldType::BigInteger,
    ];
    let mut fields = Vec::new();
    for name in ["id", "code", "x", "y"] {
        let chosen = choices.pick(&types).unwrap().clone();
        let unique = choices.percent(40).then(FrozenName::default);
        let index = choices.percent(20).then(FrozenName::default);
        let field = Field {
            nullable: choices.percent(40),
            unique,
            index,
            ..Field::new(field_name(name), chosen)
        };
        fields.extend(choices.percent(80).then_some(field));
    }
    let keys = choices.below(3);
    fields
        .iter_mut()
        .take(keys)
        .for_each(|field| field.primary_key = true);
    if let Some(source) = fields
        .iter()
        .find(|field| field.field_type.is_integer())
        .map(|field| field.name.clone())
    {
        let expression = SqlExpression::parse(&format!("{source} * {}", choices.below(3)));
        let generated = Generated {
            expression,
            storage: GeneratedStorage::Stored,
        };
        let field = Field {
            generated: Some(generated),
            ..Field::new(field_name("computed"), FieldType::BigInteger)
        };
        fields.extend(choices.percent(40).then_some(field));
    }
    fields.push(Field::new(
        field_name(if choices.percent(50) { "z" } else { "w" }),
        FieldType::Text,
    ));
    let comment = choices.percent(20).then(|| "a comment".to_owned());
    Table {
        comment,
        ..Table::new(table_name(name)).with_fields(fields)
    }
}

fn reference(choices: &mut Choices, tables: &[Table], name: &str) -> Option<Field> {
    let target = choices.pick(tables)?;
    let fields: Vec<&Field> = target
        .fields
        .values()
        .filter(|field| field.unique.is_some())
        .collect();
    let by_key = target.primary_key().len() == 1 && choices.percent(60);
    let field = if by_key {
        None
    } else {
        Some(choices.pick(&fields)?.name.clone())
    };
    let reference = Reference {
        table: target.name.clone(),
        field,
        on_delete: *choices.pick(&[ReferentialAction::Cascade, ReferentialAction::Restrict])?,
        on_update: ReferentialAction::Cascade,
        deferrable: Deferrable::Never,
        constraint: FrozenName::default(),
    };
    let unique = choices.percent(40).then(FrozenName::default);
    let primary_key = choices.percent(10);
    let field = Field::new(field_name(name), FieldType::Foreign(NotCompared(None)));
    Some(Field {
        nullable: choices.percent(50),
        reference: Some(reference),
        unique,
        primary_key,
        ..field
    })
}

fn composite_reference(choices: &mut Choices, own: &Table, tables: &[Table]) -> Option<Constraint> {
    let target = choices.pick(tables)?;
    let target_fields: Vec<FieldName> = target.primary_key().into_iter().cloned().collect();
    let fields: Vec<FieldName> = own.fields.keys().take(target_fields.len()).cloned().collect();
    let fits = !fields.is_empty() && fields.len() == target_fields.len() && choices.percent(50);
    let key = ForeignKey {
        fields,
        table: target.name.clone(),
        target_fields,
        on_delete: ReferentialAction::Cascade,
        on_update: ReferentialAction::Cascade,
        deferrable: Deferrable::Never,
        details: KeyDetails::default(),
    };
    let name = ObjectName::new(format!("{}_composite", own.name)).unwrap();
    fits.then_some(Constraint {
        name,
        kind: ConstraintKind::ForeignKey(key),
    })
}

/// Indexes and constraints under names that any table may have, so that they move from one to the other.
fn add_objects(choices: &mut Choices, table: &mut Table, names: &mut Vec<&str>) {
    let fields: Vec<FieldName> = table.fields.keys().cloned().collect();
    for _ in 0..choices.below(3) {
        if names.is_empty() {
            return;
        }
        let name = ObjectName::new(names.remove(choices.below(names.len()))).unwrap();
        let field = choices.pick(&fields).unwrap().clone();
        if choices.percent(50) {
            let unique = choices.percent(30);
            table.indexes.insert(
                name.clone(),
                Index {
                    unique,
                    ..Index::over(name, [field])
                },
            );
        } else {
            let unique = Unique {
                fields: vec![field],
                deferrable: Deferrable::Never,
                nulls_not_distinct: false,
            };
            let constraint = Constraint {
                name: name.clone(),
                kind: ConstraintKind::Unique(unique),
            };
            table.constraints.insert(name, constraint);
        }
    }
}
