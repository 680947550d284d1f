//! Edits of models that rename, tried with rows on every database: there, back and there again.

use pretty_assertions::assert_eq;
use tempfile::TempDir;

use crate::project::{Ended, Project};
use crate::servers::{every_database, execute, number};

/// An edit of models, the questions and flags that it leads to, and how to see that the rows are there.
pub struct Case<'a> {
    /// The name of its databases.
    pub purpose: &'a str,
    /// The models before it.
    pub before: String,
    /// The rows that there are; `KEY` is the beginning of a UUID.
    pub rows: &'a [&'a str],
    /// The models after it.
    pub after: String,
    /// The refusal without flags must show these; where there are none, nothing is asked.
    pub asked: &'a [&'a str],
    /// The flags that answer.
    pub flags: &'a [&'a str],
    /// Counts the rows before and after.
    pub counts: [&'a str; 2],
}

/// Models without fields of their own accord.
pub fn models(classes: &str) -> String {
    format!(
        "from aksara import Model, fields\nfrom aksara.migrations import operations as op\n\n\n\
         class Plain(Model):\n    id = fields.Integer(primary_key=True)\n\n    class Meta:\n        \
         abstract = True\n        implicit_fields = False\n\n\n{classes}"
    )
}

/// Names in braces, quoted as the database does.
fn quoted(sql: &str, url: &str) -> String {
    let quote = if url.starts_with("mysql") || url.starts_with("mariadb") {
        "`"
    } else {
        "\""
    };
    sql.replace(['{', '}'], quote)
}

const KEY: &str = "00000000-0000-0000-0000-00000000000";

/// Makes, applies, reverts and applies the edit on every database; the rows must be there each time.
pub fn check(case: &Case<'_>) {
    check_on(case, every_database)
}

/// The same on databases of one's choice.
pub fn check_on(case: &Case<'_>, databases: fn(&TempDir, &str) -> Vec<String>) {
    let file = tempfile::tempdir().unwrap();
    for url in databases(&file, case.purpose) {
        let project = Project::with_models(&case.before);
        let run = |arguments: &[&str]| -> Ended {
            project
                .run_with(&[arguments, &["--database-url", &url]].concat(), &[])
                .succeeds()
        };
        project.run("makemigrations").succeeds();
        run(&["migrate"]);
        for row in case.rows {
            execute(&url, &quoted(&row.replace("KEY", KEY), &url));
        }
        let [before, after] = case.counts.map(|sql| quoted(sql, &url));
        let (before, after) = (before.as_str(), after.as_str());
        let count = number(&url, before);
        assert!(count > 0, "{before}");
        project.write("app/models.py", &case.after);
        if !case.asked.is_empty() {
            let ended = project.run("makemigrations");
            assert_eq!(ended.code, 3, "{}{}", ended.stdout, ended.stderr);
            for part in case.asked {
                assert!(ended.stderr.contains(part), "no {part:?} in {}", ended.stderr);
            }
        }
        let mut arguments = vec!["makemigrations", "--name", "renamed"];
        arguments.extend(case.flags);
        let made = project.run_with(&arguments, &[]).succeeds().stdout;
        let keeps_all = !made.contains("remove model") && !made.contains("remove field");
        assert!(keeps_all || case.flags.contains(&"--drop"), "{made}");
        project
            .run("makemigrations")
            .succeeds()
            .says("No changes: the models agree with the migrations");
        run(&["migrate"]);
        assert_eq!(number(&url, after), count, "{url}");
        run(&["check"]);
        run(&["migrate", "0001"]);
        assert_eq!(number(&url, before), count, "{url}");
        run(&["migrate"]);
        assert_eq!(number(&url, after), count, "{url}");
    }
}
