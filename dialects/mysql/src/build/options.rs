//! Storage engine, character set, collation and comment of a table.

use aksara_dialect::{Feature, Unsupported};
use aksara_schema::{Table, TableOptions};

use crate::flavour::{Collations, Server};
use crate::physical::{Characters, Options};
use crate::types::{collation_name, known_collation};

/// The greatest length of a table's comment.
const GREATEST_COMMENT: usize = 2048;

/// The options, each of which DDL names.
pub(super) fn build(table: &Table, server: Server) -> Result<Options, Unsupported> {
    let subject = format!("the table `{}`", table.name);
    let engine = table.options.engine.as_deref().unwrap_or("InnoDB");
    let characters = characters(&table.options, server);
    if let Some(charset) = &characters.charset {
        collation_name(charset, &subject, server)?;
    }
    if let Some(collation) = &characters.collation {
        known_collation(collation, &subject, server)?;
    }
    Ok(Options {
        engine: collation_name(engine, &subject, server)?.to_owned(),
        characters,
    })
}

/// The comment, where it is not too long.
pub(super) fn comment(table: &Table, server: Server) -> Result<Option<String>, Unsupported> {
    let length = table.comment.as_deref().unwrap_or_default().chars().count();
    if length <= GREATEST_COMMENT {
        return Ok(table.comment.clone());
    }
    Err(server.refuse(
        Some(Feature::TableComment),
        format!("the table `{}`", table.name),
        format!("a table's comment has at most {GREATEST_COMMENT} characters"),
        "shorten the comment",
    ))
}

/// The characters as the options name them; ours where they name none.
fn characters(options: &TableOptions, server: Server) -> Characters {
    let names_none = options.charset.is_none() && options.collation.is_none();
    if names_none {
        Characters {
            charset: Some("utf8mb4".to_owned()),
            collation: Some(default_collation(server).to_owned()),
        }
    } else {
        Characters {
            charset: options.charset.clone(),
            collation: options.collation.clone(),
        }
    }
}

/// The characters of a text that has none of its own, in one letter case.
pub(super) fn inherited_characters(options: &TableOptions, server: Server) -> Characters {
    let Characters { charset, collation } = characters(options, server);
    Characters {
        charset: charset.map(|name| name.to_lowercase()),
        collation: collation.map(|name| name.to_lowercase()),
    }
}

/// The collation in which two texts are equal only where they are the same: by code points, and without padding,
/// so that 'a' and 'a ' differ as they do on other databases (`utf8mb4_bin` pads).
pub(crate) fn default_collation(server: Server) -> &'static str {
    let Collations { older, exact, .. } = server.flavour.collations;
    let older = older.filter(|(end, _)| server.version < *end);
    older.map_or(exact, |(_, older)| older)
}
