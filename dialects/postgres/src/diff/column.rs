//! The difference of a column, and the actions of a new one.

use aksara_dialect::{Unsupported, quote_identifier};

use super::{Fill, Hints};
use sea_query::PostgresQueryBuilder;

use crate::action::{Action, FillReason};
use crate::conversion::{conversion, rewrites};
use crate::enum_values::{is_subsequence, renamed};
use crate::flavour::Server;
use crate::own_objects::passing_name;
use crate::physical::{Column, Generated, NativeEnum, Table};
use crate::refusal::refuse;

pub(super) struct ColumnDifference<'a> {
    pub(super) table: &'a Table,
    pub(super) old: &'a Column,
    pub(super) new: &'a Column,
    pub(super) hints: &'a Hints,
    pub(super) server: Server,
}

/// A new column. One value for all rows is its default at first; values from the rows need it empty.
pub(super) fn added(column: &Column, hints: &Hints) -> Vec<Action> {
    let name = || column.name.clone();
    let bare = Column {
        comment: None,
        ..column.clone()
    };
    let default = || Action::SetDefault {
        column: name(),
        default: column.default.clone(),
    };
    let mut actions = match hints.fills.get(&column.name) {
        None => vec![Action::AddColumn(bare)],
        Some(Fill::Constant(value)) => {
            let filled = Column {
                default: Some(value.clone()),
                ..bare
            };
            vec![Action::AddColumn(filled), default()]
        }
        Some(Fill::Computed(value)) => {
            let empty = Column {
                default: None,
                is_required: false,
                ..bare
            };
            let fill = Action::FillNulls {
                column: name(),
                value: value.clone(),
                reason: FillReason::NewColumn,
            };
            let required = column.is_required.then(|| Action::SetNullability {
                column: name(),
                is_required: true,
            });
            let default = column.default.is_some().then(default);
            let rest = required.into_iter().chain(default);
            [Action::AddColumn(empty), fill].into_iter().chain(rest).collect()
        }
    };
    actions.extend(comment(column));
    actions
}

/// The comment of a column that is made.
fn comment(column: &Column) -> Option<Action> {
    column.comment.is_some().then(|| Action::SetColumnComment {
        column: column.name.clone(),
        comment: column.comment.clone(),
    })
}

impl ColumnDifference<'_> {
    /// The actions of a column that is dropped and added again.
    pub(super) fn remade(&self) -> Vec<Action> {
        let mut actions = self.enum_values();
        let bare = Column {
            comment: None,
            ..self.new.clone()
        };
        actions.push(Action::AddColumn(bare));
        actions.extend(comment(self.new));
        actions
    }

    pub(super) fn changes(&self) -> Result<Vec<Action>, Unsupported> {
        let (old, new) = (self.old, self.new);
        let column = || new.name.clone();
        let mut actions = self.enum_values();
        if let (Some(generated), None) = (&old.generated, &new.generated) {
            self.require_kept_values(generated)?;
            let name = self.hints.kept.get(&new.name).unwrap_or(&new.name);
            actions.push(Action::DropExpression {
                column: column(),
                name: name.clone(),
            });
        }
        if old.is_identity && !new.is_identity {
            actions.push(Action::DropIdentity { column: column() });
        }
        let retyping = self.retyping()?;
        let is_retyped = retyping.is_some();
        if is_retyped && old.default.is_some() {
            actions.push(self.set_default(None));
        }
        actions.extend(retyping);
        actions.extend(self.lookup());
        let is_default_new = if is_retyped {
            new.default.is_some()
        } else {
            old.default != new.default && new.generated.is_none()
        };
        if is_default_new {
            actions.push(self.set_default(new.default.clone()));
        }
        actions.extend(self.nullability());
        actions.extend(self.identity(is_retyped));
        if old.comment != new.comment {
            actions.push(Action::SetColumnComment {
                column: column(),
                comment: new.comment.clone(),
            });
        }
        Ok(actions)
    }

    fn subject(&self) -> String {
        format!("field `{}.{}`", self.table.name, self.new.name)
    }

    fn set_default(&self, default: Option<String>) -> Action {
        Action::SetDefault {
            column: self.new.name.clone(),
            default,
        }
    }

    /// DROP EXPRESSION came with version 13, and knows stored values alone.
    fn require_kept_values(&self, generated: &Generated) -> Result<(), Unsupported> {
        if generated.is_stored && self.server.version >= self.server.flavour.since.drop_expression {
            return Ok(());
        }
        Err(refuse(
            self.subject(),
            None,
            "from version 13 on, a stored generated field can become a plain one; a virtual one cannot",
            "remove the field and add it again, and fill it with RunSQL between",
        ))
    }

    /// The type or collation. A default is dropped before it and set after it: PostgreSQL converts a default only where an
    /// implicit cast would. <https://www.postgresql.org/docs/current/sql-altertable.html>
    fn retyping(&self) -> Result<Option<Action>, Unsupported> {
        let (old, new) = (self.old, self.new);
        let computed = self.hints.computed.get(&new.name);
        let is_same = old.data_type.is_same(&new.data_type);
        let lookup = self.hints.lookups.get(&new.name);
        if is_same && old.collation == new.collation && computed.is_none() && lookup.is_none() {
            return Ok(None);
        }
        let using = match (computed, lookup) {
            (_, Some(_)) => Some(quote_identifier(&PostgresQueryBuilder, &passing_name(&new.name))),
            (Some(value), None) => Some(value.clone()),
            (None, None) => conversion(&old.data_type, &new.data_type, &new.name, &self.subject())?,
        };
        let (from, to) = (&old.data_type.storage, &new.data_type.storage);
        Ok(Some(Action::SetType {
            column: new.name.clone(),
            data_type: new.data_type.clone(),
            collation: new.collation.clone(),
            rewrites: using.is_some() || rewrites(from, to),
            using,
        }))
    }

    /// The column that holds the looked up values until the type changes: ALTER TABLE itself reads no other rows.
    fn lookup(&self) -> Vec<Action> {
        let Some(lookup) = self.hints.lookups.get(&self.new.name) else {
            return Vec::new();
        };
        let passing = Column {
            name: passing_name(&self.new.name),
            is_required: false,
            default: None,
            generated: None,
            is_identity: false,
            comment: None,
            ..self.new.clone()
        };
        vec![
            Action::LookUp {
                column: self.new.name.clone(),
                passing: passing.name.clone(),
                lookup: lookup.clone(),
            },
            Action::DropPassing(passing.name.clone()),
            Action::AddColumn(passing),
        ]
    }

    /// Rows that hold NULL get the value of the operation, else the default, before NOT NULL.
    fn nullability(&self) -> Vec<Action> {
        let (old, new) = (self.old, self.new);
        if old.is_required == new.is_required {
            return Vec::new();
        }
        let set = Action::SetNullability {
            column: new.name.clone(),
            is_required: new.is_required,
        };
        let fill = self.hints.fills.get(&new.name);
        let reason = if fill.is_some() {
            FillReason::Required
        } else {
            FillReason::RequiredWithDefault
        };
        let value = fill.map(Fill::value).or(new.default.as_deref());
        let value = value.filter(|_| new.is_required && new.generated.is_none());
        let fill = value.map(|value| Action::FillNulls {
            column: new.name.clone(),
            value: value.to_owned(),
            reason,
        });
        fill.into_iter().chain([set]).collect()
    }

    fn identity(&self, is_retyped: bool) -> Vec<Action> {
        let column = || self.new.name.clone();
        if !self.new.is_identity {
            Vec::new()
        } else if !self.old.is_identity {
            vec![
                Action::AddIdentity { column: column() },
                Action::ContinueCounting { column: column() },
            ]
        } else if is_retyped {
            vec![Action::WidenSequence {
                column: column(),
                data_type: self.new.data_type.clone(),
            }]
        } else {
            Vec::new()
        }
    }

    /// New values of a type that stays the type of the column.
    fn enum_values(&self) -> Vec<Action> {
        let types = (self.old.data_type.native_enum(), self.new.data_type.native_enum());
        let (Some(old), Some(new)) = types else {
            return Vec::new();
        };
        if old.name != new.name || new.values.is_empty() || old.values == new.values {
            return Vec::new();
        }
        let renames = self.hints.renamed_values.get(&self.new.name);
        let renames = renames.cloned().unwrap_or_default();
        let values = renamed(&old.values, &renames);
        let is_renamed = !renames.is_empty();
        let rename = is_renamed.then(|| Action::RenameEnumValues {
            name: new.name.clone(),
            renames,
        });
        let others = self.other_values(values, new, is_renamed);
        rename.into_iter().chain(others).collect()
    }

    /// Values are added to a type; one that loses some is made anew. So is one whose values are renamed as well: values are added
    /// before the transaction that renames, where the names are still the old ones.
    fn other_values(
        &self,
        values_before: Vec<String>,
        native: NativeEnum,
        is_renamed: bool,
    ) -> Option<Action> {
        if values_before == native.values {
            return None;
        }
        Some(if is_subsequence(&values_before, &native.values) && !is_renamed {
            Action::AddEnumValues {
                values_before,
                native,
            }
        } else {
            let name = self.hints.kept.get(&self.new.name).unwrap_or(&self.new.name);
            Action::RebuildEnum {
                native,
                column: name.clone(),
            }
        })
    }
}
