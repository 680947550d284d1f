//! How tables are named in a migration: by the model's class where that leads back to the table.

use std::collections::BTreeMap;

use aksara_schema::{PACKAGE_PREFIX, pluralize, singularize, snake_case};

/// Classes of models that are known by name, by their tables.
#[derive(Debug)]
pub struct KnownModels(BTreeMap<String, String>);

/// How tables are named, with the known classes at hand.
#[derive(Debug, Clone, Copy)]
pub(super) struct ModelNames<'a>(pub(super) &'a KnownModels);

/// Endings of words that are not plurals although they end in `s`; their stem would be no word.
const NOT_PLURAL: &[&str] = &["ss", "us", "is"];

impl KnownModels {
    /// These classes. The first one counts if two lead to one table.
    pub fn of(classes: &[String]) -> Self {
        let mut known = BTreeMap::new();
        for class in classes {
            known.entry(table_of(class)).or_insert_with(|| class.clone());
        }
        Self(known)
    }
}

impl ModelNames<'static> {
    /// No class is known.
    pub(super) const NONE: Self = Self(&KnownModels(BTreeMap::new()));
}

impl ModelNames<'_> {
    /// The class whose table this is, else the text unchanged.
    pub(super) fn of(&self, table: &str) -> String {
        let known = self.0.0.get(table).cloned();
        known
            .or_else(|| derived_class(table))
            .unwrap_or_else(|| table.to_owned())
    }
}

/// The class name that the table's name would come from, where there is one.
fn derived_class(table: &str) -> Option<String> {
    // The classes of the package's tables are none of the project's.
    let is_foreign = table.starts_with(PACKAGE_PREFIX);
    let is_word = !is_foreign && !NOT_PLURAL.iter().any(|ending| table.ends_with(ending));
    let class = camel_case(&singularize(table));
    (is_word && is_identifier(&class) && table_of(&class) == table).then_some(class)
}

fn table_of(class: &str) -> String {
    pluralize(&snake_case(class))
}

fn camel_case(snake: &str) -> String {
    let capitalized = |word: &str| {
        let mut characters = word.chars();
        let first = characters.next().map(|first| first.to_ascii_uppercase());
        first.into_iter().chain(characters).collect::<String>()
    };
    snake.split('_').map(capitalized).collect()
}

fn is_identifier(text: &str) -> bool {
    let starts = text.starts_with(|first: char| first.is_alphabetic());
    starts
        && text
            .chars()
            .all(|character| character.is_alphanumeric() || character == '_')
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;

    #[test]
    fn a_table_is_named_after_the_class_that_leads_back_to_it() {
        for (table, expected) in [
            ("users", "User"),
            ("categories", "Category"),
            ("blog_posts", "BlogPost"),
            ("http_servers", "HttpServer"),
            ("statuses", "Status"),
            ("o_auth2_tokens", "OAuth2Token"),
            ("user2s", "User2"),
        ] {
            assert_eq!(ModelNames::NONE.of(table), expected);
        }
    }

    #[test]
    fn a_table_that_no_class_leads_to_keeps_its_name() {
        for table in [
            "people",
            "status",
            "address",
            "User",
            "self",
            "app.User",
            "auth.users",
            "order__items",
            "aksara_users",
            "s",
            "1s",
        ] {
            assert_eq!(ModelNames::NONE.of(table), table);
        }
    }

    #[test]
    fn a_known_model_is_preferred() {
        let models = [
            "User".to_owned(),
            "HTTPServer".to_owned(),
            "Order_Item".to_owned(),
        ];
        let known = KnownModels::of(&models);
        assert_eq!(ModelNames(&known).of("http_servers"), "HTTPServer");
        assert_eq!(ModelNames(&known).of("order__items"), "Order_Item");
    }
}
