use aksara_operations::MigrationName;
use pretty_assertions::assert_eq;

use super::{CopiedFunctions, Functions, copy_functions};

const FILE: &str = "\"\"\"\nMigration: s\n\"\"\"\n\nfrom aksara.migrations import Migration\nfrom aksara.migrations import operations as op\n\n\nclass Migration(Migration):\n    operations = []\n";

fn name(text: &str) -> MigrationName {
    MigrationName::new(text).unwrap()
}

/// Migrations by name, text and functions.
fn copy(files: &[(&str, &str, &[&str])]) -> CopiedFunctions {
    let names: Vec<MigrationName> = files.iter().map(|(file, ..)| name(file)).collect();
    let functions = names
        .iter()
        .zip(files)
        .map(|(migration, (_, text, wanted))| Functions {
            migration,
            text: Some(text),
            wanted: wanted.to_vec(),
        });
    copy_functions(functions)
}

/// The text between the imports of a squash and its class.
fn copied(copied: &CopiedFunctions) -> String {
    let text = copied.inserted_into(FILE);
    let start = text.find("operations as op\n").unwrap() + "operations as op\n".len();
    let end = text.find("\n\n\nclass Migration(").unwrap();
    text[start.min(end)..end].to_owned()
}

#[test]
fn a_function_comes_with_the_imports_constants_and_helpers_that_it_uses() {
    let text = "import re\nimport json\nfrom .words import SMALL, LARGE as BIG\nfrom aksara.migrations import Migration, operations as op\n\nLIMIT = 10\nLIMIT += 1\nOTHER = 2\n\n\n# Makes a slug.\ndef slug(text):\n    return re.sub(BIG, '-', text)[:LIMIT]\n\n\n@once\nasync def fill(connection):\n    await connection.execute(slug('a'))\n\n\ndef unused():\n    return OTHER\n\n\nclass Migration(Migration):\n    operations = [op.RunPython(fill)]\n";
    let text = text.replace("@once\n", "");
    let found = copy(&[("0002_slugs", &text, &["fill"])]);
    assert_eq!(
        copied(&found),
        "import re\nfrom .words import LARGE as BIG\n\n\nLIMIT = 10\n\n\nLIMIT += 1\n\n\n# Makes a slug.\ndef slug(text):\n    return re.sub(BIG, '-', text)[:LIMIT]\n\n\nasync def fill(connection):\n    await connection.execute(slug('a'))"
    );
    assert_eq!(found.name_of(&name("0002_slugs"), "fill"), Some("fill"));
    assert_eq!(found.by_hand, []);
}

#[test]
fn what_is_the_same_in_two_files_comes_once_and_what_is_not_gets_a_number() {
    let one = "import re\nSIZE = 1\n\ndef shared():\n    return re\n\ndef forward(connection):\n    return shared(), SIZE\n";
    let two = "import re\nSIZE = 2\n\ndef shared():\n    return re\n\ndef forward(connection):\n    size = SIZE\n    return shared(), size\n";
    let found = copy(&[("0002_a", one, &["forward"]), ("0003_b", two, &["forward"])]);
    assert_eq!(
        copied(&found),
        "import re\n\n\nSIZE = 1\n\n\ndef shared():\n    return re\n\n\ndef forward(connection):\n    return shared(), SIZE\n\n\nSIZE_0003 = 2\n\n\ndef forward_0003(connection):\n    size = SIZE_0003\n    return shared(), size"
    );
    assert_eq!(found.name_of(&name("0003_b"), "forward"), Some("forward_0003"));
}

#[test]
fn a_function_whose_helper_is_another_is_another_as_well() {
    let text = |word: &str| {
        format!("def help():\n    return '{word}'\n\n\ndef run(connection):\n    return help()\n")
    };
    let found = copy(&[
        ("0001_a", &text("a"), &["run"]),
        ("0002_b", &text("b"), &["functools.partial(run, 1)", "run"]),
    ]);
    assert_eq!(found.name_of(&name("0002_b"), "run"), Some("run_0002"));
    assert!(
        copied(&found).ends_with("def run_0002(connection):\n    return help_0002()"),
        "{}",
        copied(&found)
    );
    assert_eq!(found.by_hand[0].reason, "`functools` is not defined in its file");
}

#[test]
fn imports_of_other_things_under_one_name_get_another_name() {
    let found = copy(&[
        ("0001_a", "from a import fill\n", &["fill"]),
        ("0002_b", "from b import fill\n", &["fill"]),
    ]);
    assert_eq!(
        copied(&found),
        "from a import fill\nfrom b import fill as fill_0002"
    );
    assert_eq!(found.name_of(&name("0002_b"), "fill"), Some("fill_0002"));
}

#[test]
fn an_import_that_the_squash_needs_itself_comes_where_it_does_not_have_it() {
    let text = "import uuid\n\ndef fill(connection):\n    return uuid.uuid4()\n";
    let found = copy(&[("0001_a", text, &["fill"])]);
    assert!(copied(&found).starts_with("import uuid\n"), "{}", copied(&found));
}

#[test]
fn what_cannot_be_carried_is_to_be_written_by_hand() {
    let shadowed = "def fill(connection, size):\n    return size\n\nsize = 1\n\ndef run(connection):\n    return fill(connection, size)\n";
    let other = "size = 2\n\ndef start(connection):\n    return size\n";
    let found = copy(&[
        ("0001_a", other, &["start"]),
        ("0002_b", shadowed, &["run"]),
        (
            "0003_c",
            "class Migration:\n    def go(connection):\n        pass\n",
            &["Migration.go", "gone"],
        ),
    ]);
    let by_hand: Vec<_> = found
        .by_hand
        .iter()
        .map(|one| (one.function.as_str(), one.reason.as_str()))
        .collect();
    assert_eq!(
        by_hand,
        [
            (
                "run",
                "`size` has two meanings in `fill` and another one elsewhere"
            ),
            ("Migration.go", "it needs the migration's class"),
            ("gone", "`gone` is not defined in its file"),
        ]
    );
    assert!(copied(&found).contains(
        "def write_by_hand_3(connection):\n    raise NotImplementedError(\"write this by hand: it is `gone` of 0003_c\")"
    ));
}
