use std::collections::BTreeMap;
use std::io;

use pretty_assertions::assert_eq;

use super::*;
use crate::python::ValueKind;

/// Modules in memory.
struct Files(BTreeMap<&'static str, &'static str>);

impl ModuleLoader for Files {
    fn load(&self, module: &ModulePath) -> io::Result<Option<PythonSource>> {
        let text = self.0.get(module.as_str());
        Ok(text.map(|text| PythonSource::new(format!("{}.py", module.as_str().replace('.', "/")), *text)))
    }
}

fn evaluate(text: &str, files: &[(&'static str, &'static str)]) -> Result<Value, PythonError> {
    let files = Files(files.iter().copied().collect());
    let evaluator = Evaluator::new(&files);
    let module = evaluator.add(PythonSource::new("app/main.py", text))?;
    let place = module.place_of_name("x");
    Ok(evaluator
        .lookup("x", &place, &Scope::of_module(&module))?
        .expect("the test binds x"))
}

/// The value in a short form of Python.
fn shown(value: &Value) -> String {
    let list = |items: &[Value]| items.iter().map(shown).collect::<Vec<_>>().join(", ");
    match &value.kind {
        ValueKind::None => "None".to_owned(),
        ValueKind::Boolean(truth) => format!("{truth}"),
        ValueKind::Integer(number) => number.to_string(),
        ValueKind::Float(number) => format!("{number:?}"),
        ValueKind::Text(text) => format!("{text:?}"),
        ValueKind::Bytes(bytes) => format!("bytes{bytes:?}"),
        ValueKind::Decimal(number) => format!("decimal {number}"),
        ValueKind::Date(date) => date.to_string(),
        ValueKind::Time(time) => time.to_string(),
        ValueKind::DateTime(moment) => moment.to_rfc3339(),
        ValueKind::Duration(microseconds) => format!("{microseconds}us"),
        ValueKind::Uuid(uuid) => uuid.to_string(),
        ValueKind::List(items) => format!("[{}]", list(items)),
        ValueKind::Tuple(items) => format!("({})", list(items)),
        ValueKind::Set(items) => format!("{{{}}}", list(items)),
        ValueKind::Dictionary(items) => {
            let items = items
                .iter()
                .map(|(key, value)| format!("{}: {}", shown(key), shown(value)));
            format!("{{{}}}", items.collect::<Vec<_>>().join(", "))
        }
        ValueKind::EnumMember(member) => format!("{}={}", member.name, shown(&member.value)),
        ValueKind::Enum(class) => format!("enum {}", class.class.name()),
        ValueKind::Class(class) => format!("class {}", class.path()),
        ValueKind::Function(function) => format!("def {}", function.name()),
        ValueKind::Callable(text) => format!("callable {text}"),
        ValueKind::Symbol(path) => path.to_string(),
        ValueKind::Call(call) => {
            let value = |argument: &crate::python::Argument| {
                argument.value.as_ref().map_or_else(ToString::to_string, shown)
            };
            let positional = call.positional.iter().map(value);
            let keywords = call
                .keywords
                .iter()
                .map(|keyword| format!("{}={}", keyword.name, value(&keyword.argument)));
            format!(
                "{}({})",
                call.path,
                positional.chain(keywords).collect::<Vec<_>>().join(", ")
            )
        }
    }
}

fn check(text: &str, expected: &str) {
    check_with(&[], text, expected);
}

fn check_with(files: &[(&'static str, &'static str)], text: &str, expected: &str) {
    match evaluate(text, files) {
        Ok(value) => assert_eq!(shown(&value), expected, "{text}"),
        Err(error) => panic!("{text}\n{}: {error}", error.origin()),
    }
}

fn check_error(text: &str, expected: &str) {
    check_error_with(&[], text, expected);
}

fn check_error_with(files: &[(&'static str, &'static str)], text: &str, expected: &str) {
    match evaluate(text, files) {
        Ok(value) => panic!("{text}\n{}", shown(&value)),
        Err(error) => assert_eq!(format!("{}: {error}", error.origin()), expected, "{text}"),
    }
}

#[test]
fn literals_are_data() {
    for (text, expected) in [
        ("x = None", "None"),
        ("x = -9223372036854775808", "-9223372036854775808"),
        (
            "x = 123456789012345678901234567890",
            "123456789012345678901234567890",
        ),
        ("x = -0x1F", "-31"),
        ("x = 1_000.5", "1000.5"),
        ("x = 'a' \"b\" '''c'''", "\"abc\""),
        ("x = b'a\\xff'", "bytes[97, 255]"),
        ("x = [1, (2,), {3}, {'k': None}]", "[1, (2), {3}, {\"k\": None}]"),
        ("x = 'é😀\\u00e9\\n'", "\"é😀é\\n\""),
    ] {
        check(text, expected);
    }
}

#[test]
fn constants_are_joined_and_formatted() {
    for (text, expected) in [
        ("A = 'a'\nx = A + 'b'", "\"ab\""),
        ("A = [1]\nx = A + [2] + [*A]", "[1, 2, 1]"),
        ("A = 2\nx = A * 128 - 1 + 0", "255"),
        ("A = 'u'\nN = 3\nx = f'{A}_{N}' '!'", "\"u_3!\""),
        ("A = {'k': 1}\nx = {**A, 'l': A['k']}", "{\"k\": 1, \"l\": 1}"),
        ("A = (1, 2)\nx = A[-1]", "2"),
        ("x = None or '' or 'c'", "\"c\""),
        ("x = [1]\nx += [2]", "[1, 2]"),
        ("x: list[int] = [1]", "[1]"),
        ("x = y = 5", "5"),
    ] {
        check(text, expected);
    }
}

#[test]
fn a_name_means_what_it_was_bound_to_last() {
    check("A = 1\nx = A\nA = 2", "1");
    check("A = 1\ndef f():\n    return A\nx = f()\nA = 2", "2");
    check("try:\n    A = 1\nexcept ImportError:\n    A = 2\nx = A", "1");
    check(
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    A = 1\nx = A",
        "1",
    );
}

#[test]
fn constructors_of_the_standard_library_give_data() {
    for (text, expected) in [
        ("from decimal import Decimal\nx = Decimal('1.50')", "decimal 1.50"),
        ("import decimal as d\nx = d.Decimal(5)", "decimal 5"),
        ("import datetime\nx = datetime.date(2024, 2, 29)", "2024-02-29"),
        (
            "from datetime import datetime\nx = datetime(2024, 1, 2, 3, 4)",
            "2024-01-02T03:04:00+00:00",
        ),
        (
            "from datetime import datetime, timezone\nx = datetime(2024, 1, 2, tzinfo=timezone.utc)",
            "2024-01-02T00:00:00+00:00",
        ),
        (
            "import datetime as dt\nx = dt.datetime(2024, 1, 2, tzinfo=dt.timezone(dt.timedelta(hours=2)))",
            "2024-01-01T22:00:00+00:00",
        ),
        (
            "from datetime import time\nx = time(10, microsecond=7)",
            "10:00:00.000007",
        ),
        (
            "from datetime import timedelta\nx = timedelta(days=1, hours=1.5)",
            "91800000000us",
        ),
        (
            "import uuid\nx = uuid.UUID('00000000-0000-0000-0000-000000000001')",
            "00000000-0000-0000-0000-000000000001",
        ),
        ("x = dict(a=1, b=list((1, 2)))", "{\"a\": 1, \"b\": [1, 2]}"),
    ] {
        check(text, expected);
    }
}

#[test]
fn enums_have_members_with_values() {
    let color = "from enum import Enum\nclass Color(str, Enum):\n    RED = 'red'\n    BLUE = 'b' + 'lue'\n";
    check(&format!("{color}x = Color.RED"), "RED=\"red\"");
    check(&format!("{color}x = Color.BLUE.value"), "\"blue\"");
    check(&format!("{color}x = Color('blue')"), "BLUE=\"blue\"");
    check(&format!("{color}x = Color['RED'].name"), "\"RED\"");
    check(&format!("{color}x = Color"), "enum Color");
    check(
        "from enum import StrEnum, auto\nclass S(StrEnum):\n    ON = auto()\nx = S.ON",
        "ON=\"on\"",
    );
    check(
        "import enum\nclass N(enum.IntEnum):\n    A = 5\n    B = enum.auto()\nx = N.B",
        "B=6",
    );
    check_error(
        &format!("{color}x = Color.GREED"),
        "app/main.py:5:5: the class Color has no `GREED`; did you mean `RED`?",
    );
}

#[test]
fn helper_functions_become_what_they_return() {
    for (text, expected) in [
        (
            "def f(a, b=2, *, c):\n    'doc'\n    return [a, b, c]\nx = f(1, c=3)",
            "[1, 2, 3]",
        ),
        (
            "def f(*args, **options):\n    return (args, options)\nx = f(1, k=2)",
            "((1), {\"k\": 2})",
        ),
        (
            "def f(name):\n    key = name + '_id'\n    return key\nx = f('user')",
            "\"user_id\"",
        ),
        (
            "from aksara import fields\ndef f(**o):\n    return fields.Text(**o)\nx = f(unique=True)",
            "aksara.fields.Text(unique=true)",
        ),
    ] {
        check(text, expected);
    }
}

#[test]
fn imports_resolve_in_the_project_and_calls_by_their_canonical_path() {
    let files = [
        (
            "app.constants",
            "from .limits import LONG\nNAME = 'n'\nfrom enum import Enum\nclass E(Enum):\n    A = 1",
        ),
        ("app.limits", "LONG = 100"),
        ("shared", "from app.constants import *"),
    ];
    for (text, expected) in [
        ("from .constants import LONG as L\nx = L", "100"),
        ("from app.constants import E\nx = E.A", "A=1"),
        ("import app.constants\nx = app.constants.NAME", "\"n\""),
        ("from app import constants as c\nx = c.LONG", "100"),
        ("from shared import *\nx = NAME", "\"n\""),
        (
            "from aksara.migrations import operations as op\nx = op.AddField",
            "aksara.migrations.operations.AddField",
        ),
        (
            "from aksara.fields import *\nx = String(max_length=5)",
            "aksara.fields.String(max_length=5)",
        ),
        ("import uuid as u\nx = u.uuid4", "uuid.uuid4"),
        ("x = [dict, list]", "[builtins.dict, builtins.list]"),
        ("x = lambda: 5", "callable lambda: 5"),
        (
            "from functools import partial\nx = partial(int, 5)",
            "callable partial(int, 5)",
        ),
    ] {
        check_with(&files, text, expected);
    }
    check_error_with(
        &files,
        "from .constants import LONK\nx = LONK",
        "app/main.py:2:5: app/constants.py has no `LONK`; did you mean `LONG`?",
    );
}

#[test]
fn what_would_have_to_be_run_is_an_error_with_its_place() {
    for (text, expected) in [
        (
            "x = [n for n in y]",
            "app/main.py:1:5: a comprehension would have to be run to know its value",
        ),
        (
            "x = 1 if y else 2",
            "app/main.py:1:5: a conditional expression would have to be run to know its value",
        ),
        (
            "x = 'a'.upper()",
            "app/main.py:1:5: `upper` of the text \"a\" would have to be run to know its value",
        ),
        (
            "x = []\nfor i in range(3):\n    x.append(i)",
            "app/main.py:2:1: this statement, which sets or changes `x`, would have to be run to know its value",
        ),
        (
            "x = 1 / 2",
            "app/main.py:1:5: `/` of the number 1 and the number 2 would have to be run to know its value",
        ),
        (
            "def f():\n    if True:\n        return 1\nx = f()",
            "app/main.py:2:5: this statement is not allowed in a helper function, which may set names and return an expression",
        ),
        (
            "x = undefined",
            "app/main.py:1:5: nothing in this file defines `undefined`",
        ),
        (
            "CONST = 1\nx = CONTS",
            "app/main.py:2:5: nothing in this file defines `CONTS`; did you mean `CONST`?",
        ),
        (
            "x = 1e999",
            "app/main.py:1:5: this number is 1e999: it is too large; write it in decimal",
        ),
        (
            "import datetime\nx = datetime.date(2023, 2, 29)",
            "app/main.py:2:5: datetime.date(2023, 2, 29): there is no such date",
        ),
        (
            "from decimal import Decimal\nx = Decimal(1.1)",
            "app/main.py:2:13: `value` of `Decimal` must be a text, which keeps every digit, not the number 1.1",
        ),
        (
            "import os\nx = os.environ['A']",
            "app/main.py:2:5: the environment variable `A` would have to be run to know its value",
        ),
        (
            "x = (",
            "app/main.py:1:6: this is not valid Python: unexpected EOF while parsing",
        ),
    ] {
        check_error(text, expected);
    }
}

#[test]
fn definitions_that_never_end_are_an_error_and_no_crash() {
    check_error(
        "def f():\n    return f()\nx = f()",
        "app/main.py:2:12: `f` refers to itself, or nests too deeply",
    );
    let files = [("a", "from b import x"), ("b", "from a import x")];
    check_error_with(
        &files,
        "from a import x",
        "app/main.py:1:1: `from a import x` refers to itself, or nests too deeply",
    );
    let deep = format!("x = {}1{}", "[".repeat(5000), "]".repeat(5000));
    assert!(evaluate(&deep, &[]).is_err());
}

#[test]
fn a_module_that_cannot_be_read_is_an_error() {
    struct Broken;
    impl ModuleLoader for Broken {
        fn load(&self, _: &ModulePath) -> io::Result<Option<PythonSource>> {
            Err(io::Error::other("denied"))
        }
    }
    let evaluator = Evaluator::new(&Broken);
    let module = evaluator
        .add(PythonSource::new("main.py", "from app import y\nx = y"))
        .unwrap();
    let place = module.place_of_name("x");
    let error = evaluator
        .lookup("x", &place, &Scope::of_module(&module))
        .unwrap_err();
    assert_eq!(error.to_string(), "the module `app` cannot be read");
    assert_eq!(
        std::error::Error::source(&error)
            .map(ToString::to_string)
            .as_deref(),
        Some("denied")
    );
}
