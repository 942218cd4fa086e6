//! What of a kernel and its modules objects need: what the answers to their relocations depend on, and nothing else.
//!
//! *In:* objects and a set. *Out:* types with the parts that count, as a [`Keep`] for
//! [`minimize`](btfly_btf::edit::minimize::minimize): against what that leaves, each relocation of the objects has the
//! answer that it has against the whole set, failures and ambiguities too, whichever slot is preferred and whichever
//! policy is chosen. Beside it what the objects look up by name: targets to attach to, functions, variables.
//!
//! Every type that could be meant is kept, if only as a name with a size; of those in modules only where they differ from
//! the base's in what is asked of them, or the base has none. Ids are not kept: `type_id_target` gives that of the
//! minimised BTF.
//!
//! *Never:* a copy of the rules of solving: it is asked, and says what it passes.

use std::collections::{BTreeMap, HashSet};

use btfly_btf::edit::minimize::Keep;
use btfly_btf::names::essential_name;
use btfly_btf::view::Type;
use btfly_btf::{Btf, BtfSet, Kind, Slot, TypeId, TypeLoc, Types};

use super::candidates::{MAX_CANDIDATES, Search};
use super::compat::same_kind;
use super::home::targets;
use super::kind::{About, ReloKind};
use super::locate::{Passing, Refusal, locate};
use super::solve::{Access, Question, Said, say};
use crate::spec::{ExternKind, ObjectSpec};

/// What objects need of a set.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Needs {
    /// What answers to relocations depend on.
    pub keep: Keep,
    /// What is looked up by name, in order: functions and typedefs that programs attach to, functions that they call,
    /// variables that they use.
    pub named: Vec<TypeLoc>,
    /// How many relocations ask for the id that the kernel has for a type.
    pub n_target_ids: usize,
}

/// What `objects` need of `set`, all together.
///
/// ```
/// use btfly_btf::{BtfSet, edit::minimize::minimize};
/// use btfly_obj::{co_re, read::read};
///
/// # let bytes = btfly_obj::doc::example_object();
/// let object = read(&bytes)?;
/// let set = BtfSet::new(object.btf.clone().unwrap());
/// let needs = co_re::needs(&[&object], &set);
/// let small = minimize(&set, needs.keep).unwrap();
/// assert!(small.base.bytes().len() < set.base().bytes().len());
/// # Ok::<(), btfly_obj::error::Error>(())
/// ```
#[must_use]
pub fn needs(objects: &[&ObjectSpec], set: &BtfSet) -> Needs {
    let accesses = objects.iter().filter_map(|object| Some((object, object.btf.as_ref()?)));
    let accesses = accesses.flat_map(|(object, btf)| {
        let strings = btf.types().strings();
        let relos = object.functions.iter().flat_map(|function| &function.core_relos);
        relos.map(move |placed| (btf, Access::of(&placed.record, &strings)))
    });
    Needs { named: named(objects, set), ..answers(accesses, set) }
}

/// What the answers to some questions depend on.
pub(crate) fn answers<'o>(
    accesses: impl Iterator<Item = (&'o Btf, Access<'o>)>,
    set: &BtfSet,
) -> Needs {
    let mut needs = Needs::default();
    let mut groups = groups(accesses, &mut needs.n_target_ids);
    let search = Search::new(groups.keys().copied(), set);
    for ((name, kind), group) in &mut groups {
        group.candidates = search.of(name, *kind, set).unwrap_or_default();
        group.is_base_enough = group.is_base_enough(set);
    }
    let mut marked = HashSet::new();
    loop {
        let mut is_done = true;
        for (key, group) in &mut groups {
            // What came along for others counts as a candidate, so it has to say what it says.
            group.is_base_enough &=
                !group.candidates.iter().any(|loc| !loc.slot.is_base() && needs.keep.has(*loc));
            if marked.insert((*key, group.is_base_enough)) {
                group.mark(set, &mut needs.keep);
                is_done = false;
            }
        }
        if is_done {
            return needs;
        }
        needs.keep.close(set);
    }
}

/// What programs attach to by type, and the kernel's functions and variables that objects name.
fn named(objects: &[&ObjectSpec], set: &BtfSet) -> Vec<TypeLoc> {
    let mut named = Vec::new();
    for object in objects {
        named.extend(object.programs.iter().flat_map(|program| targets(program, set)));
        for extern_ in &object.externs {
            let kind = match extern_.kind {
                ExternKind::Kfunc { .. } => Kind::Func,
                ExternKind::Variable { .. } => Kind::Var,
                ExternKind::Kconfig { .. } | ExternKind::Address => continue,
            };
            named.extend(set.find(essential_name(&extern_.name), Some(kind)));
        }
    }
    named.sort_unstable();
    named.dedup();
    named
}

/// All questions about types of one essential name and kind: they have the same candidates.
struct Group<'o> {
    questions: Vec<(Types<'o>, Question<'o>)>,
    candidates: Vec<TypeLoc>,
    is_base_enough: bool,
}

/// A name, and a kind that stands for both kinds of enums.
type Key<'o> = (&'o str, Kind);

fn groups<'o>(
    accesses: impl Iterator<Item = (&'o Btf, Access<'o>)>,
    n_target_ids: &mut usize,
) -> BTreeMap<Key<'o>, Group<'o>> {
    let mut groups: BTreeMap<Key<'o>, Group<'o>> = BTreeMap::new();
    // Relocations of one object stand together, and repeat.
    let mut known: HashSet<Access<'_>> = HashSet::new();
    let mut last: Option<&'o Btf> = None;
    for (btf, access) in accesses {
        let types = btf.types();
        let is_target_id = ReloKind::from_number(access.kind) == Some(ReloKind::TypeIdTarget);
        *n_target_ids += usize::from(is_target_id);
        if !last.is_some_and(|last| last.is_same(btf)) {
            known.clear();
            last = Some(btf);
        }
        if !known.insert(access) {
            continue;
        }
        // What makes no sense makes none anywhere.
        let Ok(question) = Question::read(&types, &access) else { continue };
        let root = types.get(question.spec.root);
        let Some((name, kind)) = root.and_then(|ty| Some((ty.name()?, ty.kind()))) else {
            continue;
        };
        if question.spec.kind == ReloKind::TypeIdLocal || name.is_empty() {
            continue;
        }
        let kind = if same_kind(kind, Kind::Enum) { Kind::Enum } else { kind };
        let group = groups.entry((essential_name(name), kind)).or_insert_with(|| Group {
            questions: Vec::new(),
            candidates: Vec::new(),
            is_base_enough: false,
        });
        group.questions.push((types, question));
    }
    groups
}

impl Group<'_> {
    /// Whether the base has candidates, and all modules' say what those say: then these change no answer, as no subset
    /// of them does.
    fn is_base_enough(&self, set: &BtfSet) -> bool {
        let is_in_base = |loc: &TypeLoc| loc.slot.is_base();
        let count = self.candidates.len();
        if !self.candidates.first().is_some_and(is_in_base) || MAX_CANDIDATES < count {
            return false;
        }
        if self.candidates.iter().all(is_in_base) {
            return true;
        }
        let says = |loc: &TypeLoc| -> Vec<Result<Said, Refusal>> {
            let Ok(btf) = set.btf(loc.slot) else { return Vec::new() };
            let target = btf.types();
            let each = self.questions.iter();
            each.map(|(local, question)| say(local, question, &target, loc.id)).collect()
        };
        let mut rows = self.candidates.iter().map(says);
        let Some(first) = rows.next() else { return false };
        rows.all(|row| {
            row.len() == first.len()
                && row.iter().zip(&first).all(|pair| match pair {
                    (Ok(a), Ok(b)) => a.agrees(b),
                    (Err(_), Err(_)) => true,
                    (Ok(_), Err(_)) | (Err(_), Ok(_)) => false,
                })
        })
    }

    /// Keeps every candidate that counts, with what the questions pass in it.
    fn mark(&self, set: &BtfSet, keep: &mut Keep) {
        for loc in &self.candidates {
            if self.is_base_enough && !loc.slot.is_base() {
                continue;
            }
            keep.outline(*loc);
            // So many are no answer, whatever they are.
            if MAX_CANDIDATES < self.candidates.len() {
                continue;
            }
            let Ok(btf) = set.btf(loc.slot) else { continue };
            let target = btf.types();
            let mut marks = Marks { keep: &mut *keep, set, slot: loc.slot, target };
            for (local, question) in &self.questions {
                match question.spec.kind.about() {
                    About::Field | About::Enumval => {
                        // What it passes counts, wherever it ends.
                        let _ = locate(local, &question.spec, &target, loc.id, &mut marks);
                    }
                    About::Type => {
                        marks.inside(loc.id, question.spec.kind == ReloKind::TypeMatches);
                    }
                }
            }
        }
    }
}

/// Notes what counts of the types of one slot.
struct Marks<'k, 't> {
    keep: &'k mut Keep,
    set: &'k BtfSet,
    slot: Slot,
    target: Types<'t>,
}

impl Passing for Marks<'_, '_> {
    fn part(&mut self, of: TypeId, index: u32) {
        self.keep.part(self.set.loc(self.slot, of), index);
    }
}

impl Marks<'_, '_> {
    /// What a comparison of types may see from `root`: pointers, elements and parameters all the way; the members of
    /// structs and the enumerators only if they are to match, and those of structs only before any pointer.
    fn inside(&mut self, root: TypeId, is_match: bool) {
        let mut seen = HashSet::new();
        let mut open = vec![(root, false)];
        while let Some((id, is_behind)) = open.pop() {
            let id = self.target.skip_modifiers(id).unwrap_or(id);
            if id == TypeId::VOID || !seen.insert((id, is_behind)) {
                continue;
            }
            let Some(ty) = self.target.get(id) else { continue };
            let loc = self.set.loc(self.slot, id);
            self.keep.outline(loc);
            let mut follow = |is_behind| ty.for_each_reference(|to| open.push((to, is_behind)));
            match ty {
                Type::Ptr(_) => {
                    self.keep.whole(loc);
                    follow(true);
                }
                Type::Struct(_) | Type::Union(_) => {
                    if is_match && !is_behind {
                        self.keep.whole(loc);
                        follow(false);
                    }
                }
                Type::Enum(_) | Type::Enum64(_) => {
                    if is_match {
                        self.keep.whole(loc);
                    }
                }
                Type::Array(_) | Type::FuncProto(_) => follow(is_behind),
                Type::Void
                | Type::Int(_)
                | Type::Fwd(_)
                | Type::Typedef(_)
                | Type::Volatile(_)
                | Type::Const(_)
                | Type::Restrict(_)
                | Type::Func(_)
                | Type::Var(_)
                | Type::Datasec(_)
                | Type::Float(_)
                | Type::DeclTag(_)
                | Type::TypeTag(_)
                | Type::Opaque(_) => {}
            }
        }
    }
}
