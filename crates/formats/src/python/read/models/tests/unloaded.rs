//! Models in files that are not loaded.

use std::fs;

use pretty_assertions::assert_eq;

use super::*;
use crate::python::ProjectFiles;

#[test]
fn a_model_that_was_not_loaded_is_found_by_its_table() {
    let folder = tempfile::tempdir().unwrap();
    let files = [
        ("app/models.py", "class User(Model):\n    pass\n"),
        (
            "blog/models.py",
            "from aksara import Model\nclass Post(Model):\n    x = broken()\nclass Note(Model):\n    class Meta:\n        table_name = 'memos'\n",
        ),
        ("blog/broken.py", "class Tag(Model)\n"),
        (
            "blog/schemas.py",
            "from pydantic import BaseModel\nclass Comment(BaseModel):\n    pass\n",
        ),
        ("venv/x.py", "class Hidden(Model):\n    pass\n"),
    ];
    for (name, text) in files {
        fs::create_dir_all(folder.path().join(name).parent().unwrap()).unwrap();
        fs::write(folder.path().join(name), text).unwrap();
    }
    let loader = ProjectFiles::new(folder.path());
    let models = load_models(folder.path(), &[ModulePath::new("app.models")], &loader).unwrap();
    let tables =
        ["users", "posts", "memos", "tags", "comments", "hiddens"].map(|name| TableName::new(name).unwrap());
    let unloaded = find_unloaded_models(folder.path(), &loader, &models, &tables);
    let found: Vec<_> = unloaded
        .iter()
        .map(|model| format!("{} {} {}", model.table, model.module, model.origin))
        .collect();
    assert_eq!(
        found,
        [
            "posts blog.models blog/models.py:2:7",
            "memos blog.models blog/models.py:4:7"
        ]
    );
}
