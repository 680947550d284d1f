//! What is seen on terminals of 60, 80 and 200 columns, and through a pipe.

#![cfg(unix)]

use aksara_suite::server_url;
use pretty_assertions::assert_eq;

use crate::project::{Project, USER};
use crate::terminal::{ended, fitting, on_terminal, plain};

const WIDTHS: [u16; 3] = [60, 80, 200];

/// A chain of so many empty migrations after the first one.
fn chain(count: usize) -> Project {
    let project = Project::new().migration("0001_first", "dependencies = []\noperations = []");
    for number in 2..=count {
        let before = if number == 2 {
            "0001_first".to_owned()
        } else {
            format!("{:04}_step", number - 1)
        };
        project.write(
            &format!("migrations/{number:04}_step.py"),
            &crate::project::migration(&format!("dependencies = [\"{before}\"]\noperations = []")),
        );
    }
    project
}

fn shown(project: &Project, arguments: &[&str], width: u16) -> Vec<String> {
    let (_, printed) = ended(on_terminal(project, arguments, width));
    fitting(&printed, usize::from(width))
}

#[test]
fn dialects_fit_and_say_what_their_marks_mean() {
    let project = Project::new();
    for width in WIDTHS {
        let lines = shown(&project, &["dialects"], width);
        // A sentence may be in several lines.
        let text = lines
            .iter()
            .flat_map(|line| line.split_whitespace())
            .collect::<Vec<_>>()
            .join(" ");
        assert!(
            text.contains("✓ native") && text.contains("* not tested: the manual says so"),
            "{text}"
        );
        assert!(
            lines[0].contains("postgres") && lines[0].contains("sqlite"),
            "{text}"
        );
        // Features that are the same everywhere are a list.
        assert!(
            !lines
                .iter()
                .any(|line| line.trim_start().starts_with("create_table ")),
            "{text}"
        );
        assert!(text.contains("Native in all of them: create_table, "), "{text}");
        assert_eq!(text.contains("8.0.16+"), width >= 80, "{text}");
        shown(&project, &["dialects", "mysql"], width);
    }
    let piped = project.run("dialects").succeeds().stdout;
    assert!(piped.contains("8.0.16+") && !piped.contains('\u{1b}'), "{piped}");
}

#[test]
fn verify_of_several_servers_fits() {
    let names = ["POSTGRES", "MYSQL", "MARIADB"].map(|name| format!("AKSARA_TEST_{name}_URL"));
    let urls: Vec<String> = names
        .iter()
        .filter_map(|name| server_url(name).unwrap())
        .collect();
    let project = Project::with_models(USER);
    project.run("makemigrations").succeeds();
    let mut arguments = vec!["verify"];
    for url in &urls {
        arguments.extend(["--scratch-url", url.as_str()]);
    }
    for width in WIDTHS {
        let lines = shown(&project, &arguments, width);
        let row = lines
            .iter()
            .find(|line| line.contains("0001_auto_initial") && line.contains('✓'));
        assert!(row.is_some(), "{width}: {}", lines.join("\n"));
        let ended = lines
            .iter()
            .filter(|line| line.contains("1 migration there and back, 0 failed"));
        assert_eq!(ended.count(), urls.len() + 1, "{width}: {}", lines.join("\n"));
    }
}

#[test]
fn verify_says_a_finding_once_with_its_servers() {
    let Some(url) = server_url("AKSARA_TEST_POSTGRES_URL").unwrap() else {
        return;
    };
    let project = Project::new().migration(
        "0001_first",
        "dependencies = []\noperations = [op.RunSQL(\"SELECT 1\")]",
    );
    let ended = project
        .run_with(&["verify", "--scratch-url", &url], &[])
        .succeeds();
    let remarks: Vec<&str> = ended
        .stdout
        .lines()
        .filter(|line| line.starts_with("0001_first on"))
        .collect();
    assert_eq!(remarks.len(), 1, "{}", ended.stdout);
    assert!(
        remarks[0].contains("sqlite 3.") && remarks[0].contains(", postgres "),
        "{}",
        ended.stdout
    );
    assert_eq!(
        ended.stdout.matches("RunSQL has no reverse_sql").count(),
        1,
        "{}",
        ended.stdout
    );
}

#[test]
fn words_are_never_broken() {
    let project = Project::migrated();
    project.append(
        "app/models.py",
        "    a_long_name_of_a_field_that_is_required = fields.String(max_length=20)\n    another_long_name_of_a_field = \
         fields.String(max_length=20)\n",
    );
    for width in [60, 80] {
        for arguments in [
            &["check"][..],
            &["makemigrations", "--dry-run", "--no-default"],
            &["makemigrations", "--no-input"],
            &["migrate", "0009"],
            &["status", "--database-url", "postgres://127.0.0.1:1/x"],
        ] {
            let lines = shown(&project, arguments, width);
            let text = lines.join(" ");
            let words: Vec<&str> = text.split_whitespace().collect();
            let piped = project.run_with(arguments, &[]);
            let whole = format!("{} {}", piped.stdout, piped.stderr);
            for word in whole.split_whitespace().filter(|word| word.chars().count() < 40) {
                assert!(
                    words.contains(&word),
                    "{width}: {word:?} is broken in\n{}",
                    lines.join("\n")
                );
            }
        }
    }
}

#[test]
fn a_deep_history_is_drawn_flat_and_a_small_one_as_a_tree() {
    let small = chain(3);
    let tree = "0001_first\n└── 0002_step\n    └── 0003_step";
    for width in WIDTHS {
        assert_eq!(shown(&small, &["graph"], width).join("\n"), tree);
    }
    assert_eq!(small.run("graph").succeeds().stdout.trim_end(), tree);
    let deep = chain(300);
    for width in WIDTHS {
        let lines = shown(&deep, &["graph"], width);
        assert_eq!(lines.len(), 300);
        assert_eq!(lines.last().map(String::as_str), Some("0300_step"));
    }
    assert_eq!(deep.run("graph").succeeds().stdout.lines().count(), 300);
    deep.write(
        "migrations/0300_other.py",
        &crate::project::migration("dependencies = [\"0299_step\"]\noperations = []"),
    );
    deep.write(
        "migrations/0301_more.py",
        &crate::project::migration("dependencies = [\"0300_other\"]\noperations = []"),
    );
    let lines = shown(&deep, &["graph"], 80);
    assert_eq!(
        lines[298..],
        [
            "0299_step",
            "├─ 0300_other",
            "│  0301_more  ← CONFLICT: two heads",
            "0300_step"
        ]
    );
}

#[test]
fn a_long_status_collapses_what_is_applied() {
    let project = chain(60);
    project.run("migrate 0058").succeeds();
    for width in WIDTHS {
        let lines = shown(&project, &["status"], width);
        let first = lines.iter().position(|line| line.contains("[X]")).unwrap();
        assert_eq!(lines[first], " [X] 48 migrations (--all shows them)");
        assert_eq!(lines[first + 1], " [X] 0049_step");
        assert!(lines.contains(&" [ ] 0060_step".to_owned()));
    }
    assert_eq!(
        shown(&project, &["status", "--all"], 80)
            .iter()
            .filter(|line| line.contains("[X]"))
            .count(),
        58
    );
    let piped = project.run("status").succeeds().stdout;
    assert_eq!(piped.matches("[X]").count(), 58);
}

#[test]
fn a_run_closes_with_its_number_and_time() {
    let project = chain(12);
    let ended = project.run("migrate").succeeds();
    let last = ended.stdout.lines().last().unwrap();
    assert!(
        last.starts_with("Applied 12 migrations in ") && last.ends_with(" s"),
        "{last}"
    );
    let ended = project.run("migrate -2").succeeds();
    assert!(
        ended
            .stdout
            .lines()
            .last()
            .unwrap()
            .starts_with("Reverted 2 migrations in ")
    );
    let ended = project.run("migrate +1").succeeds();
    assert!(
        ended.stdout.ends_with("✓ Applied successfully\n"),
        "{}",
        ended.stdout
    );
}

#[test]
fn the_bar_of_a_backfill_leaves_nothing_behind() {
    let project = Project::new()
        .migration(
            "0001_first",
            "dependencies = []\noperations = [op.CreateTable(name=\"words\", fields=[(\"id\", \
             fields.Integer(primary_key=True)), (\"n\", fields.Integer(nullable=True))]), op.RunSQL(\"WITH RECURSIVE c(i) AS \
             (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 20000) INSERT INTO words (id) SELECT i FROM c\", \
             reverse_sql=op.RunSQL.noop)]",
        )
        .migration(
            "0002_fill",
            "dependencies = [\"0001_first\"]\noperations = [op.Backfill(model_name=\"words\", set={\"n\": \"id\"}, \
             batch_size=100, reverse_set=op.Backfill.noop)]",
        );
    project.run("migrate 0001").succeeds();
    let (code, printed) = ended(on_terminal(&project, &["migrate"], 80));
    assert_eq!(code, 0, "{printed}");
    assert!(printed.contains("rows of words, "), "{printed:?}");
    // After the last drawing of the bar its line is erased, before anything else is printed.
    let (_, end) = printed.rsplit_once(" left").unwrap();
    assert!(
        end.starts_with("\r\u{1b}[2K") || end.contains("\u{1b}[2K"),
        "{end:?}"
    );
    let end = plain(end.rsplit_once("\u{1b}[2K").unwrap().1);
    assert_eq!(
        end.trim_start(),
        "  Backfilled words: 20000 rows in 200 batches\nApplying 0002_fill... ✓ Applied successfully\n"
            .trim_start()
    );
    assert!(plain(&printed).contains("Applying 0002_fill...\n"), "{printed:?}");
}

#[test]
fn verify_of_many_migrations_shows_a_bar() {
    let project = chain(60);
    let (code, printed) = ended(on_terminal(&project, &["verify"], 80));
    assert_eq!(code, 0);
    assert!(printed.contains("/60 "), "{printed:?}");
}

#[test]
fn no_color_leaves_terminals_plain() {
    let project = Project::migrated();
    let mut command = std::process::Command::new("sh");
    command
        .arg("-c")
        .arg("NO_COLOR=1 exec \"$0\" status")
        .arg(env!("CARGO_BIN_EXE_aksara"));
    command
        .current_dir(project.path(""))
        .env("TERM", "xterm-256color");
    let session = rexpect::session::spawn_command(command, Some(60_000)).unwrap();
    let (_, printed) = ended(session);
    assert!(!printed.contains('\u{1b}'), "{printed:?}");
    let (_, printed) = ended(on_terminal(&project, &["status"], 80));
    assert!(printed.contains('\u{1b}'), "{printed:?}");
}
