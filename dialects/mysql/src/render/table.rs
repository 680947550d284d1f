//! CREATE TABLE and its parts.

use aksara_dialect::Ddl;
use aksara_schema::ReferentialAction;
use sea_query::MysqlQueryBuilder;

use crate::literal::quote_text;
use crate::name::quoted;
use crate::physical::{
    Characters, Check, Column, Default, DefaultForm, ForeignKey, Index, IndexKey, IndexKind, IndexPart,
    Nullability, Object, Options, Table,
};

pub(super) type Writer = Ddl<MysqlQueryBuilder>;

pub(super) fn writer() -> Writer {
    Ddl::new(MysqlQueryBuilder)
}

/// `CREATE TABLE` with everything in it.
pub(crate) fn create_table(table: &Table) -> String {
    let columns = table.columns.iter().map(column);
    let key = (!table.primary_key.is_empty()).then(|| primary_key(&table.primary_key));
    let parts = columns.chain(key).chain(table.objects.iter().map(object));
    let parts: Vec<String> = parts.collect();
    let ddl = writer().word("CREATE TABLE").table(&table.name);
    let ddl = ddl.fragment(&format!("(\n  {}\n)", parts.join(",\n  ")));
    let ddl = ddl.fragment(&options(&table.options));
    match &table.comment {
        Some(text) => ddl.fragment(&comment(text)).finish(),
        None => ddl.finish(),
    }
}

/// `PRIMARY KEY (…)`
pub(super) fn primary_key(columns: &[String]) -> String {
    writer().word("PRIMARY KEY").list(names(columns)).finish()
}

/// `ENGINE = … DEFAULT CHARACTER SET = … COLLATE = …`
pub(super) fn options(options: &Options) -> String {
    let Characters { charset, collation } = &options.characters;
    let ddl = writer().word("ENGINE =").fragment(&options.engine);
    let ddl = match charset {
        Some(charset) => ddl.word("DEFAULT CHARACTER SET =").fragment(charset),
        None => ddl,
    };
    match collation {
        Some(collation) => ddl.word("COLLATE =").fragment(collation).finish(),
        None => ddl.finish(),
    }
}

/// `COMMENT = '…'`
pub(super) fn comment(text: &str) -> String {
    writer().word("COMMENT =").fragment(&quote_text(text)).finish()
}

/// A column's definition. MODIFY forgets what it does not say again, so there is one definition for all statements.
pub(super) fn column(column: &Column) -> String {
    let ddl = writer()
        .name(&column.name)
        .fragment(column.column_type.spelling());
    let ddl = match &column.generated {
        Some(generated) => {
            let expression = generated.expression.sql.clone();
            let ddl = ddl.word("GENERATED ALWAYS AS").list([expression]);
            ddl.word(if generated.is_stored { "STORED" } else { "VIRTUAL" })
        }
        None => ddl,
    };
    let ddl = match column.nullability {
        Nullability::Nullable => ddl.word("NULL"),
        Nullability::Required => ddl.word("NOT NULL"),
        Nullability::Unsaid => ddl,
    };
    let ddl = match &column.default {
        Some(default) => ddl.word("DEFAULT").fragment(&default_value(default)),
        None => ddl,
    };
    let ddl = match &column.on_update {
        Some(moment) => ddl.word("ON UPDATE").fragment(moment),
        None => ddl,
    };
    let ddl = ddl.when(column.auto_increment, |ddl| ddl.word("AUTO_INCREMENT"));
    let ddl = ddl.when(column.is_invisible, |ddl| ddl.word("INVISIBLE"));
    match &column.comment {
        Some(text) => ddl.word("COMMENT").fragment(&quote_text(text)).finish(),
        None => ddl.finish(),
    }
}

fn default_value(default: &Default) -> String {
    match default.form {
        DefaultForm::Plain => default.value.clone(),
        DefaultForm::LargeConstant | DefaultForm::Expression | DefaultForm::Random => {
            format!("({})", default.value)
        }
    }
}

/// The definition of an index, check or foreign key.
pub(super) fn object(object: &Object) -> String {
    match object {
        Object::Index(index) => self::index(index),
        Object::Check(check) => self::check(check),
        Object::ForeignKey(key) => foreign_key(key),
    }
}

fn index(index: &Index) -> String {
    let word = match &index.kind {
        IndexKind::Plain => "KEY",
        IndexKind::Unique => "UNIQUE KEY",
        IndexKind::Fulltext { .. } => "FULLTEXT KEY",
        IndexKind::Spatial => "SPATIAL KEY",
    };
    let ddl = writer().word(word).name(&index.name);
    let ddl = ddl.list(index.parts.iter().map(index_part));
    match &index.kind {
        IndexKind::Fulltext { parser: Some(parser) } => ddl.word("WITH PARSER").name(parser).finish(),
        IndexKind::Fulltext { parser: None } | IndexKind::Plain | IndexKind::Unique | IndexKind::Spatial => {
            ddl.finish()
        }
    }
}

fn index_part(part: &IndexPart) -> String {
    let ddl = match &part.key {
        IndexKey::Column(column) => writer().name(column),
        IndexKey::Expression(expression) => writer().list([expression.sql.clone()]),
    };
    ddl.when(part.is_descending, |ddl| ddl.word("DESC")).finish()
}

pub(super) fn check(check: &Check) -> String {
    let ddl = writer().word("CONSTRAINT").name(&check.name);
    ddl.word("CHECK").list([check.expression.sql.clone()]).finish()
}

fn foreign_key(key: &ForeignKey) -> String {
    let ddl = writer().word("CONSTRAINT").name(&key.name);
    let ddl = ddl.word("FOREIGN KEY").list(names(&key.columns));
    let ddl = ddl.word("REFERENCES").table(&key.table).list(names(&key.targets));
    let ddl = action(ddl, "ON DELETE", key.on_delete);
    action(ddl, "ON UPDATE", key.on_update).finish()
}

/// NO ACTION is what a foreign key does where none is written.
fn action(ddl: Writer, event: &'static str, action: ReferentialAction) -> Writer {
    if action == ReferentialAction::NoAction {
        ddl
    } else {
        ddl.word(event).fragment(&action.to_string())
    }
}

fn names(columns: &[String]) -> impl Iterator<Item = String> {
    columns.iter().map(|column| quoted(column))
}
