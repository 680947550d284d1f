//! A program that migrates by itself: the library's calls return values and print nothing.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;

use aksara::{Draft, Environment, Event, Flags, NewMigration, Project, Request};
use chrono::{NaiveDate, NaiveDateTime};
use pretty_assertions::assert_eq;

const USER: &str = "from aksara import Model, fields\n\n\nclass User(Model):\n    name = fields.Text()\n";

fn moment() -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2026, 2, 7)
        .unwrap()
        .and_hms_opt(10, 30, 0)
        .unwrap()
}

fn project(root: &Path) -> Project {
    Project::open_with(root, Flags::default(), Environment::Fixed([].into())).unwrap()
}

fn wanted() -> NewMigration {
    NewMigration {
        generated_at: moment(),
        ..NewMigration::default()
    }
}

#[tokio::test]
async fn a_project_elsewhere_is_migrated_without_the_command() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("models.py"), USER).unwrap();
    let project = project(folder.path());
    let apps = project.apps().unwrap();
    let [draft] = <[Draft; 1]>::try_from(project.make_migrations(&apps, &wanted()).unwrap()).unwrap();
    assert!(
        draft
            .text
            .starts_with("\"\"\"\nMigration: initial\nGenerated: 2026-02-07T10:30:00\n\"\"\"\n")
    );
    draft.write().unwrap();
    assert_eq!(project.make_migrations(&apps, &wanted()).unwrap(), []);

    let migrator = project.migrator().unwrap();
    let mut finished = Vec::new();
    let mut sink = |event: Event<'_>| {
        if let Event::Finished { migration, .. } = event {
            finished.push(migration.entry.name.to_string());
        }
    };
    let plan = migrator.migrate(&Request::default(), &mut sink).await.unwrap();
    assert_eq!(
        (plan.migrations.len(), finished),
        (1, vec!["0001_auto_initial".to_owned()])
    );
    assert_eq!(migrator.status().await.unwrap().applied_count(), 1);
    assert!(migrator.plan(&Request::default()).await.unwrap().is_empty());
    assert!(folder.path().join("db.sqlite3").exists());
}

#[test]
fn a_draft_is_never_written_over_a_file() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("models.py"), USER).unwrap();
    let project = project(folder.path());
    let drafts = project
        .make_migrations(&project.apps().unwrap(), &wanted())
        .unwrap();
    let [draft] = <[Draft; 1]>::try_from(drafts).unwrap();
    draft.write().unwrap();
    fs::write(&draft.path, "mine").unwrap();
    let error = draft.write().unwrap_err().to_string();
    assert!(error.contains("0001_auto_initial.py exists already"), "{error}");
    assert_eq!(fs::read_to_string(&draft.path).unwrap(), "mine");
    let files = fs::read_dir(folder.path().join("migrations")).unwrap().count();
    assert_eq!(files, 2);
}

#[tokio::test]
async fn what_cannot_be_planned_makes_no_database() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("migrations")).unwrap();
    fs::write(folder.path().join("migrations/0001_bad.py"), "nothing here").unwrap();
    let migrator = project(folder.path()).migrator().unwrap();
    assert!(
        migrator
            .migrate(&Request::default(), &mut |_: Event<'_>| {})
            .await
            .is_err()
    );
    assert!(!folder.path().join("db.sqlite3").exists());
}
