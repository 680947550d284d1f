//! How `makemigrations` over the files of a project grows from 500 to 5,000 models, whatever changed: tenfold, where
//! it is linear.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark fails by panicking and prints what it measures"
)]

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use aksara::{Answers, Draft, Environment, Error, Flags, NewMigration, Project};

const MODELS: usize = 500;

/// An edit of a project's models.
struct Edit {
    name: &'static str,
    before: Option<Models>,
    after: Models,
    answers: fn() -> Answers,
}

/// Models that differ in nothing but numbers.
#[derive(Clone, Copy)]
struct Models {
    class: &'static str,
    field: &'static str,
    hint: Option<&'static str>,
}

const PLAIN: Models = Models {
    class: "Table",
    field: "title",
    hint: None,
};

const EDITS: &[Edit] = &[
    Edit {
        name: "all new",
        before: None,
        after: PLAIN,
        answers: Answers::default,
    },
    Edit {
        name: "nothing changed",
        before: Some(PLAIN),
        after: PLAIN,
        answers: Answers::default,
    },
    Edit {
        name: "a field of each exchanged for another",
        before: Some(PLAIN),
        after: Models {
            field: "name",
            ..PLAIN
        },
        answers: Answers::asking_nothing,
    },
    Edit {
        name: "each renamed, as its model says",
        before: Some(PLAIN),
        after: Models {
            class: "Thing",
            hint: Some("Table"),
            ..PLAIN
        },
        answers: Answers::default,
    },
    Edit {
        name: "each renamed, to be asked about",
        before: Some(PLAIN),
        after: Models {
            class: "Thing",
            ..PLAIN
        },
        answers: Answers::default,
    },
];

impl Models {
    /// Each refers to the one before; a hundredth part of them is in each module, as in a project of that size.
    fn write(self, root: &Path, count: usize) {
        let package = root.join("app");
        fs::create_dir_all(&package).unwrap();
        let mut all = String::new();
        for part in 0..count.div_ceil(100) {
            writeln!(all, "from app.part{part} import *").unwrap();
            let numbers = part * 100..count.min((part + 1) * 100);
            let models: String = numbers.map(|number| self.text(number)).collect();
            let text = format!(
                "from aksara import Model, fields\nfrom aksara.migrations import operations as op\n{models}"
            );
            fs::write(package.join(format!("part{part}.py")), text).unwrap();
        }
        fs::write(package.join("models.py"), all).unwrap();
    }

    fn text(self, number: usize) -> String {
        let Self { class, field, hint } = self;
        let hint = hint.map(|old| format!("        renamed_from = \"{old}{number}\"\n"));
        let hint = hint.unwrap_or_default();
        let parent = number.saturating_sub(1);
        format!(
            "\n\nclass {class}{number}(Model):\n    {field} = fields.String(max_length=200)\n    parent = \
             fields.ForeignKey(\"{class}{parent}\", nullable=True)\n\n    class Meta:\n        indexes = \
             [op.Index(fields=[\"{field}\"], name=\"index{number}\")]\n{hint}"
        )
    }
}

/// The best time of a few runs.
fn measured(edit: &Edit, count: usize) -> Duration {
    let folder = tempfile::tempdir().unwrap();
    let project = Project::open_with(
        folder.path(),
        Flags::default(),
        Environment::Fixed(BTreeMap::new()),
    )
    .unwrap();
    if let Some(before) = edit.before {
        before.write(folder.path(), count);
        let apps = project.apps().unwrap();
        let drafts = project.make_migrations(&apps, &NewMigration::default()).unwrap();
        Draft::write_all(&drafts).unwrap();
    }
    edit.after.write(folder.path(), count);
    let apps = project.apps().unwrap();
    let wanted = NewMigration {
        answers: (edit.answers)(),
        ..NewMigration::default()
    };
    let run = || {
        let start = Instant::now();
        match project.make_migrations(&apps, &wanted) {
            Ok(_) => {}
            Err(Error::Questions(questions)) => assert_eq!(questions.0.len(), count),
            Err(error) => panic!("{error}"),
        }
        start.elapsed()
    };
    (0..2).map(|_| run()).min().unwrap_or(Duration::ZERO)
}

fn main() {
    for edit in EDITS {
        let [few, many] = [MODELS, 10 * MODELS].map(|count| measured(edit, count));
        let ratio = many.as_secs_f64() / few.as_secs_f64();
        println!(
            "makemigrations, {}: {MODELS} models {few:.1?}, {} models {many:.1?}, ratio {ratio:.1}",
            edit.name,
            10 * MODELS
        );
    }
}
