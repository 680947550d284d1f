//! Features that are called descriptions are looked at by no plan, and the others by some.

use aksara_dialect::Feature;
use strum::VariantArray;

use super::metadata::{root, rust_files};

/// The code that plans, without tests and without the tables of capabilities.
fn planning_code() -> String {
    let mut code = String::new();
    for folder in ["crates", "dialects"] {
        for (file, text) in rust_files(&root().join(folder)) {
            let path = file.strip_prefix(root()).unwrap().to_string_lossy();
            let tables = ["/capabilities", "/flavours/", "/capability.rs"];
            let is_table = tables.iter().any(|table| path.contains(table));
            if !is_table && !path.contains("/tests") {
                code.push_str(text.split("#[cfg(test)]").next().unwrap());
            }
        }
    }
    code
}

#[test]
fn descriptions_are_the_features_that_no_plan_looks_at() {
    let code = planning_code();
    let is_looked_at = |feature: &Feature| {
        let name = format!("Feature::{feature:?}");
        code.match_indices(&name).any(|(position, _)| {
            let next = code[position + name.len()..].chars().next();
            !next.is_some_and(char::is_alphanumeric)
        })
    };
    for feature in Feature::VARIANTS {
        assert_eq!(!is_looked_at(feature), feature.is_description(), "{feature}");
    }
}
