//! The cost of the actions that one statement has.

use aksara_dialect::{ChangedRows, Cost, Evidence, Lock};

use crate::action::Action;
use crate::capabilities::{Algorithm, Work};
use crate::diff::Difference;
use crate::flavour::{Quirk, Server};
use crate::physical::{Column, DefaultForm, Index, IndexKind, Object, Table};

/// The cost of an UPDATE: its rows are locked until it is done.
const UPDATE: Cost = Cost {
    lock: Lock::Writers,
    rewrite: false,
    scan: true,
    rows: ChangedRows::All,
    rollback: false,
    evidence: Evidence::Tested,
};

/// The cost of a statement: the server takes the costliest way that one of its actions needs for all of them.
pub(crate) fn cost(actions: &[&Action], difference: &Difference<'_>) -> Option<Cost> {
    let server = difference.server;
    let works: Vec<Work> = actions
        .iter()
        .filter_map(|action| work(action, actions, difference))
        .collect();
    let ways = works.iter().map(|work| work.algorithm(server));
    let is_slow =
        server.flavour.has(Quirk::SpatialIndexRebuildsTable) && has_index(difference, &IndexKind::Spatial);
    let is_instant = !is_slow && ways.clone().all(|(algorithm, _)| algorithm == Algorithm::Instant);
    let is_detached = server.flavour.has(Quirk::FulltextIndexStandsAlone);
    let is_fulltext_gone = is_detached && actions.iter().any(|action| difference.is_in_place(action));
    let schema = works.iter().zip(ways).map(|(work, (algorithm, evidence))| {
        let beside = work.algorithm_beside(&works, is_instant);
        let algorithm = beside.map_or(algorithm, |beside| beside.max(algorithm));
        let algorithm = in_table(algorithm, difference, is_fulltext_gone);
        with_rows(*work, algorithm.cost(evidence))
    });
    let rows = actions.iter().filter_map(|action| update_cost(action));
    schema.chain(rows).reduce(Cost::and)
}

/// The cost of another name for a table.
pub(crate) fn rename_table_cost(server: Server) -> Cost {
    let (algorithm, evidence) = Work::RenameTable.algorithm(server);
    algorithm.cost(evidence)
}

/// The way in this table. One with a full-text or spatial index is not written anew while others write, and MariaDB copies
/// none with a foreign key that changes its rows
/// (<https://mariadb.com/docs/server/server-usage/storage-engines/innodb/innodb-online-ddl>).
fn in_table(algorithm: Algorithm, difference: &Difference<'_>, is_fulltext_gone: bool) -> Algorithm {
    let has_fulltext = difference.before.indexes().any(Index::is_fulltext) && !is_fulltext_gone;
    let is_locked = has_fulltext || has_index(difference, &IndexKind::Spatial);
    let tables = [difference.before, difference.after];
    let cascades = |table: &Table| table.foreign_keys().any(|key| key.changes_rows());
    match algorithm {
        Algorithm::Rebuild if is_locked => Algorithm::LockedRebuild,
        Algorithm::OnlineCopy if tables.into_iter().any(cascades) => Algorithm::LockedCopy,
        other => other,
    }
}

fn has_index(difference: &Difference<'_>, kind: &IndexKind) -> bool {
    difference.before.indexes().any(|index| index.kind == *kind)
}

fn with_rows(work: Work, cost: Cost) -> Cost {
    let rows = if work == Work::ChangeType {
        ChangedRows::All
    } else {
        ChangedRows::None
    };
    Cost { rows, ..cost }
}

fn update_cost(action: &Action) -> Option<Cost> {
    let rows = match action {
        Action::SetValues { .. } => ChangedRows::All,
        Action::ReplaceNull { .. } => ChangedRows::Some,
        _ => return None,
    };
    Some(Cost { rows, ..UPDATE })
}

/// The kind of an action, among those of its statement; none of one that changes rows.
fn work(action: &Action, all: &[&Action], difference: &Difference<'_>) -> Option<Work> {
    Some(match action {
        Action::DropObject(object) => dropping(object),
        Action::DropCheckOfColumn(_) | Action::DropDemand(_) => Work::DropCheck,
        Action::AddObject(object) => adding(object),
        Action::DemandNoRows(_) => Work::AddCheck,
        Action::RenameIndex { .. } => Work::RenameIndex,
        Action::DropPrimaryKey if all.iter().any(|other| adds_key(other)) || has_next_key(difference) => {
            Work::ReplacePrimaryKey
        }
        Action::DropPrimaryKey => Work::DropPrimaryKey,
        Action::AddPrimaryKey(_) => Work::AddPrimaryKey,
        Action::RenameColumn { .. } => Work::RenameColumn,
        Action::AddColumn(column) | Action::PrepareColumn(column) => adding_column(column),
        Action::DropColumn { column, .. } => dropping_column(column),
        Action::CompleteColumn {
            prepared: before,
            after,
        }
        | Action::ChangeColumn { before, after }
        | Action::SetDefault { before, after } => changing_column(before, after, difference.before),
        Action::SetOptions(_) => Work::SetOptions,
        Action::SetComment(_) => Work::SetComment,
        Action::SetValues { .. } | Action::ReplaceNull { .. } => return None,
    })
}

fn adds_key(action: &Action) -> bool {
    matches!(action, Action::AddPrimaryKey(_))
}

/// Whether a unique key becomes the primary one.
fn has_next_key(difference: &Difference<'_>) -> bool {
    let table = difference.after;
    let is_required = |name: &&String| table.column(name).is_some_and(Column::is_required);
    let mut unique = table.indexes().filter(|index| index.kind == IndexKind::Unique);
    difference.server.flavour.has(Quirk::UniqueKeyBecomesPrimary)
        && unique.any(|index| index.expressions().is_empty() && index.columns().iter().all(is_required))
}

fn dropping(object: &Object) -> Work {
    match object {
        Object::Index(index) if index.expressions().is_empty() => Work::DropIndex,
        Object::Index(_) => Work::DropExpressionIndex,
        Object::Check(_) => Work::DropCheck,
        Object::ForeignKey(_) => Work::DropForeignKey,
    }
}

fn adding(object: &Object) -> Work {
    match object {
        Object::Index(index) => adding_index(index),
        Object::Check(_) => Work::AddCheck,
        Object::ForeignKey(_) => Work::AddForeignKey,
    }
}

fn adding_index(index: &Index) -> Work {
    match index.kind {
        IndexKind::Fulltext { .. } => Work::AddFulltextIndex,
        IndexKind::Spatial => Work::AddSpatialIndex,
        IndexKind::Plain | IndexKind::Unique if index.expressions().is_empty() => Work::AddIndex,
        IndexKind::Plain | IndexKind::Unique => Work::AddExpressionIndex,
    }
}

fn adding_column(column: &Column) -> Work {
    let form = column.default.as_ref().map(|default| default.form);
    match &column.generated {
        Some(generated) if generated.is_stored => Work::AddComputedColumn,
        Some(_) => Work::AddVirtualColumn,
        None if column.auto_increment => Work::AddCountingColumn,
        None => match form {
            Some(DefaultForm::Expression | DefaultForm::Random) => Work::AddComputedColumn,
            Some(DefaultForm::LargeConstant) => Work::AddLargeColumn,
            Some(DefaultForm::Plain) | None => Work::AddColumn,
        },
    }
}

fn dropping_column(column: &Column) -> Work {
    match &column.generated {
        Some(generated) if !generated.is_stored => Work::DropVirtualColumn,
        Some(_) | None => Work::DropColumn,
    }
}

/// Another definition: its costliest part counts.
fn changing_column(before: &Column, after: &Column, table: &Table) -> Work {
    let is_counted = before.auto_increment != after.auto_increment;
    let is_regenerated = before.generated != after.generated;
    let is_retyped = before.column_type.base() != after.column_type.base()
        || before.column_type.charset() != after.column_type.charset();
    let is_recollated = before.column_type.collation() != after.column_type.collation();
    let is_in_index = table
        .indexes()
        .any(|index| index.columns().contains(&&before.name));
    let compares_otherwise = is_recollated && (is_in_index || !after.is_varying_text());
    if is_retyped && !is_recollated && before.is_lengthened(after) {
        Work::LengthenText
    } else if is_retyped || is_counted || is_regenerated || compares_otherwise {
        Work::ChangeType
    } else if before.nullability != after.nullability {
        if after.is_required() {
            Work::ForbidNull
        } else {
            Work::AllowNull
        }
    } else if is_recollated {
        Work::ChangeCollation
    } else {
        Work::ChangeDefinition
    }
}
