//! Whether a function's types let a program attach at its start and end.
//!
//! *In:* a BTF and a function in it. *Out:* what the kernel refuses about its parameters and result. *Never:* whether the
//! function can be traced at all: types do not say.
//!
//! Rules: `kernel/bpf/btf.c: btf_distill_func_proto`, Linux v7.2; twelve arguments are `MAX_BPF_FUNC_ARGS`.

use std::fmt;

use btfly_btf::view::{FuncProto, Type};
use btfly_btf::{Btf, TypeId};

/// Arguments that a program can be handed.
const MAX_ARGS: usize = 12;
/// Bytes of an argument: two registers.
const MAX_ARG: u64 = 16;

/// What the kernel refuses about a function's types.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Misfit {
    /// More parameters than a program can be handed.
    TooManyArgs {
        /// How many.
        n: usize,
    },
    /// A list of parameters without an end.
    Variadic,
    /// A parameter of a type that cannot be handed over: a float, a struct of more than 16 bytes.
    Arg {
        /// Counted from 0.
        index: usize,
        /// As C declares it.
        declaration: String,
    },
    /// A result that is not an integer, a pointer or nothing.
    Return {
        /// As C declares it.
        declaration: String,
    },
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooManyArgs { n } => {
                write!(f, "{n} parameters; programs are handed at most {MAX_ARGS}")
            }
            Self::Variadic => f.write_str("variable parameters"),
            Self::Arg { index, declaration } => {
                write!(f, "parameter {index}, `{declaration}`, cannot be handed to a program")
            }
            Self::Return { declaration } => {
                write!(f, "result `{declaration}` is no integer, pointer or void")
            }
        }
    }
}

/// The function's prototype, if `id` is a function or, as of a tracepoint, points to one.
fn proto(btf: &Btf, id: TypeId) -> Option<FuncProto<'_>> {
    let types = btf.types();
    let mut id = id;
    // A function; a typedef of a pointer to one; no chain of them is longer in a kernel.
    for _ in 0..8 {
        let ty = types.get(id)?;
        if let Type::FuncProto(proto) = ty {
            return Some(proto);
        }
        id = ty.target()?;
    }
    None
}

/// How many parameters a function has.
pub(super) fn n_params(btf: &Btf, id: TypeId) -> usize {
    proto(btf, id).map_or(0, |proto| proto.params().len())
}

/// What the kernel refuses about the types of a function; nothing means that it takes them.
#[must_use]
pub fn misfits(btf: &Btf, id: TypeId) -> Vec<Misfit> {
    let types = btf.types();
    let Some(proto) = proto(btf, id) else { return Vec::new() };
    let mut found = Vec::new();
    let returned = proto.return_type_id();
    if returned != TypeId(0) && !is_scalar(btf, returned) {
        found.push(Misfit::Return { declaration: types.declaration(returned, "").to_string() });
    }
    let n = proto.params().len();
    if MAX_ARGS < n {
        found.push(Misfit::TooManyArgs { n });
    }
    for (index, param) in proto.params().enumerate() {
        if param.is_variadic() {
            found.push(Misfit::Variadic);
            continue;
        }
        let id = param.type_id();
        if !is_scalar(btf, id) && !is_small_struct(btf, id) {
            let declaration = types.declaration(id, param.name()).to_string();
            found.push(Misfit::Arg { index, declaration });
        }
    }
    found
}

fn is_scalar(btf: &Btf, id: TypeId) -> bool {
    let types = btf.types();
    let bare = types.skip_modifiers(id).and_then(|bare| Some((bare, types.get(bare)?)));
    bare.is_some_and(|(bare, ty)| {
        let is_number = matches!(ty, Type::Int(_) | Type::Enum(_) | Type::Enum64(_));
        let size = types.size_of(bare).unwrap_or(u64::MAX);
        matches!(ty, Type::Ptr(_)) || is_number && size <= MAX_ARG
    })
}

fn is_small_struct(btf: &Btf, id: TypeId) -> bool {
    let types = btf.types();
    let Some(bare) = types.skip_modifiers(id) else { return false };
    let is_struct = types.get(bare).is_some_and(|ty| ty.as_composite().is_some());
    is_struct && types.size_of(bare).is_some_and(|size| 0 < size && size <= MAX_ARG)
}

/// A function as C declares it; a tracepoint by the function that it calls; anything else by its declaration.
#[must_use]
pub fn prototype(btf: &Btf, id: TypeId) -> String {
    let types = btf.types();
    let ty = types.get(id);
    let name = ty.and_then(|ty| ty.name()).unwrap_or_default();
    if let Some(Type::Func(func)) = ty {
        return types.declaration(func.type_id(), name).to_string();
    }
    if let Some(Type::Typedef(typedef)) = ty {
        return types.declaration(typedef.type_id(), name).to_string();
    }
    types.declaration(id, "").to_string()
}
