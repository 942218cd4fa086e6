//! Needs: what a reader has to know to read a BTF.
//!
//! *In:* types. *Out:* a set of features for each of them, and for all. *Never:* a version; the table of
//! [`feature`](crate::feature) has those.

use alloc::vec;
use alloc::vec::Vec;

use crate::btf::Btf;
use crate::feature::{Feature, Features};
use crate::id::TypeId;
use crate::table::Types;
use crate::view::{FuncLinkage, Type};
use crate::wire::header::LEN_SHORT;

/// So many entries an older reader counts.
pub(super) const MAX_ENTRIES: u32 = 0xffff;

/// What a reader has to know for the own types of `btf`.
///
/// ```
/// use btfly_btf::edit::downgrade::needs;
/// use btfly_btf::feature::Feature;
///
/// let btf = btfly_btf::text::parse("[1] FLOAT 'double' size=8\n[2] TYPE_TAG 'user' type_id=1")?;
/// assert_eq!(needs(&btf).iter().collect::<Vec<_>>(), [Feature::Float, Feature::TypeTag]);
/// # Ok::<(), btfly_btf::text::Error>(())
/// ```
#[must_use]
pub fn needs(btf: &Btf) -> Features {
    let types = btf.types();
    let late = late(&types, |_| false);
    let of_types = types.iter().zip(&late).flat_map(|((_, ty), is_late)| {
        let late = is_late.then_some(Feature::LateTypeTag);
        of_type(ty).iter().chain(late)
    });
    let header = has_new_header(btf).then_some(Feature::Layout);
    of_types.chain(header).collect()
}

pub(super) fn has_new_header(btf: &Btf) -> bool {
    let header = btf.header();
    header.hdr_len != LEN_SHORT || !header.layout.is_empty()
}

/// What a reader has to know for one type, wherever it stands.
pub(super) fn of_type(ty: Type<'_>) -> Features {
    let none = Features::NONE;
    let with = |features: Features, feature, is_needed| match is_needed {
        true => features.with(feature),
        false => features,
    };
    let dots = |features, has_dots| with(features, Feature::DotNames, has_dots);
    let info = ty.record().map(|record| record.info());
    let kind_flag = info.is_some_and(|info| info.kflag());
    let is_wide = info.is_some_and(|info| MAX_ENTRIES < info.vlen());
    match ty {
        // Whose names nobody checks, or that have none.
        Type::Void
        | Type::Int(_)
        | Type::Ptr(_)
        | Type::Array(_)
        | Type::Volatile(_)
        | Type::Const(_)
        | Type::Restrict(_) => none,
        Type::Struct(view) | Type::Union(view) => {
            let has_dots = dot(ty) || view.members().any(|member| is_dotted(member.name_bytes()));
            let features = with(dots(none, has_dots), Feature::KindFlag, kind_flag);
            with(features, Feature::WideInfo, is_wide)
        }
        Type::Enum(view) => {
            let has_dots = dot(ty) || view.variants().any(|one| is_dotted(one.name().as_bytes()));
            let features = with(dots(none, has_dots), Feature::Enum64, kind_flag);
            with(features, Feature::WideInfo, is_wide)
        }
        Type::Enum64(view) => {
            let has_dots = dot(ty) || view.variants().any(|one| is_dotted(one.name().as_bytes()));
            with(dots(none, has_dots), Feature::WideInfo, is_wide).with(Feature::Enum64)
        }
        Type::Fwd(_) => with(dots(none, dot(ty)), Feature::KindFlag, kind_flag),
        Type::Typedef(_) => dots(none, dot(ty)),
        Type::Func(view) => {
            let is_static = view.linkage() == FuncLinkage::Static;
            with(dots(none, dot(ty)), Feature::GlobalFunc, !is_static).with(Feature::Func)
        }
        Type::FuncProto(view) => {
            let has_dots = view.params().any(|param| is_dotted(param.name_bytes()));
            with(dots(none, has_dots), Feature::WideInfo, is_wide).with(Feature::Func)
        }
        Type::Var(_) => none.with(Feature::Datasec),
        Type::Datasec(view) => {
            let is_old = section_name(ty.name_bytes()).is_none();
            let features = with(none, Feature::SectionNames, !is_old);
            let features = with(features, Feature::EmptyDatasec, view.vars().len() == 0);
            with(features, Feature::WideInfo, is_wide).with(Feature::Datasec)
        }
        Type::Float(_) => none.with(Feature::Float),
        Type::DeclTag(_) => with(none, Feature::TagAttributes, kind_flag).with(Feature::DeclTag),
        Type::TypeTag(_) => with(none, Feature::TagAttributes, kind_flag).with(Feature::TypeTag),
        Type::Opaque(view) => {
            let is_wide = is_wide || 31 < view.kind_number();
            with(none, Feature::WideInfo, is_wide).with(Feature::Layout)
        }
    }
}

fn dot(ty: Type<'_>) -> bool {
    is_dotted(ty.name_bytes())
}

fn is_dotted(name: &[u8]) -> bool {
    memchr::memchr(b'.', name).is_some()
}

/// The name of a data section as older readers take it; `None` if they take it as it is.
pub(super) fn section_name(name: &[u8]) -> Option<alloc::string::String> {
    let is_old = |(at, byte): (usize, &u8)| {
        let may_be_first = byte.is_ascii_alphabetic() || matches!(*byte, b'_' | b'.');
        may_be_first || at != 0 && byte.is_ascii_digit()
    };
    if name.iter().enumerate().all(is_old) {
        return None;
    }
    let old = |(at, byte)| if is_old((at, byte)) { char::from(*byte) } else { '_' };
    Some(name.iter().enumerate().map(old).collect())
}

/// Which own types are tags behind another modifier, directly or with other tags between. A tag that `is_gone` is
/// a modifier of another kind.
pub(super) fn late(types: &Types<'_>, is_gone: impl Fn(TypeId) -> bool) -> Vec<bool> {
    let first = types.first().0;
    let mut late = vec![false; types.len()];
    let mut open: Vec<TypeId> = Vec::new();
    for (id, ty) in types.iter() {
        let target = match ty {
            Type::Const(view) | Type::Volatile(view) | Type::Restrict(view) => view.type_id(),
            Type::Typedef(view) => view.type_id(),
            Type::TypeTag(view) if is_gone(id) => view.type_id(),
            Type::Void
            | Type::Int(_)
            | Type::Ptr(_)
            | Type::Array(_)
            | Type::Struct(_)
            | Type::Union(_)
            | Type::Enum(_)
            | Type::Fwd(_)
            | Type::Func(_)
            | Type::FuncProto(_)
            | Type::Var(_)
            | Type::Datasec(_)
            | Type::Float(_)
            | Type::DeclTag(_)
            | Type::TypeTag(_)
            | Type::Enum64(_)
            | Type::Opaque(_) => continue,
        };
        open.push(target);
    }
    while let Some(id) = open.pop() {
        let Some(Type::TypeTag(tag)) = types.get(id) else { continue };
        let place = id.0.checked_sub(first).and_then(|at| late.get_mut(at as usize));
        if let Some(place @ false) = place {
            *place = true;
            open.push(tag.type_id());
        }
    }
    late
}
