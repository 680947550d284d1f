//! Operations: `op.AddField(model_name="User", …)`, one keyword a line.

use aksara_operations::{
    AddConstraint, AddField, AddIndex, AlterField, AlterPrimaryKey, AlterTableOptions, Alteration,
    CreateManyToManyTable, CreateTable, Fill, Located, Operation, PythonFunction, RemoveField, RemoveIndex,
    RunPython, RunSql, SeparateDatabaseAndState, TableReference,
};
use aksara_schema::{Default, DerivedName, Field, Management, Table, TableOptions};

use super::code::{Argument, Code, Import};
use super::field::{database_default, field, key};
use super::index::{constraint, index, names};
use super::literal::literal;
use super::reference::ModelNames;
use super::sql;

/// The key column of 0.7.2's join table that is not printed.
const USUAL_KEY: &str = "id";

/// The operations as a list.
pub(super) fn operations(operations: &[Located<Operation>], models: ModelNames<'_>) -> Code {
    Code::List(
        operations
            .iter()
            .map(|located| operation(&located.value, models))
            .collect(),
    )
}

/// One operation.
pub(super) fn operation(operation: &Operation, models: ModelNames<'_>) -> Code {
    let name = operation.name();
    match operation {
        Operation::CreateTable(create) => Code::operation(name, create_table(create, models)),
        Operation::DropTable(drop) => {
            let table = Argument::keyword("name", drop.table.as_str());
            let flags = [("if_exists", drop.if_exists), ("cascade", drop.cascade)];
            let mut arguments = with_flags(vec![table], flags);
            arguments.extend(managed(drop.management));
            Code::operation(name, arguments)
        }
        Operation::RenameTable(rename) => {
            Code::operation(name, renamed(rename.table.as_str(), &rename.new_name.to_string()))
        }
        Operation::AlterTableOptions(alter) => Code::operation(name, alter_table_options(alter, models)),
        Operation::AlterPrimaryKey(alter) => Code::operation(name, alter_primary_key(alter, models)),
        Operation::CreateManyToManyTable(create) => Code::operation(name, create_many_to_many_table(create)),
        Operation::AddField(add) => Code::operation(name, add_field(add, models)),
        Operation::RemoveField(remove) => Code::operation(name, remove_field(remove, models)),
        Operation::AlterField(alter) => alter_field(alter, models),
        Operation::RenameField(rename) => {
            let names = renamed(&rename.old_name, rename.new_name.as_str());
            Code::operation(name, of_model(&rename.table, names, models))
        }
        Operation::AddIndex(add) => Code::operation(name, add_index(add, models)),
        Operation::RemoveIndex(remove) => Code::operation(name, remove_index(remove, models)),
        Operation::RenameIndex(rename) => {
            let names = renamed(rename.old_name.as_str(), rename.new_name.as_str());
            Code::operation(name, of_model(&rename.table, names, models))
        }
        Operation::RenameConstraint(rename) => {
            let names = renamed(rename.old_name.as_str(), rename.new_name.as_str());
            Code::operation(name, of_model(&rename.table, names, models))
        }
        Operation::AddConstraint(add) => Code::operation(name, add_constraint(add, models)),
        Operation::RemoveConstraint(remove) => {
            let own = vec![Argument::keyword("name", remove.name.as_str())];
            let own = with_flags(own, [("if_exists", remove.if_exists)]);
            Code::operation(name, of_model(&remove.table, own, models))
        }
        Operation::Backfill(backfill) => {
            Code::operation(name, of_model(&backfill.table, sql::backfill(backfill), models))
        }
        Operation::RunPython(run) => run_python(name, run),
        Operation::RunSql(run) => Code::operation(name, run_sql(run, models)),
        Operation::SeparateDatabaseAndState(separate) => Code::operation(name, separated(separate, models)),
    }
}

fn create_table(create: &CreateTable, models: ModelNames<'_>) -> Vec<Argument> {
    let table = &create.table;
    let pair = |written: &Field| Code::Tuple(vec![key(written).into(), field(written, models)]);
    let fields = Code::List(table.fields.values().map(pair).collect());
    let of = |class: &str, arguments| Code::call(Code::imported(Import::Operations, class), arguments);
    let indexes = table
        .indexes
        .values()
        .map(|written| of("op.Index", index(written)))
        .collect();
    let constraints = table.constraints.values();
    let constraints = constraints
        .map(|written| of("op.Constraint", constraint(written, models)))
        .collect();
    let mut arguments = vec![
        Argument::keyword("name", table.name.to_string().as_str()),
        Argument::keyword("fields", fields),
    ];
    let optional = [
        Argument::list("indexes", indexes),
        Argument::list("constraints", constraints),
        Argument::list("primary_key", names(&table.primary_key_order)),
        primary_key_name(table),
        managed(table.management),
        Argument::flag("if_not_exists", create.if_not_exists),
    ];
    arguments.extend(optional.into_iter().flatten());
    arguments.extend(options(table.comment.as_ref(), &table.options));
    arguments
}

/// The name of the primary key's constraint, where it is another one than the derived.
pub(super) fn primary_key_name(table: &Table) -> Option<Argument> {
    let usual = DerivedName::PrimaryKey.spell(&table.name, []).ok();
    let name = table.primary_key_name.0.as_ref();
    let name = name.filter(|name| usual.as_ref() != Some(*name))?;
    Some(Argument::keyword("primary_key_name", name.as_str()))
}

pub(super) fn options(comment: Option<&String>, options: &TableOptions) -> impl Iterator<Item = Argument> {
    let arguments = [
        Argument::text("comment", comment),
        Argument::flag("strict", options.strict),
        Argument::flag("without_rowid", options.without_rowid),
        Argument::flag("autoincrement", options.autoincrement),
        Argument::text("engine", options.engine.as_ref()),
        Argument::text("charset", options.charset.as_ref()),
        Argument::text("collation", options.collation.as_ref()),
    ];
    arguments.into_iter().flatten()
}

fn alter_table_options(alter: &AlterTableOptions, models: ModelNames<'_>) -> Vec<Argument> {
    of_model(
        &alter.table,
        options(alter.comment.as_ref(), &alter.options).collect(),
        models,
    )
}

fn alter_primary_key(alter: &AlterPrimaryKey, models: ModelNames<'_>) -> Vec<Argument> {
    let fields = alter.fields.iter().map(|field| field.as_str().into());
    let order = Argument::keyword("primary_key", Code::List(fields.collect()));
    let name = alter.name.as_ref();
    let name = name.map(|name| Argument::keyword("primary_key_name", name.as_str()));
    let own = std::iter::once(order).chain(name);
    of_model(&alter.table, own.collect(), models)
}

fn create_many_to_many_table(create: &CreateManyToManyTable) -> Vec<Argument> {
    let column = |keyword, column: &String| Argument::text(keyword, (column != USUAL_KEY).then_some(column));
    let names = [
        Argument::keyword("source_table", create.source.as_str()),
        Argument::keyword("target_table", create.target.as_str()),
        Argument::keyword("field_name", create.field_name.as_str()),
    ];
    let columns = [
        column("source_column", &create.source_column),
        column("target_column", &create.target_column),
    ];
    names.into_iter().chain(columns.into_iter().flatten()).collect()
}

fn add_field(add: &AddField, models: ModelNames<'_>) -> Vec<Argument> {
    let own = [
        Argument::keyword("name", key(&add.field)),
        Argument::keyword("field", field(&add.field, models)),
    ];
    let fill = add.fill.as_ref().map(fill);
    of_model(&add.table, own.into_iter().chain(fill).collect(), models)
}

fn fill(fill: &Fill) -> Argument {
    match fill {
        Fill::Constant(constant) => Argument::keyword("fill", literal(constant)),
        Fill::Expression(written) => Argument::keyword("fill_sql", sql::expression(written)),
    }
}

fn remove_field(remove: &RemoveField, models: ModelNames<'_>) -> Vec<Argument> {
    let own = vec![Argument::keyword("name", remove.name.as_str())];
    let flags = [("if_exists", remove.if_exists), ("cascade", remove.cascade)];
    of_model(&remove.table, with_flags(own, flags), models)
}

/// The seed's AlterField where the whole field is replaced, else 0.7.2's operation that changes one side of
/// it.
fn alter_field(alter: &AlterField, models: ModelNames<'_>) -> Code {
    let name = Argument::keyword("name", alter.name.as_str());
    let ways = [
        sql::using("using", alter.using.as_ref()),
        sql::using("reverse_using", alter.reverse_using.as_ref()),
    ];
    let (operation, change) = match &alter.alteration {
        Alteration::Replace(replaced) => {
            let own = [name, Argument::keyword("field", field(replaced, models))];
            let fill = alter.fill.as_ref().map(fill);
            let own = own.into_iter().chain(fill);
            let own = own.chain(ways.into_iter().flatten()).collect();
            return Code::operation("AlterField", of_model(&alter.table, own, models));
        }
        Alteration::Type(changed) => (
            "AlterFieldType",
            Argument::keyword("new_field", field(changed, models)),
        ),
        Alteration::Nullable(nullable) => ("AlterFieldNull", Argument::keyword("nullable", *nullable)),
        Alteration::Default(default) => ("AlterFieldDefault", new_default(default.as_ref())),
    };
    let own = [Argument::keyword("table", alter.table.as_str()), name, change];
    Code::operation(operation, own.into_iter().chain(ways.into_iter().flatten()))
}

fn new_default(default: Option<&Default>) -> Argument {
    match default {
        None => Argument::keyword("drop_default", true),
        Some(Default::Literal(value)) => Argument::keyword("new_default", literal(value)),
        Some(other @ (Default::CurrentTimestamp | Default::RandomUuid | Default::Expression(_))) => {
            let code = database_default(other).unwrap_or_else(|| Code::token("None"));
            Argument::keyword("new_db_default", code)
        }
    }
}

fn add_index(add: &AddIndex, models: ModelNames<'_>) -> Vec<Argument> {
    let flags = [
        ("if_not_exists", add.if_not_exists),
        ("concurrently", add.concurrently),
    ];
    of_model(&add.table, with_flags(index(&add.index), flags), models)
}

fn remove_index(remove: &RemoveIndex, models: ModelNames<'_>) -> Vec<Argument> {
    let own = vec![Argument::keyword("name", remove.name.as_str())];
    let flags = [
        ("if_exists", remove.if_exists),
        ("concurrently", remove.concurrently),
    ];
    of_model(&remove.table, with_flags(own, flags), models)
}

fn add_constraint(add: &AddConstraint, models: ModelNames<'_>) -> Vec<Argument> {
    of_model(&add.table, constraint(&add.constraint, models), models)
}

fn managed(management: Management) -> Option<Argument> {
    match management {
        Management::Managed => None,
        Management::External => Some(Argument::keyword("managed", false)),
    }
}

/// Positional and on one line, as the seed has it.
fn run_python(name: &str, run: &RunPython) -> Code {
    let function = |function: &PythonFunction| match function {
        PythonFunction::Named(name) => Argument::positional(Code::token(name.as_str())),
        PythonFunction::Noop => Argument::positional(Code::imported(Import::Operations, "op.RunPython.noop")),
    };
    let functions = std::iter::once(&run.forward)
        .chain(&run.reverse)
        .map(function)
        .collect();
    Code::call(
        Code::imported(Import::Operations, format!("op.{name}")),
        functions,
    )
}

fn run_sql(run: &RunSql, models: ModelNames<'_>) -> Vec<Argument> {
    let sql = Argument::keyword("sql", sql::statements(&run.sql));
    let state = (!run.state_operations.is_empty())
        .then(|| Argument::keyword("state_operations", operations(&run.state_operations, models)));
    std::iter::once(sql)
        .chain(sql::reverse(&run.reverse_sql))
        .chain(state)
        .collect()
}

fn separated(separate: &SeparateDatabaseAndState, models: ModelNames<'_>) -> Vec<Argument> {
    let database = Argument::keyword(
        "database_operations",
        operations(&separate.database_operations, models),
    );
    let state = separate.state_operations.as_ref();
    let state = state.map(|state| Argument::keyword("state_operations", operations(state, models)));
    std::iter::once(database).chain(state).collect()
}

fn of_model(table: &TableReference, own: Vec<Argument>, models: ModelNames<'_>) -> Vec<Argument> {
    let model = models.of(table.as_str());
    std::iter::once(Argument::keyword("model_name", model.as_str()))
        .chain(own)
        .collect()
}

fn renamed(old: &str, new: &str) -> Vec<Argument> {
    vec![
        Argument::keyword("old_name", old),
        Argument::keyword("new_name", new),
    ]
}

fn with_flags(own: Vec<Argument>, flags: impl IntoIterator<Item = (&'static str, bool)>) -> Vec<Argument> {
    let flags = flags
        .into_iter()
        .filter_map(|(keyword, is_set)| Argument::flag(keyword, is_set));
    own.into_iter().chain(flags).collect()
}
