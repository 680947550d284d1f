//! `CreateManyToManyTable(source_table, target_table, field_name)`: 0.7.2's join table.

use aksara_schema::{
    Constraint, ConstraintKind, Default, Deferrable, DerivedName, Field, FieldName, FieldType, FrozenName,
    NotCompared, Reference, ReferentialAction, Schema, Table, TableName, Unique, join_table_name,
};
use serde::{Deserialize, Serialize};

use super::{CreateTable, Definition, ModelWords, Nature, Sentence, Suggestion, TableReference};
use crate::{Change, OperationError};

/// Makes the join table `{source_table}_{field_name}` as 0.7.2 made it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateManyToManyTable {
    /// The table of the model that has the field.
    pub source: TableReference,
    /// The table of the model it refers to.
    pub target: TableReference,
    /// The field's name.
    pub field_name: String,
    /// The key of the source table.
    pub source_column: String,
    /// The key of the target table.
    pub target_column: String,
}

impl CreateManyToManyTable {
    pub(super) fn apply(&self, schema: &mut Schema) -> Result<Change, OperationError> {
        CreateTable {
            table: self.table(schema)?,
            if_not_exists: false,
        }
        .apply(schema)
    }

    pub(super) fn describe(&self) -> String {
        format!(
            "Create many-to-many table for '{}' of table '{}'",
            self.field_name, self.source
        )
    }

    /// `{source_table}_{field_name}`: id, source_id, target_id, created_at, unique in the pair.
    fn table(&self, schema: &Schema) -> Result<Table, OperationError> {
        let source = self.source.resolve(schema)?.name.clone();
        let target = self.target.resolve(schema)?.name.clone();
        let name = join_table_name(&source, &self.field_name)?;
        let id = Field {
            primary_key: true,
            default: Some(Default::RandomUuid),
            ..Field::new(FieldName::new("id")?, FieldType::Uuid)
        };
        let created_at = Field {
            default: Some(Default::CurrentTimestamp),
            ..Field::new(FieldName::new("created_at")?, FieldType::DateTime)
        };
        let source_id = side("source_id", source, &self.source_column)?;
        let target_id = side("target_id", target, &self.target_column)?;
        let pair = vec![source_id.name.clone(), target_id.name.clone()];
        let unique = Constraint {
            name: DerivedName::Unique.spell(&name, &pair)?,
            kind: ConstraintKind::Unique(Unique {
                fields: pair,
                deferrable: Deferrable::Never,
                nulls_not_distinct: false,
            }),
        };
        let mut table = Table::new(name).with_fields([id, source_id, target_id, created_at]);
        table.constraints.insert(unique.name.clone(), unique);
        Ok(table)
    }
}

impl Definition for CreateManyToManyTable {
    fn nature(&self) -> Nature {
        Nature::Schema
    }

    fn suggestion(&self) -> Suggestion {
        Suggestion {
            rank: 0,
            name: format!("create_{}_{}", self.source, self.field_name),
        }
    }

    fn tables(&self) -> Vec<String> {
        vec![self.source.to_string()]
    }

    fn makes_something(&self) -> bool {
        true
    }

    fn sentence(&self, _words: &dyn ModelWords) -> Option<Sentence> {
        let text = format!("add many-to-many field `{}`", self.field_name);
        Sentence::of(&self.source, text)
    }
}

fn side(name: &str, table: TableName, column: &str) -> Result<Field, OperationError> {
    let reference = Reference {
        table,
        field: Some(FieldName::new(column)?),
        on_delete: ReferentialAction::Cascade,
        on_update: ReferentialAction::Cascade,
        deferrable: Deferrable::Never,
        constraint: FrozenName::default(),
    };
    let field = Field::new(FieldName::new(name)?, FieldType::Foreign(NotCompared(None)));
    Ok(Field {
        reference: Some(reference),
        ..field
    })
}
