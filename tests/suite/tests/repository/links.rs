//! Every link and path that a page of this repository names leads somewhere: to a file, and to a heading in it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()
        .unwrap()
}

/// The pages below a folder, without those that a build made.
fn pages(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() && name != "target" && !name.starts_with('.') {
            pages(&path, found);
        } else if name.ends_with(".md") {
            found.push(path);
        }
    }
}

/// The text outside of code blocks.
fn prose(text: &str) -> String {
    let fences = text.split("\n```");
    fences.step_by(2).collect::<Vec<_>>().join("\n")
}

/// The targets of the links in a text.
fn links(text: &str) -> impl Iterator<Item = &str> {
    let between = |before: &'static str, after: char| {
        let rests = text.split(before).skip(1);
        rests.filter_map(move |rest| rest.split_once(after).map(|(target, _)| target))
    };
    between("](", ')').chain(between(" src=\"", '"'))
}

/// Whether a text between backticks is the path of a page.
fn names_a_page(text: &str) -> bool {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || "./-_".contains(letter);
    text.ends_with(".md") && text.contains('/') && text.chars().all(is_part)
}

/// The names by which a page's headings are linked.
fn anchors(page: &Path) -> BTreeSet<String> {
    let text = prose(&fs::read_to_string(page).unwrap());
    let headings = text.lines().filter(|line| line.starts_with('#'));
    let named = headings.map(|line| {
        let title = line.trim_start_matches('#').trim().to_lowercase();
        let kept = title
            .chars()
            .filter(|letter| letter.is_alphanumeric() || " -_".contains(*letter));
        kept.collect::<String>().replace(' ', "-")
    });
    named.collect()
}

/// The fault of a link on a page, if it has one.
fn fault(page: &Path, link: &str) -> Option<String> {
    if ["http://", "https://", "mailto:"]
        .iter()
        .any(|scheme| link.starts_with(scheme))
    {
        return None;
    }
    let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
    let target = if file.is_empty() {
        page.to_owned()
    } else {
        page.parent().unwrap().join(file)
    };
    if !target.exists() {
        return Some(format!("{}: {link}: no such file", page.display()));
    }
    let is_there = anchor.is_empty() || anchors(&target).contains(anchor);
    (!is_there).then(|| format!("{}: {link}: no such heading", page.display()))
}

#[test]
fn every_link_leads_somewhere() {
    let mut found = Vec::new();
    pages(&root(), &mut found);
    let mut faults = Vec::new();
    let mut count = 0;
    for page in &found {
        let text = prose(&fs::read_to_string(page).unwrap());
        for link in links(&text) {
            count += 1;
            faults.extend(fault(page, link));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(count > 20, "{count} links");
}

#[test]
fn every_page_that_is_named_is_there() {
    let mut found = Vec::new();
    pages(&root(), &mut found);
    for page in &found {
        let text = fs::read_to_string(page).unwrap();
        for name in text.split('`').filter(|text| names_a_page(text)) {
            let beside = page.parent().unwrap().join(name);
            assert!(
                root().join(name).exists() || beside.exists(),
                "{}: {name}",
                page.display()
            );
        }
    }
}
