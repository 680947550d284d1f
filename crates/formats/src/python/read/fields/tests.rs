use aksara_operations::{AddField, Located, Migration, MigrationName, Operation, TableReference};
use aksara_schema::Default;
use pretty_assertions::assert_eq;

use super::*;
use crate::python::evaluate::{Evaluator, Scope};
use crate::python::write::{MigrationHeader, write_migration};
use crate::python::{NoModules, PythonSource};

const HEADER: &str = "\
from aksara import fields
from aksara.migrations import operations as op
from decimal import Decimal
import datetime, enum, uuid
class Color(str, enum.Enum):
    RED = 'red'
    BLUE = 'blue'
def make():
    return 'made'
";

fn read(key: &str, written: &str, context: FieldContext) -> Result<Field, PythonError> {
    let evaluator = Evaluator::new(&NoModules);
    let text = format!("{HEADER}key = '{key}'\nfield = {written}");
    let module = evaluator.add(PythonSource::new("m.py", text)).unwrap();
    let scope = Scope::of_module(&module);
    let value = |name: &str| {
        evaluator
            .lookup(name, &module.place_of_name(name), &scope)
            .map(Option::unwrap)
    };
    read_field(&value("key")?, &value("field")?, context)
}

fn operation_field(written: &str) -> Field {
    read("x", written, FieldContext::Operation).unwrap_or_else(|error| panic!("{written}: {error}"))
}

/// The field as the writer prints it, on one line.
fn printed(field: Field) -> String {
    let mut migration = Migration::new(MigrationName::new("0001_x").unwrap());
    let add = AddField {
        table: TableReference::new("User"),
        field,
        fill: None,
    };
    migration
        .operations
        .push(Located::generated(Operation::AddField(add)));
    let header = MigrationHeader {
        description: String::new(),
        generated_at: String::new(),
        models: Vec::new(),
    };
    let text = write_migration(&migration, &header);
    let (_, field) = text.split_once("field=").unwrap();
    let (field, _) = field.split_once("\n        ),").unwrap();
    let line = field.lines().map(str::trim).collect::<Vec<_>>().join(" ");
    line.trim_end_matches(',')
        .replace("( ", "(")
        .replace(", )", ")")
        .replace("[ ", "[")
        .replace(", ]", "]")
}

fn check(written: &str, expected: &str) {
    assert_eq!(printed(operation_field(written)), expected, "{written}");
}

/// Read as it is printed.
fn check_same(written: &str) {
    check(written, written);
}

fn check_error(written: &str, expected: &str) {
    match read("x", written, FieldContext::Operation) {
        Ok(field) => panic!("{written}: {field:?}"),
        Err(error) => assert_eq!(error.to_string(), expected, "{written}"),
    }
}

#[test]
fn every_class_is_read_as_it_is_written() {
    for class in FIELD_CLASSES {
        match class.kind {
            FieldKind::ManyToMany | FieldKind::GenericForeignKey => {}
            FieldKind::ForeignKey | FieldKind::OneToOne => {
                assert_eq!(
                    printed(
                        read(
                            "x_id",
                            &format!("fields.{}(\"User\")", class.signature.name),
                            FieldContext::Operation
                        )
                        .unwrap()
                    ),
                    format!("fields.{}(\"User\")", class.signature.name)
                );
            }
            FieldKind::Opaque => check_same("fields.Opaque(dialect=\"postgres\", spelling=\"tsvector\")"),
            _ => {
                check_same(&format!("fields.{}()", class.signature.name));
                check(
                    &format!("fields.{0}Field()", class.signature.name),
                    &format!("fields.{}()", class.signature.name),
                );
            }
        }
    }
}

#[test]
fn properties_are_read() {
    for written in [
        "fields.String(max_length=20, nullable=True, unique=True, db_index=True)",
        "fields.BigInteger(primary_key=True, auto_increment=True)",
        "fields.Decimal(max_digits=12, decimal_places=4)",
        "fields.Array(item_type=uuid.UUID, nullable=False)",
        "fields.Vector(dimensions=3, default=[1.0, 2.0, 3.0])",
        "fields.Enum(values=[\"a\", \"b\"], native=\"mood\", default=\"a\")",
        "fields.Float(generated=\"a * 2\", storage=\"virtual\")",
        "fields.String(collation=\"C\", comment=\"it's\")",
        "fields.DateTime(auto_now_add=True)",
        "fields.DateTime(auto_now=True)",
        "fields.Date(db_default=fields.CurrentTimestamp)",
        "fields.UUID(primary_key=True, db_default=fields.NoDefault)",
        "fields.Integer(references=\"User\", to_field=\"number\", on_delete=\"RESTRICT\")",
    ] {
        check_same(written);
    }
}

#[test]
fn other_spellings_mean_the_same() {
    for (written, expected) in [
        ("fields.Text(null=True)", "fields.Text(nullable=True)"),
        ("fields.String(20)", "fields.String(max_length=20)"),
        (
            "fields.String(choices=[('a', 'A')], min_length=2, ai_description='x')",
            "fields.String()",
        ),
        (
            "fields.String(choices=[c.value for c in Color])",
            "fields.String()",
        ),
        (
            "fields.File(storage=Somewhere(), upload_to=make)",
            "fields.File()",
        ),
        (
            "fields.Enum(Color, default=Color.RED)",
            "fields.Enum(values=[\"red\", \"blue\"], default=\"red\")",
        ),
        (
            "fields.Enum(choices=[('a', 'A'), ('b', 'B')])",
            "fields.Enum(values=[\"a\", \"b\"])",
        ),
        (
            "fields.DateTime(db_default='now()')",
            "fields.DateTime(auto_now_add=True)",
        ),
        (
            "fields.DateTime(db_default='CURRENT_TIMESTAMP')",
            "fields.DateTime(auto_now_add=True)",
        ),
        ("fields.Array(int)", "fields.Array(item_type=int)"),
        (
            "fields.UUID(primary_key=True, default=uuid.uuid4)",
            "fields.UUID(primary_key=True, default=uuid.uuid4)",
        ),
    ] {
        check(written, expected);
    }
}

#[test]
fn the_older_classes_have_their_own_signatures() {
    for (written, expected) in [
        (
            "op.StringField(20, nullable=True)",
            "fields.String(max_length=20, nullable=True)",
        ),
        ("op.UUIDField(primary_key=True)", "fields.UUID(primary_key=True)"),
        (
            "op.DecimalField(12, 3)",
            "fields.Decimal(max_digits=12, decimal_places=3)",
        ),
        (
            "op.JSONField(default='{\"a\": 1}')",
            "fields.JSON(default={\"a\": 1})",
        ),
        ("op.ArrayField('INTEGER[]')", "fields.Array(item_type=int)"),
        ("op.EnumField(['a', 'b'], enum_name='mood')", "fields.Enum()"),
        (
            "op.ForeignKeyField('users')",
            "fields.ForeignKey(\"User\", to_field=\"id\")",
        ),
        (
            "op.ForeignKeyField('users', 'code', on_delete='set_null', nullable=True, column_type='INTEGER')",
            "fields.Integer(references=\"User\", to_field=\"code\", on_delete=\"SET NULL\", nullable=True)",
        ),
        (
            "op.ForeignKeyField('users', column_type='varchar(40)')",
            "fields.String(max_length=40, references=\"User\", to_field=\"id\")",
        ),
        (
            "op.OneToOneField('users')",
            "fields.OneToOne(\"User\", to_field=\"id\")",
        ),
        (
            "op.ArrayField('BIGINT[]')",
            "fields.Opaque(dialect=\"postgres\", spelling=\"BIGINT[]\", nullable=True)",
        ),
    ] {
        let field = read("author_id", written, FieldContext::Operation)
            .unwrap_or_else(|error| panic!("{written}: {error}"));
        assert_eq!(printed(field), expected, "{written}");
    }
}

#[test]
fn literal_defaults_are_of_the_fields_type() {
    for written in [
        "fields.Integer(default=-5)",
        "fields.Boolean(default=False)",
        "fields.Decimal(default=Decimal(\"1.50\"))",
        "fields.Date(default=datetime.date(2024, 1, 2))",
        "fields.Duration(default=datetime.timedelta(days=1))",
        "fields.JSON(default={\"a\": [1, None]})",
        "fields.Array(default=[\"a\"])",
        "fields.Binary(default=b\"a\\x00\")",
        "fields.UUID(default=uuid.UUID(\"00000000-0000-0000-0000-000000000001\"))",
        "fields.IPAddress(default=\"::1\")",
    ] {
        check_same(written);
    }
    check(
        "fields.Decimal(default='1.5')",
        "fields.Decimal(default=Decimal(\"1.5\"))",
    );
    check(
        "fields.Decimal(default=0.25)",
        "fields.Decimal(default=Decimal(\"0.25\"))",
    );
    check(
        "fields.Date(default='2024-01-02')",
        "fields.Date(default=datetime.date(2024, 1, 2))",
    );
    check("fields.Float(default=1)", "fields.Float(default=1.0)");
}

#[test]
fn callables_are_carried_and_are_no_default() {
    for (written, expected) in [
        ("fields.UUID(default=uuid.uuid4)", "uuid.uuid4"),
        ("fields.JSON(default=dict)", "dict"),
        ("fields.String(default=lambda: 'a')", "lambda: 'a'"),
        ("fields.String(default=make)", "m.make"),
        (
            "fields.DateTime(default=datetime.datetime.now)",
            "datetime.datetime.now",
        ),
    ] {
        let field = operation_field(written);
        assert_eq!(
            (field.default, field.callable.0.as_deref()),
            (None, Some(expected)),
            "{written}"
        );
    }
    assert_eq!(
        operation_field("fields.UUID(primary_key=True, default=uuid.uuid4)").default,
        Some(Default::RandomUuid)
    );
}

#[test]
fn the_column_follows_from_the_key_and_the_context() {
    let names = |key: &str, written: &str, context| {
        let field = read(key, written, context).unwrap();
        (
            field.name.to_string(),
            field.attribute.0.map(|name| name.to_string()),
        )
    };
    let (model, operation) = (FieldContext::Model, FieldContext::Operation);
    let some = |name: &str| Some(name.to_owned());
    assert_eq!(
        names("author", "fields.ForeignKey('User')", model),
        ("author_id".into(), some("author"))
    );
    assert_eq!(
        names("author", "fields.ForeignKey('User', column_name='a')", model),
        ("a".into(), some("author"))
    );
    assert_eq!(
        names("author_id", "fields.ForeignKey('User')", operation),
        ("author_id".into(), some("author"))
    );
    assert_eq!(
        names("author", "fields.ForeignKey('User')", operation),
        ("author".into(), None)
    );
    assert_eq!(
        names("name", "fields.Text(db_column='n')", model),
        ("n".into(), some("name"))
    );
    assert_eq!(names("name", "fields.Text()", model), ("name".into(), None));
}

#[test]
fn misspelt_names_come_with_a_suggestion() {
    check_error(
        "fields.Sting()",
        "there is no field `Sting`; did you mean `String`?",
    );
    check_error(
        "fields.String(max_lenght=5)",
        "`String` has no argument `max_lenght`; did you mean `max_length`?",
    );
    check_error(
        "op.StrngField(5)",
        "there is no field `StrngField`; did you mean `StringField`?",
    );
    check_error("fields.Text(1)", "`Text` takes 0 positional arguments at most");
    check_error("fields.ForeignKey()", "`ForeignKey` needs the argument `to`");
    check_error(
        "fields.Text(null=True, nullable=True)",
        "the argument `nullable` is given twice to `Text`",
    );
    check_error(
        "make",
        "a field must be a field such as `fields.String()`, not the function make",
    );
}

#[test]
fn values_out_of_range_are_errors() {
    for (written, expected) in [
        (
            "fields.String(max_length=0)",
            "`max_length` of `String` is 0: it must be from 1 to 10485760",
        ),
        (
            "fields.String(max_length='5')",
            "`max_length` of `String` must be a whole number, not the text \"5\"",
        ),
        (
            "fields.String(max_length=10485761)",
            "`max_length` of `String` is 10485761: it must be from 1 to 10485760",
        ),
        (
            "fields.Decimal(2, 3)",
            "`decimal_places` of `Decimal` is 3: it must not be greater than `max_digits`, which is 2",
        ),
        (
            "fields.SmallInteger(default=32768)",
            "`default` of `SmallInteger` is 32768: it must be from -32768 to 32767",
        ),
        (
            "fields.PositiveInteger(default=-1)",
            "`default` of `PositiveInteger` is -1: it must be from 0 to 2147483647",
        ),
        (
            "fields.BigInteger(default=9223372036854775808)",
            "`default` of `BigInteger` is 9223372036854775808: it must be from -9223372036854775808 to 9223372036854775807",
        ),
        (
            "fields.String(2, default='abc')",
            "`default` of `String` is 3 characters long: `max_length` is 2",
        ),
        (
            "fields.Decimal(4, 2, default=Decimal('123'))",
            "`default` of `Decimal` is 123: it must have at most 2 digits before the point and 2 after it",
        ),
        (
            "fields.Decimal(4, 2, default=Decimal('1.234'))",
            "`default` of `Decimal` is 1.234: it must have at most 2 digits before the point and 2 after it",
        ),
        (
            "fields.Enum(Color, default='green')",
            "`default` of `Enum` is \"green\": it must be one of red, blue",
        ),
        (
            "fields.Boolean(default=1)",
            "`default` of `Boolean` must be True or False, not the number 1",
        ),
        (
            "fields.Integer(default=True)",
            "`default` of `Integer` must be a whole number, not True",
        ),
        (
            "fields.Integer(default='1')",
            "`default` of `Integer` must be a whole number, not the text \"1\"",
        ),
        (
            "fields.Vector(2, default=[1.0])",
            "`default` of `Vector` is a list of 1: `dimensions` is 2",
        ),
        (
            "fields.ForeignKey('User', on_delete='DROP')",
            "`on_delete` of `ForeignKey` is \"DROP\": it must be one of CASCADE, SET NULL, SET DEFAULT, RESTRICT, PROTECT, NO ACTION, DO NOTHING",
        ),
        (
            "fields.Enum(values=['a', 'a'])",
            "the enum value `a` is defined twice",
        ),
        (
            "fields.Text(default='a\\0')",
            "`default` of `Text`: the text \"a\\0\" holds a NUL or SUB (\\x1a) character, which not every database can store",
        ),
    ] {
        check_error(written, expected);
    }
}

#[test]
fn values_that_exclude_each_other_are_errors() {
    for (written, expected) in [
        (
            "fields.ForeignKey('User', on_delete='SET_NULL')",
            "SET NULL needs a field that allows NULL",
        ),
        (
            "fields.UUID(primary_key=True, nullable=True)",
            "a primary key cannot be nullable",
        ),
        (
            "fields.Text(auto_increment=True)",
            "`auto_increment` counts whole numbers",
        ),
        (
            "fields.Text(default='a', db_default=\"'b'\")",
            "`default` and `db_default` exclude each other: a literal default is the database's as well",
        ),
        (
            "fields.Text(storage='virtual')",
            "`storage` says how a generated field is kept, and this one is not generated",
        ),
        (
            "fields.Text(on_delete='CASCADE')",
            "`on_delete` of `Text` needs a foreign key",
        ),
        (
            "fields.Text(generated='a', default='b')",
            "a generated field has no default",
        ),
        (
            "fields.DateTime(auto_now=True, default='2024-01-01')",
            "`auto_now` and `auto_now_add` are the default already",
        ),
        (
            "fields.ManyToMany('Tag')",
            "`ManyToMany` is not one column of a table",
        ),
        (
            "fields.UUID(default=uuid.uuid4())",
            "this call of `uuid.uuid4` would have to be run to know its value",
        ),
        (
            "fields.Text(default=enum.something)",
            "the value of `enum.something` is not known: its module is not part of the project",
        ),
    ] {
        check_error(written, expected);
    }
}
