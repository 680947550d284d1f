//! Defaults of columns.
//!
//! CURRENT_TIMESTAMP follows the time zone of the session that inserts the row; `utc_timestamp` does not, so that
//! a moment is UTC whoever writes it. Two kinds of fields take the session's clock nevertheless: a `timestamp`, which
//! the server converts from the session's time zone, and a field with ON UPDATE, which knows no other clock: with two
//! clocks in one column its first value would differ from all later ones. A constant on a large object needs
//! parentheses on MySQL (<https://dev.mysql.com/doc/refman/9.4/en/data-type-defaults.html>).

use aksara_dialect::{Feature, Unsupported, spell_sql_expression};
use aksara_schema::{Default, Expression, Field, Literal, SqlExpression, StorageType, ValueKind};

use crate::flavour::{Quirk, Server};
use crate::literal::spell_literal;
use crate::own_type::OwnType;
use crate::physical::{self, DefaultForm};
use crate::server_text::canonical;
use crate::token::{Token, tokens};
use crate::types::Kept;

/// The type of a column that gets a default.
struct Typed<'a> {
    storage: &'a StorageType,
    kept: Kept<'a>,
    on_update_now: bool,
}

impl Typed<'_> {
    fn session_moment(&self) -> Option<String> {
        session_moment(&self.kept, self.on_update_now)
    }
}

/// The default as a value, which an UPDATE can set.
fn default_value(
    default: &Default,
    column: &Typed<'_>,
    subject: &str,
    server: Server,
) -> Result<String, Unsupported> {
    if is_moment(default)
        && let Some(moment) = column.session_moment()
    {
        return Ok(moment);
    }
    match default {
        Default::Literal(literal) => Ok(spell_literal(literal, column.storage)),
        Default::CurrentTimestamp => {
            let moment = current_moment(column.storage);
            moment
                .map(str::to_owned)
                .ok_or_else(|| no_moment(subject, server))
        }
        Default::RandomUuid => Ok(random_uuid(server)),
        Default::Expression(expression) => spell_sql_expression(expression, subject, server.flavour),
    }
}

/// The default of a field's column; DEFAULT NULL is none.
pub(super) fn default_of(
    field: &Field,
    subject: &str,
    server: Server,
) -> Result<Option<physical::Default>, Unsupported> {
    let default = field.default.as_ref();
    let default = default.filter(|default| !matches!(default, Default::Literal(Literal::Null)));
    default
        .map(|default| build(default, field, subject, server))
        .transpose()
}

/// A constant as the default of a field's column.
pub(crate) fn constant_default(
    constant: &Literal,
    field: &Field,
    subject: &str,
    server: Server,
) -> Result<physical::Default, Unsupported> {
    build(&Default::Literal(constant.clone()), field, subject, server)
}

fn build(
    default: &Default,
    field: &Field,
    subject: &str,
    server: Server,
) -> Result<physical::Default, Unsupported> {
    let storage = field.field_type.storage();
    let column = Typed {
        storage: &storage,
        kept: Kept::of(&storage),
        on_update_now: field.options.on_update_now,
    };
    let value = default_value(default, &column, subject, server)?;
    let (feature, form) = form(default, &value, &column);
    if form != DefaultForm::Plain {
        server.demand(feature, subject, "leave the default out, or upgrade the server")?;
    }
    Ok(physical::Default { value, form })
}

/// The form of a default, and the feature that it needs where it is not plain.
fn form(default: &Default, value: &str, column: &Typed<'_>) -> (Feature, DefaultForm) {
    let constant = || {
        let is_large = column.kept.is_large_object() || column.kept.is_geometry();
        let form = if is_large {
            DefaultForm::LargeConstant
        } else {
            DefaultForm::Plain
        };
        (Feature::LargeObjectDefault, form)
    };
    let feature = Feature::ExpressionDefault;
    match default {
        Default::Literal(_) => constant(),
        moment if is_moment(moment) && column.session_moment().is_some() => (feature, DefaultForm::Plain),
        Default::Expression(SqlExpression::PerDialect(_)) if is_plain_moment(value, column) => {
            (feature, DefaultForm::Plain)
        }
        Default::Expression(SqlExpression::PerDialect(_)) if is_constant(value) => constant(),
        Default::RandomUuid => (feature, DefaultForm::Random),
        Default::CurrentTimestamp | Default::Expression(_) => (feature, DefaultForm::Expression),
    }
}

/// Whether SQL is the moment as our own word for it is spelled.
pub(crate) fn is_our_moment(sql: &str, storage: &StorageType, on_update_now: bool) -> bool {
    let ours = session_moment(&Kept::of(storage), on_update_now)
        .or_else(|| current_moment(storage).map(str::to_owned));
    ours.is_some_and(|ours| canonical(&ours) == canonical(sql))
}

/// Whether SQL is the one moment that needs no parentheses, in a column that holds moments.
fn is_plain_moment(sql: &str, column: &Typed<'_>) -> bool {
    let is_moment = |own: &OwnType| own.is_timestamp() || own.is_date_time();
    let holds_moments =
        *column.storage == StorageType::DateTime || column.kept.own.as_ref().is_some_and(is_moment);
    let tokens = tokens(sql);
    let is_current = |word: &str| word.eq_ignore_ascii_case("current_timestamp");
    holds_moments
        && match tokens.as_slice() {
            [Token::Word(word)]
            | [Token::Word(word), Token::Symbol("("), Token::Symbol(")")]
            | [
                Token::Word(word),
                Token::Symbol("("),
                Token::Number(_),
                Token::Symbol(")"),
            ] => is_current(word),
            _ => false,
        }
}

/// Whether SQL is a constant, which the column takes as it is. In parentheses it would be an expression: those come
/// with MySQL 8.0.13, and are kept in another way.
fn is_constant(sql: &str) -> bool {
    let tokens = tokens(sql);
    let constant = match tokens.as_slice() {
        [Token::Word(word), rest @ ..] if word.starts_with('_') => rest,
        all => all,
    };
    matches!(
        constant,
        [Token::Text(_) | Token::Number(_)]
            | [Token::Symbol("-"), Token::Number(_)]
            | [Token::Word("x" | "X" | "b" | "B"), Token::Text(_)]
    )
}

/// The moment by the session's clock: for a `timestamp`, where UTC would be another moment, and for a field with ON
/// UPDATE. It has the column's own precision (1294), and no parentheses.
pub(crate) fn session_moment(kept: &Kept<'_>, on_update_now: bool) -> Option<String> {
    let precision = kept.session_precision(on_update_now)?;
    let digits = match precision {
        0 => String::new(),
        digits => format!("({digits})"),
    };
    Some(format!("CURRENT_TIMESTAMP{digits}"))
}

/// Whether the default is the moment, by our word or as an expression.
fn is_moment(default: &Default) -> bool {
    matches!(
        default,
        Default::CurrentTimestamp
            | Default::Expression(SqlExpression::Portable(Expression::CurrentTimestamp))
    )
}

/// The moment in UTC; `None` for what holds no date and no time.
fn current_moment(storage: &StorageType) -> Option<&'static str> {
    match storage.facts().kind {
        ValueKind::DateTime | ValueKind::Opaque => Some("utc_timestamp(6)"),
        ValueKind::Date => Some("utc_date()"),
        ValueKind::Time => Some("utc_time(6)"),
        _ => None,
    }
}

fn no_moment(subject: &str, server: Server) -> Unsupported {
    server.refuse(
        None,
        subject,
        "the field holds no date and no time, so that the moment cannot be its default",
        "make it a DateTime, Date or Time",
    )
}

/// A random UUID of version 4. `uuid()` is of version 1 here: it shows the machine and the time.
pub(crate) fn random_uuid(server: Server) -> String {
    let digits = if server.version >= server.flavour.random_bytes_since {
        RANDOM_BYTES
    } else {
        RANDOM_HASH
    };
    if server.flavour.has(Quirk::DefaultsMixCollations) {
        uuid_from(&ascii(digits), &ascii(VARIANT))
    } else {
        uuid_from(digits, VARIANT)
    }
}

/// Whether SQL is an expression that was ever written for a random UUID.
pub(crate) fn is_random_uuid(sql: &str) -> bool {
    let sql = canonical(sql);
    [RANDOM_BYTES, RANDOM_HASH].into_iter().any(|digits| {
        let plain = uuid_from(digits, VARIANT);
        let in_ascii = uuid_from(&ascii(digits), &ascii(VARIANT));
        canonical(&plain) == sql || canonical(&in_ascii) == sql
    })
}

/// Expressions for 32 random hexadecimal digits.
const RANDOM_BYTES: &str = "hex(random_bytes(16))";
const RANDOM_HASH: &str = "md5(concat(rand(), uuid(), rand()))";
/// The digit of the variant.
const VARIANT: &str = "substr('89ab', 1 + floor(rand() * 4), 1)";

fn ascii(text: &str) -> String {
    format!("convert({text} using ascii)")
}

/// Puts version, variant and hyphens into 32 hexadecimal digits.
fn uuid_from(digits: &str, variant: &str) -> String {
    let versioned = format!("insert(insert({digits}, 13, 1, '4'), 17, 1, {variant})");
    let hyphenated = [9, 14, 19, 24].iter().fold(versioned, |text, place| {
        format!("insert({text}, {place}, 0, '-')")
    });
    format!("lower({hyphenated})")
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;

    use super::*;

    #[test]
    fn the_moment_of_a_timestamp_has_its_precision_alone() {
        for (spelling, expected) in [
            ("timestamp", Some("CURRENT_TIMESTAMP")),
            ("TIMESTAMP(3)", Some("CURRENT_TIMESTAMP(3)")),
            ("timestamp without system versioning", Some("CURRENT_TIMESTAMP")),
            (
                "timestamp(6) without system versioning",
                Some("CURRENT_TIMESTAMP(6)"),
            ),
            ("year(4)", None),
        ] {
            let storage = StorageType::Opaque {
                dialect: crate::flavour::FAMILY,
                spelling: spelling.to_owned(),
            };
            assert_eq!(
                session_moment(&Kept::of(&storage), false).as_deref(),
                expected,
                "{spelling}"
            );
        }
    }
}
