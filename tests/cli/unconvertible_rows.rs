//! Values that a field's new type has no place for are found before anything runs, on every database that refuses them,
//! with their number and the query that finds them.

use pretty_assertions::assert_eq;
use serde_json::Value;

use crate::project::Project;
use crate::servers::{database, execute, number};

/// A field that gets another type.
struct Case {
    before: &'static str,
    after: &'static str,
    /// Values that every database converts.
    good: &'static [&'static str],
    /// Values that every database refuses.
    bad: &'static [&'static str],
    /// Values that the servers refuse; SQLite, which has no such limit, keeps them.
    too_much: &'static [&'static str],
    /// The message about the bad ones.
    what: &'static str,
}

const TEXT: &str = "fields.Text(nullable=True)";

const CASES: &[Case] = &[
    Case {
        before: TEXT,
        after: "fields.Integer(nullable=True)",
        good: &["'42'", "' -7 '", "NULL"],
        bad: &["'abc'", "'12abc'", "''", "'0x10'"],
        too_much: &["'99999999999'"],
        what: "that cannot become an integer",
    },
    Case {
        before: "fields.String(max_length=40, nullable=True)",
        after: "fields.PositiveSmallInteger(nullable=True)",
        good: &["'42'", "NULL"],
        bad: &["'abc'"],
        too_much: &["'40000'"],
        what: "that cannot become a small integer",
    },
    Case {
        before: TEXT,
        after: "fields.Float(nullable=True)",
        good: &["'4.25'", "'-1e3'", "NULL"],
        bad: &["'abc'", "'1.5.6'"],
        too_much: &[],
        what: "that cannot become a float",
    },
    Case {
        before: TEXT,
        after: "fields.Decimal(max_digits=5, decimal_places=2, nullable=True)",
        good: &["'999.99'", "'-1'", "NULL"],
        bad: &["'abc'"],
        too_much: &["'1000'"],
        what: "that cannot become a decimal of 5 digits with 2 of them behind the point",
    },
    Case {
        before: TEXT,
        after: "fields.Boolean(nullable=True)",
        good: &["'yes'", "'f'", "NULL"],
        bad: &["'abc'", "'maybe'"],
        too_much: &[],
        what: "that cannot become a boolean",
    },
    Case {
        before: TEXT,
        after: "fields.Date(nullable=True)",
        good: &["'2024-02-29'", "NULL"],
        bad: &[
            "'abc'",
            "'2024-13-01'",
            "''",
            "'2023-02-29'",
            "'2024-04-31'",
            "'7'",
        ],
        too_much: &[],
        what: "that cannot become a date",
    },
    Case {
        before: TEXT,
        after: "fields.DateTime(nullable=True)",
        good: &["'2024-02-29 10:30:00'", "NULL"],
        bad: &[
            "'abc'",
            "'2024-13-01 10:30:00'",
            "'2023-02-29 10:30:00'",
            "'2024-01-01 25:00:00'",
        ],
        too_much: &[],
        what: "that cannot become a date and time",
    },
    Case {
        before: TEXT,
        after: "fields.Time(nullable=True)",
        good: &["'10:30:00'", "NULL"],
        bad: &["'abc'", "'xyz'"],
        too_much: &[],
        what: "that cannot become a time",
    },
    Case {
        before: TEXT,
        after: "fields.UUID(nullable=True)",
        good: &["'00000000-0000-0000-0000-000000000123'", "NULL"],
        bad: &["'abc'", "'00000000-0000-0000-0000-00000000012g'"],
        too_much: &[],
        what: "that cannot become a UUID",
    },
    Case {
        before: TEXT,
        after: "fields.JSON(nullable=True)",
        good: &["'{\"a\": 1}'", "'[]'", "NULL"],
        bad: &["'abc'", "''", "'[1,]'", "'{\"a\" 1}'"],
        too_much: &[],
        what: "that cannot become a JSON document",
    },
    Case {
        before: TEXT,
        after: "fields.Array(item_type=int, nullable=True)",
        good: &["NULL"],
        bad: &["'abc'"],
        too_much: &[],
        what: "that cannot become a list",
    },
    Case {
        before: TEXT,
        after: "fields.IPAddress(nullable=True)",
        good: &["'10.0.0.1'", "'::1'", "NULL"],
        bad: &[],
        too_much: &["'xyz'", "''"],
        what: "that cannot become an IP address",
    },
    Case {
        before: "fields.String(max_length=20, nullable=True)",
        after: "fields.String(max_length=5, nullable=True)",
        good: &["'abcde'", "'äöüß€'", "NULL"],
        bad: &[],
        too_much: &["'abcdef'", "'  ab  c'"],
        what: "that is longer than 5 characters",
    },
    Case {
        before: TEXT,
        after: "fields.String(max_length=5, nullable=True)",
        good: &["'abcde'", "'ab      '", "NULL"],
        bad: &[],
        too_much: &["'abcdef'"],
        what: "that is longer than 5 characters",
    },
    Case {
        before: "fields.BigInteger(nullable=True)",
        after: "fields.String(max_length=3, nullable=True)",
        good: &["123", "NULL"],
        bad: &[],
        too_much: &["1234", "-123"],
        what: "that is longer than 3 characters",
    },
    Case {
        before: "fields.BigInteger(nullable=True)",
        after: "fields.Integer(nullable=True)",
        good: &["2147483647", "-2147483648", "NULL"],
        bad: &[],
        too_much: &["2147483648", "-2147483649"],
        what: "that cannot become an integer",
    },
    Case {
        before: "fields.Decimal(max_digits=10, decimal_places=2, nullable=True)",
        after: "fields.Decimal(max_digits=4, decimal_places=1, nullable=True)",
        good: &["'999.94'", "'-12.50'", "NULL"],
        bad: &[],
        too_much: &["'999.95'", "'1000.00'"],
        what: "that cannot become a decimal of 4 digits with 1 of them behind the point",
    },
    Case {
        before: "fields.Float(nullable=True)",
        after: "fields.SmallInteger(nullable=True)",
        good: &["1.5", "-32768", "NULL"],
        bad: &["1e30"],
        too_much: &["40000"],
        what: "that cannot become a small integer",
    },
];

/// A table for each case, and then a change of each.
fn project() -> Project {
    let numbered = || CASES.iter().enumerate();
    let create = |(position, case): (usize, &Case)| {
        format!(
            "    op.CreateTable(name=\"t{position}\", fields=[(\"id\", fields.Integer(primary_key=True)), (\"v\", {})]),\n",
            case.before
        )
    };
    let alter = |(position, case): (usize, &Case)| {
        format!(
            "    op.AlterField(model_name=\"t{position}\", name=\"v\", field={}),\n",
            case.after
        )
    };
    let made: String = numbered().map(create).collect();
    let changed: String = numbered().map(alter).collect();
    Project::new()
        .migration("0001_made", &format!("operations = [\n{made}]"))
        .migration(
            "0002_changed",
            &format!("dependencies = [\"0001_made\"]\noperations = [\n{changed}]"),
        )
}

impl Case {
    /// The values that a database refuses.
    fn refused(&self, url: &str) -> Vec<&'static str> {
        if url.starts_with("sqlite") {
            self.bad.to_vec()
        } else {
            [self.bad, self.too_much].concat()
        }
    }

    fn insert(&self, position: usize, url: &str) -> String {
        let refused = self.refused(url);
        let values = self.good.iter().chain(&refused).enumerate();
        let rows: Vec<String> = values.map(|(id, value)| format!("({id}, {value})")).collect();
        format!("INSERT INTO t{position} VALUES {}", rows.join(", "))
    }

    /// The message about a case; none if nothing is refused.
    fn said(&self, position: usize, url: &str) -> Option<String> {
        let (rows, hold) = match self.refused(url).len() {
            0 => return None,
            1 => ("1 row".to_owned(), "holds"),
            several => (format!("{several} rows"), "hold"),
        };
        let what = self.what;
        Some(format!(
            "0002_changed: {rows} of `t{position}` {hold} a value in `v` {what}"
        ))
    }
}

/// The messages and the queries of everything that a dry run finds.
fn found(project: &Project, url: &str) -> Vec<(String, String)> {
    let shown = project.run_with(&["migrate", "--dry-run", "--json", "--database-url", url], &[]);
    let envelope: Value = serde_json::from_str(shown.stdout.lines().last().unwrap()).unwrap();
    let first = &envelope["error"];
    let others = first["others"].as_array();
    let others = others.unwrap_or_else(|| panic!("{url}: {envelope}"));
    let text = |error: &Value, key: &str| {
        let text = error[key].as_str().map(str::to_owned);
        text.unwrap_or_else(|| panic!("{url}: no {key} in {error}"))
    };
    let query = |error: &Value| {
        let advice = text(error, "advice");
        let query = advice.split("this query finds the rows:\n  ").nth(1);
        let query = query.unwrap_or_else(|| panic!("{url}: no query in {error}"));
        query.lines().next().unwrap().to_owned()
    };
    let all = std::iter::once(first).chain(others);
    all.map(|error| (text(error, "message"), query(error))).collect()
}

fn check(project: &Project, url: &str) {
    let migrate = |target: &str| project.run_with(&["migrate", target, "--database-url", url], &[]);
    let numbered = || CASES.iter().enumerate();
    migrate("0001").succeeds();
    let inserts: Vec<String> = numbered()
        .map(|(position, case)| case.insert(position, url))
        .collect();
    execute(url, &inserts.join(";\n"));
    let found = found(project, url);
    let said: Vec<&String> = found.iter().map(|(message, _)| message).collect();
    let expected: Vec<String> = numbered()
        .filter_map(|(position, case)| case.said(position, url))
        .collect();
    assert_eq!(said, expected.iter().collect::<Vec<_>>(), "{url}");
    let refused: Vec<usize> = CASES.iter().map(|case| case.refused(url).len()).collect();
    let refused = refused.into_iter().filter(|count| *count > 0);
    for ((_, query), count) in found.iter().zip(refused) {
        let rows = number(url, &format!("SELECT count(*) FROM ({query}) AS found"));
        assert_eq!(usize::try_from(rows).unwrap(), count, "{url}: {query}");
    }
    let ended = migrate("0002");
    assert_eq!(ended.code, 1, "{url}: {}", ended.stdout);
    for part in [said[0].as_str(), "Nothing was changed.", "rows.unconvertible"] {
        assert!(ended.stderr.contains(part), "{url}: {part}\n{}", ended.stderr);
    }
    let delete =
        |(position, case): (usize, &Case)| format!("DELETE FROM t{position} WHERE id >= {}", case.good.len());
    execute(url, &numbered().map(delete).collect::<Vec<_>>().join(";\n"));
    migrate("0002").succeeds();
    for (position, case) in numbered() {
        let kept = number(url, &format!("SELECT count(*) FROM t{position}"));
        assert_eq!(usize::try_from(kept).unwrap(), case.good.len(), "{url}");
    }
}

#[test]
fn values_that_a_new_type_has_no_place_for_are_found_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("db.sqlite3").display());
    check(&project(), &url);
}

#[test]
fn values_that_a_new_type_has_no_place_for_are_found_on_every_server() {
    let project = project();
    for server in ["POSTGRES", "MYSQL", "MARIADB"] {
        if let Some(url) = database(&format!("AKSARA_TEST_{server}_URL"), "unconvertible") {
            check(&project, &url);
        }
    }
}
