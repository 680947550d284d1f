//! Temporary names, as a reader of a change need not see them: what passes its name on in a ring, or gives it up before it is
//! removed, gets another name in between. Both steps are shown as one, under the first name.

use aksara_autodetector::Warning;
use aksara_operations::{LostData, Operation, TableReference};
use aksara_schema::{FieldName, ObjectName, TableName};

/// An operation as a reader sees it.
#[derive(Debug, Clone)]
pub(crate) struct Shown {
    pub operation: Operation,
    /// The place of the operation that ends what this one begins; its own, where it is one alone.
    pub last: usize,
    /// The name that the thing has before its last operation, and its first one.
    renamed: Option<(Subject, Subject)>,
}

/// Something with a name that renames change.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Subject {
    Table(String),
    Field(TableReference, String),
    Index(TableReference, ObjectName),
    Constraint(TableReference, ObjectName),
}

/// The operations as they are shown; `None` for those that an earlier one is shown with.
pub(crate) fn without_temporary_names(operations: &[Operation]) -> Vec<Option<Shown>> {
    let plain = |(operation, last): (&Operation, usize)| Shown {
        operation: operation.clone(),
        last,
        renamed: None,
    };
    let mut shown: Vec<Option<Shown>> = operations.iter().zip(0..).map(plain).map(Some).collect();
    for position in 0..operations.len() {
        while let Some(whole) = shown[position]
            .as_ref()
            .and_then(|shown| joined(shown, operations))
        {
            shown[whole.last] = None;
            shown[position] = Some(whole);
        }
    }
    shown
}

/// A rename and what happens next to the thing that it renames.
fn joined(first: &Shown, operations: &[Operation]) -> Option<Shown> {
    let (old, new) = rename(&first.operation)?;
    let mut later = operations.iter().zip(0..).skip(first.last + 1);
    let (operation, last) = later.find(|(operation, _)| subject(operation).as_ref() == Some(&new))?;
    Some(Shown {
        operation: under_name(operation, &old)?,
        last,
        renamed: Some((new, old)),
    })
}

/// Those operations alone.
pub(crate) fn shown_operations(operations: &[Operation]) -> Vec<Operation> {
    let shown = without_temporary_names(operations).into_iter().flatten();
    shown.map(|shown| shown.operation).collect()
}

impl Shown {
    /// A warning about the operation, under the first name.
    pub fn warning(&self, mut warning: Warning) -> Warning {
        if let Warning::Loses(loss) = &mut warning {
            match (&self.renamed, &mut loss.lost) {
                (Some((Subject::Table(between), Subject::Table(first))), _) => {
                    let is_it = loss.table.to_string() == *between;
                    loss.table = table_name(first)
                        .filter(|_| is_it)
                        .unwrap_or_else(|| loss.table.clone());
                }
                (Some((_, Subject::Field(_, first))), LostData::Values(field)) => {
                    *field = FieldName::new(first.as_str()).unwrap_or_else(|_| field.clone());
                }
                _ => {}
            }
        }
        warning
    }
}

fn table_name(text: &str) -> Option<TableName> {
    TableName::try_from(text.to_owned()).ok()
}

/// The names before and after a rename.
fn rename(operation: &Operation) -> Option<(Subject, Subject)> {
    let old = subject(operation)?;
    let new = match operation {
        Operation::RenameTable(rename) => Subject::Table(rename.new_name.to_string()),
        Operation::RenameField(rename) => Subject::Field(rename.table.clone(), rename.new_name.to_string()),
        Operation::RenameIndex(rename) => Subject::Index(rename.table.clone(), rename.new_name.clone()),
        Operation::RenameConstraint(rename) => {
            Subject::Constraint(rename.table.clone(), rename.new_name.clone())
        }
        _ => return None,
    };
    Some((old, new))
}

/// What is renamed or removed.
fn subject(operation: &Operation) -> Option<Subject> {
    Some(match operation {
        Operation::RenameTable(rename) => Subject::Table(rename.table.to_string()),
        Operation::DropTable(drop) => Subject::Table(drop.table.to_string()),
        Operation::RenameField(rename) => Subject::Field(rename.table.clone(), rename.old_name.clone()),
        Operation::RemoveField(remove) => Subject::Field(remove.table.clone(), remove.name.clone()),
        Operation::RenameIndex(rename) => Subject::Index(rename.table.clone(), rename.old_name.clone()),
        Operation::RemoveIndex(remove) => Subject::Index(remove.table.clone(), remove.name.clone()),
        Operation::RenameConstraint(rename) => {
            Subject::Constraint(rename.table.clone(), rename.old_name.clone())
        }
        Operation::RemoveConstraint(remove) => Subject::Constraint(remove.table.clone(), remove.name.clone()),
        _ => return None,
    })
}

/// The same rename or removal of a thing under another name.
fn under_name(operation: &Operation, name: &Subject) -> Option<Operation> {
    let mut operation = operation.clone();
    match (&mut operation, name) {
        (Operation::RenameTable(rename), Subject::Table(name)) => {
            rename.table = TableReference::new(name.as_str())
        }
        (Operation::DropTable(drop), Subject::Table(name)) => drop.table = TableReference::new(name.as_str()),
        (Operation::RenameField(rename), Subject::Field(_, name)) => rename.old_name.clone_from(name),
        (Operation::RemoveField(remove), Subject::Field(_, name)) => remove.name.clone_from(name),
        (Operation::RenameIndex(rename), Subject::Index(_, name)) => rename.old_name = name.clone(),
        (Operation::RemoveIndex(remove), Subject::Index(_, name)) => remove.name = name.clone(),
        (Operation::RenameConstraint(rename), Subject::Constraint(_, name)) => rename.old_name = name.clone(),
        (Operation::RemoveConstraint(remove), Subject::Constraint(_, name)) => remove.name = name.clone(),
        _ => return None,
    }
    Some(operation)
}
