//! The field classes and what each accepts: those of `aksara.fields`, and 0.7.2's own in migrations.

use aksara_schema::{FieldType, StorageType, nearest};

use crate::python::read::other_tools;
use crate::python::{Call, ErrorKind, Parameter, PythonError, Signature};

/// A field class.
#[derive(Debug)]
pub struct FieldClass {
    /// The name and the signature.
    pub signature: Signature,
    /// The result.
    pub kind: FieldKind,
}

/// The result of a field class.
#[derive(Debug)]
pub enum FieldKind {
    /// A type without parameters.
    Plain(FieldType),
    /// A text type with a greatest length.
    Sized {
        /// The type of this length.
        build: fn(u32) -> FieldType,
        /// The length where none is given.
        max_length: u32,
    },
    /// `Decimal(max_digits, decimal_places)`
    Decimal,
    /// `DateTime(auto_now, auto_now_add)`
    DateTime,
    /// `Array(item_type)`
    Array,
    /// 0.7.2's `ArrayField(sql_type)`
    ArrayOfSqlType,
    /// `Vector(dimensions)`
    Vector,
    /// `Enum(enum_class)`, `Enum(values=[…])`
    Enum,
    /// 0.7.2's `EnumField(allowed_values)`: a text without a check.
    UncheckedEnum,
    /// `ForeignKey(to)`
    ForeignKey,
    /// `OneToOne(to)`: a foreign key that is unique.
    OneToOne,
    /// 0.7.2's `ForeignKeyField(to_table, to_column, …)`
    ForeignKeyOfColumn,
    /// 0.7.2's `OneToOneField(to_table, to_column, …)`
    OneToOneOfColumn,
    /// `Opaque(dialect, spelling)`: a type as one dialect spells it.
    Opaque,
    /// `ManyToMany(to)`: a table of its own, and no column.
    ManyToMany,
    /// `GenericForeignKey(…)`: two columns.
    GenericForeignKey,
}

impl FieldKind {
    /// Whether it is a foreign key whose column is named after the attribute.
    pub fn is_relation(&self) -> bool {
        matches!(
            self,
            Self::ForeignKey | Self::OneToOne | Self::ForeignKeyOfColumn | Self::OneToOneOfColumn
        )
    }

    /// Whether NULL is allowed where the call says nothing.
    pub fn allows_null(&self) -> bool {
        matches!(
            self,
            Self::Plain(FieldType::Json) | Self::Array | Self::ArrayOfSqlType
        )
    }

    /// Whether it makes this type.
    pub fn makes(&self, field_type: &FieldType) -> bool {
        match (self, field_type) {
            (Self::Plain(known), _) => known == field_type,
            (Self::Sized { build, .. }, _) => {
                length(field_type).is_some_and(|length| build(length) == *field_type)
            }
            (Self::Decimal, FieldType::Decimal { .. })
            | (Self::DateTime, FieldType::DateTime)
            | (Self::Array, FieldType::Array(_))
            | (Self::Vector, FieldType::Vector { .. })
            | (Self::Enum, FieldType::Enum { .. })
            | (Self::Opaque, FieldType::Opaque { .. }) => true,
            (_, _) => false,
        }
    }

    /// Whether it is unique by itself.
    pub fn is_unique(&self) -> bool {
        matches!(self, Self::OneToOne | Self::OneToOneOfColumn)
    }
}

/// The greatest length of a text that has one.
pub fn length(field_type: &FieldType) -> Option<u32> {
    match field_type.storage() {
        StorageType::Varchar(length) => Some(length),
        _ => None,
    }
}

/// The class of `aksara.fields` that makes a type; none of a foreign key without a target.
pub fn class_of(field_type: &FieldType) -> Option<&'static FieldClass> {
    FIELD_CLASSES.iter().find(|class| class.kind.makes(field_type))
}

/// The keywords that every class of `aksara.fields` accepts.
const COMMON: &[Parameter] = &[
    Parameter::keyword("nullable"),
    Parameter::alias("null", "nullable"),
    Parameter::keyword("primary_key"),
    Parameter::keyword("auto_increment"),
    Parameter::keyword("unique"),
    Parameter::keyword("db_index"),
    Parameter::keyword("default"),
    Parameter::keyword("db_default"),
    Parameter::keyword("generated"),
    Parameter::keyword("storage"),
    Parameter::keyword("collation"),
    Parameter::keyword("comment"),
    Parameter::keyword("on_update_now"),
    Parameter::keyword("invisible"),
    Parameter::keyword("db_column"),
    Parameter::keyword("references"),
    Parameter::keyword("to_field"),
    Parameter::keyword("on_delete"),
    Parameter::keyword("on_update"),
    Parameter::keyword("deferrable"),
    Parameter::ignored("ai_description"),
    Parameter::ignored("ai_sensitive"),
    Parameter::ignored("ai_agent_writable"),
    // Django's keywords about forms and the admin: no column has them.
    Parameter::ignored("blank"),
    Parameter::ignored("editable"),
    Parameter::ignored("error_messages"),
    Parameter::ignored("help_text"),
    Parameter::ignored("validators"),
    Parameter::ignored("verbose_name"),
];

const TEXT: &[Parameter] = &[
    Parameter::optional("max_length"),
    Parameter::ignored("min_length"),
    Parameter::ignored("choices"),
    Parameter::ignored("regex"),
    Parameter::ignored("strip_whitespace"),
];
const LONG_TEXT: &[Parameter] = &[
    Parameter::ignored("max_length"),
    Parameter::ignored("min_length"),
    Parameter::ignored("strip_whitespace"),
];
const NUMBER: &[Parameter] = &[
    Parameter::ignored("min_value"),
    Parameter::ignored("max_value"),
    Parameter::ignored("choices"),
];
const DECIMAL: &[Parameter] = &[
    Parameter::optional("max_digits"),
    Parameter::optional("decimal_places"),
];
const MOMENT: &[Parameter] = &[Parameter::keyword("auto_now"), Parameter::keyword("auto_now_add")];
const SIZE: &[Parameter] = &[Parameter::optional("max_length")];
const SLUG: &[Parameter] = &[
    Parameter::optional("max_length"),
    Parameter::ignored("allow_unicode"),
    Parameter::ignored("auto_from"),
];
const FILE: &[Parameter] = &[
    Parameter::optional("max_length"),
    Parameter::ignored("upload_to"),
    Parameter::ignored("allowed_extensions"),
];
const FILE_PATH: &[Parameter] = &[
    Parameter::optional("max_length"),
    Parameter::ignored("path"),
    Parameter::ignored("match"),
    Parameter::ignored("recursive"),
    Parameter::ignored("allow_files"),
    Parameter::ignored("allow_folders"),
];
const ENUM: &[Parameter] = &[
    Parameter::optional("enum_class"),
    Parameter::keyword("values"),
    Parameter::keyword("choices"),
    Parameter::keyword("native"),
];
const RELATION: &[Parameter] = &[
    Parameter::required("to"),
    Parameter::ignored("related_name"),
    Parameter::alias("column_name", "db_column"),
];
const MANY_TO_MANY: &[Parameter] = &[
    Parameter::required("to"),
    Parameter::ignored("related_name"),
    Parameter::keyword("through"),
    Parameter::ignored("ai_description"),
    Parameter::ignored("ai_sensitive"),
    Parameter::ignored("ai_agent_writable"),
    Parameter::ignored("blank"),
    Parameter::ignored("help_text"),
    Parameter::ignored("verbose_name"),
];
const GENERIC: &[Parameter] = &[
    Parameter::optional("content_type_field"),
    Parameter::optional("object_id_field"),
    Parameter::keyword("nullable"),
    Parameter::keyword("object_id_max_length"),
    Parameter::ignored("ai_description"),
    Parameter::ignored("ai_sensitive"),
    Parameter::ignored("ai_agent_writable"),
];

/// 0.7.2's common keywords.
const COMMON_0_7: &[Parameter] = &[
    Parameter::keyword("primary_key"),
    Parameter::keyword("nullable"),
    Parameter::keyword("unique"),
    Parameter::keyword("default"),
    Parameter::ignored("ai_description"),
    Parameter::ignored("ai_sensitive"),
    Parameter::ignored("ai_agent_writable"),
];
const RELATION_0_7: &[Parameter] = &[
    Parameter::required("to_table"),
    Parameter::optional("to_column"),
    Parameter::keyword("on_delete"),
    Parameter::keyword("on_update"),
    Parameter::keyword("column_type"),
];
const MANY_TO_MANY_0_7: &[Parameter] = &[
    Parameter::required("source_table"),
    Parameter::required("target_table"),
    Parameter::required("field_name"),
    Parameter::keyword("source_column"),
    Parameter::keyword("target_column"),
];

const fn class(name: &'static str, groups: &'static [&'static [Parameter]], kind: FieldKind) -> FieldClass {
    FieldClass {
        signature: Signature { name, groups },
        kind,
    }
}

/// The classes of `aksara.fields`. Each is also known with `Field` after its name.
pub static FIELD_CLASSES: &[FieldClass] = &[
    class(
        "String",
        &[TEXT, COMMON],
        FieldKind::Sized {
            build: |max_length| FieldType::String { max_length },
            max_length: 255,
        },
    ),
    class("Text", &[LONG_TEXT, COMMON], FieldKind::Plain(FieldType::Text)),
    class("Integer", &[NUMBER, COMMON], FieldKind::Plain(FieldType::Integer)),
    class(
        "SmallInteger",
        &[NUMBER, COMMON],
        FieldKind::Plain(FieldType::SmallInteger),
    ),
    class(
        "BigInteger",
        &[NUMBER, COMMON],
        FieldKind::Plain(FieldType::BigInteger),
    ),
    class(
        "PositiveInteger",
        &[NUMBER, COMMON],
        FieldKind::Plain(FieldType::PositiveInteger),
    ),
    class(
        "PositiveSmallInteger",
        &[NUMBER, COMMON],
        FieldKind::Plain(FieldType::PositiveSmallInteger),
    ),
    class(
        "PositiveBigInteger",
        &[NUMBER, COMMON],
        FieldKind::Plain(FieldType::PositiveBigInteger),
    ),
    class("Boolean", &[COMMON], FieldKind::Plain(FieldType::Boolean)),
    class("Float", &[NUMBER, COMMON], FieldKind::Plain(FieldType::Float)),
    class("Decimal", &[DECIMAL, NUMBER, COMMON], FieldKind::Decimal),
    class("Date", &[COMMON], FieldKind::Plain(FieldType::Date)),
    class("Time", &[COMMON], FieldKind::Plain(FieldType::Time)),
    class("Duration", &[COMMON], FieldKind::Plain(FieldType::Duration)),
    class("DateTime", &[MOMENT, COMMON], FieldKind::DateTime),
    class("UUID", &[COMMON], FieldKind::Plain(FieldType::Uuid)),
    class("JSON", &[COMMON], FieldKind::Plain(FieldType::Json)),
    class(
        "Array",
        &[&[Parameter::optional("item_type")], COMMON],
        FieldKind::Array,
    ),
    class(
        "Vector",
        &[&[Parameter::optional("dimensions")], COMMON],
        FieldKind::Vector,
    ),
    class(
        "Email",
        &[TEXT, COMMON],
        FieldKind::Sized {
            build: |max_length| FieldType::Email { max_length },
            max_length: 254,
        },
    ),
    class("URL", &[LONG_TEXT, COMMON], FieldKind::Plain(FieldType::Url)),
    class(
        "Slug",
        &[SLUG, COMMON],
        FieldKind::Sized {
            build: |max_length| FieldType::Slug { max_length },
            max_length: 50,
        },
    ),
    class(
        "File",
        &[FILE, COMMON],
        FieldKind::Sized {
            build: |max_length| FieldType::File { max_length },
            max_length: 500,
        },
    ),
    class(
        "Image",
        &[FILE, COMMON],
        FieldKind::Sized {
            build: |max_length| FieldType::Image { max_length },
            max_length: 500,
        },
    ),
    class(
        "FilePath",
        &[FILE_PATH, COMMON],
        FieldKind::Sized {
            build: |max_length| FieldType::FilePath { max_length },
            max_length: 100,
        },
    ),
    class("Enum", &[ENUM, COMMON], FieldKind::Enum),
    class(
        "IPAddress",
        &[
            &[Parameter::ignored("protocol"), Parameter::ignored("unpack_ipv4")],
            COMMON,
        ],
        FieldKind::Plain(FieldType::IpAddress),
    ),
    class("Binary", &[COMMON], FieldKind::Plain(FieldType::Binary)),
    class("ForeignKey", &[RELATION, COMMON], FieldKind::ForeignKey),
    class("OneToOne", &[RELATION, COMMON], FieldKind::OneToOne),
    class(
        "Opaque",
        &[
            &[Parameter::required("dialect"), Parameter::required("spelling")],
            COMMON,
        ],
        FieldKind::Opaque,
    ),
    class("ManyToMany", &[MANY_TO_MANY], FieldKind::ManyToMany),
    class("GenericForeignKey", &[GENERIC], FieldKind::GenericForeignKey),
];

/// 0.7.2's own classes in `aksara.migrations.operations`.
static FIELD_CLASSES_0_7: &[FieldClass] = &[
    class("UUIDField", &[COMMON_0_7], FieldKind::Plain(FieldType::Uuid)),
    class(
        "StringField",
        &[SIZE, COMMON_0_7],
        FieldKind::Sized {
            build: |max_length| FieldType::String { max_length },
            max_length: 255,
        },
    ),
    class(
        "EmailField",
        &[SIZE, COMMON_0_7],
        FieldKind::Sized {
            build: |max_length| FieldType::Email { max_length },
            max_length: 254,
        },
    ),
    class(
        "SlugField",
        &[SIZE, COMMON_0_7],
        FieldKind::Sized {
            build: |max_length| FieldType::Slug { max_length },
            max_length: 50,
        },
    ),
    class(
        "FileField",
        &[SIZE, COMMON_0_7],
        FieldKind::Sized {
            build: |max_length| FieldType::File { max_length },
            max_length: 500,
        },
    ),
    class(
        "ImageField",
        &[SIZE, COMMON_0_7],
        FieldKind::Sized {
            build: |max_length| FieldType::Image { max_length },
            max_length: 500,
        },
    ),
    class(
        "FilePathField",
        &[SIZE, COMMON_0_7],
        FieldKind::Sized {
            build: |max_length| FieldType::FilePath { max_length },
            max_length: 100,
        },
    ),
    class("TextField", &[COMMON_0_7], FieldKind::Plain(FieldType::Text)),
    class(
        "BooleanField",
        &[COMMON_0_7],
        FieldKind::Plain(FieldType::Boolean),
    ),
    class("DateField", &[COMMON_0_7], FieldKind::Plain(FieldType::Date)),
    class("TimeField", &[COMMON_0_7], FieldKind::Plain(FieldType::Time)),
    class(
        "DurationField",
        &[COMMON_0_7],
        FieldKind::Plain(FieldType::Duration),
    ),
    class("FloatField", &[COMMON_0_7], FieldKind::Plain(FieldType::Float)),
    class("URLField", &[COMMON_0_7], FieldKind::Plain(FieldType::Url)),
    class(
        "IntegerField",
        &[COMMON_0_7],
        FieldKind::Plain(FieldType::Integer),
    ),
    class(
        "BigIntegerField",
        &[COMMON_0_7],
        FieldKind::Plain(FieldType::BigInteger),
    ),
    class(
        "SmallIntegerField",
        &[COMMON_0_7],
        FieldKind::Plain(FieldType::SmallInteger),
    ),
    class(
        "IPAddressField",
        &[COMMON_0_7],
        FieldKind::Plain(FieldType::IpAddress),
    ),
    class("BinaryField", &[COMMON_0_7], FieldKind::Plain(FieldType::Binary)),
    class("DateTimeField", &[MOMENT, COMMON_0_7], FieldKind::DateTime),
    class("DecimalField", &[DECIMAL, COMMON_0_7], FieldKind::Decimal),
    class("JSONField", &[COMMON_0_7], FieldKind::Plain(FieldType::Json)),
    class(
        "ArrayField",
        &[&[Parameter::optional("sql_type")], COMMON_0_7],
        FieldKind::ArrayOfSqlType,
    ),
    class(
        "VectorField",
        &[&[Parameter::optional("dimensions")], COMMON_0_7],
        FieldKind::Vector,
    ),
    class(
        "EnumField",
        &[
            &[
                Parameter::optional("allowed_values"),
                Parameter::ignored("enum_name"),
            ],
            COMMON_0_7,
        ],
        FieldKind::UncheckedEnum,
    ),
    class(
        "ForeignKeyField",
        &[RELATION_0_7, COMMON_0_7],
        FieldKind::ForeignKeyOfColumn,
    ),
    class(
        "OneToOneField",
        &[RELATION_0_7, COMMON_0_7],
        FieldKind::OneToOneOfColumn,
    ),
    class("ManyToManyField", &[MANY_TO_MANY_0_7], FieldKind::ManyToMany),
];

/// The class that a call names, or an error that names the nearest one.
pub fn field_class(call: &Call) -> Result<&'static FieldClass, PythonError> {
    let name = call.name();
    let older = FIELD_CLASSES_0_7.iter().filter(|_| is_of_operations(call));
    let found = older
        .into_iter()
        .find(|class| class.signature.name == name)
        .or_else(|| of_models(name));
    found
        .filter(|_| call.is_of_package())
        .ok_or_else(|| unknown(call))
}

/// Whether a call is written in 0.7.2's form: `op.StringField(…)`.
pub(crate) fn is_older_form(call: &Call) -> bool {
    is_of_operations(call)
        && FIELD_CLASSES_0_7
            .iter()
            .any(|class| class.signature.name == call.name())
}

fn is_of_operations(call: &Call) -> bool {
    call.path.starts_with("aksara.migrations.")
}

/// A class of `aksara.fields` by its name, with or without `Field` after it.
fn of_models(name: &str) -> Option<&'static FieldClass> {
    let stem = name.strip_suffix("Field").unwrap_or(name);
    FIELD_CLASSES.iter().find(|class| class.signature.name == stem)
}

fn unknown(call: &Call) -> PythonError {
    let known = || FIELD_CLASSES.iter().map(|class| class.signature.name);
    let older = || FIELD_CLASSES_0_7.iter().map(|class| class.signature.name);
    let suggestion = if is_of_operations(call) {
        nearest(call.name(), older())
    } else {
        nearest(call.name(), known())
    };
    let name = if call.is_of_package() {
        call.name().to_owned()
    } else {
        call.path.to_string()
    };
    let suggestion = other_tools::field(call.name()).or(suggestion).map(str::to_owned);
    let known = known().collect::<Vec<_>>().join(", ");
    call.place.error(ErrorKind::UnknownField {
        name,
        suggestion,
        known,
    })
}
