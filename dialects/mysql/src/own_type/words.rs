//! The words of types that the engine has none for, as tables.

/// Other words for a type.
pub(super) const SYNONYMS: &[(&str, &str)] = &[
    ("bool", "tinyint(1)"),
    ("boolean", "tinyint(1)"),
    ("int1", "tinyint"),
    ("int2", "smallint"),
    ("int3", "mediumint"),
    ("middleint", "mediumint"),
    ("int4", "int"),
    ("integer", "int"),
    ("int8", "bigint"),
    ("dec", "decimal"),
    ("fixed", "decimal"),
    ("numeric", "decimal"),
    ("float4", "float"),
    ("float8", "double"),
    ("real", "double"),
    ("double precision", "double"),
    ("character", "char"),
    ("character varying", "varchar"),
    ("char varying", "varchar"),
    ("varcharacter", "varchar"),
    ("long", "mediumtext"),
    ("long varchar", "mediumtext"),
    ("long varbinary", "mediumblob"),
    ("geomcollection", "geometrycollection"),
];

/// The parameters of a type that is written without any.
pub(super) const PARAMETERS: &[(&str, &str)] = &[
    ("binary", "(1)"),
    ("bit", "(1)"),
    ("char", "(1)"),
    ("decimal", "(10,0)"),
];

/// Types whose number in parentheses is how wide they are shown with ZEROFILL, and what it is where nothing says so.
pub(super) const WIDTHS: &[(&str, &str)] = &[
    ("tinyint", "(3)"),
    ("smallint", "(5)"),
    ("mediumint", "(8)"),
    ("int", "(10)"),
    ("bigint", "(20)"),
];

/// Texts.
pub(super) const TEXTS: &[&str] = &[
    "char",
    "varchar",
    "tinytext",
    "text",
    "mediumtext",
    "longtext",
    "enum",
    "set",
];

/// Types whose values are outside the row.
pub(super) const LARGE_OBJECTS: &[&str] = &[
    "tinytext",
    "text",
    "mediumtext",
    "longtext",
    "tinyblob",
    "blob",
    "mediumblob",
    "longblob",
    "json",
];

/// Geometries.
pub(super) const GEOMETRIES: &[&str] = &[
    "geometry",
    "point",
    "linestring",
    "polygon",
    "multipoint",
    "multilinestring",
    "multipolygon",
    "geometrycollection",
];

/// Words for the characters of a text, or for how they are compared.
pub(super) const CHARSET_WORDS: &[&str] = &[
    "collate",
    "charset",
    "character",
    "ascii",
    "unicode",
    "byte",
    "binary",
];
