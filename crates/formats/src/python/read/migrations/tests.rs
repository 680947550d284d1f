use aksara_diagnostic::{Code, Diagnose};
use aksara_operations::{Operation, PythonFunction, ReverseSql, SqlText};
use pretty_assertions::assert_eq;

use super::*;
use crate::python::NoModules;
use crate::python::write::{MigrationHeader, write_migration};

const HEADER: &str = "\
from aksara import fields
from aksara.migrations import Migration
from aksara.migrations import operations as op

def forwards(db):
    pass

async def backwards(db):
    await db.execute('SELECT 1')

";

fn read(text: &str) -> Result<Migration, PythonError> {
    read_migration(PythonSource::new("migrations/0002_x.py", text), &NoModules)
}

fn accepted(text: &str) -> Migration {
    read(text).unwrap_or_else(|error| panic!("{text}\n{}: {error}", error.origin()))
}

fn file(operations: &str) -> String {
    format!("{HEADER}class Migration(Migration):\n    dependencies = []\n    operations = [{operations}]\n")
}

fn operation(written: &str) -> Operation {
    accepted(&file(written)).operations.remove(0).value
}

/// The operations as the writer prints them, on one line.
fn printed(migration: &Migration) -> String {
    let header = MigrationHeader {
        description: String::new(),
        generated_at: String::new(),
        models: Vec::new(),
    };
    let text = write_migration(migration, &header);
    let (_, operations) = text.split_once("operations = [").unwrap();
    let line = operations.lines().map(str::trim).collect::<Vec<_>>().join(" ");
    let line = line
        .replace("( ", "(")
        .replace(", )", ")")
        .replace("[ ", "[")
        .replace(", ]", "]");
    line.trim()
        .trim_end_matches(']')
        .trim_end()
        .trim_end_matches(',')
        .to_owned()
}

/// Both forms mean what the writer prints.
fn check(written: &str, expected: &str) {
    assert_eq!(printed(&accepted(&file(written))), expected, "{written}");
}

fn check_same(written: &str) {
    check(written, written);
}

/// The place and the message; lines are counted from the first operation's.
fn check_error(operations: &str, expected: &str) {
    check_file_error(&file(operations), expected);
}

fn check_file_error(text: &str, expected: &str) {
    match read(text) {
        Ok(migration) => panic!("{text}\n{migration:?}"),
        Err(error) => {
            let origin = error.origin();
            assert_eq!(
                format!("{}:{}: {error}", origin.line, origin.column),
                expected,
                "{text}"
            );
        }
    }
}

#[test]
fn the_documented_file_is_read() {
    let text = "\"\"\"\nMigration: add_email_verification\nGenerated: 2026-02-07T10:30:00\n\"\"\"\n\nfrom aksara.migrations import Migration\nfrom aksara.migrations import operations as op\n\n\nclass Migration(Migration):\n    \"\"\"\n    Auto-generated migration for models: User\n    \"\"\"\n\n    dependencies = []\n\n    operations = [\n        op.AddField(\n            model_name=\"User\",\n            name=\"email_verified\",\n            field=fields.Boolean(default=False),\n        ),\n    ]\n";
    let migration = accepted(text);
    assert_eq!(migration.name.as_str(), "0002_x");
    let origin = migration.operations[0].origin.as_ref().unwrap();
    assert_eq!(
        (&*origin.file, origin.line, origin.column),
        ("migrations/0002_x.py", 18, 9)
    );
    assert_eq!(&text[origin.span.clone()][..11], "op.AddField");
}

#[test]
fn operations_are_read_as_they_are_written() {
    for written in [
        "op.CreateTable(name=\"posts\", fields=[(\"id\", fields.UUID(primary_key=True)), (\"title\", fields.String(max_length=200))], indexes=[op.Index(name=\"i\", fields=[\"-title\"], unique=True)], constraints=[op.Constraint(name=\"c\", type=\"check\", expression=\"title <> ''\")], comment=\"all\", strict=True, engine=\"InnoDB\")",
        "op.CreateTable(name=\"t\", fields=[(\"a\", fields.Integer(primary_key=True)), (\"b\", fields.Integer(primary_key=True))], primary_key=[\"b\", \"a\"], managed=False, if_not_exists=True)",
        "op.DropTable(name=\"old_posts\")",
        "op.DropTable(name=\"old_posts\", if_exists=True, cascade=True)",
        "op.RenameTable(old_name=\"posts\", new_name=\"articles\")",
        "op.AlterTableOptions(model_name=\"Post\", comment=\"x\", without_rowid=True, autoincrement=True, charset=\"utf8\", collation=\"c\")",
        "op.AlterPrimaryKey(model_name=\"Link\", primary_key=[\"b\", \"a\"])",
        "op.AlterPrimaryKey(model_name=\"Link\", primary_key=[\"a\"], primary_key_name=\"k\")",
        "op.CreateManyToManyTable(source_table=\"posts\", target_table=\"tags\", field_name=\"tags\", source_column=\"uid\")",
        "op.AddField(model_name=\"User\", name=\"age\", field=fields.Integer(), fill=18)",
        "op.RemoveField(model_name=\"User\", name=\"phone\")",
        "op.AlterField(model_name=\"User\", name=\"age\", field=fields.BigInteger(), using=\"age * 2\", reverse_using=\"age\")",
        "op.AlterField(model_name=\"Post\", name=\"author_id\", field=fields.Integer(), using=op.Lookup(\"users\", key=\"id\", value=\"number\"), reverse_using=\"author_id\")",
        "op.AlterFieldType(table=\"users\", name=\"age\", new_field=fields.BigInteger(), using=\"age\")",
        "op.AlterFieldNull(table=\"users\", name=\"age\", nullable=True)",
        "op.AlterFieldDefault(table=\"users\", name=\"age\", new_default=5)",
        "op.AlterFieldDefault(table=\"users\", name=\"age\", drop_default=True)",
        "op.AlterFieldDefault(table=\"users\", name=\"age\", new_db_default=\"1 + 1\")",
        "op.RenameField(model_name=\"User\", old_name=\"username\", new_name=\"handle\")",
        "op.AddIndex(model_name=\"Post\", name=\"i\", fields=[\"author_id\", \"-created_at\"], method=\"gin\", condition=\"deleted IS NULL\", include=[\"title\"], concurrently=True)",
        "op.AddIndex(model_name=\"Post\", name=\"i\", fields=[op.IndexField(expression=\"lower(title)\", order=\"desc\", nulls=\"last\", collation=\"C\", operator_class=\"text_pattern_ops\")], nulls_not_distinct=True)",
        "op.RemoveIndex(model_name=\"Post\", name=\"i\")",
        "op.RenameIndex(model_name=\"Post\", old_name=\"i\", new_name=\"j\")",
        "op.AddConstraint(model_name=\"User\", name=\"c\", type=\"unique\", fields=[\"email\"], deferrable=\"deferred\", nulls_not_distinct=True)",
        "op.AddConstraint(model_name=\"User\", name=\"c\", type=\"check\", expression={\"postgres\": \"a ~ 'b'\"})",
        "op.AddConstraint(model_name=\"Post\", name=\"c\", type=\"foreign_key\", fields=[\"a\", \"b\"], to=\"User\", to_fields=[\"x\", \"y\"], on_delete=\"RESTRICT\", deferrable=\"immediate\")",
        "op.AddConstraint(model_name=\"Stay\", name=\"c\", type=\"exclusion\", elements=[(\"room\", \"=\"), (\"during\", \"&&\")], condition=\"room > 0\")",
        "op.RemoveConstraint(model_name=\"User\", name=\"c\")",
        "op.RenameConstraint(model_name=\"User\", old_name=\"c\", new_name=\"d\")",
        "op.Backfill(model_name=\"Post\", set={\"slug\": \"lower(title)\"})",
        "op.AddField(model_name=\"Post\", name=\"slug\", field=fields.Text(), fill_sql=\"lower(title)\")",
        "op.AlterField(model_name=\"Post\", name=\"slug\", field=fields.Text(), fill=\"\")",
        "op.Backfill(model_name=\"Post\", set={\"slug\": \"lower(title)\", \"n\": {\"sqlite\": \"1\"}}, where=\"slug IS NULL\", reverse_set={\"slug\": \"NULL\"}, reverse_where=\"id > 1\", batch_size=500)",
        "op.Backfill(model_name=\"Post\", set={\"slug\": \"title\"}, reverse_set=op.Backfill.noop)",
        "op.RunPython(forwards, backwards)",
        "op.RunPython(forwards, op.RunPython.noop)",
        "op.RunPython(op.RunPython.noop)",
        "op.RunSQL(sql=\"CREATE VIEW v AS SELECT 1\", reverse_sql=\"DROP VIEW v\")",
        "op.RunSQL(sql={\"postgres\": [\"a\", \"b\"], \"sqlite\": \"c\"}, reverse_sql=op.RunSQL.noop, state_operations=[op.DropTable(name=\"x\")])",
        "op.SeparateDatabaseAndState(database_operations=[op.DropTable(name=\"a\")], state_operations=[])",
    ] {
        check_same(written);
    }
}

#[test]
fn the_forms_of_the_python_package_are_read_with_their_own_defaults() {
    for (written, expected) in [
        (
            "op.CreateTable('users', [('id', op.UUIDField(primary_key=True)), ('author_id', op.ForeignKeyField('users', on_delete='CASCADE', nullable=True))], indexes=[op.IndexOp('i', 'users', ['id'], unique=True)])",
            "op.CreateTable(name=\"users\", fields=[(\"id\", fields.UUID(primary_key=True)), (\"author_id\", fields.ForeignKey(\"User\", to_field=\"id\", nullable=True))], indexes=[op.Index(name=\"i\", fields=[\"id\"], unique=True)], if_not_exists=True)",
        ),
        (
            "op.CreateTable(name='users', fields=[('id', op.UUIDField(primary_key=True))])",
            "op.CreateTable(name=\"users\", fields=[(\"id\", fields.UUID(primary_key=True))], if_not_exists=True)",
        ),
        (
            "op.CreateTable(name='users', fields=[('id', op.UUIDField(primary_key=True))], if_not_exists=False)",
            "op.CreateTable(name=\"users\", fields=[(\"id\", fields.UUID(primary_key=True))])",
        ),
        (
            "op.DropTable('users')",
            "op.DropTable(name=\"users\", if_exists=True)",
        ),
        (
            "op.RenameTable('a', 'b')",
            "op.RenameTable(old_name=\"a\", new_name=\"b\")",
        ),
        (
            "op.CreateManyToManyTable('posts', 'tags', 'tags')",
            "op.CreateManyToManyTable(source_table=\"posts\", target_table=\"tags\", field_name=\"tags\")",
        ),
        (
            "op.AddField('users', 'phone', op.StringField(20, nullable=True))",
            "op.AddField(model_name=\"User\", name=\"phone\", field=fields.String(max_length=20, nullable=True))",
        ),
        (
            "op.AddField(table='users', name='phone', field=fields.Text())",
            "op.AddField(model_name=\"User\", name=\"phone\", field=fields.Text())",
        ),
        (
            "op.RemoveField(table='users', name='phone')",
            "op.RemoveField(model_name=\"User\", name=\"phone\", if_exists=True, cascade=True)",
        ),
        (
            "op.RemoveField(table='users', name='phone', if_exists=False)",
            "op.RemoveField(model_name=\"User\", name=\"phone\", cascade=True)",
        ),
        (
            "op.AlterFieldType('users', 'age', op.BigIntegerField())",
            "op.AlterFieldType(table=\"users\", name=\"age\", new_field=fields.BigInteger())",
        ),
        (
            "op.AlterFieldNull('users', 'age', False)",
            "op.AlterFieldNull(table=\"users\", name=\"age\", nullable=False)",
        ),
        (
            "op.AlterFieldDefault('users', 'age', field=op.IntegerField(default=3))",
            "op.AlterFieldDefault(table=\"users\", name=\"age\", new_default=3)",
        ),
        (
            "op.AlterFieldDefault('users', 'at', field=op.DateTimeField(auto_now_add=True))",
            "op.AlterFieldDefault(table=\"users\", name=\"at\", new_db_default=fields.CurrentTimestamp)",
        ),
        (
            "op.AlterFieldDefault('users', 'age', new_default=None)",
            "op.AlterFieldDefault(table=\"users\", name=\"age\", drop_default=True)",
        ),
        (
            "op.RenameField('users', 'a', 'b')",
            "op.RenameField(model_name=\"User\", old_name=\"a\", new_name=\"b\")",
        ),
        (
            "op.AddIndex(index=op.IndexOp('i', 'users', ['a'], where='a > 0', method='btree'))",
            "op.AddIndex(model_name=\"User\", name=\"i\", fields=[\"a\"], condition=\"a > 0\", if_not_exists=True)",
        ),
        (
            "op.AddIndex(op.IndexOp('i', 'users', ['a'], method='gin'), concurrently=True)",
            "op.AddIndex(model_name=\"User\", name=\"i\", fields=[\"a\"], method=\"gin\", if_not_exists=True, concurrently=True)",
        ),
        (
            "op.RemoveIndex('i', 'users')",
            "op.RemoveIndex(model_name=\"User\", name=\"i\", if_exists=True)",
        ),
        (
            "op.RemoveIndex(name='i', table='users')",
            "op.RemoveIndex(model_name=\"User\", name=\"i\", if_exists=True)",
        ),
        (
            "op.AddConstraint('users', 'c', 'UNIQUE (Email, \"Name\")')",
            "op.AddConstraint(model_name=\"User\", name=\"c\", type=\"unique\", fields=[\"email\", \"Name\"])",
        ),
        (
            "op.AddConstraint(table='users', name='c', constraint_sql='CHECK (age > 0)')",
            "op.AddConstraint(model_name=\"User\", name=\"c\", type=\"check\", expression=\"age > 0\")",
        ),
        (
            "op.AddConstraint('posts', 'c', 'FOREIGN KEY (a) REFERENCES users (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED')",
            "op.AddConstraint(model_name=\"Post\", name=\"c\", type=\"foreign_key\", fields=[\"a\"], to=\"User\", to_fields=[\"id\"], on_update=\"NO ACTION\", deferrable=\"deferred\")",
        ),
        (
            "op.AddConstraint('stays', 'c', 'EXCLUDE USING gist (room WITH =, during WITH &&) WHERE (room > 0)')",
            "op.AddConstraint(model_name=\"Stay\", name=\"c\", type=\"exclusion\", elements=[(\"room\", \"=\"), (\"during\", \"&&\")], condition=\"room > 0\")",
        ),
        (
            "op.RemoveConstraint('users', 'c')",
            "op.RemoveConstraint(model_name=\"User\", name=\"c\", if_exists=True)",
        ),
        (
            "op.RunSQL('SELECT 1', dangerous=True)",
            "op.RunSQL(sql=\"SELECT 1\")",
        ),
        (
            "op.SeparateDatabaseAndState([op.DropTable('a')])",
            "op.SeparateDatabaseAndState(database_operations=[op.DropTable(name=\"a\", if_exists=True)])",
        ),
    ] {
        check(written, expected);
    }
}

#[test]
fn shorter_forms_are_read() {
    for (written, expected) in [
        (
            "op.AddIndex(model_name='Post', name='i', expressions=['lower(title)'], where='a = 1')",
            "op.AddIndex(model_name=\"Post\", name=\"i\", fields=[op.IndexField(expression=\"lower(title)\")], condition=\"a = 1\")",
        ),
        (
            "op.CreateTable(name='t', fields=[('a', fields.Integer())], indexes=[op.Index(fields=['a'])], constraints=[op.UniqueConstraint(fields=['a'])])",
            "op.CreateTable(name=\"t\", fields=[(\"a\", fields.Integer())], indexes=[op.Index(name=\"t_a_idx\", fields=[\"a\"])], constraints=[op.Constraint(name=\"t_a_key\", type=\"unique\", fields=[\"a\"])])",
        ),
        (
            "op.CreateTable(name='t', fields=[('a', fields.Integer()), ('b', fields.Integer())], primary_key=['a', 'b'])",
            "op.CreateTable(name=\"t\", fields=[(\"a\", fields.Integer(primary_key=True)), (\"b\", fields.Integer(primary_key=True))])",
        ),
    ] {
        check(written, expected);
    }
    let Operation::RunSql(run) = operation("op.RunSQL(op.RunSQL.noop, 'x')") else {
        panic!("RunSQL")
    };
    assert_eq!(
        (run.sql, run.reverse_sql),
        (SqlText::Common(vec![]), ReverseSql::Sql(SqlText::common("x")))
    );
    let Operation::RunPython(run) = operation("op.RunPython(reverse=backwards, forward=forwards)") else {
        panic!("RunPython")
    };
    assert_eq!(run.reverse, Some(PythonFunction::Named("backwards".into())));
}

#[test]
fn whatever_can_be_called_may_be_the_function_of_a_migration() {
    let header = "import functools\nimport library.data\nfrom functools import partial\nfrom library import fill\nfrom \
                  aksara.migrations import Migration\nfrom aksara.migrations import operations as op\n\n\ndef forwards(db, \
                  table='posts'):\n    pass\n\n\nclass Filler:\n    @staticmethod\n    def fill(db):\n        \
                  pass\n\n\nFILLER = Filler()\nPARTIAL = partial(forwards, table='x')\n\n\n";
    for written in [
        "forwards",
        "functools.partial(forwards, table=\"posts\")",
        "partial(forwards)",
        "library.data.fill",
        "fill",
        "Filler.fill",
        "Filler(\"posts\").empty",
        "FILLER.empty",
    ] {
        let text =
            format!("{header}class Migration(Migration):\n    operations = [op.RunPython({written})]\n");
        let Operation::RunPython(run) = accepted(&text).operations.remove(0).value else {
            panic!("RunPython")
        };
        assert_eq!(run.forward, PythonFunction::Named(written.to_owned()));
    }
    let text = format!("{header}class Migration(Migration):\n    operations = [op.RunPython(PARTIAL)]\n");
    let operation = accepted(&text).operations.remove(0).value;
    assert_eq!(operation.describe(), "Run Python: partial(forwards, table='x')");
    for refused in [
        "print",
        "5",
        "[fill]",
        "fill if FILLER else forwards",
        "Filler",
        "Filler.nothing",
    ] {
        let text =
            format!("{header}class Migration(Migration):\n    operations = [op.RunPython({refused})]\n");
        assert!(read(&text).is_err(), "{refused}");
    }
}

#[test]
fn the_class_may_be_written_in_many_ways() {
    let body = "    dependencies = ['0001_a', ('auth', '0001_initial')]\n    operations = []\n";
    for text in [
        format!("from aksara.migrations import Migration\nclass Migration(Migration):\n{body}"),
        format!("from aksara.migrations import Migration as BaseMigration\nclass Migration(BaseMigration):\n{body}"),
        format!("import aksara.migrations\nclass Migration(aksara.migrations.Migration):\n{body}"),
        format!("from aksara.migrations import *\nclass Add(Migration):\n{body}\nMigration = Add\n"),
        "from typing import ClassVar\nfrom aksara.migrations import Migration\nA = '0001_a'\nclass Migration(Migration):\n    internal: ClassVar[bool] = False\n    app_label = 'auth'\n    LAST = 'initial'\n    dependencies: ClassVar[list] = [A, (app_label, f'0001_{LAST}')]\n    operations: ClassVar[list]\n".to_owned(),
        format!("# -*- coding: utf-8 -*-\n'doc'\nclass Migration(Migration):\n    'doc'\n    pass\n{body}"),
    ] {
        let dependencies = accepted(&text).dependencies;
        let shown: Vec<String> = dependencies.iter().map(|dependency| dependency.value.to_string()).collect();
        assert_eq!(shown, ["0001_a", "auth.0001_initial"], "{text}");
    }
}

#[test]
fn operations_may_be_made_by_constants_helpers_and_other_modules() {
    struct Shared;
    impl crate::python::ModuleLoader for Shared {
        fn load(&self, module: &crate::python::ModulePath) -> std::io::Result<Option<PythonSource>> {
            let text = "from aksara.migrations.operations import AddField\nfrom aksara import fields\ndef text_field(table, name, **options):\n    return AddField(model_name=table, name=name, field=fields.Text(**options))\n";
            Ok((module.as_str() == "migrations.shared")
                .then(|| PythonSource::new("migrations/shared.py", text)))
        }
    }
    let text = "from aksara.migrations import Migration\nfrom .shared import text_field\nTABLE = 'User'\nCOMMON = [text_field(TABLE, 'a', nullable=True)]\nclass Migration(Migration):\n    operations = COMMON + [text_field(TABLE, name='b')]\n";
    let migration = read_migration(PythonSource::new("migrations/0002_x.py", text), &Shared).unwrap();
    let names: Vec<String> = migration
        .operations
        .iter()
        .map(|operation| operation.value.describe())
        .collect();
    assert_eq!(
        names,
        ["Add field 'a' to table 'User'", "Add field 'b' to table 'User'"]
    );
}

#[test]
fn errors_say_where_and_what() {
    for (operations, expected) in [
        (
            "op.AddFeild(model_name='A')",
            "13:19: there is no operation `AddFeild`; did you mean `AddField`?",
        ),
        (
            "op.AddField(model='A', name='b', field=fields.Text())",
            "13:31: `AddField` has no argument `model`",
        ),
        (
            "op.AddField(model_name='A', name='b')",
            "13:19: `AddField` needs the argument `field`",
        ),
        (
            "op.AddField(model_name='A', name='b', field=fields.Sting())",
            "13:63: there is no field `Sting`; did you mean `String`?",
        ),
        (
            "op.AddField(model_name='A', name='', field=fields.Text())",
            "13:52: a field's name: a name must not be empty",
        ),
        (
            "op.AddField(model_name='A', name='b', field=fields.String(max_length=0))",
            "13:88: `max_length` of `String` is 0: it must be from 1 to 10485760",
        ),
        (
            "op.AddField(model_name='A', name='b', field=fields.Text(default=str(5 / 2)))",
            "13:87: `/` of the number 5 and the number 2 would have to be run to know its value",
        ),
        (
            "op.AddIndex(model_name='A', name='i')",
            "13:19: `AddIndex` needs the argument `fields`",
        ),
        (
            "op.AddIndex(model_name='A', fields=['a'])",
            "13:19: `AddIndex` needs the argument `name`",
        ),
        (
            "op.AddConstraint(model_name='A', name='c', type='uniqe', fields=['a'])",
            "13:67: `type` of `AddConstraint` is \"uniqe\": it must be one of unique, check, foreign_key, exclusion",
        ),
        (
            "op.AddConstraint(model_name='A', name='c', type='check', fields=['a'])",
            "13:76: `AddConstraint(type=\"check\")` has no argument `fields`",
        ),
        (
            "op.AddConstraint('a', 'c', 'PRIMARY KEY (a)')",
            "13:46: `constraint_sql` of `AddConstraint`: only UNIQUE, CHECK, FOREIGN KEY and EXCLUDE are understood; use RunSQL for anything else",
        ),
        (
            "op.CreateTable(name='t', fields=[('a', fields.Text()), ('a', fields.Text())])",
            "13:74: the field `a` is defined twice",
        ),
        (
            "op.CreateTable(name='t', fields=[fields.Text()])",
            "13:52: each item of `fields` of `CreateTable` must be a tuple of a name and a field, not a call of `Text`",
        ),
        (
            "op.CreateTable(name='t', fields=[('a', fields.Text())], primary_key=['b'])",
            "13:87: the table t has no `b`; did you mean `a`?",
        ),
        (
            "op.RunPython(lambda db: None)",
            "13:32: `forward` of `RunPython` must be a function, a method, `functools.partial(…)` or `RunPython.noop`, not a lambda",
        ),
        (
            "op.RunPython(forward)",
            "13:32: nothing in this file defines `forward`; did you mean `forwards`?",
        ),
        (
            "op.RunSQL(sql=5)",
            "13:33: `sql` of `RunSQL` must be an SQL text, a list of them, or a dict with either for each dialect, not the number 5",
        ),
        (
            "op.Backfill('posts', {})",
            "13:40: `set` of `Backfill` must be a dict from fields to their new values, with at least one field, \
             not a dict",
        ),
        (
            "op.Backfill('posts', {'a': '1'}, batch_size=0)",
            "13:63: `batch_size` of `Backfill` must be a number of rows from 1 on, not the number 0",
        ),
        (
            "op.Backfill('posts', {'a': '1'}, reverse_where='a = 1')",
            "13:19: `reverse_where` is given without `reverse_set`",
        ),
        (
            "'op.DropTable'",
            "13:19: each item of `operations` must be an operation such as `op.CreateTable(…)`, not the text \"op.DropTable\"",
        ),
        (
            "op.DropTable(name=t) for t in ['a']",
            "13:18: a comprehension would have to be run to know its value",
        ),
    ] {
        check_error(operations, expected);
    }
}

#[test]
fn files_that_are_no_migration_are_errors() {
    for (text, expected) in [
        ("x = 1\n", "1:1: migrations/0002_x.py has no class `Migration`"),
        (
            "from aksara.migrations import Migration\n",
            "1:1: migrations/0002_x.py has no class `Migration`",
        ),
        (
            "class Migration:\n    pass\n",
            "1:7: a migration must be a class with the base `aksara.migrations.Migration`, not a class with 0 bases",
        ),
        (
            "class Base:\n    pass\nclass Migration(Base):\n    pass\n",
            "3:17: the base of a migration must be `aksara.migrations.Migration`, not the class Base",
        ),
        (
            "class Migration(Migration):\n    dependancies = []\n",
            "2:5: a migration has no attribute `dependancies`; did you mean `dependencies`?",
        ),
        (
            "class Migration(Migration):\n    dependencies = [5]\n",
            "2:21: a dependency must be a text, not the number 5",
        ),
        (
            "class Migration(Migration):\n    dependencies = ['../x']\n",
            "2:21: a dependency: \"../x\" cannot name a migration: use letters, digits and underscores, at most 255",
        ),
        (
            "class Migration(Migration):\n    operations = []\n    operations = []\n",
            "3:5: the attribute `operations` is defined twice",
        ),
        (
            "class Migration(Migration):\n    def run(self):\n        pass\n",
            "2:5: this statement is not allowed in a migration's class",
        ),
        (
            "class Migration(Migration):\n    operations = []\nMigration.operations.append(1)\n",
            "3:1: this statement is not allowed in a migration file",
        ),
        (
            "class Migration(Migration)\n    operations = []\n",
            "1:27: this is not valid Python: Expected `:`, found newline",
        ),
    ] {
        check_file_error(text, expected);
    }
}

#[test]
fn a_diagnostic_has_a_code_a_label_the_source_and_advice() {
    let error = read(&file("op.AddField(model='A')")).unwrap_err();
    let diagnosis = error.diagnosis();
    assert_eq!(diagnosis.code, Code::PythonUnknownKeyword);
    assert_eq!(
        diagnosis.advice.as_deref(),
        Some("`AddField` accepts: model_name, name, field, fill, fill_sql")
    );
    let place = diagnosis.place.unwrap();
    assert_eq!(place.text.get(place.span), Some("model='A'"));
}
