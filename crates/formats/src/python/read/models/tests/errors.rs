//! Text that cannot be understood is an error with its place, and nothing is loaded.

use aksara_diagnostic::Diagnose;
use pretty_assertions::assert_eq;

use super::*;

/// Checks the place and the beginning of the message.
fn check_error(text: &str, place: &str, message: &str) {
    check_error_in(&[("app/models.py", text)], place, message);
}

fn check_error_in(files: &[(&str, &str)], place: &str, message: &str) {
    match load(files) {
        Err(ModelsError::Python(error)) => {
            let found = format!("{}: {error}", error.origin());
            assert!(found.starts_with(&format!("{place}: {message}")), "{found}");
        }
        other => panic!("expected `{message}`, got {other:?}"),
    }
}

#[test]
fn unknown_fields_and_keywords_are_refused_with_a_suggestion() {
    check_error(
        "class A(Model):\n    x = fields.Strng()\n",
        "app/models.py:2:9",
        "there is no field `Strng`; did you mean `String`?",
    );
    check_error(
        "class A(Model):\n    x = fields.String(max_lenght=3)\n",
        "app/models.py:2:23",
        "`String` has no argument `max_lenght`; did you mean `max_length`?",
    );
    check_error(
        "class A(Model):\n    x = feilds.String()\n",
        "app/models.py:2:9",
        "nothing in this file defines `feilds`; did you mean",
    );
    check_error(
        "from django.db import models\nclass A(Model):\n    x = models.CharField()\n",
        "app/models.py:3:9",
        "there is no field `django.db.models.CharField`",
    );
    check_error(
        "from .kinds import MoneyField\nclass A(Model):\n    x = MoneyField()\n",
        "app/models.py:1:1",
        "the project has no module `app.kinds`",
    );
}

#[test]
fn code_that_computes_is_refused() {
    check_error(
        "class A(Model):\n    if DEBUG:\n        x = fields.Integer()\n",
        "app/models.py:2:5",
        "this statement is not allowed in a model",
    );
    check_error(
        "class A(Model):\n    x = fields.Integer() if DEBUG else fields.Text()\n",
        "app/models.py:2:9",
        "a conditional expression would have to be run",
    );
    check_error(
        "class A(Model):\n    x = y = fields.Integer()\n",
        "app/models.py:2:5",
        "this assignment is not allowed in a model",
    );
    check_error(
        "class B(Model):\n    pass\nif DEBUG:\n    class A(Model):\n        pass\n",
        "app/models.py:4:11",
        "the model `A` under a condition or in a block is not allowed in a module",
    );
    check_error(
        "def make(kind):\n    for x in kind:\n        pass\nclass A(Model):\n    x = make(1)\n",
        "app/models.py:2:5",
        "this statement is not allowed in a helper function",
    );
}

#[test]
fn bases_from_outside_are_known_or_refused() {
    check_error(
        "from lib import Audited\nclass A(Audited, Model):\n    pass\n",
        "app/models.py:2:9",
        "the class `A` derives from `lib.Audited`, which is neither",
    );
    check_error(
        "from lib import BaseModel\nclass A(BaseModel):\n    x = fields.Integer()\n",
        "app/models.py:2:9",
        "the class `A` derives from `lib.BaseModel`",
    );
    check_error(
        "class A(Modell):\n    x = fields.Integer()\n",
        "app/models.py:1:9",
        "nothing in this file defines `Modell`; did you mean",
    );
    check_error(
        "class X(Model):\n    pass\nclass A(Model, X):\n    pass\n",
        "app/models.py:3:7",
        "the bases of the class `A` have no consistent order",
    );
    let files = [
        (
            "app/models.py",
            "from .b import B\nclass A(B, Model):\n    pass\n",
        ),
        ("app/b.py", "from .models import A\nclass B(A):\n    pass\n"),
    ];
    check_error_in(&files, "app/b.py:2:7", "`B` refers to itself");
}

#[test]
fn classes_that_are_no_models_may_derive_from_anything() {
    let text = "from pydantic import BaseModel, Field\nfrom typing import Generic\nclass Payload(BaseModel):\n    x: int = Field(default=1)\nclass Oops(Exception):\n    pass\nclass A(Generic[T], Model):\n    pass\n";
    assert_eq!(table_names(&load_text(text).unwrap()), ["as"]);
}

#[test]
fn unknown_targets_and_options_are_refused_with_a_suggestion() {
    check_error(
        "class User(Model):\n    boss = fields.ForeignKey('Usr')\n",
        "app/models.py:2:12",
        "there is no model `Usr`; did you mean `User`?",
    );
    check_error(
        "class User(Model):\n    teams = fields.ManyToMany('Team')\n",
        "app/models.py:2:31",
        "there is no model `Team`",
    );
    check_error(
        "class User(Model):\n    class Meta:\n        index = []\n",
        "app/models.py:3:9",
        "a Meta has no attribute `index`; did you mean `indexes`?",
    );
    check_error(
        "class User(Model):\n    name = fields.Text()\n    class Meta:\n        unique_together = [('name', 'nme')]\n",
        "app/models.py:4:37",
        "the table `users` has no field `nme`; did you mean `name`?",
    );
    check_error(
        "class User(Model):\n    class Meta:\n        indexes = [['a', 'b'], 3]\n",
        "app/models.py:3:21",
        "the table `users` has no field `a`",
    );
}

#[test]
fn a_target_of_two_modules_must_say_which() {
    let files = [
        (
            "app/models.py",
            "from . import a, b\nclass C(Model):\n    x = fields.ForeignKey('User')\n",
        ),
        ("app/a.py", "class User(Model):\n    __tablename__ = 'a_users'\n"),
        ("app/b.py", "class User(Model):\n    __tablename__ = 'b_users'\n"),
    ];
    check_error_in(
        &files,
        "app/models.py:3:9",
        "`User` may be any of app.a.User, app.b.User",
    );
}

#[test]
fn two_models_or_fields_must_not_share_a_place_in_the_database() {
    check_error(
        "class User(Model):\n    pass\nclass Member(Model):\n    __tablename__ = 'users'\n",
        "app/models.py:3:7",
        "the table `users` belongs to the model `User` at app/models.py:1:7 already",
    );
    check_error(
        "class User(Model):\n    a = fields.Text(db_column='b')\n    b = fields.Text()\n",
        "app/models.py:3:5",
        "the column `b` is defined twice",
    );
    check_error(
        "class User(Model):\n    tags = fields.ManyToMany('self')\nclass T(Model):\n    __tablename__ = 'users_tags'\n",
        "app/models.py:2:5",
        "the table `users_tags` belongs to the model `T` at app/models.py:3:7 already",
    );
    check_error(
        "class A:\n    x = fields.Text()\nclass B(A, Model):\n    def x(self):\n        pass\n",
        "app/models.py:4:9",
        "`x` hides an inherited field",
    );
}

#[test]
fn what_contradicts_itself_is_refused() {
    check_error(
        "class A(Model):\n    b = fields.ForeignKey('A', on_delete='SET NULL')\n",
        "app/models.py:2:9",
        "SET NULL needs a field that allows NULL",
    );
    check_error(
        "class A(Model):\n    x = fields.Integer(default='x')\n",
        "app/models.py:2:32",
        "`default` of `Integer` must be",
    );
}

#[test]
fn a_file_that_is_not_python_stops_everything() {
    check_error(
        "class A(Model)\n    pass\n",
        "app/models.py:1:15",
        "this is not valid Python",
    );
    let files = [(
        "app/models.py",
        "from app.missing import X\nclass A(Model):\n    pass\n",
    )];
    check_error_in(
        &files,
        "app/models.py:1:1",
        "the project has no module `app.missing`",
    );
    let files = [
        (
            "app/models.py",
            "from app import other\nclass A(Model):\n    pass\n",
        ),
        ("app/other.py", "x = = 1\n"),
    ];
    check_error_in(&files, "app/other.py:1:5", "this is not valid Python");
}

fn project(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}

fn load_app(files: &[(&str, &str)], app: &str) -> String {
    let folder = project(files);
    let loader = crate::python::ProjectFiles::new(folder.path());
    let error = load_models(folder.path(), &[ModulePath::new(app)], &loader).unwrap_err();
    let help = error
        .diagnosis()
        .advice
        .map(|advice| format!(" ({advice})"))
        .unwrap_or_default();
    format!("{error}{help}")
}

#[test]
fn a_misspelt_module_is_an_error_that_names_those_that_exist() {
    let files = [
        ("app/models.py", ""),
        ("app/views.py", ""),
        (".venv/lib/x.py", ""),
        ("env2/pyvenv.cfg", ""),
        ("env2/y.py", ""),
    ];
    let message = "; did you mean `app.models`? (modules: app.models, app.views)";
    for written in ["app.modles", "app", "app/models.py", "App.models"] {
        assert_eq!(
            load_app(&files, written),
            format!("the project has no module `{written}`{message}")
        );
    }
    assert_eq!(
        load_app(&[], "zzz"),
        "the project has no module `zzz` (write the models in zzz.py, or name another module\nthe project's directory \
         has no Python modules)"
    );
}

#[test]
fn a_module_without_models_is_an_error() {
    let files = [
        ("app/__init__.py", ""),
        ("app/models.py", "class A(Model):\n    pass\n"),
    ];
    let expected = "the module `app` defines no models and imports none; did you mean `app.models`?";
    assert!(
        load_app(&files, "app").starts_with(expected),
        "{}",
        load_app(&files, "app")
    );
}

#[test]
fn a_module_that_is_no_text_is_an_error() {
    let folder = project(&[]);
    std::fs::write(folder.path().join("models.py"), [0xff, 0xfe]).unwrap();
    let loader = crate::python::ProjectFiles::new(folder.path());
    let error = load_models(folder.path(), &[ModulePath::new("models")], &loader).unwrap_err();
    assert_eq!(error.to_string(), "the module `models` cannot be read");
}

#[test]
fn fields_of_one_native_type_have_the_same_values() {
    let two = |first: &str, second: &str| {
        format!(
            "class A(Model):\n    m = fields.Enum(values=[{first}], native=\"mood\")\n\
             class B(Model):\n    n = fields.Enum(values=[{second}], native=\"mood\")\n"
        )
    };
    for second in ["\"a\", \"b\"", "\"a\", \"c\", \"b\""] {
        check_error(
            &two("\"a\", \"b\", \"c\"", second),
            "app/models.py:4:5",
            "`bs.n` has other values than `as.m`, and both have the native type `mood`",
        );
    }
    assert!(load(&[("app/models.py", &two("\"a\", \"b\"", "\"a\", \"b\""))]).is_ok());
}
