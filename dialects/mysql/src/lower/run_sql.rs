//! The user's own SQL, as written. Transaction control in it would break what the journal says, and is refused.

use aksara_dialect::{Feature, Statement, Unsupported};
use aksara_operations::SqlText;
use aksara_schema::RawSql;

use crate::flavour::{Flavour, Server};
use crate::token::{Token, tokens};

/// What begins a statement that begins or ends a transaction.
const CONTROL: &[&[&str]] = &[
    &["begin"],
    &["start", "transaction"],
    &["commit"],
    &["rollback"],
    &["savepoint"],
    &["release", "savepoint"],
    &["lock", "tables"],
    &["unlock", "tables"],
    &["xa"],
    &["set", "autocommit"],
];

/// What a stored program is made of may hold any of these words.
const PROGRAMS: &[&str] = &["procedure", "function", "trigger", "event"];

/// One statement for each text.
pub(super) fn run_sql(sql: &SqlText, server: Server) -> Result<Vec<Statement>, Unsupported> {
    let texts = texts_for(sql, server.flavour);
    texts
        .iter()
        .try_for_each(|text| refuse_transaction_control(text, server))?;
    Ok(texts.iter().map(|text| Statement::sql(text.as_str())).collect())
}

/// MariaDB takes what is written for MySQL, where nothing is written for MariaDB itself.
fn texts_for(sql: &SqlText, flavour: Flavour) -> &[RawSql] {
    let is_given = match sql {
        SqlText::Common(_) => true,
        SqlText::PerDialect(texts) => texts.contains_key(flavour.name()),
    };
    match is_given {
        true => sql.for_dialect(flavour.name()),
        false => sql.for_dialect(Flavour::Mysql.name()),
    }
}

fn refuse_transaction_control(text: &RawSql, server: Server) -> Result<(), Unsupported> {
    let tokens = tokens(text.as_str());
    for statement in tokens.split(|token| *token == Token::Symbol(";")) {
        let words: Vec<String> = statement
            .iter()
            .map_while(Token::word)
            .map(str::to_lowercase)
            .collect();
        if makes_program(&words) {
            return Ok(());
        }
        let found = CONTROL.iter().find(|control| begins_with(&words, control));
        if let Some(control) = found {
            return Err(server.refuse(
                Some(Feature::RunSql),
                "RunSQL",
                format!(
                    "`{}` controls the transaction, which is the executor's",
                    control.join(" ").to_uppercase()
                ),
                "leave it out; split the migration where one part must be committed before the next",
            ));
        }
    }
    Ok(())
}

fn begins_with(words: &[String], control: &[&str]) -> bool {
    words.len() >= control.len() && words.iter().zip(control).all(|(word, control)| word == control)
}

fn makes_program(words: &[String]) -> bool {
    words.first().is_some_and(|word| word == "create")
        && words.iter().any(|word| PROGRAMS.contains(&word.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use aksara_dialect::ServerVersion;
    use pretty_assertions::assert_eq;

    fn check(text: &str, is_refused: bool) {
        let sql = SqlText::Common(vec![RawSql::new(text)]);
        let server = Server::new(Flavour::Mysql, &ServerVersion::new(9, 7, 0));
        assert_eq!(run_sql(&sql, server).is_err(), is_refused, "{text}");
    }

    #[test]
    fn transaction_control_is_refused_wherever_a_statement_begins() {
        check("BEGIN", true);
        check("UPDATE a SET b = 1; -- now\n commit;", true);
        check("/* x */ START /* y */ TRANSACTION", true);
        check("SET autocommit = 0", true);
    }

    #[test]
    fn its_words_elsewhere_are_not() {
        check("INSERT INTO t VALUES ('; COMMIT;')", false);
        check("UPDATE t SET `begin` = 1", false);
        check(
            "CREATE TRIGGER x BEFORE INSERT ON t FOR EACH ROW BEGIN SET @a = 1; COMMIT; END",
            false,
        );
        check("SET @x = 1; SELECT 1", false);
    }

    #[test]
    fn mariadb_takes_the_sql_that_is_written_for_mysql() {
        let name = aksara_schema::DialectName::new("mysql").unwrap();
        let sql = SqlText::PerDialect([(name, vec![RawSql::new("SELECT 1")])].into());
        assert_eq!(texts_for(&sql, Flavour::Mariadb).len(), 1);
    }
}
