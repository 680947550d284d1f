//! Views, triggers and indexes that no migration knows and that use a table.
//!
//! Neither server knows what a view reads but by its text, in which every name is quoted and every column has its table or
//! the table's alias before it. A view breaks silently where its table or column is dropped or gets another name. An index over
//! several columns silently loses the one that is dropped.

use std::collections::{BTreeMap, BTreeSet};

use aksara_dialect::{Disturbance, DisturbedTable};
use aksara_driver::{Connection, Dependent, DriverError, Row, Value};
use aksara_schema::FieldName;

use crate::build::build_known;
use crate::flavour::Server;
use crate::token::{Token, tokens};

const VIEWS: &str = "SELECT TABLE_NAME AS name, VIEW_DEFINITION AS definition, DATABASE() AS home \
    FROM information_schema.VIEWS \
    WHERE TABLE_SCHEMA NOT IN ('sys', 'mysql', 'information_schema', 'performance_schema') ORDER BY TABLE_NAME";

const TRIGGERS: &str = "SELECT TRIGGER_NAME AS name, ACTION_STATEMENT AS definition FROM information_schema.TRIGGERS \
    WHERE EVENT_OBJECT_SCHEMA = DATABASE() AND EVENT_OBJECT_TABLE = ? ORDER BY TRIGGER_NAME";

const INDEXES: &str = "SELECT INDEX_NAME AS name, COLUMN_NAME AS field FROM information_schema.STATISTICS \
    WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ? ORDER BY INDEX_NAME, SEQ_IN_INDEX";

/// The objects that a change would break or lose.
pub(super) async fn dependents(
    connection: &mut dyn Connection,
    disturbed: &DisturbedTable<'_>,
    server: Server,
) -> Result<Vec<Dependent>, DriverError> {
    if !breaks_anything(disturbed) {
        return Ok(Vec::new());
    }
    let table = [Value::Text(disturbed.table.name.name().to_owned())];
    let views = connection.query(VIEWS, &[]).await?;
    let mut found: Vec<Dependent> = views.iter().flat_map(|view| view_uses(view, disturbed)).collect();
    if disturbed.whole.is_none() {
        let triggers = connection.query(TRIGGERS, &table).await?;
        found.extend(
            triggers
                .iter()
                .flat_map(|trigger| trigger_uses(trigger, disturbed)),
        );
        let indexes = connection.query(INDEXES, &table).await?;
        found.extend(shortened_indexes(&indexes, disturbed, server));
    }
    Ok(found)
}

/// Another type alone breaks nothing here.
fn breaks_anything(disturbed: &DisturbedTable<'_>) -> bool {
    let mut fields = disturbed.fields.values();
    disturbed.whole.is_some() || fields.any(|disturbance| *disturbance != Disturbance::Retyped)
}

fn view_uses(view: &Row, disturbed: &DisturbedTable<'_>) -> Vec<Dependent> {
    let (Some(name), Some(definition)) = (view.text("name"), view.text("definition")) else {
        return Vec::new();
    };
    let home = view.text("home").unwrap_or_default();
    let tokens = tokens(definition);
    let aliases = aliases(&tokens, home, disturbed.table.name.name());
    match disturbed.whole {
        Some(disturbance) if !aliases.is_empty() => vec![dependent("view", name, None, disturbance)],
        Some(_) => Vec::new(),
        None => {
            let columns = columns_of(&tokens, &aliases);
            uses("view", name, &columns, disturbed)
        }
    }
}

fn trigger_uses(trigger: &Row, disturbed: &DisturbedTable<'_>) -> Vec<Dependent> {
    let (Some(name), Some(definition)) = (trigger.text("name"), trigger.text("definition")) else {
        return Vec::new();
    };
    let rows = ["new".to_owned(), "old".to_owned()];
    let columns = columns_of(&tokens(definition), &BTreeSet::from(rows));
    uses("trigger", name, &columns, disturbed)
}

fn uses(
    kind: &str,
    name: &str,
    columns: &BTreeSet<String>,
    disturbed: &DisturbedTable<'_>,
) -> Vec<Dependent> {
    let broken = columns.iter().filter_map(|column| disturbed.field(column));
    let broken = broken.filter(|(_, disturbance)| *disturbance != Disturbance::Retyped);
    broken
        .map(|(field, disturbance)| dependent(kind, name, Some(field.clone()), disturbance))
        .collect()
}

fn dependent(kind: &str, name: &str, field: Option<FieldName>, disturbance: Disturbance) -> Dependent {
    Dependent {
        kind: kind.to_owned(),
        name: name.to_owned(),
        field,
        disturbance,
    }
}

/// The names by which a view reads a table, in lower case: its own name or aliases; none if it does not read it.
fn aliases(tokens: &[Token<'_>], home: &str, table: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (position, window) in tokens.windows(3).enumerate() {
        let [Token::Name(database), Token::Symbol("."), Token::Name(name)] = window else {
            continue;
        };
        let is_table = database.eq_ignore_ascii_case(home) && name.eq_ignore_ascii_case(table);
        if is_table && !ends_with_point(tokens.get(..position)) {
            let rest = tokens.get(position + 3..).unwrap_or_default();
            found.insert(alias(rest).unwrap_or(name).to_lowercase());
        }
    }
    found
}

/// The alias that follows a table's name.
fn alias<'a>(rest: &'a [Token<'_>]) -> Option<&'a String> {
    match rest {
        [Token::Name(alias), ..] => Some(alias),
        [Token::Word(word), Token::Name(alias), ..] if word.eq_ignore_ascii_case("as") => Some(alias),
        _ => None,
    }
}

fn ends_with_point(tokens: Option<&[Token<'_>]>) -> bool {
    tokens.and_then(<[Token<'_>]>::last) == Some(&Token::Symbol("."))
}

/// The columns that are named after one of these names and a point.
fn columns_of(tokens: &[Token<'_>], qualifiers: &BTreeSet<String>) -> BTreeSet<String> {
    let windows = tokens.windows(3).filter_map(|window| match window {
        [qualifier, Token::Symbol("."), column] => Some((name_of(qualifier)?, name_of(column)?)),
        _ => None,
    });
    windows
        .filter(|(qualifier, _)| qualifiers.contains(&qualifier.to_lowercase()))
        .map(|(_, column)| column.to_owned())
        .collect()
}

fn name_of<'a>(token: &'a Token<'_>) -> Option<&'a str> {
    match token {
        Token::Name(name) => Some(name),
        Token::Word(word) => Some(word),
        Token::Text(_) | Token::Number(_) | Token::Symbol(_) => None,
    }
}

/// Indexes made by hand that would go on with fewer columns than they have.
fn shortened_indexes(rows: &[Row], disturbed: &DisturbedTable<'_>, server: Server) -> Vec<Dependent> {
    let Ok(known) = build_known(disturbed.table, server) else {
        return Vec::new();
    };
    let is_known = |name: &str| {
        let mut known = known.objects.iter();
        name == "PRIMARY" || known.any(|object| object.name().eq_ignore_ascii_case(name))
    };
    let mut indexes: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for row in rows {
        if let (Some(name), Some(field)) = (row.text("name"), row.text("field")) {
            indexes.entry(name).or_default().push(field);
        }
    }
    let shortened = indexes.into_iter().filter_map(|(name, columns)| {
        let dropped = columns.iter().find(|column| disturbed.drops(column))?;
        let keeps_some = !columns.iter().all(|column| disturbed.drops(column));
        let (field, disturbance) = disturbed.field(dropped)?;
        (keeps_some && !is_known(name)).then(|| dependent("index", name, Some(field.clone()), disturbance))
    });
    shortened.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;

    const VIEW: &str = "select `x`.`a` AS `c`,`d`.`other`.`b` AS `b` from (`d`.`users` `x` join `d`.`other`) where \
                        `x`.`flag` = 'd.users.z'";

    #[test]
    fn a_view_names_the_columns_of_its_tables() {
        let tokens = tokens(VIEW);
        let columns = |table: &str| columns_of(&tokens, &aliases(&tokens, "d", table));
        assert_eq!(
            columns("users"),
            BTreeSet::from(["a".to_owned(), "flag".to_owned()])
        );
        assert_eq!(columns("other"), BTreeSet::from(["b".to_owned()]));
        assert!(aliases(&tokens, "d", "x").is_empty());
    }
}
