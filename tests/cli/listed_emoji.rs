//! Values of enums and sets with characters that the catalogs of MySQL and MariaDB report as question marks.

use pretty_assertions::assert_eq;

use crate::project::Project;
use crate::servers::{database, execute, number};

const MADE: &str = "CREATE TABLE moods (id int PRIMARY KEY, plain enum('a', 'b') NOT NULL, \
     mood enum('a', '😀', 'it''s 🎉') CHARACTER SET utf8mb4, many set('x', '😀y', '🎉') CHARACTER SET utf8mb4) \
     CHARACTER SET utf8mb4";

const ROW: &str = "INSERT INTO moods VALUES (1, 'b', 'it''s 🎉', 'x,🎉')";

#[test]
fn a_baseline_says_the_values_of_enums_and_sets_exactly() {
    for server in ["MYSQL", "MARIADB"] {
        let variable = format!("AKSARA_TEST_{server}_URL");
        let (Some(made), Some(empty)) = (
            database(&variable, "listed_emoji"),
            database(&variable, "listed_emoji_empty"),
        ) else {
            continue;
        };
        execute(&made, MADE);
        let project = Project::new();
        let run = |arguments: &[&str], url: &str| {
            let arguments = [arguments, &["--database-url", url]].concat();
            project.run_with(&arguments, &[]).succeeds()
        };
        run(&["inspect", "--output", "app/models.py", "--baseline"], &made);
        let models = project.read("app/models.py");
        for part in ["'😀'", "🎉')", "'😀y','🎉'"] {
            assert!(models.contains(part), "no {part} in\n{models}");
        }
        run(&["check", "--strict"], &made);
        run(&["migrate"], &empty);
        for url in [&made, &empty] {
            execute(url, ROW);
            let kept =
                "SELECT count(*) FROM moods WHERE mood = 'it''s 🎉' AND many = 'x,🎉' AND mood + 0 = 3";
            assert_eq!(number(url, kept), 1, "{url}");
        }
    }
}
