//! Members as a program names them: those of anonymous structs and unions are those of what these are in.
//!
//! *In:* a struct or union. *Out:* its members with offsets from its start, in order, each with the path of anonymous types
//! that it is in. *Never:* recursion; more than [`MAX_MEMBERS`], which no compiler's struct has: anonymous structs that are in
//! each other twice double with every level.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::both::Both;
use crate::graph::Node;
use crate::id::Bits;
use crate::view::{Composite, Member};

/// The largest struct of a kernel has some thousand.
const MAX_MEMBERS: usize = 1 << 16;
/// How deep anonymous structs may be in each other. Compilers promise 63.
const MAX_DEPTH: usize = 64;

/// A member, wherever in anonymous types it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Flat<'s> {
    pub(super) member: Member<'s>,
    /// Its name.
    pub(super) name: &'s [u8],
    /// Its type.
    pub(super) ty: Node,
    /// From the start of the whole.
    pub(super) offset: Bits,
    /// How many bits it has, if it is a bitfield in either encoding.
    pub(super) bits: Option<u8>,
    /// Which of the paths it is on.
    pub(super) path: u32,
}

/// All members of a struct or union.
#[derive(Debug, Default)]
pub(super) struct Members<'s> {
    pub(super) list: Vec<Flat<'s>>,
    /// The anonymous types that members are in, from the outermost on; the first is empty.
    pub(super) paths: Vec<String>,
    /// Whether there are more.
    pub(super) is_cut: bool,
}

/// A struct whose members are being listed.
struct Open<'s> {
    node: Node,
    composite: Composite<'s>,
    next: u32,
    start: Bits,
    path: u32,
}

impl<'s> Members<'s> {
    /// Those of `node`. `budget` is how many may still be listed in all.
    pub(super) fn of(both: &Both<'s>, node: Node, budget: &mut u64) -> Self {
        let mut members = Self::default();
        members.paths.push(String::new());
        let open = |node: Node, start, path| {
            let composite = both.graph.get(node).as_composite()?;
            Some(Open { node, composite, next: 0, start, path })
        };
        let mut stack: Vec<Open<'s>> = open(node, Bits(0), 0).into_iter().collect();
        while let Some(top) = stack.last_mut() {
            let Some(member) = top.composite.members_from(top.next).next() else {
                stack.pop();
                continue;
            };
            top.next += 1;
            *budget = budget.saturating_sub(1);
            if *budget == 0 || MAX_MEMBERS <= members.list.len() + members.paths.len() {
                members.is_cut = true;
                break;
            }
            let ty = both.graph.to(top.node, member.type_id());
            if !member.name_off().is_anonymous() {
                members.list.push(flat(both, top, member, ty));
                continue;
            }
            let offset = Bits(top.start.0.saturating_add(member.offset_bits().0));
            let bare = both.bare(ty);
            let Some(inner) = both.graph.get(bare).as_composite() else { continue };
            let key = if inner.is_union() { "union" } else { "struct" };
            let outer = members.paths.get(top.path as usize).map_or("", String::as_str);
            let path = match inner.name() {
                "" => format!("{outer}{{anon {key}}}."),
                name => format!("{outer}{{{key} {name}}}."),
            };
            let at = u32::try_from(members.paths.len()).unwrap_or(0);
            if MAX_DEPTH <= stack.len() {
                members.is_cut = true;
                continue;
            }
            members.paths.push(path);
            stack.extend(open(bare, offset, at));
        }
        members
    }

    /// The path of a member.
    pub(super) fn path(&self, flat: &Flat<'s>) -> &str {
        self.paths.get(flat.path as usize).map_or("", String::as_str)
    }
}

fn flat<'s>(both: &Both<'s>, top: &Open<'s>, member: Member<'s>, ty: Node) -> Flat<'s> {
    let field = both.graph.types(both.graph.part(top.node)).map(|types| types.field(member));
    let (offset, bits) = match field {
        Some(field) if field.is_bitfield => {
            let bits = field.size.and_then(|bits| u8::try_from(bits.0).ok());
            (field.offset, bits)
        }
        _ => (member.offset_bits(), None),
    };
    let offset = Bits(top.start.0.saturating_add(offset.0));
    Flat { member, name: member.name_bytes(), ty, offset, bits, path: top.path }
}
