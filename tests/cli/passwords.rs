//! No password is ever shown, however it is written and whatever fails.

use crate::project::{Project, USER};

/// Hosts where nothing listens, so that each command fails or falls back after it has read the URL.
const URLS: &[&str] = &[
    "postgres://me:hunter2@127.0.0.1:1/app",
    "postgres://me:Slfk?x=hunter2@127.0.0.1:1/app",
    "mysql://me:hunter2#a/b@c@127.0.0.1:1/app",
    "postgres://me:hunter2?user=y@127.0.0.1:1/app",
    "postgres://me:1?user=hunter2@127.0.0.1/app",
    "postgres://127.0.0.1:1/app?user=me&password=hunter2",
    "mysql://127.0.0.1:1/app?user=me&password=hunter2&colour=red",
    "mysql://127.0.0.1:1/app?user=me&password=a&hunter2&b=hunter2",
    "postgres://127.0.0.1:1/app?user=me&password=a&hunter2=b",
    "mysql://me:hunter2",
    "mysql://me:hunter2/app",
    "mysql:me:hunter2@127.0.0.1/app",
    "me:hunter2@127.0.0.1/app",
    "postgrs://me:hunter2@127.0.0.1/app",
];

#[test]
fn no_command_shows_a_password() {
    let project = Project::with_models(USER);
    project.run("makemigrations").succeeds();
    for url in URLS {
        for command in [
            &["status"][..],
            &["migrate", "--dry-run"],
            &["migrate"],
            &["info"],
            &["check"],
            &["sql", "0001"],
            &["verify", "--scratch-url", url],
            &["inspect"],
            &["makemigrations", "--sql", "--name", "x"],
        ] {
            let ended = project.run_with(&[command, &["--database-url", url]].concat(), &[]);
            let shown = format!("{}{}", ended.stdout, ended.stderr);
            assert!(!shown.contains("hunter2"), "{command:?} {url}:\n{shown}");
        }
        let ended = project.run_with(&["status"], &[("DATABASE_URL", url)]);
        let shown = format!("{}{}", ended.stdout, ended.stderr);
        assert!(!shown.contains("hunter2"), "{url}:\n{shown}");
    }
}

#[test]
fn a_password_whose_end_is_unclear_is_to_be_encoded() {
    let project = Project::with_models(USER);
    project.run("makemigrations").succeeds();
    for url in [
        "postgres://me:1?user=y@127.0.0.1/app",
        "mysql://me:1?user=y@127.0.0.1/app",
    ] {
        project.refuses(&["status", "--database-url", url], 1, &["? as %3F", "@ as %40"]);
    }
}

#[test]
fn events_quote_no_password() {
    let text = "from aksara.migrations import Migration\nfrom aksara.migrations import operations as op\n\n\n\
                def talk(db):\n    print(\"postgres://me:hunter2@host/db\")\n\n\nclass Migration(Migration):\n    \
                operations = [op.RunPython(talk, op.RunPython.noop)]\n";
    let project = Project::new().file("migrations/0001_talk.py", text);
    let ended = project.run("migrate --json").succeeds();
    assert!(
        ended.stdout.contains("postgres://me:***@host/db"),
        "{}",
        ended.stdout
    );
    assert!(!ended.stdout.contains("hunter2"), "{}", ended.stdout);
}

#[test]
fn a_url_in_the_wrong_place_is_shown_without_its_password() {
    let project = Project::with_models(USER);
    project.run("makemigrations").succeeds();
    let url = "postgres://me:hunter2@127.0.0.1/app";
    for arguments in [
        &["status", url][..],
        &["migrate", url],
        &["sql", url],
        &["makemigrations", url],
        &["migrate", "--databse-url", url],
    ] {
        let ended = project.run_with(arguments, &[]);
        assert_ne!(ended.code, 0);
        let shown = format!("{}{}", ended.stdout, ended.stderr);
        assert!(!shown.contains("hunter2"), "{arguments:?}:\n{shown}");
    }
}

#[test]
fn a_settings_file_that_is_not_understood_is_shown_without_its_password() {
    let project = Project::with_models(USER);
    project.run("makemigrations").succeeds();
    for (file, text) in [
        (
            ".env",
            "DATABASE_URL=postgres://me:hunter2 and more@127.0.0.1/app\n",
        ),
        (".env", "DATABASE_URL='postgres://me:hunter2@127.0.0.1/app\n"),
        (
            "settings.py",
            "DATABASE_URL = 'postgres://me:hunter2@127.0.0.1/app' + name()\n",
        ),
        (
            "settings.py",
            "PASSWORD = 'hunter2'\nDATABASE_URL = f'postgres://me:{PASSWORD}@{host()}/app'\n",
        ),
        (
            "settings.py",
            "DATABASE_URL = 'postgres://me:hunter2@127.0.0.1/app\n",
        ),
    ] {
        project.write(file, text);
        let ended = project.run("status");
        assert_ne!(ended.code, 0);
        let shown = format!("{}{}", ended.stdout, ended.stderr);
        assert!(!shown.contains("hunter2"), "{text}:\n{shown}");
        assert!(shown.contains(file), "{text}:\n{shown}");
        std::fs::remove_file(project.path(file)).unwrap();
    }
}
