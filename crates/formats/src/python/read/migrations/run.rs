//! Operations that run the user's own code, and the one that records what another way did.

use aksara_operations::{
    Located, Operation, PythonFunction, ReverseSql, RunPython, RunSql, ScriptTransaction,
    SeparateDatabaseAndState, SqlScript, SqlText,
};
use aksara_schema::RawSql;
use ruff_python_ast::Expr;
use ruff_python_parser::parse_expression;

use super::operations::read_operations;
use crate::python::expressions::per_dialect;
use crate::python::fields::natural_literal;
use crate::python::{
    Argument, Arguments, ErrorKind, FunctionReference, Place, PythonError, Value, ValueKind,
};

pub(super) fn run_python(arguments: &Arguments) -> Result<Operation, PythonError> {
    Ok(RunPython {
        forward: function(arguments.argument("forward")?, arguments, "forward")?,
        reverse: arguments
            .given("reverse")
            .map(|argument| function(argument, arguments, "reverse"))
            .transpose()?,
    }
    .into())
}

/// The callable: a function, a method, a partial function or another one; or `RunPython.noop`. What it is does
/// not matter before it runs, so it is kept as written.
fn function(argument: &Argument, arguments: &Arguments, name: &str) -> Result<PythonFunction, PythonError> {
    let file = arguments.call().place.source().name();
    let written = |place: &Place| {
        // The name in another file has no meaning in this one.
        let place = if place.source().name() == file {
            place
        } else {
            &argument.place
        };
        PythonFunction::Named(place.text().to_owned())
    };
    let value = match &argument.value {
        Ok(value) => value,
        Err(error) if matches!(error.kind(), ErrorKind::NotData { .. }) && is_reference(&argument.place) => {
            return Ok(written(&argument.place));
        }
        Err(error) => return Err(error.clone()),
    };
    match &value.kind {
        ValueKind::Function(function) => {
            refuse_two_arguments(function, argument)?;
            Ok(written(&value.place))
        }
        ValueKind::Callable(text) if !text.starts_with("lambda") => Ok(written(&value.place)),
        ValueKind::Call(call) if !call.is_of_package() => Ok(written(&value.place)),
        ValueKind::Symbol(path) if is_noop(path, "RunPython") => Ok(PythonFunction::Noop),
        ValueKind::Symbol(path) if is_of_another_library(path) => Ok(written(&value.place)),
        _ => Err(value.wrong_type(
            &arguments.what(name),
            "a function, a method, `functools.partial(…)` or `RunPython.noop`",
        )),
    }
}

/// Functions of Django's migrations take `apps` and `schema_editor`; ours get `db` alone. A decorator may change what a
/// function takes.
fn refuse_two_arguments(function: &FunctionReference, argument: &Argument) -> Result<(), PythonError> {
    let Some(statement) = function.statement() else {
        return Ok(());
    };
    let parameters = &statement.parameters;
    let positional = parameters.posonlyargs.iter().chain(&parameters.args);
    let required: Vec<&str> = positional
        .filter(|parameter| parameter.default.is_none())
        .map(|parameter| parameter.name().as_str())
        .collect();
    if required.len() < 2 || !statement.decorator_list.is_empty() {
        return Ok(());
    }
    let (name, taken) = (function.name(), required.join(", "));
    Err(argument.place.error(ErrorKind::Contradiction {
        message: format!("`{name}({taken})` takes {} arguments, and gets `db` alone", required.len()),
        advice: format!(
            "write `def {name}(db):`, with SQL in place of models: `rows = db.fetch(\"SELECT …\")`, \
             `db.execute(\"UPDATE … SET … WHERE id = $1\", …)`; for SQL alone there are `op.RunSQL` and `op.Backfill`"
        ),
    }))
}

/// Whether an expression names something or calls something: its value may be a function.
fn is_reference(place: &Place) -> bool {
    let parsed = parse_expression(place.text());
    parsed.is_ok_and(|parsed| {
        matches!(
            &*parsed.syntax().body,
            Expr::Name(_) | Expr::Attribute(_) | Expr::Call(_)
        )
    })
}

fn is_of_another_library(path: &str) -> bool {
    !path.starts_with("aksara.") && !path.starts_with("builtins.") && path.contains('.')
}

/// Whether a name is the `noop` of an operation.
pub(super) fn is_noop(path: &str, operation: &str) -> bool {
    path.starts_with("aksara.") && path.ends_with(&format!(".{operation}.noop"))
}

pub(super) fn run_sql(arguments: &Arguments) -> Result<Operation, PythonError> {
    let forward = arguments.required("sql")?;
    let sql = if is_noop_sql(forward) {
        SqlText::Common(Vec::new())
    } else {
        sql_text(forward, &arguments.what("sql"))?
    };
    let reverse_sql = match arguments.optional("reverse_sql")? {
        None => ReverseSql::Missing,
        Some(value) if is_noop_sql(value) => ReverseSql::Noop,
        Some(value) => ReverseSql::Sql(sql_text(value, &arguments.what("reverse_sql"))?),
    };
    let state = arguments.optional("state_operations")?;
    let what = arguments.what("state_operations");
    let state_operations = state.map_or_else(|| Ok(Vec::new()), |value| read_operations(value, &what))?;
    Ok(RunSql {
        sql,
        reverse_sql,
        state_operations,
    }
    .into())
}

fn is_noop_sql(value: &Value) -> bool {
    matches!(&value.kind, ValueKind::Symbol(path) if is_noop(path, "RunSQL"))
}

/// A text, a list of texts, or a dict with either for each dialect.
fn sql_text(value: &Value, what: &str) -> Result<SqlText, PythonError> {
    match &value.data().kind {
        ValueKind::Dictionary(items) => {
            per_dialect(items, what, |texts| scripts(texts, what)).map(SqlText::PerDialect)
        }
        _ => scripts(value, what).map(SqlText::Common),
    }
}

fn scripts(value: &Value, what: &str) -> Result<Vec<Located<SqlScript>>, PythonError> {
    match &value.data().kind {
        ValueKind::Text(_) => Ok(vec![script(value, what)?]),
        ValueKind::Tuple(items) if is_script_with_values(items) => Ok(vec![script(value, what)?]),
        ValueKind::List(items) | ValueKind::Tuple(items) => {
            let what = format!("each item of {what}");
            items.iter().map(|item| script(item, &what)).collect()
        }
        _ => Err(value.wrong_type(
            what,
            "an SQL text, a list of them, or a dict with either for each dialect",
        )),
    }
}

/// `("SQL with $1 and $2", [1, 2])`
fn is_script_with_values(items: &[Value]) -> bool {
    let is_list = |value: &Value| matches!(value.data().kind, ValueKind::List(_) | ValueKind::Tuple(_));
    matches!(items, [_, values] if is_list(values))
}

/// One text, or a text and its values.
fn script(value: &Value, what: &str) -> Result<Located<SqlScript>, PythonError> {
    let (text, values) = match &value.data().kind {
        ValueKind::List(items) | ValueKind::Tuple(items) if is_script_with_values(items) => {
            (&items[0], items[1].items(what)?)
        }
        _ => (value, [].as_slice()),
    };
    let sql = text.text(what)?;
    let values = values.iter().map(|value| natural_literal(value, what));
    Ok(Located {
        value: SqlScript {
            sql: RawSql::new(sql),
            parameters: values.collect::<Result<_, _>>()?,
            transaction: ScriptTransaction::Migration,
        },
        origin: text.place.origin_of(sql),
    })
}

pub(super) fn separate_database_and_state(arguments: &Arguments) -> Result<Operation, PythonError> {
    let database = arguments.required("database_operations")?;
    let state = arguments.optional("state_operations")?;
    let state = state
        .map(|value| read_operations(value, &arguments.what("state_operations")))
        .transpose()?;
    Ok(SeparateDatabaseAndState {
        database_operations: read_operations(database, &arguments.what("database_operations"))?,
        state_operations: state,
    }
    .into())
}
