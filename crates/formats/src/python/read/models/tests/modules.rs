//! Models over several modules, and the modules that are used by convention.

use pretty_assertions::assert_eq;

use super::*;

const PACKAGE: &[(&str, &str)] = &[
    ("app/__init__.py", ""),
    (
        "app/models/__init__.py",
        "import app.audit\nfrom . import user\nfrom .post import Post as _Post, Tag\n",
    ),
    (
        "app/models/user.py",
        "from ..base import Base\n\nclass User(Base):\n    pass\n",
    ),
    (
        "app/models/post.py",
        "from app.base import *\nclass Post(Base):\n    pass\nclass Tag(Base):\n    pass\n",
    ),
    (
        "app/base.py",
        "from aksara import Model\nclass Base(Model):\n    __abstract__ = True\n    note = fields.Text()\n",
    ),
    (
        "app/audit.py",
        "from aksara import Model\nclass Log(Model):\n    pass\n",
    ),
    ("app/views.py", "class Hidden(Model):\n    pass\n"),
];

#[test]
fn models_are_found_in_every_module_that_is_imported() {
    let models = load(PACKAGE).unwrap();
    assert_eq!(table_names(&models), ["logs", "posts", "tags", "users"]);
    let modules: Vec<&str> = models.modules.iter().map(ModulePath::as_str).collect();
    assert_eq!(
        modules,
        [
            "app",
            "app.audit",
            "app.base",
            "app.models",
            "app.models.post",
            "app.models.user"
        ]
    );
}

#[test]
fn several_modules_can_be_named() {
    let files = Files::new(&[
        (
            "shop/models.py",
            "from blog.models import Base\nclass Item(Base):\n    post = fields.ForeignKey('Post')\n",
        ),
        (
            "blog/models.py",
            "class Base(Model):\n    __abstract__ = True\nclass Post(Base):\n    pass\n",
        ),
    ]);
    let apps = ["shop.models", "blog.models"].map(ModulePath::new);
    let models = load_models(Path::new("/nowhere"), &apps, &files).unwrap();
    assert_eq!(table_names(&models), ["items", "posts"]);
}

#[test]
fn circular_imports_do_no_harm() {
    let files = [
        (
            "app/models.py",
            "from app.other import B\nclass A(Model):\n    b = fields.ForeignKey('B')\n",
        ),
        (
            "app/other.py",
            "from app import models\nclass B(Model):\n    a = fields.ForeignKey('A')\n",
        ),
    ];
    assert_eq!(table_names(&load(&files).unwrap()), ["as", "bs"]);
}

#[test]
fn the_default_module_is_the_first_that_exists() {
    let default = |names: &[&str]| {
        let files = Files::new(&names.iter().map(|name| (*name, "")).collect::<Vec<_>>());
        find_default_app(&files).unwrap().map(|module| module.to_string())
    };
    assert_eq!(
        default(&["models.py", "app/models/__init__.py"]).as_deref(),
        Some("app.models")
    );
    assert_eq!(
        default(&["src/models.py", "models.py"]).as_deref(),
        Some("models")
    );
    assert_eq!(default(&["src/models.py"]).as_deref(), Some("src.models"));
    assert_eq!(default(&["app/views.py"]), None);
}
