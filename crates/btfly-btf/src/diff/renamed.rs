//! Guesses: which of what has gone is there under another name.
//!
//! A struct, union or enum is taken for another if its inside is the same to the last bit and no third one is like it; a
//! function, if its parameters are, and one name contains the other.
//!
//! *In:* what has gone, what has come. *Out:* pairs. *Never:* certainty: a guess is told as one.

use alloc::vec::Vec;

use super::both::{Both, Values};
use super::changes::What;
use super::pair::Def;
use crate::graph::Node;
use crate::view::Type;

/// A struct of fewer members is like too many others, unless the names are alike too.
const MIN_MEMBERS: usize = 3;
/// Functions of one prototype beyond this number are not compared by name.
const MAX_ALIKE: usize = 64;

/// Pairs of indices into `gone` and `come`, by the first.
pub(super) fn guess<'s>(
    both: &Both<'s>,
    gone: &[(What, Def)],
    come: &[(What, Def)],
) -> Vec<(usize, usize)> {
    let prints = |list: &[(What, Def)]| {
        let mut prints: Vec<(Vec<u8>, usize)> = list
            .iter()
            .enumerate()
            .filter(|(_, (_, def))| !def.has_namesake)
            .filter_map(|(at, (what, def))| Some((print(both, *what, def.node)?, at)))
            .collect();
        prints.sort_unstable();
        prints
    };
    let (olds, news) = (prints(gone), prints(come));
    let mut guesses = Vec::new();
    let mut news = news.chunk_by(|a, b| a.0 == b.0).peekable();
    for olds in olds.chunk_by(|a, b| a.0 == b.0) {
        let Some((print, _)) = olds.first() else { continue };
        while news.next_if(|news| news.first().is_some_and(|new| new.0 < *print)).is_some() {}
        let Some(news) = news.next_if(|news| news.first().is_some_and(|new| new.0 == *print))
        else {
            continue;
        };
        group(both, gone, come, olds, news, &mut guesses);
    }
    guesses.sort_unstable();
    guesses
}

/// Pairs what has one print.
fn group(
    both: &Both<'_>,
    gone: &[(What, Def)],
    come: &[(What, Def)],
    olds: &[(Vec<u8>, usize)],
    news: &[(Vec<u8>, usize)],
    guesses: &mut Vec<(usize, usize)>,
) {
    let name =
        |list: &[(What, Def)], at: usize| list.get(at).map_or("", |(_, def)| both.name(def.node));
    let what = olds.first().and_then(|(_, at)| gone.get(*at)).map(|(what, _)| *what);
    if let ([(_, old)], [(_, new)]) = (olds, news) {
        let n_inside = gone.get(*old).map_or(0, |(_, def)| n_inside(both, def.node));
        let is_sure = what != Some(What::Func) && MIN_MEMBERS <= n_inside;
        if is_sure || is_alike(name(gone, *old), name(come, *new)) {
            guesses.push((*old, *new));
        }
        return;
    }
    if MAX_ALIKE < olds.len() || MAX_ALIKE < news.len() {
        return;
    }
    // One that is like several is like none.
    for (_, old) in olds {
        let mut alike = news.iter().filter(|(_, new)| is_alike(name(gone, *old), name(come, *new)));
        let (Some((_, new)), None) = (alike.next(), alike.next()) else { continue };
        let back = olds.iter().filter(|(_, old)| is_alike(name(gone, *old), name(come, *new)));
        if back.count() == 1 {
            guesses.push((*old, *new));
        }
    }
}

/// Whether one name is the other with more before or behind it.
fn is_alike(a: &str, b: &str) -> bool {
    let (a, b) = (a.trim_matches('_'), b.trim_matches('_'));
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    4 <= short.len() && (long.starts_with(short) || long.ends_with(short))
}

fn n_inside(both: &Both<'_>, node: Node) -> usize {
    let ty = both.graph.get(node);
    ty.as_composite()
        .map(|composite| composite.members().len())
        .or_else(|| Values::of(&ty).map(|values| values.variants().count()))
        .unwrap_or(0)
}

/// All that a type says but its name; `None` for what is not guessed.
fn print(both: &Both<'_>, what: What, node: Node) -> Option<Vec<u8>> {
    let ty = both.graph.get(node);
    let mut print: Vec<u8> = alloc::vec![what as u8];
    let word = |print: &mut Vec<u8>, word: u64| print.extend_from_slice(&word.to_be_bytes());
    let name = |print: &mut Vec<u8>, name: &[u8]| {
        print.extend_from_slice(name);
        print.push(0);
    };
    if let Some(composite) = ty.as_composite() {
        word(&mut print, composite.size().into());
        for member in composite.members() {
            name(&mut print, member.name_bytes());
            word(&mut print, member.offset_bits().0);
            word(&mut print, member.bitfield_size().map_or(0, u64::from));
            word(&mut print, spelled(both, both.graph.to(node, member.type_id()), node));
        }
    } else if let Some(values) = Values::of(&ty) {
        word(&mut print, values.size.into());
        for value in values.variants() {
            name(&mut print, value.name_bytes());
            word(&mut print, value.value().bits());
        }
    } else if let Type::Func(_) = ty {
        let (returned, params) = both.proto(node)?;
        if params.is_empty() {
            return None;
        }
        word(&mut print, both.spellings.class(returned).into());
        for (param, node) in params {
            name(&mut print, param.as_bytes());
            word(&mut print, both.spellings.class(node).into());
        }
    } else {
        return None;
    }
    Some(print)
}

/// How deep in pointers and arrays a type's own name is looked for.
const MAX_DEPTH: u64 = 8;

/// How a type is written; where it comes to `owner`, how many steps that takes instead, because its name does not count.
fn spelled(both: &Both<'_>, node: Node, owner: Node) -> u64 {
    let own = both.spellings.class(owner);
    let mut at = node;
    for depth in 0..MAX_DEPTH {
        if both.spellings.class(at) == own {
            return u64::MAX - depth;
        }
        let ty = both.graph.get(at);
        let (Type::Ptr(_) | Type::Const(_) | Type::Array(_), Some(to)) = (ty, ty.target()) else {
            break;
        };
        at = both.graph.to(at, to);
    }
    both.spellings.class(node).into()
}
