//! Indexes: the keywords of `op.Index` and `op.AddIndex`, and 0.7.2's `op.IndexOp`.

use aksara_schema::{
    DerivedName, FieldName, Index, IndexKey, IndexPart, NullsOrder, ObjectName, SortOrder, TableName,
};

use crate::python::expressions::read_expression;
use crate::python::fields::{column_name, object_name};
use crate::python::{Arguments, Call, ErrorKind, Parameter, PythonError, Signature, Value, ValueKind};

/// The options of an index, beside its name and fields.
pub(crate) const INDEX_DETAILS: &[Parameter] = &[
    Parameter::keyword("expressions"),
    Parameter::keyword("unique"),
    Parameter::keyword("nulls_not_distinct"),
    Parameter::keyword("method"),
    Parameter::keyword("condition"),
    Parameter::alias("where", "condition"),
    Parameter::keyword("include"),
];

const INDEX: Signature = Signature {
    name: "Index",
    groups: &[
        &[Parameter::keyword("name"), Parameter::keyword("fields")],
        INDEX_DETAILS,
    ],
};

/// 0.7.2's form, which names its table again.
const INDEX_OP: Signature = Signature {
    name: "IndexOp",
    groups: &[&[
        Parameter::required("name"),
        Parameter::required("table"),
        Parameter::required("columns"),
        Parameter::keyword("unique"),
        Parameter::keyword("where"),
        Parameter::keyword("method"),
    ]],
};

const INDEX_FIELD: Signature = Signature {
    name: "IndexField",
    groups: &[&[
        Parameter::optional("name"),
        Parameter::keyword("expression"),
        Parameter::keyword("order"),
        Parameter::keyword("nulls"),
        Parameter::keyword("collation"),
        Parameter::keyword("operator_class"),
    ]],
};

/// PostgreSQL's own method, which 0.7.2 writes out.
const USUAL_METHOD: &str = "btree";

/// An index from `op.Index(…)` or `op.IndexOp(…)`; a name that is left out is derived from its table's.
pub fn read_index(value: &Value, table: &TableName) -> Result<Index, PythonError> {
    let call = value.call("an index", "an index such as `op.Index(name=…, fields=[…])`")?;
    match call.name() {
        "Index" => index_of(&INDEX.bind(call)?, Some(table)),
        "IndexOp" => Ok(read_index_op(call)?.1),
        _ => Err(value.wrong_type("an index", "`op.Index(…)`")),
    }
}

/// 0.7.2's index with the table that it names.
pub(crate) fn read_index_op(call: &Call) -> Result<(&str, Index), PythonError> {
    let arguments = INDEX_OP.bind(call)?;
    let mut index = Index::over(name(&arguments, None)?, columns(&arguments, "columns")?);
    index.unique = arguments.boolean("unique", false)?;
    index.method = method(&arguments)?;
    let condition = arguments.optional("where")?;
    index.condition = condition
        .map(|value| read_expression(value, &arguments.what("where")))
        .transpose()?;
    Ok((arguments.text("table")?, index))
}

/// An index from its keywords.
pub(crate) fn index_of(arguments: &Arguments, table: Option<&TableName>) -> Result<Index, PythonError> {
    let fields = arguments
        .list("fields")?
        .iter()
        .map(|item| part(item, &arguments.what("fields")));
    let expressions = arguments.list("expressions")?.iter();
    let expressions = expressions.map(|item| expression_part(item, &arguments.what("expressions")));
    let parts: Vec<IndexPart> = fields.chain(expressions).collect::<Result<_, _>>()?;
    if parts.is_empty() {
        return Err(missing(arguments, "fields"));
    }
    let condition = arguments.optional("condition")?;
    Ok(Index {
        name: name(arguments, table.map(|table| (table, parts.as_slice())))?,
        parts,
        unique: arguments.boolean("unique", false)?,
        nulls_not_distinct: arguments.boolean("nulls_not_distinct", false)?,
        method: method(arguments)?,
        condition: condition
            .map(|value| read_expression(value, &arguments.what("condition")))
            .transpose()?,
        include: columns(arguments, "include")?,
    })
}

/// The names of fields in a list.
pub(crate) fn columns(arguments: &Arguments, name: &str) -> Result<Vec<FieldName>, PythonError> {
    let what = format!("each item of {}", arguments.what(name));
    arguments
        .list(name)?
        .iter()
        .map(|item| column_name(item, &what))
        .collect()
}

/// The name given, or the one that follows from the table and the index's parts.
fn name(
    arguments: &Arguments,
    derivation: Option<(&TableName, &[IndexPart])>,
) -> Result<ObjectName, PythonError> {
    let derived = match (arguments.optional("name")?, derivation) {
        (Some(name), _) => return object_name(name, &arguments.what("name")),
        (None, None) => return Err(missing(arguments, "name")),
        (None, Some((table, parts))) => DerivedName::Index.spell(table, parts.iter().flat_map(fields_of)),
    };
    derived.map_err(|error| {
        let (what, reason) = (arguments.what("name"), error.to_string());
        arguments
            .call()
            .place
            .error(ErrorKind::InvalidValue { what, reason })
    })
}

fn fields_of(part: &IndexPart) -> Vec<&FieldName> {
    match &part.key {
        IndexKey::Field(name) => vec![name],
        IndexKey::Expression(expression) => expression.portable_fields(),
    }
}

fn missing(arguments: &Arguments, name: &str) -> PythonError {
    arguments.call().place.error(ErrorKind::MissingArgument {
        callee: arguments.call().name().to_owned(),
        argument: name.to_owned(),
    })
}

fn method(arguments: &Arguments) -> Result<Option<String>, PythonError> {
    let method = arguments
        .optional_text("method")?
        .filter(|method| !method.eq_ignore_ascii_case(USUAL_METHOD));
    Ok(method.map(str::to_owned))
}

/// `"title"`, `"-created_at"` or `op.IndexField(…)`
fn part(value: &Value, what: &str) -> Result<IndexPart, PythonError> {
    match &value.kind {
        ValueKind::Call(call) if call.name() == INDEX_FIELD.name => index_field(call),
        _ => {
            let text = value.text(&format!("each item of {what}"))?;
            let (name, order) = match text.strip_prefix('-') {
                Some(name) => (name, SortOrder::Descending),
                None => (text, SortOrder::Ascending),
            };
            let field = FieldName::new(name).map_err(|error| value.invalid(what, error))?;
            Ok(IndexPart {
                order,
                ..IndexPart::ascending(IndexKey::Field(field))
            })
        }
    }
}

fn expression_part(value: &Value, what: &str) -> Result<IndexPart, PythonError> {
    let expression = read_expression(value, &format!("each item of {what}"))?;
    Ok(IndexPart::ascending(IndexKey::Expression(expression)))
}

fn index_field(call: &Call) -> Result<IndexPart, PythonError> {
    let arguments = INDEX_FIELD.bind(call)?;
    let key = match (arguments.optional("name")?, arguments.optional("expression")?) {
        (Some(name), None) => IndexKey::Field(column_name(name, &arguments.what("name"))?),
        (None, Some(expression)) => {
            IndexKey::Expression(read_expression(expression, &arguments.what("expression"))?)
        }
        (Some(_), Some(_)) | (None, None) => return Err(missing(&arguments, "name")),
    };
    let order = choice(
        &arguments,
        "order",
        &[("asc", SortOrder::Ascending), ("desc", SortOrder::Descending)],
    )?;
    Ok(IndexPart {
        key,
        order: order.unwrap_or_default(),
        nulls: choice(
            &arguments,
            "nulls",
            &[("first", NullsOrder::First), ("last", NullsOrder::Last)],
        )?,
        collation: arguments.optional_text("collation")?.map(str::to_owned),
        operator_class: arguments.optional_text("operator_class")?.map(str::to_owned),
    })
}

/// One of a few texts.
fn choice<T: Copy>(
    arguments: &Arguments,
    name: &str,
    choices: &[(&str, T)],
) -> Result<Option<T>, PythonError> {
    let Some(value) = arguments.optional(name)? else {
        return Ok(None);
    };
    let text = value.text(&arguments.what(name))?;
    let known = choices.iter().find(|(spelling, _)| *spelling == text);
    known.map(|(_, choice)| Some(*choice)).ok_or_else(|| {
        let spellings = choices
            .iter()
            .map(|(spelling, _)| format!("{spelling:?}"))
            .collect::<Vec<_>>()
            .join(" or ");
        value.out_of_range(
            &arguments.what(name),
            format!("{text:?}"),
            format!("it must be {spellings}"),
        )
    })
}
