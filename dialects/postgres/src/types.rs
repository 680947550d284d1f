//! How the storage types are spelled.

use aksara_dialect::{Unsupported, quote_table};
use aksara_schema::{ArrayItem, DialectName, FieldType, StorageType, TableName};
use sea_query::PostgresQueryBuilder;

use crate::dialect::NAME;
use crate::flavour::{FAMILY, Server, is_of_family};
use crate::own_objects::GREATEST_NAME;

/// A type's spelling; `subject` is the field, for the message where there is none.
pub(crate) fn spell_type(storage: &StorageType, subject: &str) -> Result<String, Unsupported> {
    Ok(match storage {
        StorageType::SmallInteger => "smallint".to_owned(),
        StorageType::Integer => "integer".to_owned(),
        StorageType::BigInteger => "bigint".to_owned(),
        StorageType::Boolean => "boolean".to_owned(),
        StorageType::Float => "double precision".to_owned(),
        StorageType::Decimal { digits, scale } => format!("numeric({digits}, {scale})"),
        StorageType::Varchar(length) => format!("varchar({length})"),
        StorageType::Text => "text".to_owned(),
        StorageType::Binary => "bytea".to_owned(),
        StorageType::Date => "date".to_owned(),
        StorageType::Time => "time".to_owned(),
        StorageType::DateTime => "timestamptz".to_owned(),
        StorageType::Duration => "interval".to_owned(),
        StorageType::Uuid => "uuid".to_owned(),
        StorageType::Json => "jsonb".to_owned(),
        StorageType::Array(item) => format!("{}[]", item_type(*item)),
        StorageType::Vector(None) => "vector".to_owned(),
        StorageType::Vector(Some(dimensions)) => format!("vector({dimensions})"),
        StorageType::IpAddress => "inet".to_owned(),
        StorageType::Enum { native: None, .. } => "text".to_owned(),
        StorageType::Enum {
            native: Some(name), ..
        } => enum_type(name, subject)?,
        StorageType::Opaque { dialect, spelling } if is_of_family(*dialect) => spelling.clone(),
        StorageType::Opaque { dialect, spelling } => return Err(foreign_type(*dialect, spelling, subject)),
    })
}

/// Refuses a type that is another flavour's own.
pub(crate) fn check_own_type(
    storage: &StorageType,
    subject: &str,
    server: Server,
) -> Result<(), Unsupported> {
    let StorageType::Opaque { dialect, spelling } = storage else {
        return Ok(());
    };
    if server.flavour.product.sql_names.contains(dialect) {
        Ok(())
    } else {
        Err(foreign_type(*dialect, spelling, subject))
    }
}

fn foreign_type(dialect: DialectName, spelling: &str, subject: &str) -> Unsupported {
    unknown_type(subject, format!("the type {spelling} is {dialect}'s own"))
}

/// An array item's type.
pub(crate) fn item_type(item: ArrayItem) -> &'static str {
    match item {
        ArrayItem::Text => "text",
        ArrayItem::Integer => "integer",
        ArrayItem::Float => "double precision",
        ArrayItem::Boolean => "boolean",
        ArrayItem::Uuid => "uuid",
    }
}

/// The quoted name of a native enum type; `namespace.name` is qualified.
pub(crate) fn enum_type(name: &str, subject: &str) -> Result<String, Unsupported> {
    let named = TableName::try_from(name.to_owned())
        .map_err(|error| unknown_type(subject, format!("the enum type's name is invalid: {error}")))?;
    if named.name().len() > GREATEST_NAME {
        let reason = format!("the enum type's name has more than {GREATEST_NAME} bytes");
        return Err(unknown_type(subject, reason));
    }
    if named.namespace().is_none() && CATALOG_TYPES.contains(&named.name()) {
        return Err(hidden_type(named.name(), subject));
    }
    Ok(quote_table(&PostgresQueryBuilder, &named))
}

/// PostgreSQL looks for a name in its catalog before the schemas of the search path.
/// <https://www.postgresql.org/docs/current/ddl-schemas.html#DDL-SCHEMAS-CATALOG>
fn hidden_type(name: &str, subject: &str) -> Unsupported {
    Unsupported {
        alternative: format!(r#"give it another name, or name its schema too, as in native="public.{name}""#),
        ..unknown_type(
            subject,
            format!("the enum type {name} has the name of a type of PostgreSQL's own"),
        )
    }
}

fn unknown_type(subject: &str, reason: String) -> Unsupported {
    Unsupported {
        subject: subject.to_owned(),
        dialect: NAME,
        feature: None,
        reason,
        alternative: "use a type that every database has, or keep the field out of this database".to_owned(),
        origin: None,
    }
}

/// The names of the types in `pg_catalog` of PostgreSQL 14 to 18, without those that begin with `_` or `pg_`.
#[rustfmt::skip]
const CATALOG_TYPES: &[&str] = &[
    "aclitem", "any", "anyarray", "anycompatible", "anycompatiblearray", "anycompatiblemultirange",
    "anycompatiblenonarray", "anycompatiblerange", "anyelement", "anyenum", "anymultirange", "anynonarray", "anyrange",
    "bit", "bool", "box", "bpchar", "bytea", "char", "cid", "cidr", "circle", "cstring", "date", "datemultirange",
    "daterange", "event_trigger", "fdw_handler", "float4", "float8", "gtsvector", "index_am_handler", "inet", "int2",
    "int2vector", "int4", "int4multirange", "int4range", "int8", "int8multirange", "int8range", "internal", "interval",
    "json", "jsonb", "jsonpath", "language_handler", "line", "lseg", "macaddr", "macaddr8", "money", "name", "numeric",
    "nummultirange", "numrange", "oid", "oidvector", "path", "point", "polygon", "record", "refcursor", "regclass",
    "regcollation", "regconfig", "regdictionary", "regnamespace", "regoper", "regoperator", "regproc",
    "regprocedure", "regrole", "regtype", "table_am_handler", "text", "tid", "time", "timestamp", "timestamptz", "timetz",
    "trigger", "tsm_handler", "tsmultirange", "tsquery", "tsrange", "tstzmultirange", "tstzrange", "tsvector",
    "txid_snapshot", "unknown", "uuid", "varbit", "varchar", "void", "xid", "xid8", "xml",
];

/// Other spellings of types, as users write them, and how PostgreSQL gives them back.
const ALIASES: &[(&str, &str)] = &[
    ("bool", "boolean"),
    ("int", "integer"),
    ("int2", "smallint"),
    ("int4", "integer"),
    ("int8", "bigint"),
    ("float4", "real"),
    ("float8", "double precision"),
    ("float", "double precision"),
    ("varbit", "bit varying"),
    ("char varying", "character varying"),
    ("dec", "numeric"),
    ("varchar", "character varying"),
    ("char", "character"),
    ("decimal", "numeric"),
    ("timestamp", "timestamp without time zone"),
    ("timestamptz", "timestamp with time zone"),
    ("time", "time without time zone"),
    ("timetz", "time with time zone"),
];

/// The types that PostgreSQL gives back by these names.
const PLAIN_TYPES: &[(&str, FieldType)] = &[
    ("smallint", FieldType::SmallInteger),
    ("integer", FieldType::Integer),
    ("bigint", FieldType::BigInteger),
    ("boolean", FieldType::Boolean),
    ("double precision", FieldType::Float),
    ("text", FieldType::Text),
    ("bytea", FieldType::Binary),
    ("date", FieldType::Date),
    ("time without time zone", FieldType::Time),
    ("timestamp with time zone", FieldType::DateTime),
    ("interval", FieldType::Duration),
    ("uuid", FieldType::Uuid),
    ("jsonb", FieldType::Json),
    ("inet", FieldType::IpAddress),
    ("vector", FieldType::Vector { dimensions: None }),
    ("text[]", FieldType::Array(ArrayItem::Text)),
    ("integer[]", FieldType::Array(ArrayItem::Integer)),
    ("double precision[]", FieldType::Array(ArrayItem::Float)),
    ("boolean[]", FieldType::Array(ArrayItem::Boolean)),
    ("uuid[]", FieldType::Array(ArrayItem::Uuid)),
];

/// The field type that is stored under this spelling; a type without a word of ours is opaque.
pub(crate) fn read_type(spelling: &str) -> FieldType {
    let spelling = TypeSpelling::of(spelling);
    let known = match (&spelling.parameters, spelling.is_array) {
        (None, _) => PLAIN_TYPES
            .iter()
            .find(|(name, _)| *name == spelling.canonical())
            .map(|(_, field_type)| field_type.clone()),
        (Some(parameters), false) => parameterized_type(&spelling.base, parameters),
        (Some(_), true) => None,
    };
    known.unwrap_or_else(|| FieldType::Opaque {
        dialect: FAMILY,
        spelling: spelling.canonical(),
    })
}

/// The storage of a type that is spelled in PostgreSQL's own words, where there is a word of ours for it after all.
pub(crate) fn catalog_type(storage: &StorageType) -> StorageType {
    match storage {
        StorageType::Opaque { dialect, spelling } if is_of_family(*dialect) => read_type(spelling).storage(),
        known => known.clone(),
    }
}

/// The parameters of a type that is written without any.
const PARAMETERS: &[(&str, &str)] = &[("bit", "1"), ("character", "1")];

/// The digits of a double's mantissa from which `float(n)` is one.
const DOUBLE_DIGITS: u32 = 25;

/// A type's spelling, taken apart: `timestamp(3) without time zone[]`.
struct TypeSpelling {
    /// Its words in PostgreSQL's own spelling.
    base: String,
    parameters: Option<String>,
    is_array: bool,
}

impl TypeSpelling {
    /// A name in quotes is taken as it is.
    fn of(spelling: &str) -> Self {
        let spelling = spelling.trim();
        let (item, is_array) = match spelling.split_once('[') {
            Some((item, _)) if spelling.ends_with(']') && !spelling.contains('"') => (item.trim_end(), true),
            _ => (spelling, false),
        };
        let apart = item
            .split_once('(')
            .filter(|_| !item.contains('"'))
            .and_then(|(start, rest)| Some((start.trim_end(), rest.split_once(')')?)));
        let (words, parameters) = match apart {
            Some((start, (parameters, end))) => (folded(&format!("{start}{end}")), Some(parameters)),
            None => (folded(item), None),
        };
        let parameters = parameters.map(|list| list.split(',').map(str::trim).collect::<Vec<_>>().join(","));
        let alias = ALIASES.iter().find(|(alias, _)| words == *alias);
        let base = alias.map_or(words.as_str(), |(_, canonical)| *canonical);
        let (base, parameters) = with_usual_parameters(&words, base, parameters);
        Self {
            base: base.to_owned(),
            parameters,
            is_array,
        }
    }

    /// As PostgreSQL gives it back. The parameters of a time come before its time zone.
    fn canonical(&self) -> String {
        let (start, end) = match self.base.split_once(" with") {
            Some((start, _)) => self.base.split_at(start.len()),
            None => (self.base.as_str(), ""),
        };
        let parameters = self.parameters.as_ref();
        let parameters = parameters.map(|parameters| format!("({parameters})"));
        let brackets = if self.is_array { "[]" } else { "" };
        format!("{start}{}{end}{brackets}", parameters.unwrap_or_default())
    }
}

/// In lower case with single spaces, but for names in quotes.
fn folded(words: &str) -> String {
    if words.contains('"') {
        words.to_owned()
    } else {
        words
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .to_lowercase()
    }
}

fn with_usual_parameters<'a>(
    words: &str,
    base: &'a str,
    parameters: Option<String>,
) -> (&'a str, Option<String>) {
    match (words, parameters) {
        ("float", Some(digits)) => match digits.parse::<u32>() {
            Ok(digits) if digits < DOUBLE_DIGITS => ("real", None),
            Ok(_) | Err(_) => (base, None),
        },
        (_, Some(digits)) if base == "numeric" && !digits.contains(',') => {
            (base, Some(format!("{digits},0")))
        }
        (_, Some(parameters)) => (base, Some(parameters)),
        (_, None) => {
            let usual = PARAMETERS.iter().find(|(name, _)| *name == base);
            (base, usual.map(|(_, parameters)| (*parameters).to_owned()))
        }
    }
}

fn parameterized_type(base: &str, parameters: &str) -> Option<FieldType> {
    let numbers = parameters.split(',').map(|number| number.trim().parse::<u32>());
    let numbers: Vec<u32> = numbers.collect::<Result<_, _>>().ok()?;
    match (base, numbers.as_slice()) {
        ("character varying", [length]) => Some(FieldType::String { max_length: *length }),
        // More than that PostgreSQL refuses.
        ("numeric", [digits @ ..=1000, scale @ ..=1000]) => Some(FieldType::Decimal {
            max_digits: *digits,
            decimal_places: *scale,
        }),
        ("vector", [dimensions]) => Some(FieldType::Vector {
            dimensions: Some(*dimensions),
        }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;

    use super::*;

    #[test]
    fn every_spelling_is_read_as_the_type_it_spells() {
        for (spelling, expected) in PLAIN_TYPES {
            assert_eq!(read_type(spelling), *expected, "{spelling}");
        }
        for (spelling, expected) in [
            ("character varying(20)", FieldType::String { max_length: 20 }),
            ("varchar(20)", FieldType::String { max_length: 20 }),
            (
                "numeric(10,2)",
                FieldType::Decimal {
                    max_digits: 10,
                    decimal_places: 2,
                },
            ),
            ("vector(3)", FieldType::Vector { dimensions: Some(3) }),
            (
                "DECIMAL (10)",
                FieldType::Decimal {
                    max_digits: 10,
                    decimal_places: 0,
                },
            ),
            ("timestamptz", FieldType::DateTime),
            ("JSONB", FieldType::Json),
            ("float(53)", FieldType::Float),
        ] {
            assert_eq!(read_type(spelling), expected, "{spelling}");
        }
    }

    #[test]
    fn a_type_without_a_word_of_ours_is_opaque_under_its_canonical_name() {
        for (spelling, expected) in [
            ("citext", "citext"),
            ("json", "json"),
            ("timestamp", "timestamp without time zone"),
            ("char(3)", "character(3)"),
            ("numeric", "numeric"),
            ("BIGINT[]", "bigint[]"),
            ("TSVECTOR", "tsvector"),
            ("numeric(10, 2)[]", "numeric(10,2)[]"),
            ("char", "character(1)"),
            ("BIT", "bit(1)"),
            ("varbit(3)", "bit varying(3)"),
            ("float(7)", "real"),
            (
                "Timestamp (3)  Without Time Zone",
                "timestamp(3) without time zone",
            ),
            ("other.Mood", "other.mood"),
            ("timestamp(3) without time zone", "timestamp(3) without time zone"),
            ("timestamptz(3)", "timestamp(3) with time zone"),
            ("time(2)", "time(2) without time zone"),
            ("interval(3)", "interval(3)"),
            ("interval day to second(2)", "interval day to second(2)"),
            ("character varying(20)[]", "character varying(20)[]"),
            ("varchar(20)[]", "character varying(20)[]"),
            ("numeric(10,2)[]", "numeric(10,2)[]"),
            ("timestamp(3)[][]", "timestamp(3) without time zone[]"),
            ("int8[3]", "bigint[]"),
            ("other.\"Mood (2)\"[]", "other.\"Mood (2)\"[]"),
        ] {
            let opaque = FieldType::Opaque {
                dialect: FAMILY,
                spelling: expected.to_owned(),
            };
            assert_eq!(read_type(spelling), opaque);
        }
    }

    #[test]
    fn a_type_of_another_database_is_refused() {
        let storage = StorageType::Opaque {
            dialect: DialectName::Mysql,
            spelling: "year".to_owned(),
        };
        assert!(
            spell_type(&storage, "field `t.a`")
                .unwrap_err()
                .reason
                .contains("mysql's own")
        );
    }
}
