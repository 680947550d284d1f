//! The graph as a tree, as `aksara graph` shows it.
//!
//! A migration with several dependencies is drawn once, under the one that is drawn last, and names the others.
//! A branch that gets too deep goes on at the left margin, so that the drawing stays as readable and as small as
//! the graph is.

use std::collections::VecDeque;

use petgraph::graph::NodeIndex;
use termtree::Tree;

use crate::{MigrationFile, MigrationGraph};

/// How deep a branch may get before it goes on at the left margin.
const GREATEST_DEPTH: usize = 24;

/// How many heads there are, in words.
const COUNTS: [&str; 10] = [
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
];

impl MigrationGraph {
    /// Draws the graph. `label` gives a migration's text: its name, with whatever marks.
    pub fn draw(&self, label: impl Fn(&MigrationFile) -> String) -> String {
        let mut drawing = self.drawing(label);
        let mut trees = String::new();
        for root in self
            .order
            .iter()
            .filter(|node| self.parents(**node).next().is_none())
        {
            trees += &drawing.branch(*root, None, 0).to_string();
            while let Some((node, children)) = drawing.postponed.pop_front() {
                trees += &drawing.continuation(node, children).to_string();
            }
        }
        trees
    }

    /// Draws the graph as a list that is indented at branches alone: the last branch of each migration goes on below it.
    pub fn draw_flat(&self, label: impl Fn(&MigrationFile) -> String) -> String {
        let mut drawing = self.drawing(label);
        let mut lines = Vec::new();
        for root in &self.order {
            if self.parents(*root).next().is_none() {
                drawing.flat((*root, None), ("", ""), &mut lines);
            }
        }
        lines.join("\n") + "\n"
    }

    fn drawing<L: Fn(&MigrationFile) -> String>(&self, label: L) -> Drawing<'_, L> {
        let nodes = self.graph.node_indices();
        Drawing {
            graph: self,
            label,
            conflict: self.conflict_note(),
            waiting: nodes.map(|node| self.parents(node).count()).collect(),
            postponed: VecDeque::new(),
        }
    }

    /// The mark of the last of several heads.
    fn conflict_note(&self) -> Option<(NodeIndex, String)> {
        let heads: Vec<NodeIndex> = self
            .order
            .iter()
            .copied()
            .filter(|node| self.children(*node).next().is_none())
            .collect();
        let last = heads.last().filter(|_| heads.len() > 1)?;
        let count = COUNTS
            .get(heads.len())
            .map_or_else(|| heads.len().to_string(), |word| (*word).to_owned());
        Some((*last, format!("  ← CONFLICT: {count} heads")))
    }
}

struct Drawing<'a, L> {
    graph: &'a MigrationGraph,
    label: L,
    conflict: Option<(NodeIndex, String)>,
    /// For each node, how many of its parents are not drawn yet.
    waiting: Vec<usize>,
    /// Branches that go on at the left margin.
    postponed: VecDeque<(NodeIndex, Vec<NodeIndex>)>,
}

impl<L: Fn(&MigrationFile) -> String> Drawing<'_, L> {
    /// A node and what is drawn under it; the depth is bounded.
    fn branch(&mut self, node: NodeIndex, parent: Option<NodeIndex>, depth: usize) -> Tree<String> {
        let children = self.take_children(node);
        let mut text = self.text(node, parent);
        if depth == GREATEST_DEPTH && !children.is_empty() {
            text += " …";
            self.postponed.push_back((node, children));
            return Tree::new(text);
        }
        let leaves: Vec<_> = children
            .into_iter()
            .map(|child| self.branch(child, Some(node), depth + 1))
            .collect();
        Tree::new(text).with_leaves(leaves)
    }

    /// A node and what is drawn below it, with what stands before its own line and before the others.
    fn flat(
        &mut self,
        (mut node, mut parent): (NodeIndex, Option<NodeIndex>),
        (first, rest): (&str, &str),
        lines: &mut Vec<String>,
    ) {
        let mut prefix = first;
        loop {
            lines.push(format!("{prefix}{}", self.text(node, parent)));
            prefix = rest;
            let mut children = self.take_children(node);
            let Some(last) = children.pop() else { return };
            for child in children {
                let prefixes = (format!("{rest}├─ "), format!("{rest}│  "));
                self.flat((child, Some(node)), (&prefixes.0, &prefixes.1), lines);
            }
            (node, parent) = (last, Some(node));
        }
    }

    fn continuation(&mut self, node: NodeIndex, children: Vec<NodeIndex>) -> Tree<String> {
        let text = format!("… {}", self.graph.graph[node].migration.name);
        let leaves: Vec<_> = children
            .into_iter()
            .map(|child| self.branch(child, Some(node), 1))
            .collect();
        Tree::new(text).with_leaves(leaves)
    }

    /// The children that no other parent will be drawn above.
    fn take_children(&mut self, node: NodeIndex) -> Vec<NodeIndex> {
        let children: Vec<NodeIndex> = self.graph.children(node).collect();
        children.iter().for_each(|child| self.waiting[child.index()] -= 1);
        children
            .into_iter()
            .filter(|child| self.waiting[child.index()] == 0)
            .collect()
    }

    fn text(&self, node: NodeIndex, parent: Option<NodeIndex>) -> String {
        let mut text = (self.label)(&self.graph.graph[node]);
        let others = self.graph.parents(node).filter(|other| Some(*other) != parent);
        let others: Vec<&str> = others
            .map(|other| self.graph.graph[other].migration.name.as_str())
            .collect();
        if !others.is_empty() {
            text += &format!(" (also after {})", others.join(", "));
        }
        if let Some((head, note)) = &self.conflict
            && *head == node
        {
            text += note;
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;

    use crate::testing::build;

    fn check(lines: &[&str], expected: &str) {
        let drawn = build(lines).unwrap().draw(|file| file.migration.name.to_string());
        assert_eq!(drawn, expected.trim_start_matches('\n'));
    }

    #[test]
    fn branches_are_drawn_as_a_tree() {
        check(
            &[
                "0001_auto_initial",
                "0002_auto_add_email: 0001_auto_initial",
                "0003_auto_add_profile: 0002_auto_add_email",
                "0004_auto_add_avatar: 0002_auto_add_email",
                "0005_auto_add_bio: 0003_auto_add_profile 0004_auto_add_avatar",
            ],
            "
0001_auto_initial
└── 0002_auto_add_email
    ├── 0003_auto_add_profile
    └── 0004_auto_add_avatar
        └── 0005_auto_add_bio (also after 0003_auto_add_profile)
",
        );
    }

    #[test]
    fn several_heads_are_marked() {
        check(
            &[
                "0001_auto_initial",
                "0002_auto_add_email: 0001_auto_initial",
                "0002_auto_add_phone: 0001_auto_initial",
            ],
            "
0001_auto_initial
├── 0002_auto_add_email
└── 0002_auto_add_phone  ← CONFLICT: two heads
",
        );
    }

    #[test]
    fn a_dependency_on_an_ancestor_as_well_is_drawn_under_the_nearer_one() {
        check(
            &[
                "0001_a",
                "0002_b: 0001_a",
                "0003_c: 0001_a 0002_b",
                "0000_root",
                "0004_d: 0000_root 0003_c",
            ],
            "
0000_root
0001_a
└── 0002_b
    └── 0003_c (also after 0001_a)
        └── 0004_d (also after 0000_root)
",
        );
    }

    #[test]
    fn deep_branches_go_on_at_the_margin() {
        let lines: Vec<String> = (1..=27)
            .map(|number| format!("{number:04}_a: {:04}_a", number - 1))
            .collect();
        let lines: Vec<&str> = std::iter::once("0000_a")
            .chain(lines.iter().map(String::as_str))
            .collect();
        let drawn = build(&lines)
            .unwrap()
            .draw(|file| format!("[ ] {}", file.migration.name));
        let tail: Vec<&str> = drawn.lines().skip(24).map(str::trim_start).collect();
        assert_eq!(
            tail,
            [
                "└── [ ] 0024_a …",
                "… 0024_a",
                "└── [ ] 0025_a",
                "└── [ ] 0026_a",
                "└── [ ] 0027_a"
            ]
        );
    }
}
