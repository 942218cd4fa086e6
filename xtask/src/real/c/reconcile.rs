//! Our C beside bpftool's, declaration by declaration · both texts and the printer's findings → counts of each class of
//! defect · never forgives what no finding explains, nor believes a finding that shows nowhere.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Result, ensure};
use btfly_btf::Kind;
use btfly_btf::c::{Defect, Finding, Graph, Node};
use btfly_btf::view::Type;

use super::declarations::{Declaration, declarations, plain_form, unnumbered};
use crate::real::Report;

/// Compares `ours` with `theirs`; what differs must be what `findings` are about.
pub(super) fn same_but_for(
    graph: &Graph<'_>,
    ours: &str,
    theirs: &str,
    findings: &[Finding],
) -> Result<Report> {
    let mut report = Report::default();
    let (ours, theirs) = (declarations(ours), declarations(theirs));
    report.count("declarations", u64::try_from(theirs.len())?);

    let mut explained: BTreeMap<String, BTreeSet<(Node, Defect)>> = BTreeMap::new();
    for finding in findings {
        let key = key(graph, finding.node);
        explained.entry(key).or_default().insert((finding.node, finding.defect));
    }
    let (ours_by_key, theirs_by_key) = (by_key(&ours), by_key(&theirs));
    let keys: BTreeSet<&str> = ours_by_key.keys().chain(theirs_by_key.keys()).copied().collect();
    let mut differing = BTreeSet::new();
    for key in keys {
        let ours = ours_by_key.get(key).cloned().unwrap_or_default();
        let theirs = theirs_by_key.get(key).cloned().unwrap_or_default();
        if ours == theirs {
            continue;
        }
        let differences = differences(&ours, &theirs);
        let known = explained.get(key);
        let nodes: BTreeSet<Node> = known.into_iter().flatten().map(|(node, _)| *node).collect();
        ensure!(
            differences <= nodes.len(),
            "`{key}` differs {differences} times, findings are {known:?}\n    ours: {ours:#?}\n    bpftool: {theirs:#?}"
        );
        let classes: BTreeSet<Defect> =
            known.into_iter().flatten().map(|(_, defect)| *defect).collect();
        if classes.iter().all(is_form) {
            let (ours, theirs) = (plain(&ours), plain(&theirs));
            ensure!(
                ours == theirs,
                "`{key}`, of which {classes:?} is known\n    ours: {ours:#?}\n    bpftool: {theirs:#?}"
            );
        }
        differing.insert(key);
    }
    for (key, defects) in &explained {
        for (node, defect) in defects {
            // What bpftool loses at the start it may print later, because something needs it; what a prototype
            // returns stands in another place at least.
            let is_moved = matches!(defect, Defect::LostBySort | Defect::ReturnedEnum);
            ensure!(
                differing.contains(key.as_str()) || is_moved,
                "{defect:?} of {node:?} `{key}` shows nowhere"
            );
            report.count(defect.as_str(), 1);
        }
    }
    let order = |of: &[Declaration<'_>]| -> Vec<String> {
        let is_same = |key: &str| !explained.contains_key(key);
        of.iter().map(|one| one.key.clone()).filter(|key| is_same(key)).collect()
    };
    let (ours, theirs) = (order(&ours), order(&theirs));
    let at = ours.iter().zip(&theirs).take_while(|(a, b)| a == b).count();
    ensure!(ours == theirs, "in order: {:?} where bpftool has {:?}", ours.get(at), theirs.get(at));
    Ok(report)
}

/// Whether a defect is one of form alone, which [`plain`] takes away.
const fn is_form(defect: &Defect) -> bool {
    matches!(
        defect,
        Defect::EnumSize
            | Defect::Packed
            | Defect::Padding
            | Defect::Tag
            | Defect::KeywordOfC23
            | Defect::Builtin
    )
}

/// Declarations without attributes, padding, guards and numbers, sorted.
fn plain(texts: &[&str]) -> Vec<String> {
    let mut found: Vec<String> = texts.iter().map(|text| plain_form(text)).collect();
    found.sort();
    found
}

fn by_key<'d>(declarations: &'d [Declaration<'d>]) -> BTreeMap<&'d str, Vec<&'d str>> {
    let mut map: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for declaration in declarations {
        map.entry(&declaration.key).or_default().push(declaration.text);
    }
    map
}

/// How many of one list are not in the other, or the other way round if that is more.
fn differences(ours: &[&str], theirs: &[&str]) -> usize {
    let only = |some: &[&str], others: &[&str]| {
        let mut left = others.to_vec();
        let is_new = |text: &&str| match left.iter().position(|other| other == text) {
            Some(at) => {
                left.remove(at);
                false
            }
            None => true,
        };
        some.iter().copied().filter(is_new).count()
    };
    only(ours, theirs).max(only(theirs, ours))
}

/// What the definition of a type, or the prototype of a function, is found under.
fn key(graph: &Graph<'_>, node: Node) -> String {
    let ty = graph.get(node);
    let first_value = || match ty {
        Type::Enum(view) => view.variants().next().map(|value| value.name()),
        Type::Enum64(view) => view.variants().next().map(|value| value.name()),
        _ => None,
    };
    let name = ty.name().map(unnumbered).filter(|name| !name.is_empty());
    match (ty.kind(), name) {
        (Kind::Struct, Some(name)) => format!("struct {name}"),
        (Kind::Union, Some(name)) => format!("union {name}"),
        (Kind::Enum | Kind::Enum64, Some(name)) => format!("enum {name}"),
        (Kind::Enum | Kind::Enum64, None) => {
            format!("enum {{ {}", first_value().map(unnumbered).unwrap_or_default())
        }
        (Kind::Typedef, Some(name)) => format!("typedef {name}"),
        (Kind::Func, Some(name)) => format!("kfunc {name}"),
        (kind, name) => format!("no declaration: {kind:?} {}", name.unwrap_or_default()),
    }
}
