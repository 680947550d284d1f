//! Columns: kept, changed, computed anew, added, dropped.

use aksara_dialect::{Feature, Unsupported, readers_first};

use super::{Difference, Fill};
use crate::action::Action;
use crate::conversion::{Conversion, conversion};
use crate::flavour::Quirk;
use crate::name::{limited, passing_name, quoted};
use crate::physical::{Check, Column, Expression};
use crate::renames::is_same_name;

/// The columns whose objects must be looked at, by their new names.
#[derive(Debug, Default)]
pub(super) struct ChangedColumns {
    /// Made anew.
    pub(super) rebuilt: Vec<String>,
    /// With another name or another definition, or dropped.
    pub(super) touched: Vec<String>,
}

/// The way of a kept column to its new definition.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Way {
    Rename,
    /// Another definition; NULLs are replaced first where a value is given.
    Change {
        null_becomes: Option<String>,
    },
    /// Values computed from the old row, in a new column that takes the old one's place.
    Compute {
        value: String,
        null_becomes: Option<String>,
    },
    /// A generated column made anew.
    Regenerate,
}

impl Way {
    fn rebuilds(&self) -> bool {
        match self {
            Self::Compute { .. } | Self::Regenerate => true,
            Self::Rename | Self::Change { .. } => false,
        }
    }
}

type Change<'a> = (&'a Column, &'a Column, Way);

impl Difference<'_> {
    /// Plans every column.
    pub(super) fn columns(&self, actions: &mut Vec<Action>) -> Result<ChangedColumns, Unsupported> {
        let mut changed = ChangedColumns::default();
        let reads = |reader: &&Column, read: &&Column| reader.name != read.name && reader.reads(&read.name);
        for column in readers_first(self.dropped_columns(), reads) {
            changed.touched.push(column.name.clone());
            actions.push(Action::DropColumn {
                column: column.clone(),
                loses_values: true,
            });
        }
        for (before, after, way) in self.changes()? {
            changed.touched.push(after.name.clone());
            if way.rebuilds() {
                changed.rebuilt.push(after.name.clone());
            }
            self.change(before, after, way, actions);
        }
        let added = self.after.columns.iter();
        for column in added.filter(|column| self.old(&column.name).is_none()) {
            self.add(column, actions);
        }
        if self.server.flavour.has(Quirk::RandomDefaultGoesAlone) {
            set_random_defaults_alone(actions);
        }
        Ok(changed)
    }

    fn dropped_columns(&self) -> Vec<&Column> {
        let columns = self.before.columns.iter();
        columns.filter(|column| !self.is_kept(&column.name)).collect()
    }

    /// The kept columns that need something.
    fn changes(&self) -> Result<Vec<Change<'_>>, Unsupported> {
        let mut changes = Vec::new();
        for name in &self.hints.kept {
            if let (Some(before), Some(after)) = (self.old(name), self.after.column(name)) {
                changes.extend(self.way(before, after)?.map(|way| (before, after, way)));
            }
        }
        self.regenerate_readers(&mut changes);
        Ok(changes)
    }

    fn way(&self, before: &Column, after: &Column) -> Result<Option<Way>, Unsupported> {
        if let Some(way) = self.regeneration(before, after) {
            return Ok(Some(way));
        }
        if let Some(value) = self.hints.computed.get(&after.name) {
            return Ok(Some(self.computed(value.clone(), after)));
        }
        let current = quoted(self.current(&before.name));
        match conversion(&before.storage, &after.storage, &current, self.server.flavour) {
            Conversion::Compute(value) => return Ok(Some(self.computed(value, after))),
            Conversion::Undefined => return Err(self.refuse_conversion(after)),
            Conversion::Modify => {}
        }
        let is_stale = before
            .generated
            .as_ref()
            .is_some_and(|generated| self.is_stale(&generated.expression));
        let is_same = before.is_defined_as(after) && !is_stale && !self.sheds_check(after);
        let is_renamed = self.renames.gives(&after.name);
        Ok(if is_same {
            is_renamed.then_some(Way::Rename)
        } else {
            Some(self.modification(before, after))
        })
    }

    /// The way of a column that begins or ceases to be generated, or is generated in another way.
    fn regeneration(&self, before: &Column, after: &Column) -> Option<Way> {
        match (&before.generated, &after.generated) {
            (None, None) => None,
            (Some(old), Some(new)) if old == new => {
                let follows = self.is_stale(&new.expression) && self.goes_early(before);
                follows.then_some(Way::Regenerate)
            }
            (_, Some(_)) => Some(Way::Regenerate),
            (Some(_), None) => Some(self.computed(quoted(self.current(&before.name)), after)),
        }
    }

    fn modification(&self, before: &Column, after: &Column) -> Way {
        let becomes_required = after.is_required() && !before.is_required();
        let null_becomes = self.null_becomes(after).filter(|_| becomes_required);
        // The default is a value of the new type, which the old column might not hold.
        if null_becomes.is_some() && before.column_type != after.column_type {
            let value = quoted(self.current(&before.name));
            Way::Compute { value, null_becomes }
        } else {
            Way::Change { null_becomes }
        }
    }

    /// A computed column, with the default in the place of NULL where NULL is not allowed.
    fn computed(&self, value: String, after: &Column) -> Way {
        let null_becomes = self.null_becomes(after).filter(|_| after.is_required());
        Way::Compute { value, null_becomes }
    }

    /// The value of rows without one: the fill, else the default.
    fn null_becomes(&self, column: &Column) -> Option<String> {
        let fill = self.hints.fills.get(&column.name).map(Fill::value);
        let default = column.default.as_ref().map(|default| default.value.as_str());
        fill.or(default).map(str::to_owned)
    }

    fn refuse_conversion(&self, column: &Column) -> Unsupported {
        self.server.refuse(
            Some(Feature::AlterFieldType),
            format!("the field `{}` of `{}`", column.name, self.after.name),
            "there is no one meaning of the old type's values in the new type",
            "say how to compute the new value: AlterField(…, using=\"…\")",
        )
    }

    /// A generated column that reads a column which is made anew must itself be made anew.
    fn regenerate_readers<'a>(&'a self, changes: &mut Vec<Change<'a>>) {
        loop {
            let rebuilt: Vec<&str> = changes
                .iter()
                .filter(|(_, _, way)| way.rebuilds())
                .map(|(_, after, _)| after.name.as_str())
                .collect();
            let is_reader = |column: &&Column| {
                !rebuilt.contains(&column.name.as_str()) && rebuilt.iter().any(|name| column.reads(name))
            };
            let mut kept = self.after.columns.iter().filter(is_reader);
            let Some((before, after)) = kept.find_map(|after| Some((self.old(&after.name)?, after))) else {
                return;
            };
            changes.retain(|(_, other, _)| other.name != after.name);
            changes.push((before, after, Way::Regenerate));
        }
    }

    fn change(&self, before: &Column, after: &Column, way: Way, actions: &mut Vec<Action>) {
        let is_renamed_alone = match way {
            Way::Rename => true,
            Way::Regenerate => self.renames.are_early && !self.goes_early(before),
            Way::Change { .. } | Way::Compute { .. } => self.renames.are_early,
        };
        if self.renames.gives(&after.name) && is_renamed_alone {
            self.rename(&after.name, actions);
        }
        let drop = || Action::DropColumn {
            column: before.clone(),
            loses_values: false,
        };
        match way {
            Way::Rename => {}
            Way::Change { null_becomes } => {
                actions.push(Action::ChangeColumn {
                    before: before.clone(),
                    after: after.clone(),
                });
                actions.extend(null_becomes.map(|value| Action::ReplaceNull {
                    column: after.name.clone(),
                    value,
                    is_prepared: false,
                }));
            }
            Way::Compute { value, null_becomes } => {
                let passing = passing_name(&after.name);
                actions.push(drop());
                prepare(&passing, after, value, actions);
                actions.extend(null_becomes.map(|value| Action::ReplaceNull {
                    column: passing.clone(),
                    value,
                    is_prepared: true,
                }));
            }
            Way::Regenerate => actions.extend([drop(), Action::AddColumn(after.clone())]),
        }
    }

    fn rename(&self, name: &str, actions: &mut Vec<Action>) {
        let before = self.renames.before(name);
        let passing = self.steps_aside(name).then(|| passing_name(name));
        let rename = |from: &str, to: &str| Action::RenameColumn {
            from: from.to_owned(),
            to: to.to_owned(),
        };
        match passing {
            Some(passing) => actions.extend([rename(before, &passing), rename(&passing, name)]),
            None => actions.push(rename(before, name)),
        }
    }

    /// Whether a column must give up its name before another one takes it.
    fn steps_aside(&self, name: &str) -> bool {
        let is_taken = self.renames.gives(self.renames.before(name));
        let mut keys = self.before.foreign_keys();
        self.server.flavour.has(Quirk::ChecksKeepNames)
            && is_taken
            && keys.any(|key| key.sets_columns() && key.columns.iter().any(|column| column == name))
    }

    fn add(&self, column: &Column, actions: &mut Vec<Action>) {
        let prepared = self.prepared_name(column);
        let fill = self.hints.fills.get(&column.name);
        match (fill, self.default_to_set(column)) {
            // MySQL takes any default of a geometry for NULL (1138).
            (Some(Fill::Constant(value)), _) if !column.column_type.own().is_geometry() => {
                let before = Column {
                    default: Some(value.clone()),
                    ..column.clone()
                };
                actions.push(Action::AddColumn(before.clone()));
                actions.push(Action::SetDefault {
                    before,
                    after: column.clone(),
                });
            }
            (Some(fill), _) => prepare(&prepared, column, fill.value().to_owned(), actions),
            (None, Some(value)) => prepare(&prepared, column, value, actions),
            (None, None) if needs_value(column) => self.demand_no_rows(&prepared, column, actions),
            (None, None) => actions.push(Action::AddColumn(column.clone())),
        }
    }

    /// The default that an UPDATE must set: MySQL evaluates no random one while it adds a column (1674).
    fn default_to_set(&self, column: &Column) -> Option<String> {
        let needs_update = column.column_type.own().is_geometry() || column.is_random();
        let default = column.default.as_ref().filter(|_| needs_update);
        default.map(|default| default.value.clone())
    }

    /// These databases would give the rows an invented value.
    fn demand_no_rows(&self, prepared: &str, column: &Column, actions: &mut Vec<Action>) {
        let guard = Check {
            name: limited(&format!("{}_{}_needs_a_value", self.after.name, column.name)),
            expression: Expression {
                sql: format!("{} IS NOT NULL", quoted(prepared)),
                columns: vec![prepared.to_owned()],
            },
        };
        let bare = column.bare(prepared.to_owned());
        actions.extend([
            Action::PrepareColumn(bare.clone()),
            Action::DemandNoRows(guard.clone()),
            Action::DropDemand(guard),
            Action::CompleteColumn {
                prepared: bare,
                after: column.clone(),
            },
        ]);
    }

    /// The name that a new column has until the main statement: a passing one while another column has its own.
    fn prepared_name(&self, column: &Column) -> String {
        let mut others = self.before.columns.iter();
        if others.any(|other| is_same_name(self.current(&other.name), &column.name)) {
            passing_name(&column.name)
        } else {
            column.name.clone()
        }
    }
}

/// Adds a column and fills it before it gets its definition.
fn prepare(name: &str, after: &Column, value: String, actions: &mut Vec<Action>) {
    let prepared = after.bare(name.to_owned());
    actions.extend([
        Action::PrepareColumn(prepared.clone()),
        Action::SetValues {
            column: name.to_owned(),
            value,
        },
        Action::CompleteColumn {
            prepared,
            after: after.clone(),
        },
    ]);
}

/// Whether rows that exist would have no value.
fn needs_value(column: &Column) -> bool {
    column.is_required() && column.default.is_none() && !column.auto_increment && column.generated.is_none()
}

/// MySQL refuses ADD COLUMN beside the definition of any column whose default is random, since it would evaluate it on
/// each replica (1674). Such a default is set by a statement of its own then.
fn set_random_defaults_alone(actions: &mut Vec<Action>) {
    let adds_columns = actions
        .iter()
        .any(|action| matches!(action, Action::AddColumn(_)));
    if !adds_columns {
        return;
    }
    let mut defaults = Vec::new();
    for action in actions.iter_mut() {
        if let Action::ChangeColumn { after, .. } | Action::CompleteColumn { after, .. } = action
            && after.is_random()
        {
            let before = Column {
                default: None,
                ..after.clone()
            };
            let after = std::mem::replace(after, before.clone());
            defaults.push(Action::SetDefault { before, after });
        }
    }
    actions.extend(defaults);
}
