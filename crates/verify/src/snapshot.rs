//! The state of a scratch database at one moment: schema, other objects, rows.

use std::collections::BTreeMap;
use std::sync::Arc;

use aksara_driver::{Connection, DomainField, DriverError, Inspection, OpaqueObject, Value, without_domains};
use aksara_schema::{FieldName, FieldType, Management, Schema, Table, TableName};

use crate::default_namespace::DefaultNamespace;

/// A row, by field.
pub(crate) type Row = BTreeMap<FieldName, Value>;

/// The state of a database.
#[derive(Debug, Clone, Default)]
pub(crate) struct Snapshot {
    /// The tables as inspected, and normalized.
    pub schema: Schema,
    /// Objects that the schema does not have.
    pub objects: Vec<OpaqueObject>,
    /// The fields whose type is a domain.
    pub domains: Vec<DomainField>,
    /// The namespace whose tables are reported without it.
    pub default_namespace: Option<DefaultNamespace>,
    /// The rows of every table.
    pub rows: BTreeMap<TableName, Vec<Row>>,
}

impl Snapshot {
    /// Looks at schema and objects.
    pub async fn without_rows(connection: &mut dyn Connection) -> Result<Self, DriverError> {
        let Inspection {
            schema,
            opaque,
            spellings: _,
            domains,
            own_tables: _,
            default_namespace,
        } = connection.inspect().await?;
        let tables: Schema = schema
            .tables()
            .filter(|table| !table.name.is_bookkeeping())
            .cloned()
            .collect();
        let (dialect, version) = (connection.dialect(), connection.server_version());
        Ok(Self {
            schema: dialect.normalize(&tables, &version),
            objects: opaque
                .into_iter()
                .filter(|object| !object.table.as_ref().is_some_and(TableName::is_bookkeeping))
                .collect(),
            domains,
            default_namespace: default_namespace.map(|name| DefaultNamespace::new(name, &tables)),
            rows: BTreeMap::new(),
        })
    }

    /// The same without the tables that something else makes: those that the migrations record so, and those of the
    /// package that none of the migrations made.
    pub fn without_tables_of_others(mut self, recorded: &Schema, made: &Schema) -> Self {
        let recorded = match &self.default_namespace {
            Some(namespace) => namespace.reported(recorded.clone()),
            None => recorded.clone(),
        };
        let is_ours = |table: &TableName| match recorded.table(table).map(|table| table.management) {
            Some(Management::Managed) => true,
            Some(Management::External) => false,
            None => !table.is_of_package() || made.table(table).is_some(),
        };
        let tables = self.schema.tables();
        self.schema = tables.filter(|table| is_ours(&table.name)).cloned().collect();
        self.objects
            .retain(|object| object.table.as_ref().is_none_or(is_ours));
        self
    }

    /// The same without the tables that the migrations record as made by something else.
    pub fn without_recorded_of_others(self, recorded: &Schema) -> Self {
        let there = self.schema.clone();
        let mut ours = self.without_tables_of_others(recorded, &there);
        ours.rows.retain(|table, _| ours.schema.table(table).is_some());
        ours
    }

    /// The same, with the base type for each field that is expected to have no domain.
    pub fn without_unexpected_domains(mut self, connection: &dyn Connection, expected: &Schema) -> Self {
        let domains = std::mem::take(&mut self.domains);
        if domains.is_empty() {
            return self;
        }
        let keeps = |table: &TableName, field: &FieldName| {
            let field = expected.table(table).and_then(|table| table.fields.get(field));
            field.is_none_or(|field| matches!(field.field_type, FieldType::Opaque { .. }))
        };
        let plain = without_domains(self.schema, &domains, keeps);
        self.schema = connection
            .dialect()
            .normalize(&plain, &connection.server_version());
        self
    }

    /// The name of a table as the database reports it.
    pub fn reported_name(&self, name: &TableName) -> TableName {
        let namespace = self.default_namespace.as_ref();
        namespace.map_or_else(|| name.clone(), |namespace| namespace.reported_name(name))
    }

    /// Looks at everything.
    pub async fn whole(connection: &mut dyn Connection) -> Result<Self, DriverError> {
        let mut snapshot = Self::without_rows(connection).await?;
        for table in snapshot.schema.tables() {
            let rows = rows(connection, table).await?;
            snapshot.rows.insert(table.name.clone(), rows);
        }
        Ok(snapshot)
    }
}

/// The part of a replayed schema that migrations make, under the names that the database reports.
pub(crate) fn recorded(schema: &Schema, default_namespace: Option<&DefaultNamespace>) -> Schema {
    let is_managed = |table: &&Arc<Table>| table.management == Management::Managed;
    let managed: Schema = schema.tables().filter(is_managed).cloned().collect();
    match default_namespace {
        Some(namespace) => namespace.reported(managed),
        None => managed,
    }
}

/// The part of a replayed schema that migrations make, as the database could report it.
pub(crate) fn expected(connection: &dyn Connection, recorded: &Schema) -> Schema {
    connection
        .dialect()
        .normalize(recorded, &connection.server_version())
}

async fn rows(connection: &mut dyn Connection, table: &Table) -> Result<Vec<Row>, DriverError> {
    if table.fields.is_empty() {
        return Ok(Vec::new());
    }
    let dialect = connection.dialect();
    let quoted = |name: &FieldName| dialect.quote_name(name.as_str());
    let fields: Vec<String> = table.fields.keys().map(quoted).collect();
    let name = dialect.quote_table(&table.name);
    let sql = format!("SELECT {} FROM {name}", fields.join(", "));
    let found = connection.query(&sql, &[]).await?;
    let row = |values: Vec<Value>| table.fields.keys().cloned().zip(values).collect();
    Ok(found.into_iter().map(|found| row(found.values)).collect())
}
