//! Lists of operations, and what each call in them means.

use aksara_operations::{Located, Operation};
use aksara_schema::nearest;

use super::signatures::{OPERATIONS, OperationClass};
use crate::python::read::other_tools;
use crate::python::{Call, ErrorKind, PythonError, Value};

/// The operations of a list.
pub(super) fn read_operations(value: &Value, what: &str) -> Result<Vec<Located<Operation>>, PythonError> {
    let items = value.items(what)?.iter();
    items.map(|item| read_operation(item, what)).collect()
}

fn read_operation(value: &Value, what: &str) -> Result<Located<Operation>, PythonError> {
    let expected = "an operation such as `op.CreateTable(…)`";
    let call = value.call(&format!("each item of {what}"), expected)?;
    let class = OPERATIONS
        .iter()
        .find(|class| class.signature.name == call.name() && call.is_of_package());
    let class = class.ok_or_else(|| unknown(call))?;
    Ok(Located::at(class.operation(call)?, call.place.origin()))
}

impl OperationClass {
    fn operation(&self, call: &Call) -> Result<Operation, PythonError> {
        match &self.older {
            Some(older) if (older.is_of)(call) => (older.read)(&older.signature.bind(call)?),
            Some(_) | None => (self.read)(&self.signature.bind(call)?),
        }
    }
}

fn unknown(call: &Call) -> PythonError {
    let known = || OPERATIONS.iter().map(|class| class.signature.name);
    let name = if call.is_of_package() {
        call.name().to_owned()
    } else {
        call.path.to_string()
    };
    call.place.error(ErrorKind::UnknownOperation {
        name,
        suggestion: other_tools::operation(call.name())
            .or_else(|| nearest(call.name(), known()))
            .map(str::to_owned),
        known: known().collect::<Vec<_>>().join(", "),
    })
}
