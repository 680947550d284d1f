//! Which modules importing a module runs, and so which classes are there: the modules of the project that it
//! imports, and those that they import.

use std::collections::BTreeSet;
use std::sync::Arc;

use ruff_python_ast::{Stmt, StmtImport, StmtImportFrom};

use crate::python::evaluate::{Evaluator, origin_of};
use crate::python::{ErrorKind, Module, ModulePath, Place, PythonError};

/// The modules that are imported so far, each after those that it imports.
pub(super) struct Imports<'e, 'l> {
    evaluator: &'e Evaluator<'l>,
    seen: BTreeSet<ModulePath>,
    modules: Vec<Arc<Module>>,
}

impl<'e, 'l> Imports<'e, 'l> {
    pub(super) fn new(evaluator: &'e Evaluator<'l>) -> Self {
        Self {
            evaluator,
            seen: BTreeSet::new(),
            modules: Vec::new(),
        }
    }

    /// Whether a module is imported already.
    pub(super) fn has(&self, path: &ModulePath) -> bool {
        self.seen.contains(path)
    }

    pub(super) fn into_modules(self) -> Vec<Arc<Module>> {
        self.modules
    }

    /// Imports a module that is loaded, with the packages that it is in.
    pub(super) fn add(&mut self, module: Arc<Module>) -> Result<(), PythonError> {
        let path = module.source().module().clone();
        let start = module.place_of(Default::default());
        self.seen.insert(path.clone());
        if let Some(package) = path.parent() {
            self.import(&package, &start)?;
        }
        for statement in module.statements() {
            match statement {
                Stmt::Import(import) => self.import_modules(&module, import)?,
                Stmt::ImportFrom(import) => self.import_from(&module, import)?,
                _ => {}
            }
        }
        self.modules.push(module);
        Ok(())
    }

    /// Imports a module with its packages, where the project has it.
    fn import(&mut self, path: &ModulePath, place: &Place) -> Result<bool, PythonError> {
        if self.has(path) {
            return Ok(true);
        }
        match self.evaluator.module(path, place)? {
            Some(module) => self.add(module).map(|()| true),
            None => Ok(false),
        }
    }

    /// `import a.b, c`
    fn import_modules(&mut self, module: &Arc<Module>, import: &StmtImport) -> Result<(), PythonError> {
        let place = module.place(import);
        for alias in &import.names {
            let path = ModulePath::new(alias.name.as_str());
            if !self.import(&path, &place)? && self.is_of_project(module, &path) {
                return Err(missing(&path, &place));
            }
        }
        Ok(())
    }

    /// `from a.b import c`, where `c` may be a module
    fn import_from(&mut self, module: &Arc<Module>, import: &StmtImportFrom) -> Result<(), PythonError> {
        let place = module.place(import);
        let origin = origin_of(module, import);
        let mut is_there = self.import(&origin, &place)?;
        for alias in import.names.iter().filter(|alias| alias.name.as_str() != "*") {
            is_there |= self.import(&origin.child(alias.name.as_str()), &place)?;
        }
        if !is_there && (import.level > 0 || self.is_of_project(module, &origin)) {
            Err(missing(&origin, &place))
        } else {
            Ok(())
        }
    }

    /// Whether a path leads into the package that the importing module is in.
    fn is_of_project(&self, module: &Module, path: &ModulePath) -> bool {
        let own = module.source().module();
        own.parent().is_some() && own.segments().next() == path.segments().next()
    }
}

fn missing(module: &ModulePath, place: &Place) -> PythonError {
    place.error(ErrorKind::UnknownModule {
        module: module.to_string(),
    })
}
