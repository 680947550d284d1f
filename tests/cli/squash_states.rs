//! Databases that have all, none or some of the originals of a squash, forward and back.

use crate::servers::{execute, number};
use crate::squash_project::{ALL, BESIDE, SQUASH, demand_end, on_every_database, project, recorded, run};

#[test]
fn a_database_with_nothing_runs_the_squash_and_reverts_over_it() {
    on_every_database("squash_none", |url| {
        let project = project();
        run(&project, url, "migrate 0001").succeeds();
        execute(url, "INSERT INTO posts (id, title) VALUES (1, 'a')");
        project.run("squash 0001..0004").succeeds();
        run(&project, url, "status")
            .succeeds()
            .says(&format!("[ ] {SQUASH} (replaces 3 migrations)"));
        let applied = run(&project, url, "migrate").succeeds();
        assert!(
            applied.stdout.contains(&format!("Applying {SQUASH}")),
            "{}",
            applied.stdout
        );
        assert!(
            !applied.stdout.contains("Applying 0002_slugs"),
            "{}",
            applied.stdout
        );
        demand_end(&project, url, 1);
        run(&project, url, "migrate 0001").succeeds();
        recorded(url, &["0001_first"]);
        assert_eq!(number(url, "SELECT count(*) FROM posts"), 1);
        run(&project, url, "migrate").succeeds();
        recorded(url, ALL);
        // Back into the squash, by its originals.
        run(&project, url, "migrate 0003_fill").succeeds();
        recorded(url, &["0001_first", "0002_slugs", "0003_fill"]);
        run(&project, url, "status")
            .succeeds()
            .says("[X] 0003_fill")
            .says("[ ] 0004_authors");
        run(&project, url, "migrate").succeeds();
        recorded(url, ALL);
        run(&project, url, "migrate zero").succeeds();
        recorded(url, &[]);
    });
}

#[test]
fn a_database_with_some_of_the_originals_runs_the_others() {
    on_every_database("squash_some", |url| {
        for applied in ["0002_slugs", "0003_fill"] {
            let project = project();
            run(&project, url, "migrate 0001").succeeds();
            execute(url, "INSERT INTO posts (id, title) VALUES (1, 'a')");
            run(&project, url, &format!("migrate {applied}")).succeeds();
            project.run("squash 0001..0004").succeeds();
            let status = run(&project, url, "status").succeeds().stdout;
            assert!(
                status.contains("(some of what it replaces is applied; this applies ")
                    && status.contains(" and records it)\n       aksara migrate\n"),
                "{status}"
            );
            let planned = run(&project, url, "migrate --dry-run").succeeds().stdout;
            assert!(planned.contains("Would apply 0004_authors"), "{planned}");
            run(&project, url, "migrate").succeeds();
            demand_end(&project, url, 1);
            run(&project, url, "migrate zero").succeeds();
            recorded(url, &[]);
        }
    });
}

#[test]
fn a_database_with_all_originals_records_the_squash() {
    on_every_database("squash_all", |url| {
        let project = project();
        run(&project, url, "migrate 0001").succeeds();
        execute(url, "INSERT INTO posts (id, title) VALUES (1, 'a')");
        run(&project, url, "migrate").succeeds();
        project.run("squash 0001..0004").succeeds();
        let status = run(&project, url, "status").succeeds().stdout;
        assert!(
            status.contains(
                "(everything that it replaces is applied; this records it)\n       aksara migrate\n"
            ),
            "{status}"
        );
        let planned = run(&project, url, "migrate --dry-run").succeeds().stdout;
        assert!(planned.contains(&format!("Would record {SQUASH}")), "{planned}");
        run(&project, url, "migrate").succeeds().says(&format!(
            "✓ Recorded {SQUASH}: everything that it replaces is applied"
        ));
        demand_end(&project, url, 1);
        run(&project, url, "migrate 0002_slugs").succeeds();
        recorded(url, &["0001_first", "0002_slugs"]);
        run(&project, url, &format!("migrate {SQUASH}")).succeeds();
        recorded(url, ALL);
    });
}

#[test]
fn originals_are_removed_once_every_database_has_the_squash() {
    on_every_database("squash_prune", |url| {
        let project = project().migration("0005_beside", BESIDE);
        run(&project, url, "migrate 0003").succeeds();
        project.run("squash 0001..0004").succeeds();
        let refused = run(&project, url, "squash --prune");
        assert_eq!(refused.code, 1, "{}", refused.stderr);
        assert!(
            refused.stderr.contains("it lacks these originals: 0004_authors"),
            "{}",
            refused.stderr
        );
        run(&project, url, "migrate").succeeds();
        let other = format!("sqlite:{}", project.path("other.db").display());
        run(&project, &other, "migrate 0002_slugs").succeeds();
        let both = [
            "squash",
            "--prune",
            "--database-url",
            url,
            "--database-url",
            &other,
        ];
        assert_eq!(project.run_with(&both, &[]).code, 1);
        assert!(project.path("migrations/0002_slugs.py").exists());
        run(&project, &other, "migrate").succeeds();
        project
            .run_with(&[both.as_slice(), &["--dry-run"]].concat(), &[])
            .succeeds();
        assert!(project.path("migrations/0002_slugs.py").exists());
        project
            .run_with(&both, &[])
            .succeeds()
            .says("migrations/0003_fill.py (removed)");
        assert!(!project.path("migrations/0002_slugs.py").exists());
        // The rows stay, and so does what depends on an original.
        let status = run(&project, url, "status").succeeds().stdout;
        assert!(!status.contains("missing") && !status.contains("[ ]"), "{status}");
        run(&project, url, "migrate 0001").succeeds();
        recorded(url, &["0001_first"]);
        run(&project, url, "migrate").succeeds();
        let names = [ALL, &["0005_beside"]].concat();
        recorded(url, &names);
        let again = run(&project, url, "squash --prune");
        assert_eq!(again.code, 1);
        assert!(
            again.stderr.contains("there is nothing to remove"),
            "{}",
            again.stderr
        );
    });
}

#[test]
fn a_squash_of_a_squash_replaces_both_and_each_database_continues() {
    on_every_database("squash_twice", |url| {
        let project = project().migration("0005_beside", BESIDE);
        run(&project, url, "migrate 0001").succeeds();
        execute(url, "INSERT INTO posts (id, title) VALUES (1, 'a')");
        project.run("squash 0001..0004").succeeds();
        run(&project, url, "migrate 0002_squashed").succeeds();
        project
            .run("squash ..0005 --name all")
            .succeeds()
            .says(&format!("replaces {SQUASH}"))
            .says("replaces 0002_slugs");
        let all = [ALL, &["0005_beside", "0001_squashed_all"]].concat();
        run(&project, url, "migrate").succeeds();
        recorded(url, &all);
        run(&project, url, "squash --prune").succeeds();
        assert!(!project.path(&format!("migrations/{SQUASH}.py")).exists());
        run(&project, url, "status")
            .succeeds()
            .says("[X] 0001_squashed_all (replaces 6 migrations)");
        run(&project, url, "migrate")
            .succeeds()
            .says("No migrations to apply.");
        run(&project, url, "migrate zero").succeeds();
        recorded(url, &[]);
        run(&project, url, "migrate").succeeds();
        recorded(url, &all);
    });
}

#[test]
fn a_missing_original_is_named_where_a_part_is_applied() {
    let project = project();
    project.run("migrate 0002_slugs").succeeds();
    project.run("squash 0001..0004").succeeds();
    std::fs::remove_file(project.path("migrations/0003_fill.py")).unwrap();
    project.refuses(
        &["migrate"],
        1,
        &[
            "graph.missing-original",
            "replaces `0003_fill`",
            "restore its file",
        ],
    );
}
