//! Dedup: every type once.
//!
//! Two types are one if they say the same and refer, place by place, to types that are one; circles need no
//! exception. A forward declaration is the definition of its name. Variables and data sections stay apart, because
//! they stand for places in a program. The result is that of libbpf's `btf__dedup`: as many types of each kind, and an
//! equivalent graph; types stand in the order in which they were first met.
//!
//! *In:* one BTF or several. *Out:* one, with the new id of every old type. *Never:* recursion, or time that grows
//! with the square of the input. How it works and why: `docs/decisions/0003-dedup-in-two-steps.md`.

mod bits;
mod forward;
pub(super) mod kept;
pub(super) mod names;
mod refine;
mod sign;
mod signed;
#[cfg(test)]
mod tests;
mod texts;
mod uses;
mod whole;

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec;
use alloc::vec::Vec;

use super::gather::{Gathered, gather};
use super::offsets::NewNames;
use super::rewrite::Plan;
use super::source::{Place, Source};
use super::{Edited, Error, ErrorKind, Input};
use crate::ext::{self, Ext};
use crate::wire::cursor::word;
use bits::Bits;
use forward::Choice;
use names::Names;
use refine::Refine;
use sign::{Hashing, Refused};
use signed::Signed;
use uses::Uses;

/// How often it is tried to tell forward declarations apart by what mentions them, when the classes of
/// definitions split. Each time more names are known to be ambiguous; what is left after that stays declared.
const ROUNDS: usize = 8;

/// Makes one BTF of `inputs` that has every type once.
///
/// If the inputs are split on one base that is not among them, the result is split on it too, and what the base
/// has is taken from there; the base itself stays as it is. Otherwise the result stands alone.
///
/// # Errors
///
/// When the inputs do not belong together, have types of unknown kinds, or are too large together.
///
/// ```
/// use btfly_btf::edit::dedup::dedup;
/// use btfly_btf::TypeId;
///
/// # let (a, b) = (btfly_btf::doc::example(), btfly_btf::doc::example());
/// // The same kernel twice.
/// let once = dedup(&[(&a).into(), (&b).into()])?;
/// assert_eq!(once.to_btf().iter().len(), a.iter().len());
/// assert_eq!(once.ids().get(1, TypeId(2)), Some(TypeId(2)));
/// # Ok::<(), btfly_btf::edit::Error>(())
/// ```
pub fn dedup(inputs: &[Input<'_>]) -> Result<Edited, Error> {
    run(gather(inputs)?, Hashing::Seeded)
}

fn run(gathered: Gathered<'_>, hashing: Hashing) -> Result<Edited, Error> {
    gathered.check_kinds()?;
    let source = &gathered.source;
    let base_end = gathered.base_end();
    let too_large = || gathered.error(ErrorKind::TooLarge, 0);
    let same = same(&gathered, base_end, hashing).ok_or_else(too_large)?;
    let Same { mut class, stands, mut names, used, room } = same;
    let keep = number(&mut class, &stands, base_end);
    let (base, own, exts) = (gathered.base.as_ref(), gathered.own(), gathered.exts());
    let start = base.map_or(0, |base| base.types().strings().end());
    let kept = names.kept(&used, start, &source.parts);
    let new_names = NewNames::Numbered { names: &mut names, kept };
    let plan = Plan { source, base, own, keep: &keep, ids: &class, exts, room };
    let written = plan.write(new_names).map_err(|error| gathered.blame(error))?;
    Ok(gathered.edited(written, class))
}

/// Which types are the same.
struct Same {
    /// The class of each node.
    class: Vec<u32>,
    /// The class that each stands for: another one for what only declares, itself for others.
    stands: Vec<u32>,
    names: Names,
    /// Numbers of the names that are needed.
    used: Bits,
    /// How many bytes the records take at most, if that is known.
    room: usize,
}

/// `None` if there are too many names.
fn same(gathered: &Gathered<'_>, base_end: u32, hashing: Hashing) -> Option<Same> {
    let source = &gathered.source;
    let (mut names, signed) = signatures(gathered, hashing)?;
    if let Some((mut signed, used)) = signed
        && let Some(stands) = settle(source, &mut signed, base_end)
    {
        let room = signed.len();
        return Some(Same { class: signed.class, stands, names, used, room });
    }
    let (class, stands) = whole::classes(source, &mut names, base_end);
    let mut used = names.none_used();
    for (index, part) in (0..).zip(&source.parts) {
        for node in part.nodes() {
            let record = part.record(node);
            part.for_each_place(node, |at, place| {
                if place == Place::Name {
                    let off = word(record, at, part.types.endian());
                    used.add(names.number(off, index, &source.parts));
                }
            });
        }
    }
    in_exts(gathered, &mut names, &mut used);
    Some(Same { class, stands, names, used, room: 0 })
}

/// Names, and signatures if there are any, with the numbers of names in them and beside them.
fn signatures(
    gathered: &Gathered<'_>,
    hashing: Hashing,
) -> Option<(Names, Option<(Signed, Bits)>)> {
    let source = &gathered.source;
    for all_asked in [false, true] {
        let mut names = Names::new(source, all_asked)?;
        let may_name = if names.are_offsets(source) { None } else { Some(&mut names) };
        let signed = match sign::sign(source, may_name, hashing) {
            Ok(signed) => signed,
            // A circle is one with any names, but they have to be right.
            Err(Refused::Circle) => return Some((Names::new(source, true)?, None)),
        };
        let mut used = names.used(&signed);
        in_exts(gathered, &mut names, &mut used);
        if names.are_whole(&used) {
            return Some((names, Some((signed, used))));
        }
    }
    None
}

/// Adds the names that sections `.BTF.ext` use.
fn in_exts(gathered: &Gathered<'_>, names: &mut Names, used: &mut Bits) {
    let source = &gathered.source;
    for ((index, part), ext) in (0..).zip(&source.parts).zip(gathered.exts()) {
        let Some(bytes) = ext else { continue };
        // What cannot be read is refused when it is written.
        let _ = Ext::for_each_place(bytes, |at, place| {
            let off = word(bytes, at, part.types.endian());
            if place == ext::Place::Name && off < part.types.strings().end() {
                used.add(names.number(off, index, &source.parts));
            }
        });
    }
}

/// Splits classes until they are right; for each class the one that it stands for. `None` if that takes too long.
fn settle(source: &Source<'_>, signed: &mut Signed, base_end: u32) -> Option<Vec<u32>> {
    let tags = forward::tags(signed);
    if tags.is_empty() {
        return Some((0..signed.end()).collect());
    }
    let in_base = signed.classes_of(base_end);
    let declares = forward::declares(signed);
    let is_pinned = |tag: &forward::Tag| {
        tag.forwards.iter().any(|class| in_base.get(*class as usize) == Some(&true))
    };
    // Tags of which a declaration is not simply the definition.
    let mut open: BTreeSet<u32> = tags
        .iter()
        .filter(|tag| 1 < tag.definitions.len() || is_pinned(tag))
        .map(|tag| tag.key)
        .collect();
    let mut refused = BTreeSet::new();
    let mut uses = None;
    for round in 0.. {
        let mut stands: Vec<u32> = (0..signed.end()).collect();
        for tag in tags.iter().filter(|tag| !open.contains(&tag.key)) {
            let [definition] = tag.definitions.as_slice() else { continue };
            for forward in &tag.forwards {
                if let Some(place) = stands.get_mut(*forward as usize) {
                    *place = *definition;
                }
            }
        }
        let undecided: BTreeSet<u32> = tags
            .iter()
            .filter(|tag| open.contains(&tag.key) && !tag.forwards.is_empty())
            .map(|tag| tag.key)
            .collect();
        let roots: Vec<u32> = (0..signed.end()).collect();
        let (mut choices, mut chosen) = (BTreeMap::new(), BTreeMap::new());
        if !undecided.is_empty() && round < ROUNDS {
            let uses = uses.get_or_insert_with(|| Uses::new(signed, &roots));
            choices = forward::choose(source, signed, uses, &undecided, &declares, &refused);
            let definition = |(forward, choice): (&u32, &Choice)| (*forward, choice.definition);
            chosen = choices.iter().map(definition).collect();
            forward::follow_base(
                signed,
                uses,
                &mut chosen,
                tags.iter().filter(|tag| is_pinned(tag)),
            );
        }
        let uses = &mut uses;
        let mut refine = Refine { source, base_end, signed, stands, roots, chosen: &chosen, uses };
        let split = refine.run(&open).ok()?;
        let Refine { mut stands, roots, .. } = refine;
        // Declarations of what has turned out to be several definitions have to be looked at again.
        let more: Vec<u32> = tags
            .iter()
            .filter(|tag| !open.contains(&tag.key) && !tag.forwards.is_empty())
            .filter(|tag| tag.definitions.iter().any(|class| split.contains(class)))
            .map(|tag| tag.key)
            .collect();
        // Users that differ for another reason have decided nothing.
        let class = |node: u32| signed.class.get(node as usize).copied().unwrap_or(signed::VOID);
        let root = |node: u32| roots.get(class(node) as usize).copied().unwrap_or(signed::VOID);
        let wrong: Vec<(u32, u32)> = choices
            .iter()
            .filter(|(_, choice)| choice.users.iter().all(|[a, b]| class(*a) != class(*b)))
            .map(|(forward, choice)| (*forward, root(choice.definition)))
            .collect();
        if more.is_empty() && wrong.is_empty() || round == ROUNDS {
            // What is chosen one by one gets classes of its own that stand for others.
            for (forward, definition) in &chosen {
                let class = signed.class.get(*definition as usize).copied().unwrap_or(signed::VOID);
                if let Some(place) = signed.class.get_mut(*forward as usize) {
                    *place = u32::try_from(stands.len()).unwrap_or(u32::MAX);
                    stands.push(stands.get(class as usize).copied().unwrap_or(class));
                }
            }
            return Some(stands);
        }
        open.extend(more);
        refused.extend(wrong);
        for class in &mut signed.class {
            *class = roots.get(*class as usize).copied().unwrap_or(*class);
        }
    }
    None
}

/// Turns the class of each node into its new id, and tells the nodes to keep. What a base has keeps its number, but
/// for a declaration of what has been defined since: who mentions it means the definition. Other types are
/// numbered in the order of the first of each class that stands for itself.
fn number(class: &mut [u32], stands: &[u32], base_end: u32) -> Vec<u32> {
    let mut ids = vec![u32::MAX; stands.len()];
    let mut keep = Vec::new();
    let mut next = base_end;
    // Declarations that come before what they stand for.
    let mut early: Vec<(u32, u32)> = Vec::new();
    for (node, place) in (0..).zip(class.iter_mut()) {
        let to = stands.get(*place as usize).copied().unwrap_or(*place);
        let Some(id) = ids.get_mut(to as usize) else { continue };
        if *id == u32::MAX {
            if to != *place {
                early.push((node, to));
                continue;
            }
            *id = if node < base_end { node } else { next };
            if base_end <= node {
                keep.push(node);
                next += 1;
            }
        }
        *place = if node < base_end && to == *place { node } else { *id };
    }
    for (node, to) in early {
        if let (Some(id), Some(place)) = (ids.get(to as usize), class.get_mut(node as usize)) {
            *place = *id;
        }
    }
    keep
}
