//! The stubs of the package `aksara_engine`: what migration and model files import, with the parameters that are read here.

use std::fmt::Write;

use super::read::fields::FIELD_CLASSES;
use super::read::migrations::OPERATIONS;
use super::{Parameter, ParameterKind, Signature};

const HEADER: &str = "# Made from the tables that files are read by; a test of the engine compares them.\n";

/// What else `fields` has, in models' `Meta` and as defaults.
const BESIDE_FIELDS: &str = "\
class Index:
    def __init__(self, *, name: str = ..., fields: Sequence[str] = ..., unique: bool = ..., **details: Any) -> None: ...

class UniqueConstraint:
    def __init__(self, *, name: str = ..., fields: Sequence[str] = ..., **details: Any) -> None: ...

class CheckConstraint:
    def __init__(self, *, name: str = ..., expression: str = ..., **details: Any) -> None: ...

CurrentTimestamp: Any
RandomUUID: Any
NoDefault: Any
";

/// The operations that have names of their own.
const NOOPS: &[&str] = &["RunPython", "RunSQL", "Backfill"];

/// The types of parameters, by name; of the others nothing is said.
const TYPES: &[(&str, &str)] = &[
    ("auto_increment", "bool"),
    ("auto_now", "bool"),
    ("auto_now_add", "bool"),
    ("batch_size", "int"),
    ("blank", "bool"),
    ("cascade", "bool"),
    ("collation", "str | Mapping[str, str]"),
    ("comment", "str"),
    ("concurrently", "bool"),
    ("db_column", "str"),
    ("db_index", "bool"),
    ("decimal_places", "int"),
    ("field", "Any"),
    ("forward", "Callable[..., Any]"),
    ("if_exists", "bool"),
    ("if_not_exists", "bool"),
    ("invisible", "bool"),
    ("managed", "bool"),
    ("max_digits", "int"),
    ("max_length", "int"),
    ("model_name", "str"),
    ("name", "str"),
    ("new_name", "str"),
    ("nullable", "bool"),
    ("old_name", "str"),
    ("on_delete", "str"),
    ("on_update", "str"),
    ("primary_key", "bool | Sequence[str]"),
    ("related_name", "str"),
    ("reverse", "Callable[..., Any]"),
    ("set", "Mapping[str, Any]"),
    ("table", "str"),
    ("type", "str"),
    ("unique", "bool"),
];

/// `aksara_engine/fields.pyi`
pub fn fields() -> String {
    let mut text = format!("{HEADER}from typing import Any, Mapping, Sequence\n\nclass Field: ...\n\n");
    for class in FIELD_CLASSES {
        write_class(&mut text, &class.signature, "Field", "");
    }
    text.push_str(BESIDE_FIELDS);
    text
}

/// `aksara_engine/migrations/operations.pyi`
pub fn operations() -> String {
    let mut text =
        format!("{HEADER}from typing import Any, Callable, Mapping, Sequence\n\nclass Operation: ...\n\n");
    for class in OPERATIONS {
        let name = class.signature.name;
        let noop = if NOOPS.contains(&name) {
            "    noop: Any\n"
        } else {
            ""
        };
        write_class(&mut text, &class.signature, "Operation", noop);
    }
    text.trim_end().to_owned() + "\n"
}

fn write_class(text: &mut String, signature: &Signature, base: &str, members: &str) {
    let mut parameters: Vec<&Parameter> = Vec::new();
    for parameter in signature.groups.iter().flat_map(|group| group.iter()) {
        if parameters.iter().all(|known| known.name != parameter.name) {
            parameters.push(parameter);
        }
    }
    // Another name of a parameter is only ever written out.
    let is_keyword = |parameter: &&&Parameter| {
        parameter.keyword_only || matches!(parameter.kind, ParameterKind::AliasOf(_))
    };
    let (keywords, positional): (Vec<&&Parameter>, Vec<&&Parameter>) =
        parameters.iter().partition(is_keyword);
    let mut lines: Vec<String> = positional
        .into_iter()
        .map(|parameter| written(parameter))
        .collect();
    if !keywords.is_empty() {
        lines.push("*".to_owned());
    }
    lines.extend(keywords.into_iter().map(|parameter| written(parameter)));
    let lines: String = lines.iter().map(|line| format!("        {line},\n")).collect();
    // Writing into a text does not fail.
    let _ = write!(
        text,
        "class {}({base}):\n{members}    def __init__(\n        self,\n{lines}    ) -> None: ...\n\n",
        signature.name
    );
}

/// A parameter. None must be given, since many may be given under another name.
fn written(parameter: &Parameter) -> String {
    let meant = match parameter.kind {
        ParameterKind::AliasOf(name) => name,
        ParameterKind::Required | ParameterKind::Optional | ParameterKind::Ignored => parameter.name,
    };
    let known = TYPES.iter().find(|(name, _)| *name == meant);
    let of_type = known.map_or("Any", |(_, of_type)| of_type);
    format!("{}: {of_type} = ...", parameter.name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;
    use std::path::Path;

    #[test]
    fn the_package_has_the_stubs_of_these_tables() {
        let package = Path::new(env!("CARGO_MANIFEST_DIR")).join("../cli/python/aksara_engine");
        for (file, text) in [
            ("fields.pyi", fields()),
            ("migrations/operations.pyi", operations()),
        ] {
            let path = package.join(file);
            if std::env::var_os("AKSARA_WRITE_STUBS").is_some() {
                std::fs::write(&path, &text).unwrap();
            }
            assert_eq!(
                std::fs::read_to_string(&path).unwrap(),
                text,
                "{file}: AKSARA_WRITE_STUBS=1 writes it"
            );
        }
    }
}
