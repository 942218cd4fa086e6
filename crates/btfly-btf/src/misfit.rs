//! Misfit: signs that a split BTF was built on another base, though every number in it is in range.
//!
//! *In:* a split BTF that has been read. *Out:* the first of its types that says what no compiler makes it say, which is what
//! ids of another base look like. *Never:* a proof of the contrary; and nothing that a module on its own kernel's types does
//! (thousands were looked at).

use crate::id::{Bits, TypeId};
use crate::table::Types;
use crate::view::{Composite, Type};
use crate::wire::kind::Kind;

/// A type that cannot mean what it says.
///
/// ```
/// use btfly_btf::text;
///
/// let base = text::parse("[1] FUNC_PROTO ret_type_id=0 vlen=0\n[2] FUNC 'f' type_id=1 linkage=static")?;
/// let module = text::parse_split("[3] TYPEDEF 't' type_id=2", &base)?;
/// let misfit = module.types().misfit().unwrap();
/// assert_eq!(misfit.to_string(), "type 3 refers to 2, which is a FUNC");
/// # Ok::<(), btfly_btf::text::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Misfit {
    /// The type.
    pub id: TypeId,
    /// What is strange about it.
    pub why: Why,
}

/// What is strange about a type.
///
/// ```
/// use btfly_btf::{Kind, misfit::Why, text};
///
/// let base = text::parse("[1] FUNC_PROTO ret_type_id=0 vlen=0\n[2] FUNC 'f' type_id=1 linkage=static")?;
/// let module = text::parse_split("[3] TYPEDEF 't' type_id=2", &base)?;
/// assert!(matches!(module.types().misfit().unwrap().why, Why::Reference { .. }));
/// # Ok::<(), btfly_btf::text::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Why {
    /// It refers to a type of a kind to which its own kind does not.
    Reference {
        /// What it refers to.
        to: TypeId,
        /// What that is.
        kind: Kind,
    },
    /// A member of it is no object: it has no size.
    NoSize {
        /// Which member.
        member_idx: u32,
    },
    /// A member of it reaches into the next, or past the end.
    Overlap {
        /// Which member.
        member_idx: u32,
        /// How many bits it has.
        size: Bits,
        /// How many there are for it.
        room: Bits,
    },
}

impl Types<'_> {
    /// The first own type that cannot mean what it says; see [`Misfit`].
    ///
    /// ```
    /// # let base = btfly_btf::doc::example();
    /// # let module = btfly_btf::Btf::parse_split(btfly_btf::doc::example_module_bytes(), &base)?;
    /// assert_eq!(module.types().misfit(), None);
    /// # Ok::<(), btfly_btf::error::Error>(())
    /// ```
    #[must_use]
    pub fn misfit(&self) -> Option<Misfit> {
        self.iter().find_map(|(id, ty)| {
            let composite = || self.strange_member(ty.as_composite()?);
            let why = self.strange_reference(ty).or_else(composite)?;
            Some(Misfit { id, why })
        })
    }

    fn strange_reference(&self, ty: Type<'_>) -> Option<Why> {
        let from = ty.kind();
        let mut strange = None;
        ty.for_each_reference(|to| {
            let kind = self.get(to).map_or(Kind::Void, |ty| ty.kind());
            if strange.is_none() && !may_refer(from, kind) {
                strange = Some(Why::Reference { to, kind });
            }
        });
        strange
    }

    fn strange_member(&self, composite: Composite<'_>) -> Option<Why> {
        let end = Bits::from_bytes(u64::from(composite.size()));
        let mut fields = self.fields(composite).zip(0_u32..).peekable();
        while let Some((field, member_idx)) = fields.next() {
            let Some(size) = field.size else { return Some(Why::NoSize { member_idx }) };
            let next = fields.peek().map(|(next, _)| next.offset).filter(|_| !composite.is_union());
            // A flexible array has no bits, and may start where the next one does or at the end.
            let room = Bits(next.unwrap_or(end).0.saturating_sub(field.offset.0));
            if room < size {
                return Some(Why::Overlap { member_idx, size, room });
            }
        }
        None
    }
}

/// Whether compilers make a type of the kind `from` refer to one of the kind `to`.
fn may_refer(from: Kind, to: Kind) -> bool {
    let is_declaration = matches!(to, Kind::Func | Kind::Var | Kind::Datasec | Kind::DeclTag);
    match from {
        Kind::Func => to == Kind::FuncProto,
        Kind::DeclTag => {
            matches!(to, Kind::Struct | Kind::Union | Kind::Typedef | Kind::Func | Kind::Var)
        }
        Kind::Datasec => matches!(to, Kind::Var | Kind::Func),
        Kind::Struct | Kind::Union | Kind::Array | Kind::Var | Kind::FuncProto => {
            !is_declaration && to != Kind::FuncProto
        }
        Kind::Ptr
        | Kind::Typedef
        | Kind::Volatile
        | Kind::Const
        | Kind::Restrict
        | Kind::TypeTag => !is_declaration,
        // They refer to nothing that is known.
        Kind::Void
        | Kind::Int
        | Kind::Enum
        | Kind::Fwd
        | Kind::Float
        | Kind::Enum64
        | Kind::Opaque => true,
    }
}

impl core::fmt::Display for Misfit {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let id = self.id;
        match self.why {
            Why::Reference { to, kind } => write!(f, "type {id} refers to {to}, which is a {kind}"),
            Why::NoSize { member_idx } => {
                write!(f, "member {member_idx} of type {id} is of a type without a size")
            }
            Why::Overlap { member_idx, size, room } => write!(
                f,
                "member {member_idx} of type {id} is of a type of {} bits, and there is room for {}",
                size.0, room.0
            ),
        }
    }
}
