//! Tables to create.

use aksara_schema::{Schema, Table};

use super::{Choices, Names, field, object};

/// A table with a primary key, a few fields, and now and then an index or a constraint.
pub fn table(choices: &mut Choices, schema: &Schema, names: Names) -> Option<Table> {
    let name = names.table(choices)?;
    let mut table = Table::new(name).with_fields(field::first_fields(choices, names, schema));
    if choices.percent(25) {
        let name = names.object(choices)?;
        let index = object::index(choices, name, &table)?;
        table.indexes.insert(index.name.clone(), index);
    }
    if choices.percent(25) {
        let name = names.object(choices)?;
        let constraint = object::constraint(choices, name, &table)?;
        table.constraints.insert(constraint.name.clone(), constraint);
    }
    table.comment = choices.percent(10).then(|| "it's a table".to_owned());
    Some(table)
}
