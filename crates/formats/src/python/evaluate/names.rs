//! Names: what binds them, in this file or in another module of the project.

use std::sync::Arc;

use aksara_schema::nearest;
use ruff_python_ast::{Alias, ExprAttribute, Identifier, Stmt, StmtImportFrom};
use ruff_text_size::Ranged;

use super::{Evaluator, Scope};
use crate::python::evaluate::module::{Binding, BindingKind};
use crate::python::{
    ClassReference, ErrorKind, FunctionReference, Module, ModulePath, Place, PythonError, Value, ValueKind,
};

/// The package that migrations and models import.
const PACKAGE: &str = "aksara";

/// Its stand-in, which has types for editors and no framework behind it. Each of its names means that of the package.
const TYPED_PACKAGE: &str = "aksara_engine";

/// Libraries that are never looked for in the project, by their first segment.
const LIBRARIES: &[&str] = &[
    PACKAGE,
    TYPED_PACKAGE,
    "builtins",
    "dataclasses",
    "datetime",
    "decimal",
    "enum",
    "functools",
    "os",
    "random",
    "secrets",
    "typing",
    "uuid",
    "zoneinfo",
];

/// Names of the `aksara` package that snippets use without importing them.
const PRELUDE: &[(&str, &str)] = &[
    ("fields", "aksara.fields"),
    ("Model", "aksara.Model"),
    ("Migration", "aksara.migrations.Migration"),
    ("op", "aksara.migrations.operations"),
    ("operations", "aksara.migrations.operations"),
];

/// Python's own names that have a use in data.
const BUILTINS: &[&str] = &[
    "bool",
    "bytes",
    "dict",
    "float",
    "frozenset",
    "int",
    "list",
    "object",
    "set",
    "str",
    "tuple",
];

impl Evaluator<'_> {
    /// The value of a name at the top of a module; `None` if nothing binds it. `place` is the place of its use.
    pub fn lookup(&self, name: &str, place: &Place, scope: &Scope) -> Result<Option<Value>, PythonError> {
        match scope.module.binding(name, scope.before) {
            Some(_) => self.bound(scope.module, name, scope.before, place),
            None => Ok(None),
        }
    }

    /// The meaning of a name in a scope.
    pub(super) fn name(&self, name: &str, place: &Place, scope: &Scope) -> Result<Value, PythonError> {
        if let Some((_, value)) = scope.locals.iter().rev().find(|(known, _)| **known == *name) {
            return Ok(value.clone());
        }
        if let Some((class, before)) = scope.class
            && let Some(value) = self.class_attribute_before(class, name, before)?
        {
            return Ok(value);
        }
        if let Some(value) = self.bound(scope.module, name, scope.before, place)? {
            return Ok(value);
        }
        let prelude = PRELUDE
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, path)| *path);
        prelude
            .map(|path| symbol(path, place))
            .ok_or_else(|| unknown_name(name, place, scope))
    }

    /// The value of a name in a module: at its top, as one of Python's own, or by `import *`.
    pub(super) fn bound(
        &self,
        module: &Arc<Module>,
        name: &str,
        before: Option<usize>,
        place: &Place,
    ) -> Result<Option<Value>, PythonError> {
        if let Some(binding) = module.binding(name, before) {
            return self
                .deeper(place, || self.binding(module, name, *binding, place))
                .map(Some);
        }
        if BUILTINS.contains(&name) {
            return Ok(Some(symbol(format!("builtins.{name}"), place)));
        }
        self.imported_by_star(module, name, place)
    }

    /// The value of a binding of `name` in a module.
    fn binding(
        &self,
        module: &Arc<Module>,
        name: &str,
        binding: Binding,
        place: &Place,
    ) -> Result<Value, PythonError> {
        let Binding { statement, kind } = binding;
        let module_of_definition = module.clone();
        let kind = match kind {
            BindingKind::Value | BindingKind::Augmented => {
                return self.assigned(module, name, statement, place);
            }
            BindingKind::Import(alias) | BindingKind::ImportFrom(alias) => {
                return self.imported(module, name, (statement, alias), place);
            }
            BindingKind::Class => self.class_value(ClassReference {
                module: module_of_definition,
                statement,
            })?,
            BindingKind::Function => ValueKind::Function(FunctionReference {
                module: module_of_definition,
                statement,
            }),
            BindingKind::Computed => return Err(computed(module, statement, name)),
        };
        Ok(Value::new(kind, place.clone()))
    }

    fn assigned(
        &self,
        module: &Arc<Module>,
        name: &str,
        statement: usize,
        place: &Place,
    ) -> Result<Value, PythonError> {
        let scope = Scope::at(module, statement);
        let not_data = || computed(module, statement, name);
        match module.statements().get(statement) {
            Some(Stmt::Assign(assignment)) => self.evaluate(&assignment.value, &scope),
            Some(Stmt::AnnAssign(assignment)) => {
                let value = assignment.value.as_ref().ok_or_else(not_data)?;
                self.evaluate(value, &scope)
            }
            Some(Stmt::AugAssign(assignment)) => {
                let previous = self
                    .bound(module, name, Some(statement), place)?
                    .ok_or_else(not_data)?;
                self.augmented(&previous, assignment.op, &assignment.value, &scope)
            }
            _ => Err(not_data()),
        }
    }

    fn imported(
        &self,
        module: &Arc<Module>,
        name: &str,
        (statement, alias): (usize, usize),
        place: &Place,
    ) -> Result<Value, PythonError> {
        let not_data = || computed(module, statement, name);
        match module.statements().get(statement) {
            Some(Stmt::Import(import)) => {
                let path = import
                    .names
                    .get(alias)
                    .map(imported_module)
                    .ok_or_else(not_data)?;
                Ok(symbol(path, place))
            }
            Some(Stmt::ImportFrom(import)) => {
                let imported = import.names.get(alias).ok_or_else(not_data)?;
                self.member(&origin_of(module, import), &imported.name, place)
            }
            _ => Err(not_data()),
        }
    }

    /// A name of a module: bound there, a module in that package, or a library's.
    pub(super) fn member(
        &self,
        module: &ModulePath,
        name: &str,
        place: &Place,
    ) -> Result<Value, PythonError> {
        let path = module.child(name);
        if module
            .segments()
            .next()
            .is_some_and(|first| LIBRARIES.contains(&first))
        {
            return Ok(symbol(path.into_text(), place));
        }
        let Some(loaded) = self.module(module, place)? else {
            return Ok(symbol(path.into_text(), place));
        };
        if let Some(value) = self.bound(&loaded, name, None, place)? {
            return Ok(value);
        }
        match self.module(&path, place)? {
            Some(_) => Ok(symbol(path.into_text(), place)),
            None => Err(place.error(ErrorKind::UnknownMember {
                owner: loaded.source().name().to_owned(),
                name: name.to_owned(),
                suggestion: nearest(name, loaded.names()).map(str::to_owned),
            })),
        }
    }

    /// A name that only `from … import *` can bind. Libraries' own names are unknown, so they are believed.
    fn imported_by_star(
        &self,
        module: &Arc<Module>,
        name: &str,
        place: &Place,
    ) -> Result<Option<Value>, PythonError> {
        let mut library = None;
        for import in module.star_imports().filter_map(Stmt::as_import_from_stmt) {
            let origin = origin_of(module, import);
            match self.module_of_project(&origin, place)? {
                Some(_) if name.starts_with('_') => {}
                Some(loaded) => {
                    if let Some(value) = self.deeper(place, || self.exported(&loaded, name, place))? {
                        return Ok(Some(value));
                    }
                }
                None => library = library.or(Some(origin)),
            }
        }
        Ok(library.map(|origin| symbol(origin.child(name).into_text(), place)))
    }

    /// The value that `import *` takes: the binding in that module, or one that it has by `import *` itself.
    fn exported(
        &self,
        module: &Arc<Module>,
        name: &str,
        place: &Place,
    ) -> Result<Option<Value>, PythonError> {
        match module.binding(name, None) {
            Some(_) => self.bound(module, name, None, place),
            None => self.imported_by_star(module, name, place),
        }
    }

    fn module_of_project(
        &self,
        path: &ModulePath,
        place: &Place,
    ) -> Result<Option<Arc<Module>>, PythonError> {
        if path
            .segments()
            .next()
            .is_some_and(|first| LIBRARIES.contains(&first))
        {
            Ok(None)
        } else {
            self.module(path, place)
        }
    }

    /// `owner.name`
    pub(super) fn attribute(&self, attribute: &ExprAttribute, scope: &Scope) -> Result<Value, PythonError> {
        let owner = self.evaluate(&attribute.value, scope)?;
        let place = scope.module.place(attribute);
        let name = attribute.attr.as_str();
        match &owner.kind {
            ValueKind::Symbol(path) => self.member(&ModulePath::new(path.clone()), name, &place),
            ValueKind::Class(class) => self.class_member(class, name, &place),
            ValueKind::Enum(class) => class.member(name, &place),
            ValueKind::EnumMember(member) if name == "value" => Ok(member.value.clone()),
            ValueKind::EnumMember(member) if name == "name" => {
                Ok(Value::new(ValueKind::Text(member.name.clone()), place))
            }
            _ => Err(place.error(ErrorKind::NotData {
                what: format!("`{name}` of {}", owner.describe()),
            })),
        }
    }
}

/// A name of a library, or a module.
fn symbol(path: impl Into<Arc<str>>, place: &Place) -> Value {
    let path: Arc<str> = path.into();
    let of_package = match path.strip_prefix(TYPED_PACKAGE) {
        Some(rest) if rest.is_empty() || rest.starts_with('.') => format!("{PACKAGE}{rest}").into(),
        Some(_) | None => path,
    };
    Value::new(ValueKind::Symbol(of_package), place.clone())
}

/// The module that a `from … import` names, with leading dots resolved.
pub(in crate::python) fn origin_of(module: &Arc<Module>, import: &StmtImportFrom) -> ModulePath {
    let written = import.module.as_ref().map(Identifier::as_str);
    if import.level == 0 {
        return ModulePath::new(written.unwrap_or_default());
    }
    let mut package = module.source().package();
    for _ in 1..import.level {
        package = package.and_then(|package| package.parent());
    }
    let package = package.unwrap_or_else(|| ModulePath::new(""));
    match (package.as_str(), written) {
        (_, None) => package,
        ("", Some(name)) => ModulePath::new(name),
        (_, Some(name)) => package.child(name),
    }
}

/// The module that an `import` binds: with an alias the whole path, else its first segment.
fn imported_module(alias: &Alias) -> &str {
    match alias.asname {
        Some(_) => alias.name.as_str(),
        None => alias.name.split('.').next().unwrap_or_default(),
    }
}

fn computed(module: &Arc<Module>, statement: usize, name: &str) -> PythonError {
    let what = format!("this statement, which sets or changes `{name}`,");
    let range = module
        .statements()
        .get(statement)
        .map(Ranged::range)
        .unwrap_or_default();
    module.place_of(range).error(ErrorKind::NotData { what })
}

fn unknown_name(name: &str, place: &Place, scope: &Scope) -> PythonError {
    let locals = scope.locals.iter().map(|(local, _)| &**local);
    let prelude = PRELUDE.iter().map(|(name, _)| *name);
    let candidates = locals
        .chain(scope.module.names())
        .chain(prelude)
        .chain(BUILTINS.iter().copied());
    let suggestion = nearest(name, candidates).map(str::to_owned);
    place.error(ErrorKind::UnknownName {
        name: name.to_owned(),
        suggestion,
    })
}
