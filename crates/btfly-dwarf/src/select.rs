//! Selection: which functions are encoded, and why others are not.
//!
//! Whoever traces a function takes its parameters from the registers that the prototype implies. So a function counts only if
//! the prototype is one, and true of all that goes by the name. The rules are pahole's; each function that they drop is kept
//! with its reason.
//!
//! *In:* what units say of functions, with prototypes that have been folded. *Out:* one prototype each, or a reason.
//! *Never:* a type.

use std::fmt;

use btfly_btf::{Btf, Kind, TypeId, view::Type};

use crate::chunk::{Doubts, FunctionAt};
use crate::options::Features;
use crate::symbols::Symbols;

/// A function that is not encoded, and why.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Skipped {
    /// Its name.
    pub name: String,
    /// Why.
    pub reason: Skip,
    /// The offset in `.debug_info` of the unit that is to blame.
    pub unit: u64,
    /// The offset of the entry.
    pub die: u64,
}

/// Why a function is not encoded.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Skip {
    /// A parameter is in another register than callers of its prototype put it.
    UnexpectedRegister,
    /// Units disagree on the prototype.
    InconsistentPrototype,
    /// The compiler has dropped a parameter.
    OptimizedParameter,
    /// The compiler has put parameters into another order.
    ReorderedParameters,
    /// Several functions have the name.
    AmbiguousAddress,
}

impl fmt::Display for Skip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UnexpectedRegister => "unexpected register used for parameter",
            Self::InconsistentPrototype => "inconsistent prototypes",
            Self::OptimizedParameter => "optimized parameters",
            Self::ReorderedParameters => "reordered parameters",
            Self::AmbiguousAddress => "ambiguous address",
        })
    }
}

/// Decides on all functions, which are in any order; the result is in the order of names.
pub(crate) fn select(
    btf: &Btf,
    symbols: &Symbols<'_>,
    mut functions: Vec<FunctionAt>,
    features: Features,
) -> (Vec<FunctionAt>, Vec<Skipped>) {
    // Entries of one name in the order of the file.
    functions.sort_by_key(|function| (function.symbol, function.die));
    let (mut selected, mut skipped) = (Vec::new(), Vec::new());
    for same in functions.chunk_by(|a, b| a.symbol == b.symbol) {
        let Some(symbol) = same.first().and_then(|at| symbols.functions.get(at.symbol as usize))
        else {
            continue;
        };
        let skip = |reason, at: &FunctionAt| Skipped {
            name: String::from_utf8_lossy(symbol.name).into_owned(),
            reason,
            unit: at.unit,
            die: at.die,
        };
        let canonical = same
            .iter()
            .find(|at| at.low_pc.is_some_and(|pc| symbol.addresses.binary_search(&pc).is_ok()))
            .or(same.first());
        let Some(canonical) = canonical else { continue };
        let doubt = |bit: u8| same.iter().find(|at| at.doubts.has(bit));
        let altered =
            |bit: u8| same.iter().find(|at| at.doubts.has(bit) && at.doubts.has(Doubts::ALTERED));
        let other = || {
            let differs = |at: &&FunctionAt| !is_same(btf, canonical.proto, at.proto);
            same.iter().filter(|_| features.consistent_func).find(differs)
        };
        let found = (1 < symbol.addresses.len())
            .then_some((Skip::AmbiguousAddress, canonical))
            .or_else(|| Some((Skip::OptimizedParameter, altered(Doubts::OPTIMIZED)?)))
            .or_else(|| Some((Skip::ReorderedParameters, doubt(Doubts::REORDERED)?)))
            .or_else(|| Some((Skip::UnexpectedRegister, doubt(Doubts::REGISTER)?)))
            .or_else(|| Some((Skip::InconsistentPrototype, other()?)));
        match found {
            Some((reason, at)) => skipped.push(skip(reason, at)),
            None => selected.push(canonical.clone()),
        }
    }
    let name =
        |at: &FunctionAt| symbols.functions.get(at.symbol as usize).map(|symbol| symbol.name);
    selected.sort_by_key(name);
    skipped.sort_by(|a, b| a.name.cmp(&b.name));
    (selected, skipped)
}

/// Whether two prototypes are one for whoever calls: parameters of types that agree, whatever they are called.
fn is_same(btf: &Btf, a: u32, b: u32) -> bool {
    let mut pending = vec![(TypeId(a), TypeId(b))];
    let mut seen = 0;
    while let Some((a, b)) = pending.pop() {
        seen += 1;
        if a == b {
            continue;
        }
        if MAX_PAIRS < seen {
            return false;
        }
        let (a, b) = (unqualified(btf, a), unqualified(btf, b));
        let (Some(first), Some(second)) = (btf.get(a), btf.get(b)) else {
            if a == b {
                continue;
            }
            return false;
        };
        if !agree(&first, &second, &mut pending) {
            return false;
        }
    }
    true
}

/// How many pairs of types two prototypes are compared by: those of kernels have some ten.
const MAX_PAIRS: usize = 1 << 12;

/// What is behind `const`, which callers do not see.
fn unqualified(btf: &Btf, mut id: TypeId) -> TypeId {
    for _ in 0..MAX_CONSTS {
        let Some(Type::Const(to)) = btf.get(id) else { break };
        id = to.type_id();
    }
    id
}

const MAX_CONSTS: usize = 16;

/// Whether two types agree, if what is added to `pending` does.
fn agree(a: &Type<'_>, b: &Type<'_>, pending: &mut Vec<(TypeId, TypeId)>) -> bool {
    let is_tag = |kind| matches!(kind, Kind::Struct | Kind::Union | Kind::Fwd);
    if is_tag(a.kind()) && is_tag(b.kind()) {
        let is_union = |ty: &Type<'_>| {
            if let Type::Fwd(fwd) = ty { fwd.is_union() } else { ty.kind() == Kind::Union }
        };
        return is_union(a) == is_union(b) && a.name() == b.name();
    }
    if a.kind() != b.kind() {
        return false;
    }
    // A name stands for what it names, as pahole has it: units that disagree about that are another matter.
    let same_name = a.name() == b.name();
    match a.kind() {
        Kind::Struct
        | Kind::Union
        | Kind::Fwd
        | Kind::Enum
        | Kind::Enum64
        | Kind::Typedef
        | Kind::Float
        | Kind::Func
        | Kind::Var
        | Kind::Datasec
        | Kind::DeclTag => same_name,
        Kind::Int => {
            let (Type::Int(a), Type::Int(b)) = (a, b) else { return false };
            same_name && a.data() == b.data() && a.size() == b.size()
        }
        Kind::Ptr | Kind::Volatile | Kind::Const | Kind::Restrict | Kind::TypeTag => {
            pending.push((a.target().unwrap_or(TypeId::VOID), b.target().unwrap_or(TypeId::VOID)));
            same_name
        }
        Kind::Array => {
            let (Type::Array(a), Type::Array(b)) = (a, b) else { return false };
            pending.push((a.elem_type_id(), b.elem_type_id()));
            a.len() == b.len()
        }
        Kind::FuncProto => {
            let (Type::FuncProto(a), Type::FuncProto(b)) = (a, b) else { return false };
            pending.push((a.return_type_id(), b.return_type_id()));
            pending.extend(a.param_type_ids().zip(b.param_type_ids()));
            a.param_type_ids().len() == b.param_type_ids().len()
        }
        Kind::Void | Kind::Opaque => true,
    }
}
