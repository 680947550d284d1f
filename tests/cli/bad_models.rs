//! Models that cannot be read: an error with the place, and no file written.

use crate::project::{Project, USER};

/// A line in the body of the model.
fn with_line(line: &str) -> Project {
    Project::with_models(&format!("{USER}    {line}\n"))
}

#[test]
fn an_unknown_app_is_an_error_with_a_suggestion() {
    let project = Project::with_models(USER);
    project.refuses(
        &["makemigrations", "--app", "app.model"],
        2,
        &["app.model", "did you mean `app.models`?"],
    );
    project.refuses(&["makemigrations", "--app", "nowhere"], 2, &["nowhere"]);
    project.refuses(
        &["makemigrations", "--app", "app.models", "--app", "shop"],
        2,
        &["shop"],
    );
}

#[test]
fn without_any_models_module_it_says_where_it_looked() {
    Project::new().refuses(
        &["makemigrations"],
        2,
        &["write them in app/models.py, models.py or src/models.py", "--app"],
    );
}

#[test]
fn a_module_without_models_would_drop_everything() {
    let project = Project::migrated();
    project.write("app/models.py", "from aksara import fields\n");
    project.refuses(&["makemigrations"], 2, &["app.models", "no models"]);
}

#[test]
fn bad_lines_are_shown_with_file_line_and_what_is_accepted() {
    for (line, parts) in [
        (
            "phone = fields.String(",
            &["app/models.py:8", "not valid Python"][..],
        ),
        (
            "phone = fields.Sting(max_length=5)",
            &["app/models.py:7", "did you mean `String`?"],
        ),
        (
            "phone = fields.String(max_lenght=5)",
            &["app/models.py:7", "did you mean `max_length`?"],
        ),
        (
            "phone = fields.String(max_length=-5)",
            &["app/models.py:7", "max_length"],
        ),
        (
            "phone = fields.String(max_length=compute())",
            &["app/models.py:7", "compute"],
        ),
        ("owner = fields.ForeignKey(\"Usr\")", &["app/models.py:7", "Usr"]),
    ] {
        with_line(line).refuses(&["makemigrations"], 1, parts);
    }
}

#[test]
fn a_table_is_not_dropped_because_its_module_was_not_named() {
    let project = Project::with_models(USER).file("shop/models.py", &USER.replace("User", "Product"));
    project
        .run("makemigrations --app app.models --app shop.models")
        .succeeds();
    project.refuses(
        &["makemigrations", "--no-rename"],
        1,
        &["products", "shop/models.py", "--app shop.models"],
    );
}

#[test]
fn a_name_defined_twice_is_refused() {
    let twice = format!("{USER}\n\nclass Users(Model):\n    class Meta:\n        table_name = \"users\"\n");
    Project::with_models(&twice).refuses(&["makemigrations"], 1, &["users"]);
}
