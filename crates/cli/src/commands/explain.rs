//! `aksara explain [CODE]`

use aksara::{Code, UnknownCode};
use include_dir::{Dir, include_dir};
use serde_json::json;

use crate::Failure;
use crate::answer::Answer;
use crate::arguments::Explain;
use crate::output::Output;

/// A page for each code: `CODE.md`.
static PAGES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/codes");

/// Prints the page of a code, or the list of all codes.
pub fn run(arguments: &Explain, output: &mut Output) -> Result<Answer, Failure> {
    let Some(written) = &arguments.code else {
        return list(output);
    };
    let code: Code = written.trim().parse().map_err(unknown)?;
    let page = page(code).unwrap_or_default();
    output.text(page)?;
    Answer::done(json!({"code": code.as_str(), "page": page}))
}

fn list(output: &mut Output) -> Result<Answer, Failure> {
    let codes: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
    for code in &codes {
        output.line(code)?;
    }
    Answer::done(json!({"codes": codes}))
}

fn page(code: Code) -> Option<&'static str> {
    PAGES.get_file(format!("{code}.md"))?.contents_utf8()
}

fn unknown(error: UnknownCode) -> Failure {
    let nearest = aksara::nearest_code(&error.0);
    let hint = nearest.map(|code| format!("; did you mean `{code}`?"));
    let list = "; this lists all codes:\n    aksara explain".to_owned();
    Failure::Usage(format!("{error}{}", hint.unwrap_or(list)))
}
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_page_and_every_page_a_code() {
        let missing: Vec<Code> = Code::ALL
            .iter()
            .copied()
            .filter(|code| page(*code).is_none())
            .collect();
        assert!(missing.is_empty(), "no page: {missing:?}");
        for file in PAGES.files() {
            let name = file.path().file_stem().unwrap().to_string_lossy();
            assert!(name.parse::<Code>().is_ok(), "no code: {name}");
        }
    }

    #[test]
    fn every_page_has_a_title_an_example_and_a_way_out() {
        for code in Code::ALL {
            let page = page(*code).unwrap();
            assert!(page.starts_with(&format!("# {code}\n")), "{code}");
            for heading in ["## Example", "## Why", "## What to do"] {
                assert!(page.contains(heading), "{code}: no {heading}");
            }
        }
    }
}
