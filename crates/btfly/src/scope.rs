//! What a name on the command line means in a set: types, functions, variables, and a place in one.
//!
//! *In:* `task_struct`, `struct page`, `42`, `task_struct.se.cfs_rq`. *Out:* where it is defined, everywhere.
//! *Never:* a choice between several: who asks shows all.

use anyhow::Result;
use btfly_btf::view::Type;
use btfly_btf::{BtfSet, Kind, Slot, TypeId, TypeLoc, similar};

use crate::exit::Usage;
use crate::plural::count;
use crate::session::Session;

/// How many places are named in full before the rest is a number.
const MAX_HOMES: usize = 8;
/// How many similar names are given for one that does not exist.
const MAX_SIMILAR: usize = 5;

/// `vmlinux; same in: dummy, veth and 12 more`. A BTF that has the same type twice is named once.
pub(crate) fn homes(homes: &[&str]) -> String {
    let mut homes = homes.to_vec();
    homes.dedup();
    let Some((first, others)) = homes.split_first() else { return String::new() };
    let named = others.iter().take(MAX_HOMES).copied().collect::<Vec<_>>().join(", ");
    match others.len() {
        0 => (*first).to_owned(),
        n if MAX_HOMES < n => format!("{first}; same in: {named} and {} more", n - MAX_HOMES),
        _ => format!("{first}; same in: {named}"),
    }
}

/// Where names are looked up: in all of a set, or in the one module that was named, and its base.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'s> {
    pub(crate) set: &'s BtfSet,
    pub(crate) focus: Option<Slot>,
}

impl Scope<'_> {
    /// All that `name` can mean: an id, `struct name`, or a name of any kind. What is only declared is
    /// left out where something is defined.
    pub(crate) fn find(&self, name: &str) -> Result<Vec<TypeLoc>> {
        if let Ok(id) = name.parse() {
            return self.by_id(TypeId(id));
        }
        let (kinds, name): (&[Kind], &str) = match name.split_once(' ') {
            Some(("struct", name)) => (&[Kind::Struct, Kind::Fwd], name),
            Some(("union", name)) => (&[Kind::Union, Kind::Fwd], name),
            Some(("enum", name)) => (&[Kind::Enum, Kind::Enum64], name),
            Some(_) | None => (&[], name),
        };
        let mut found = match self.focus {
            Some(slot) => {
                let btf = self.set.btf(slot)?;
                btf.types().find(name.trim(), None).map(|id| self.set.loc(slot, id)).collect()
            }
            None => self.set.find(name.trim(), None),
        };
        let kind = |loc: &TypeLoc| self.set.get(*loc).map_or(Kind::Void, |ty| ty.kind());
        found.retain(|loc| {
            let kind = kind(loc);
            let is_wanted = kinds.is_empty() || kinds.contains(&kind);
            // The text of a tag is no name that one looks for.
            is_wanted && !matches!(kind, Kind::DeclTag | Kind::TypeTag)
        });
        if found.iter().any(|loc| kind(loc) != Kind::Fwd) {
            found.retain(|loc| kind(loc) != Kind::Fwd);
        }
        Ok(found)
    }

    fn by_id(&self, id: TypeId) -> Result<Vec<TypeLoc>> {
        let slot = match (self.focus, self.set.kmods()) {
            _ if id < self.set.base().types().end() => Slot::BASE,
            (Some(slot), _) => slot,
            (None, []) => return Ok(Vec::new()),
            (None, [_]) => Slot(1),
            (None, _) => {
                let message = format!("type {id} is another type in each module");
                return Err(Usage::new(message).hint("name one: `module:NAME`").into());
            }
        };
        let loc = self.set.loc(slot, id);
        Ok(self.set.get(loc).map(|_| loc).into_iter().collect())
    }
}

/// `task_struct.se.cfs_rq` → `task_struct`, `se.cfs_rq`.
pub(crate) fn split_path(name: &str) -> Option<(&str, &str)> {
    let at = name.find("->").into_iter().chain(name.find(['.', '['])).min()?;
    let (head, path) = name.split_at_checked(at).filter(|(head, _)| !head.is_empty())?;
    Some((head, path.trim_start_matches(['.', '-', '>'])))
}

/// Says that there is no such name, and which are like it.
pub(crate) fn say_not_found(set: &BtfSet, name: &str, session: &Session) {
    let modules = set.kmods().len();
    let place = match modules {
        0 => set.slot_name(Slot::BASE).to_owned(),
        n => format!("{} and {}", set.slot_name(Slot::BASE), count(n, "module")),
    };
    session.say(&format!("btfly: no type `{name}` in {place}"));
    let types = set.base().types();
    let is_tag = |ty: &Type<'_>| matches!(ty, Type::DeclTag(_) | Type::TypeTag(_));
    let names = types.iter().filter(|(_, ty)| !is_tag(ty)).filter_map(|(_, ty)| ty.name());
    let similar = similar::nearest(name, names, MAX_SIMILAR);
    if !similar.is_empty() {
        let quoted: Vec<String> = similar.iter().map(|name| format!("`{name}`")).collect();
        session.say(&format!("hint: there is {}", quoted.join(", ")));
    }
}
