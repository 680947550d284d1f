//! `class Meta` of a model: which of its options concern the database.

use aksara_schema::{TableOptions, nearest};
use indexmap::IndexMap;
use ruff_python_ast::{Expr, Stmt, StmtClassDef};

use super::lineage::Lineage;
use crate::python::evaluate::{Evaluator, Scope};
use crate::python::{ClassReference, ErrorKind, Place, PythonError, Value, ValueKind};

/// Options that say something about the table. Those that are listed twice are Django's names.
const OPTIONS: &[&str] = &[
    "table_name",
    "db_table",
    "abstract",
    "managed",
    "renamed_from",
    "renamed_fields",
    "renamed_indexes",
    "renamed_constraints",
    "indexes",
    "constraints",
    "unique_together",
    "index_together",
    "primary_key",
    "primary_key_name",
    "implicit_fields",
    "app_label",
    "comment",
    "db_table_comment",
    "strict",
    "without_rowid",
    "autoincrement",
    "engine",
    "charset",
    "collation",
];

/// Options that the database never sees.
const WITHOUT_EFFECT: &[&str] = &[
    "ai_agent_writable",
    "ai_description",
    "ai_sensitive",
    "base_manager_name",
    "default_manager_name",
    "default_permissions",
    "default_related_name",
    "description",
    "get_latest_by",
    "ordering",
    "permissions",
    "verbose_name",
    "verbose_name_plural",
];

/// Options that a class never inherits.
const OWN_ALONE: &[&str] = &["table_name", "db_table", "abstract", RENAMED_FROM];

/// The hint about the table's own earlier name, which no other class can have.
pub(super) const RENAMED_FROM: &str = "renamed_from";

/// `Meta` classes that derive from each other nest no deeper than this.
const GREATEST_DEPTH: usize = 32;

/// The options of a model that concern its table.
#[derive(Debug, Clone, Default)]
pub(super) struct Meta(IndexMap<String, Value>);

impl Meta {
    /// The options of a class: those of its own `Meta`, else those of the nearest class that it derives from.
    pub(super) fn of(lineage: &Lineage, evaluator: &Evaluator<'_>) -> Result<Self, PythonError> {
        for (distance, class) in lineage.classes().enumerate() {
            let Some(inner) = meta_class(class) else {
                continue;
            };
            let mut options = read(inner, class, evaluator, 0)?;
            if distance > 0 {
                options.retain(|name, _| !OWN_ALONE.contains(&name.as_str()));
            }
            return Ok(Self(options));
        }
        Ok(Self::default())
    }

    /// The options of each class that has a `Meta`, with the number of classes before it: 0 is the class itself.
    pub(super) fn of_each(
        lineage: &Lineage,
        evaluator: &Evaluator<'_>,
    ) -> Result<Vec<(usize, Self)>, PythonError> {
        let classes = lineage.classes().enumerate();
        let metas = classes.filter_map(|(distance, class)| Some((distance, class, meta_class(class)?)));
        let options = metas.map(|(distance, class, inner)| {
            let options = read(inner, class, evaluator, 0)?;
            Ok((distance, Self(options)))
        });
        options.collect()
    }

    /// The value of the first of these options that is set.
    pub(super) fn option(&self, names: &[&str]) -> Option<&Value> {
        let is_set = |value: &&Value| !matches!(value.kind, ValueKind::None);
        names.iter().filter_map(|name| self.0.get(*name)).find(is_set)
    }

    /// A text.
    pub(super) fn text(&self, names: &[&str]) -> Result<Option<&str>, PythonError> {
        self.option(names)
            .map(|value| value.text(&what(names)))
            .transpose()
    }

    /// True or false.
    pub(super) fn flag(&self, name: &str, usual: bool) -> Result<bool, PythonError> {
        self.option(&[name])
            .map_or(Ok(usual), |value| value.boolean(&what(&[name])))
    }

    /// The items of a list.
    pub(super) fn list(&self, name: &str) -> Result<&[Value], PythonError> {
        self.option(&[name])
            .map_or(Ok(&[]), |value| value.items(&what(&[name])))
    }

    /// Groups of field names: `[("a", "b"), …]`, or one group `("a", "b")`.
    pub(super) fn groups(&self, name: &str) -> Result<Vec<Vec<&Value>>, PythonError> {
        let items = self.list(name)?;
        let is_text = |item: &&Value| matches!(item.kind, ValueKind::Text(_));
        if !items.is_empty() && items.iter().all(|item| is_text(&item)) {
            return Ok(vec![items.iter().collect()]);
        }
        let what = format!("each item of {}", what(&[name]));
        items
            .iter()
            .map(|group| Ok(group.items(&what)?.iter().collect()))
            .collect()
    }

    /// Options that only some databases have.
    pub(super) fn table_options(&self) -> Result<TableOptions, PythonError> {
        let text = |name| Ok(self.text(&[name])?.map(str::to_owned));
        Ok(TableOptions {
            strict: self.flag("strict", false)?,
            without_rowid: self.flag("without_rowid", false)?,
            autoincrement: self.flag("autoincrement", false)?,
            engine: text("engine")?,
            charset: text("charset")?,
            collation: text("collation")?,
        })
    }
}

/// How errors name an option.
pub(super) fn what(names: &[&str]) -> String {
    format!("`Meta.{}`", names.first().copied().unwrap_or_default())
}

fn meta_class(class: &ClassReference) -> Option<&StmtClassDef> {
    let body = &class.statement()?.body;
    body.iter()
        .filter_map(Stmt::as_class_def_stmt)
        .find(|inner| inner.name.as_str() == "Meta")
}

type Options = IndexMap<String, Value>;

/// Reads the body of a `Meta` over the options of those that it derives from.
fn read(
    meta: &StmtClassDef,
    owner: &ClassReference,
    evaluator: &Evaluator<'_>,
    depth: usize,
) -> Result<Options, PythonError> {
    let place = owner.module.place(&meta.name);
    if depth > GREATEST_DEPTH {
        return Err(place.error(ErrorKind::TooDeep {
            what: meta.name.to_string(),
        }));
    }
    let mut options = Options::new();
    for base in meta.bases().iter().rev() {
        options.extend(inherited(base, owner, evaluator, depth)?);
    }
    options.shift_remove("abstract");
    options.shift_remove(RENAMED_FROM);
    for line in &meta.body {
        if let Some((name, place, value)) = assignment(line, owner)? {
            check_name(&name, &place)?;
            let value = evaluator.evaluate(value, &Scope::at(&owner.module, owner.statement));
            match value {
                Ok(value) => options.insert(name, value),
                Err(_) if WITHOUT_EFFECT.contains(&name.as_str()) => None,
                Err(error) => return Err(error),
            };
        }
    }
    Ok(options)
}

/// The options of `Parent.Meta`, or of a class at the top of a module.
fn inherited(
    base: &Expr,
    owner: &ClassReference,
    evaluator: &Evaluator<'_>,
    depth: usize,
) -> Result<Options, PythonError> {
    let (class, is_member) = match base {
        Expr::Attribute(attribute) if attribute.attr.as_str() == "Meta" => (&*attribute.value, true),
        other => (other, false),
    };
    let value = evaluator.evaluate(class, &Scope::at(&owner.module, owner.statement))?;
    match &value.kind {
        ValueKind::Class(class) if is_member => meta_class(class).map_or_else(
            || Ok(Options::new()),
            |inner| read(inner, class, evaluator, depth + 1),
        ),
        ValueKind::Class(class) => class.statement().map_or_else(
            || Ok(Options::new()),
            |statement| read(statement, class, evaluator, depth + 1),
        ),
        ValueKind::Symbol(path) if &**path == "builtins.object" => Ok(Options::new()),
        _ => Err(value.wrong_type("a base of `Meta`", "the `Meta` of another class of the project")),
    }
}

/// `name = value` in the body of a `Meta`; methods, texts and Python's own names are nothing.
fn assignment<'a>(
    line: &'a Stmt,
    owner: &ClassReference,
) -> Result<Option<(String, Place, &'a Expr)>, PythonError> {
    let (target, value) = match line {
        Stmt::Assign(assignment) => (assignment.targets.as_slice(), Some(&*assignment.value)),
        Stmt::AnnAssign(assignment) => (
            std::slice::from_ref(&*assignment.target),
            assignment.value.as_deref(),
        ),
        Stmt::Pass(_) | Stmt::FunctionDef(_) => return Ok(None),
        Stmt::Expr(text) if text.value.is_string_literal_expr() || text.value.is_ellipsis_literal_expr() => {
            return Ok(None);
        }
        other => return Err(unexpected(other, owner)),
    };
    match (target, value) {
        ([Expr::Name(name)], _) if name.id.starts_with("__") => Ok(None),
        ([Expr::Name(name)], Some(value)) => Ok(Some((name.id.to_string(), owner.module.place(name), value))),
        ([Expr::Name(_)], None) => Ok(None),
        _ => Err(unexpected(line, owner)),
    }
}

fn unexpected(line: &Stmt, owner: &ClassReference) -> PythonError {
    let (what, context) = (
        "this statement".to_owned(),
        "a `Meta`, whose options are assigned one by one",
    );
    owner
        .module
        .place(line)
        .error(ErrorKind::UnexpectedStatement { what, context })
}

fn check_name(name: &str, place: &Place) -> Result<(), PythonError> {
    let mut known = OPTIONS.iter().chain(WITHOUT_EFFECT);
    if known.clone().any(|option| *option == name) {
        return Ok(());
    }
    let accepted = OPTIONS.join(", ");
    let suggestion = nearest(name, known.by_ref().copied()).map(str::to_owned);
    Err(place.error(ErrorKind::UnknownAttribute {
        class: "Meta",
        name: name.to_owned(),
        suggestion,
        accepted,
    }))
}
