//! Evaluates expressions as data, running nothing.
//!
//! Names resolve through the module's bindings and imports; imports of the project's own modules through the
//! [`ModuleLoader`]. Known constructors (`Decimal`, `datetime.date`, …) give data, calls of anything else stay
//! [`Call`]s. Code that would have to be run is an error.

mod classes;
mod constructors;
mod expression;
mod functions;
mod invocation;
mod loader;
mod module;
mod names;
mod numbers;
mod source;
mod value;

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::sync::Arc;

pub(crate) use constructors::{parse_date_time, parse_time};
pub(in crate::python) use names::origin_of;

pub use loader::{ModuleLoader, NoModules, ProjectFiles};
pub use module::{Module, ModulePath};
pub use source::{Place, PythonSource};
pub use value::{
    Argument, Call, ClassReference, EnumClass, EnumMember, FunctionReference, Integer, Keyword, Value,
    ValueKind,
};

use super::{Environment, ErrorKind, PythonError};

/// Definitions nest no deeper than this in files that people write.
const GREATEST_DEPTH: usize = 150;

/// The bases outside the project of classes, by module and statement.
type LibraryBases = HashMap<(ModulePath, usize), Arc<[Arc<str>]>>;

/// Evaluates the files of one project. Modules that it loads are parsed once.
pub struct Evaluator<'l> {
    loader: &'l dyn ModuleLoader,
    environment: Option<Environment<'l>>,
    modules: RefCell<HashMap<ModulePath, Option<Arc<Module>>>>,
    library_bases: RefCell<LibraryBases>,
    depth: Cell<usize>,
}

/// The scope of an expression: the meaning of its names.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'a> {
    module: &'a Arc<Module>,
    before: Option<usize>,
    class: Option<(&'a ClassReference, usize)>,
    locals: &'a [(Arc<str>, Value)],
}

impl<'a> Scope<'a> {
    /// Code that runs when the whole module is there.
    pub fn of_module(module: &'a Arc<Module>) -> Self {
        Self {
            module,
            before: None,
            class: None,
            locals: &[],
        }
    }

    /// Code at the top of the module, in the statement of this number.
    pub fn at(module: &'a Arc<Module>, statement: usize) -> Self {
        Self {
            module,
            before: Some(statement),
            class: None,
            locals: &[],
        }
    }

    /// Code in a class body, in the statement of this number.
    pub fn in_class(class: &'a ClassReference, statement: usize) -> Self {
        Self {
            class: Some((class, statement)),
            ..Self::at(&class.module, class.statement)
        }
    }

    /// Code in a function's body.
    pub fn in_function(module: &'a Arc<Module>, locals: &'a [(Arc<str>, Value)]) -> Self {
        Self {
            locals,
            ..Self::of_module(module)
        }
    }

    /// The module.
    pub fn module(&self) -> &'a Arc<Module> {
        self.module
    }
}

impl<'l> Evaluator<'l> {
    /// An evaluator for the files of one project.
    pub fn new(loader: &'l dyn ModuleLoader) -> Self {
        Self {
            loader,
            environment: None,
            modules: RefCell::default(),
            library_bases: RefCell::default(),
            depth: Cell::new(0),
        }
    }

    /// Knows the values of environment variables, which are not data otherwise.
    #[must_use]
    pub fn with_environment(mut self, environment: Environment<'l>) -> Self {
        self.environment = Some(environment);
        self
    }

    /// Parses a file, and remembers it as its module for the imports of others.
    pub fn add(&self, source: PythonSource) -> Result<Arc<Module>, PythonError> {
        let module = Module::parse(source)?;
        self.modules
            .borrow_mut()
            .insert(module.source().module().clone(), Some(module.clone()));
        Ok(module)
    }

    /// A module of the project; `None` where the project has none of this path. `place` is who asks.
    pub fn module(&self, path: &ModulePath, place: &Place) -> Result<Option<Arc<Module>>, PythonError> {
        if let Some(known) = self.modules.borrow().get(path) {
            return Ok(known.clone());
        }
        let unreadable = |source| {
            place.error(ErrorKind::UnreadableModule {
                module: path.to_string(),
                source,
            })
        };
        let module = self
            .loader
            .load(path)
            .map_err(unreadable)?
            .map(Module::parse)
            .transpose()?;
        self.modules.borrow_mut().insert(path.clone(), module.clone());
        Ok(module)
    }

    /// Runs `inner` one level deeper; definitions that refer to each other without end are an error.
    fn deeper<T>(
        &self,
        place: &Place,
        inner: impl FnOnce() -> Result<T, PythonError>,
    ) -> Result<T, PythonError> {
        let depth = self.depth.get();
        if depth >= GREATEST_DEPTH {
            return Err(place.error(ErrorKind::TooDeep {
                what: place.text().to_owned(),
            }));
        }
        self.depth.set(depth + 1);
        let result = inner();
        self.depth.set(depth);
        result
    }
}

#[cfg(test)]
mod tests;
