//! What may have been meant by something that was not found, each with its evidence.
//!
//! *In:* a question that no candidate answers, and the candidates. *Out:* [`Hint`]s, the likeliest first.
//! *Never:* a claim without a type to point at.

use std::fmt;

use btfly_btf::names::essential_name;
use btfly_btf::similar::nearest;
use btfly_btf::view::Type;
use btfly_btf::{BtfSet, Kind, TypeId, TypeLoc, Types};

use super::candidates::Candidates;
use super::explain::Candidate;
use super::locate::Refusal;
use super::solve::Question;

/// What may have been meant.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Hint {
    /// A member or enumerator of a similar name.
    Similar {
        /// The type that has it, spelled out.
        of: String,
        /// Where that lives.
        home: String,
        /// The names, the nearest first.
        names: Vec<String>,
    },
    /// A member of that name, further inside.
    Inside {
        /// The type, spelled out.
        of: String,
        /// Where that lives.
        home: String,
        /// The way to it: `se.vruntime`.
        path: String,
    },
    /// Only a declaration of that name.
    Declared {
        /// The name.
        name: String,
        /// Where.
        home: String,
    },
    /// A type of that name, of another kind.
    OtherKind {
        /// The name.
        name: String,
        /// Its kind in the target.
        kind: Kind,
        /// Where.
        home: String,
    },
    /// A module has the type, and is not in the set.
    InKmod {
        /// The name.
        name: String,
        /// The module.
        home: String,
    },
    /// A module that could have it is set aside.
    SetAside {
        /// The module.
        home: String,
        /// Why.
        reason: String,
    },
}

impl fmt::Display for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Similar { of, home, names } => {
                let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
                let word = if of.starts_with("enum") { "an enumerator" } else { "a member" };
                write!(f, "`{of}` in {home} has {word} {}", names.join(", or "))
            }
            Self::Inside { of, home, path } => {
                write!(f, "`{of}` in {home} has it further inside, as `{path}`")
            }
            Self::Declared { name, home } => {
                write!(f, "{home} only declares `{name}`; a module may define it")
            }
            Self::OtherKind { name, kind, home } => {
                write!(f, "`{name}` in {home} is a {}", kind.as_str())
            }
            Self::InKmod { name, home } => {
                write!(f, "`{name}` is defined in the module {home}, which is not in the set")
            }
            Self::SetAside { home, reason } => {
                write!(f, "the module {home} is set aside and was not searched: {reason}")
            }
        }
    }
}

/// How many similar names are worth a look.
const N_SIMILAR: usize = 3;

/// How many modules that are set aside are named.
const N_SET_ASIDE: usize = 3;

pub(crate) fn hints(
    local: &Types<'_>,
    question: &Question<'_>,
    candidates: &[Candidate],
    set: &BtfSet,
    known: Option<&BtfSet>,
) -> Vec<Hint> {
    let mut hints = Vec::new();
    for (at, candidate) in candidates.iter().enumerate() {
        // Modules repeat types of vmlinux: what was said of one is not said of each.
        let is_known = |one: &Candidate| (one.size, &one.text) == (candidate.size, &candidate.text);
        if candidates.iter().take(at).any(is_known) {
            continue;
        }
        if let Ok(btf) = set.btf(candidate.loc.slot) {
            in_candidate(question, candidate, &btf.types(), &mut hints);
        }
    }
    if candidates.is_empty() {
        of_name(local, question, set, known, &mut hints);
        let aside = set.set_aside().take(N_SET_ASIDE);
        hints.extend(aside.map(|(slot, reason)| Hint::SetAside {
            home: set.slot_name(slot).to_owned(),
            reason: reason.to_string(),
        }));
    }
    hints
}

/// Where a candidate lacks a name: which others it has.
fn in_candidate(
    question: &Question<'_>,
    candidate: &Candidate,
    types: &Types<'_>,
    hints: &mut Vec<Hint>,
) {
    let step = |at: u32| question.spec.steps.get(at as usize).and_then(|step| step.name);
    let (wanted, id) = match candidate.said {
        Err(Refusal::NoMember { step: at, type_id }) => (step(at), type_id),
        Err(Refusal::NoEnumerator) => (step(0), candidate.loc.id),
        Ok(_) | Err(_) => return,
    };
    let Some(wanted) = wanted else { return };
    let of = types.declaration(id, "").to_string();
    let home = candidate.home.clone();
    let names = names_in(types, id);
    if let Some(path) = inside(types, id, wanted) {
        hints.push(Hint::Inside { of: of.clone(), home: home.clone(), path });
    }
    let names = nearest(essential_name(wanted), names, N_SIMILAR);
    if !names.is_empty() {
        let names = names.into_iter().map(str::to_owned).collect();
        hints.push(Hint::Similar { of, home, names });
    }
}

/// The names of members, those of anonymous ones too, or of enumerators.
fn names_in<'t>(types: &Types<'t>, id: TypeId) -> Vec<&'t str> {
    let id = types.skip_modifiers(id).unwrap_or(id);
    match types.get(id) {
        Some(Type::Enum(view)) => view.variants().map(|variant| variant.name()).collect(),
        Some(Type::Enum64(view)) => view.variants().map(|variant| variant.name()).collect(),
        Some(
            Type::Struct(_)
            | Type::Union(_)
            | Type::Void
            | Type::Int(_)
            | Type::Ptr(_)
            | Type::Array(_)
            | Type::Fwd(_)
            | Type::Typedef(_)
            | Type::Volatile(_)
            | Type::Const(_)
            | Type::Restrict(_)
            | Type::Func(_)
            | Type::FuncProto(_)
            | Type::Var(_)
            | Type::Datasec(_)
            | Type::Float(_)
            | Type::DeclTag(_)
            | Type::TypeTag(_)
            | Type::Opaque(_),
        )
        | None => each_member(types, id).map(|(name, _)| name).collect(),
    }
}

/// How many composites are looked into for names.
const MAX_COMPOSITES: usize = 256;

/// Named members with their types, those of anonymous members where these stand.
fn each_member<'t>(
    types: &Types<'t>,
    id: TypeId,
) -> impl Iterator<Item = (&'t str, TypeId)> + use<'t> {
    let mut all = Vec::new();
    let mut open = vec![id];
    let mut n_seen = 0;
    while let Some(id) = open.pop() {
        n_seen += 1;
        let id = types.skip_modifiers(id).unwrap_or(id);
        let Some(composite) = types.get(id).and_then(|ty| ty.as_composite()) else { continue };
        if MAX_COMPOSITES < n_seen {
            break;
        }
        for member in composite.members() {
            if member.name_off().is_anonymous() {
                open.push(member.type_id());
            } else {
                all.push((member.name(), member.type_id()));
            }
        }
    }
    all.into_iter()
}

/// The way to a member of that name in a member, not behind a pointer.
fn inside(types: &Types<'_>, id: TypeId, wanted: &str) -> Option<String> {
    each_member(types, id).take(MAX_COMPOSITES * 4).find_map(|(outer, id)| {
        let has_it = each_member(types, id).any(|(name, _)| name == wanted);
        has_it.then(|| format!("{outer}.{wanted}"))
    })
}

/// Where no type of that name and kind exists.
fn of_name(
    local: &Types<'_>,
    question: &Question<'_>,
    set: &BtfSet,
    known: Option<&BtfSet>,
    hints: &mut Vec<Hint>,
) {
    let root = question.spec.root;
    let Some(name) = local.get(root).and_then(|ty| ty.name()) else { return };
    let name = essential_name(name);
    let home = |loc: &TypeLoc| set.slot_name(loc.slot).to_owned();
    let found = set.find(name, None);
    if let Some(known) = known {
        let candidates = Candidates::find(local, std::iter::once(root), known);
        let in_kmods = candidates.of(root).unwrap_or(&[]).iter();
        for loc in in_kmods.filter(|loc| !loc.slot.is_base()) {
            let home = known.slot_name(loc.slot).to_owned();
            let hint = Hint::InKmod { name: name.to_owned(), home };
            if !hints.contains(&hint) {
                hints.push(hint);
            }
        }
    }
    for loc in found.iter().take(N_SIMILAR) {
        let Some(kind) = set.get(*loc).map(|ty| ty.kind()) else { continue };
        let (name, home) = (name.to_owned(), home(loc));
        hints.push(match kind {
            Kind::Fwd => Hint::Declared { name, home },
            Kind::Void
            | Kind::Int
            | Kind::Ptr
            | Kind::Array
            | Kind::Struct
            | Kind::Union
            | Kind::Enum
            | Kind::Typedef
            | Kind::Volatile
            | Kind::Const
            | Kind::Restrict
            | Kind::Func
            | Kind::FuncProto
            | Kind::Var
            | Kind::Datasec
            | Kind::Float
            | Kind::DeclTag
            | Kind::TypeTag
            | Kind::Enum64
            | Kind::Opaque => Hint::OtherKind { name, kind, home },
        });
    }
}
