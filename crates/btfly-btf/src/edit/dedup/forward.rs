//! Forwards: which definition a declaration stands for.
//!
//! If its tag has one definition, that one. If there are several, the types that mention the declaration decide: one
//! of the same signature that mentions a definition in its place says which is meant. A declaration that
//! nothing decides stays one; so does every one of a base that is not to be changed.
//!
//! *In:* signatures. *Out:* tags by name, and choices. *Never:* a guess between two definitions by their order
//! alone, without a type that mentions one of them.

use alloc::collections::BTreeSet;
use alloc::collections::btree_map::{BTreeMap, Entry};
use alloc::vec;
use alloc::vec::Vec;

use super::signed::{Signed, TAG};
use super::uses::Uses;
use crate::edit::source::Source;
use crate::wire::kind::{Info, Kind};

/// Steps through records, for each node there is, after which declarations stay undecided.
const BUDGET: u64 = 4;

/// How many definitions of one tag are looked at in one place. Kernels have two.
const CHOICES: usize = 4;

/// The classes of one tag.
#[derive(Debug)]
pub(super) struct Tag {
    pub(super) key: u32,
    /// Classes that define it.
    pub(super) definitions: Vec<u32>,
    /// Classes that declare it.
    pub(super) forwards: Vec<u32>,
}

/// All tags that have more than one class, in the order of their keys.
pub(super) fn tags(signed: &Signed) -> Vec<Tag> {
    let mut by_key: Vec<(u32, u32)> = signed
        .classes()
        .map(|class| (signed.key(class), class))
        .filter(|(key, _)| is_tag(*key))
        .collect();
    by_key.sort_unstable();
    by_key
        .chunk_by(|a, b| a.0 == b.0)
        .filter(|classes| 1 < classes.len())
        .map(|classes| {
            let (forwards, definitions): (Vec<_>, Vec<_>) = classes
                .iter()
                .map(|(_, class)| *class)
                .partition(|class| is_forward(signed.info(*class)));
            let key = classes.first().map_or(0, |(key, _)| *key);
            Tag { key, definitions, forwards }
        })
        .collect()
}

fn is_tag(key: u32) -> bool {
    key & TAG != 0
}

/// Whether a tag's record declares it and does not define it.
pub(super) fn is_forward(info: Info) -> bool {
    let is = |kind: Kind| info.kind_number() == kind as u8;
    is(Kind::Fwd) || (is(Kind::Enum) || is(Kind::Enum64)) && info.vlen() == 0
}

/// For each class whether it declares a tag.
pub(super) fn declares(signed: &Signed) -> Vec<bool> {
    let mut declares = vec![false; signed.keys.len()];
    for class in signed.classes() {
        if let Some(place) = declares.get_mut(class as usize) {
            *place = is_forward(signed.info(class));
        }
    }
    declares
}

/// What a declaration may stand for.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    /// The node of a definition.
    pub(super) definition: u32,
    /// Types that mention the declaration, each with one that mentions the definition in its place. Those that turn
    /// out to be different decide nothing.
    pub(super) users: Vec<[u32; 2]>,
}

/// For declarations of the tags `keys` a definition that may be meant, where something mentions both. `refused` are
/// declarations with classes of definitions that they do not mean.
pub(super) fn choose(
    source: &Source<'_>,
    signed: &Signed,
    uses: &Uses,
    keys: &BTreeSet<u32>,
    declares: &[bool],
    refused: &BTreeSet<(u32, u32)>,
) -> BTreeMap<u32, Choice> {
    let mut chosen = BTreeMap::new();
    let roles = roles(signed, keys, uses);
    let mut walk =
        Walk { source, signed, keys, roles: &roles, left: BUDGET * u64::from(source.end) };
    let class = |node: u32| signed.class.get(node as usize).copied().unwrap_or(0);
    let contexts = (0..).zip(&roles).filter(|(_, role)| **role == Role::Context);
    for members in contexts.map(|(class, _)| uses.nodes(class)) {
        // For each place the definitions that are mentioned there, one of each class, with who mentions them.
        let mut defined: Vec<Vec<(u32, u32)>> = Vec::new();
        let mut declared: Vec<(u32, usize, u32)> = Vec::new();
        for node in members {
            let Some(tags) = walk.tags(*node) else { return chosen };
            defined.resize(defined.len().max(tags.len()), Vec::new());
            for (place, (tag, defined)) in tags.into_iter().zip(&mut defined).enumerate() {
                if declares.get(class(tag) as usize) == Some(&true) {
                    declared.push((tag, place, *node));
                } else if defined.len() < CHOICES
                    && defined.iter().all(|known| class(known.0) != class(tag))
                {
                    defined.push((tag, *node));
                }
            }
        }
        for (tag, place, node) in declared {
            let defined = defined.get(place).map_or(&[][..], Vec::as_slice);
            let may_be = |definition: u32| !refused.contains(&(tag, class(definition)));
            let choice: &mut Choice = match chosen.entry(tag) {
                Entry::Occupied(choice) => choice.into_mut(),
                Entry::Vacant(free) => match defined.iter().find(|known| may_be(known.0)) {
                    Some((definition, _)) => {
                        free.insert(Choice { definition: *definition, users: Vec::new() })
                    }
                    None => continue,
                },
            };
            let is_it = |known: &&(u32, u32)| class(known.0) == class(choice.definition);
            if let Some((_, by)) = defined.iter().find(is_it) {
                choice.users.push([node, *by]);
            }
        }
    }
    chosen
}

/// Where a base declares a tag, all declarations of it mean the same: what is chosen for the first is chosen for all.
pub(super) fn follow_base<'t>(
    signed: &Signed,
    uses: &Uses,
    chosen: &mut BTreeMap<u32, u32>,
    tags: impl Iterator<Item = &'t Tag>,
) {
    let mut tag_of = BTreeMap::new();
    for (index, tag) in tags.enumerate() {
        tag_of.extend(tag.forwards.iter().map(|class| (*class, index)));
    }
    if tag_of.is_empty() {
        return;
    }
    let mut meant: BTreeMap<usize, u32> = BTreeMap::new();
    let class = |node: u32| signed.class.get(node as usize).copied().unwrap_or(0);
    for (forward, definition) in chosen.iter() {
        if let Some(tag) = tag_of.get(&class(*forward)) {
            meant.entry(*tag).or_insert(*definition);
        }
    }
    for (class, tag) in &tag_of {
        let Some(definition) = meant.get(tag) else { continue };
        chosen.extend(uses.nodes(*class).iter().map(|node| (*node, *definition)));
    }
}

/// What a class has to do with certain tags.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Role {
    Nothing,
    /// It leads to one, and has no say in what it means: a pointer.
    Carrier,
    /// It leads to one, by carriers, and says what it means: a struct.
    Context,
}

/// What each class has to do with `keys`, of those that have several nodes: one is not told apart from itself.
fn roles(signed: &Signed, keys: &BTreeSet<u32>, uses: &Uses) -> Vec<Role> {
    let mut roles = vec![Role::Nothing; signed.keys.len()];
    let mut pending: Vec<u32> = keys.iter().copied().collect();
    while let Some(key) = pending.pop() {
        for class in uses.users(signed, key) {
            let Some(role @ Role::Nothing) = roles.get_mut(*class as usize) else { continue };
            let kind = signed.info(*class).kind_number();
            let is = |known: Kind| kind == known as u8;
            let says = is(Kind::Struct) || is(Kind::Union) || is(Kind::Typedef);
            *role = if says { Role::Context } else { Role::Carrier };
            if !says {
                pending.push(*class);
            }
        }
    }
    roles
}

struct Walk<'w, 'b> {
    source: &'w Source<'b>,
    signed: &'w Signed,
    keys: &'w BTreeSet<u32>,
    roles: &'w [Role],
    left: u64,
}

impl Walk<'_, '_> {
    /// The nodes of wanted tags that a context leads to, in an order that its class decides; `None` when the
    /// budget is used up.
    fn tags(&mut self, context: u32) -> Option<Vec<u32>> {
        let mut found = Vec::new();
        let mut met = BTreeSet::new();
        let mut stack = vec![context];
        while let Some(node) = stack.pop() {
            let mut steps = 1;
            self.source.for_each_reference(node, |to| {
                steps += 1;
                let class = self.signed.class.get(to as usize).copied().unwrap_or(0);
                if self.keys.contains(&self.signed.key(class)) {
                    found.push(to);
                } else if self.roles.get(class as usize) == Some(&Role::Carrier)
                    && met.insert(class)
                {
                    stack.push(to);
                }
            });
            self.left = self.left.checked_sub(steps)?;
        }
        Some(found)
    }
}
