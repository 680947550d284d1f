//! The canonical order: dependencies first, ties by name; and the circle where there is none.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use petgraph::Direction::{Incoming, Outgoing};
use petgraph::graph::{DiGraph, NodeIndex};

use crate::{CycleLink, GraphError, MigrationFile};

/// Orders the nodes, which are numbered in the order of their names.
pub(crate) fn canonical_order(graph: &DiGraph<MigrationFile, ()>) -> Result<Vec<NodeIndex>, GraphError> {
    let mut waiting: Vec<usize> = graph
        .node_indices()
        .map(|node| dependencies(graph, node).count())
        .collect();
    let ready = graph.node_indices().filter(|node| waiting[node.index()] == 0);
    let mut ready: BinaryHeap<Reverse<NodeIndex>> = ready.map(Reverse).collect();
    let mut order = Vec::with_capacity(graph.node_count());
    while let Some(Reverse(node)) = ready.pop() {
        order.push(node);
        for dependent in graph.neighbors_directed(node, Outgoing) {
            waiting[dependent.index()] -= 1;
            if waiting[dependent.index()] == 0 {
                ready.push(Reverse(dependent));
            }
        }
    }
    if order.len() == graph.node_count() {
        Ok(order)
    } else {
        Err(GraphError::Cycle {
            links: find_cycle(graph, &waiting),
        })
    }
}

fn dependencies(graph: &DiGraph<MigrationFile, ()>, node: NodeIndex) -> impl Iterator<Item = NodeIndex> {
    graph.neighbors_directed(node, Incoming)
}

/// A circle among the nodes that still wait. Each of them has a dependency that waits as well, so that going from
/// one to the next comes round.
fn find_cycle(graph: &DiGraph<MigrationFile, ()>, waiting: &[usize]) -> Vec<CycleLink> {
    let waits = |node: &NodeIndex| waiting[node.index()] > 0;
    let next = |node: &NodeIndex| dependencies(graph, *node).filter(waits).min();
    let mut path: Vec<NodeIndex> = Vec::new();
    let mut position = vec![None; graph.node_count()];
    let mut current = graph.node_indices().find(waits);
    while let Some(node) = current
        && position[node.index()].is_none()
    {
        position[node.index()] = Some(path.len());
        path.push(node);
        current = next(&node);
    }
    let start = current
        .and_then(|node| position[node.index()])
        .unwrap_or_default();
    let mut circle = path.split_off(start);
    let first = circle
        .iter()
        .enumerate()
        .min_by_key(|(_, node)| **node)
        .map_or(0, |(index, _)| index);
    circle.rotate_left(first);
    links(graph, &circle)
}

fn links(graph: &DiGraph<MigrationFile, ()>, circle: &[NodeIndex]) -> Vec<CycleLink> {
    let targets = circle.iter().cycle().skip(1);
    let link = |(node, target): (&NodeIndex, &NodeIndex)| {
        let (file, needed) = (&graph[*node], &graph[*target].migration.name);
        let mut written = file.migration.dependencies.iter();
        let dependency = written
            .find(|dependency| dependency.value.name == *needed)
            .cloned();
        CycleLink {
            file: file.file.clone(),
            dependency,
        }
    };
    circle.iter().zip(targets).map(link).collect()
}
