//! Storage engine, character set, collation and comment of a table.

use aksara_dialect::{Feature, ServerVersion, Unsupported};
use aksara_schema::{Field, Table, TableOptions};

use crate::flavour::{Flavour, Server};
use crate::literal::quote_text;
use crate::own_type::own_type;
use crate::types::{collation_name, inherits_collation, is_text, known_collation};

/// The greatest length of a table's comment.
const GREATEST_COMMENT: usize = 2048;

/// `ENGINE = … DEFAULT CHARACTER SET = … COLLATE = …`
pub(super) fn options_clause(table: &Table, server: Server) -> Result<String, Unsupported> {
    let subject = format!("the table `{}`", table.name);
    let engine = collation_name(
        table.options.engine.as_deref().unwrap_or("InnoDB"),
        &subject,
        server,
    )?;
    Ok(format!(
        "ENGINE = {engine} {}",
        charset_clause(&table.options, &subject, server)?
    ))
}

/// `COMMENT = '…'`; without a comment the empty one, which is none.
pub(super) fn comment_clause(table: &Table, server: Server) -> Result<String, Unsupported> {
    let comment = table.comment.as_deref().unwrap_or_default();
    match comment.chars().count() <= GREATEST_COMMENT {
        true => Ok(format!("COMMENT = {}", quote_text(comment))),
        false => Err(server.refuse(
            Some(Feature::TableComment),
            format!("the table `{}`", table.name),
            format!("a table's comment has at most {GREATEST_COMMENT} characters"),
            "shorten the comment",
        )),
    }
}

/// What is said of options that have no effect here.
pub(super) fn ignored_options(options: &TableOptions, server: Server) -> Option<&'static str> {
    let is_asked = options.strict || options.without_rowid || options.autoincrement;
    is_asked
        .then(|| server.ignored(Feature::SqliteTableOptions))
        .flatten()
}

fn charset_clause(options: &TableOptions, subject: &str, server: Server) -> Result<String, Unsupported> {
    let word = |name| collation_name(name, subject, server);
    match (options.charset.as_deref(), options.collation.as_deref()) {
        (Some(charset), Some(collation)) => Ok(format!(
            "DEFAULT CHARACTER SET = {} COLLATE = {}",
            word(charset)?,
            known_collation(collation, subject, server)?
        )),
        (Some(charset), None) => Ok(format!("DEFAULT CHARACTER SET = {}", word(charset)?)),
        (None, Some(collation)) => Ok(format!(
            "COLLATE = {}",
            known_collation(collation, subject, server)?
        )),
        (None, None) => Ok(format!(
            "DEFAULT CHARACTER SET = utf8mb4 COLLATE = {}",
            default_collation(server)
        )),
    }
}

/// The collation of a text field, its own, the table's or ours; `None` for other fields, and where only the server knows.
pub(crate) fn collation(table: &Table, field: &Field, server: Server) -> Option<String> {
    let options = &table.options;
    let ours = options.charset.is_none().then(|| default_collation(server));
    let storage = field.field_type.storage();
    let own = own_type(&storage);
    let spelled = own.as_ref().and_then(|own| own.collation());
    let given = spelled
        .or(field.collation.as_deref())
        .or(options.collation.as_deref())
        .or(ours)?;
    let is_compared = spelled.is_some() || is_text(&storage) || inherits_collation(field);
    is_compared.then(|| given.to_lowercase())
}

/// The collation in which two texts are equal only where they are the same: by code points, and without padding,
/// so that 'a' and 'a ' differ as they do on other databases (`utf8mb4_bin` pads).
pub(crate) fn default_collation(server: Server) -> &'static str {
    match server.flavour {
        Flavour::Mysql if server.version < ServerVersion::new(8, 0, 17) => "utf8mb4_bin",
        Flavour::Mysql => "utf8mb4_0900_bin",
        Flavour::Mariadb => "utf8mb4_nopad_bin",
    }
}
