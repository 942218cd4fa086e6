//! Views into definitions: the way from a BTF that is read to one that is built.
//!
//! *In:* a view. *Out:* its definition, with names borrowed from the section, and the stray bits that a
//! definition has no place for.

use alloc::borrow::Cow;

use super::def::{
    ArrayDef, CompositeDef, DatasecDef, DeclTagDef, Def, EnumDef, FloatDef, FuncDef, FuncProtoDef,
    FwdDef, IntDef, MemberDef, OpaqueDef, ParamDef, RefDef, TypeTagDef, TypedefDef, VarDef,
    VariantDef,
};
use super::stray::{Stray, free};
use crate::view::{Composite, Ref, Type, Value, Variant};

impl<'b> Type<'b> {
    /// This type as a definition; `None` for `void`, which nobody defines.
    ///
    /// ```
    /// use btfly_btf::build::{Def, RefDef};
    /// use btfly_btf::TypeId;
    ///
    /// # let btf = btfly_btf::doc::example();
    /// let pointer = btf.get(TypeId(2)).unwrap();
    /// assert_eq!(pointer.to_def(), Some(Def::Ptr(RefDef { type_id: TypeId(1) })));
    /// ```
    #[must_use]
    pub fn to_def(&self) -> Option<Def<'b>> {
        let name = Cow::Borrowed(self.name().unwrap_or(""));
        Some(match self {
            Self::Void => return None,
            Self::Int(view) => Def::Int(IntDef {
                name,
                size: view.size(),
                encoding: view.encoding(),
                offset_bits: view.offset_bits(),
                size_bits: view.size_bits(),
            }),
            Self::Ptr(view) => Def::Ptr(reference(view)),
            Self::Array(view) => Def::Array(ArrayDef {
                elem_type_id: view.elem_type_id(),
                index_type_id: view.index_type_id(),
                len: view.len(),
            }),
            Self::Struct(view) => Def::Struct(composite(view)),
            Self::Union(view) => Def::Union(composite(view)),
            Self::Enum(view) => Def::Enum(EnumDef {
                name,
                size: view.size(),
                is_signed: view.is_signed(),
                variants: view.variants().map(variant).collect(),
            }),
            Self::Fwd(view) => Def::Fwd(FwdDef { name, is_union: view.is_union() }),
            Self::Typedef(view) => Def::Typedef(TypedefDef { name, type_id: view.type_id() }),
            Self::Volatile(view) => Def::Volatile(reference(view)),
            Self::Const(view) => Def::Const(reference(view)),
            Self::Restrict(view) => Def::Restrict(reference(view)),
            Self::Func(view) => {
                Def::Func(FuncDef { name, type_id: view.type_id(), linkage: view.linkage() })
            }
            Self::FuncProto(view) => Def::FuncProto(FuncProtoDef {
                return_type_id: view.return_type_id(),
                params: view
                    .params()
                    .map(|param| ParamDef {
                        name: Cow::Borrowed(param.name()),
                        type_id: param.type_id(),
                    })
                    .collect(),
            }),
            Self::Var(view) => {
                Def::Var(VarDef { name, type_id: view.type_id(), linkage: view.linkage() })
            }
            Self::Datasec(view) => {
                Def::Datasec(DatasecDef { name, size: view.size(), vars: view.vars().collect() })
            }
            Self::Float(view) => Def::Float(FloatDef { name, size: view.size() }),
            Self::DeclTag(view) => Def::DeclTag(DeclTagDef {
                name,
                type_id: view.type_id(),
                component_idx: view.component_idx(),
                is_attribute: view.is_attribute(),
            }),
            Self::TypeTag(view) => Def::TypeTag(TypeTagDef {
                name,
                type_id: view.type_id(),
                is_attribute: view.is_attribute(),
            }),
            Self::Enum64(view) => Def::Enum64(EnumDef {
                name,
                size: view.size(),
                is_signed: view.is_signed(),
                variants: view.variants().map(variant).collect(),
            }),
            Self::Opaque(view) => Def::Opaque(OpaqueDef {
                kind_number: view.kind_number(),
                name,
                kflag: view.kflag(),
                vlen: view.vlen(),
                size_or_type: view.size_or_type(),
                layout: view.layout_entry(),
                endian: view.endian(),
                extra: Cow::Borrowed(view.extra()),
            }),
        })
    }

    /// The bits of its record that its kind gives no meaning to, and that a definition therefore has no
    /// place for.
    ///
    /// ```
    /// # let btf = btfly_btf::doc::example();
    /// assert!(btf.iter().all(|(_, ty)| ty.stray().is_none()));
    /// ```
    #[must_use]
    pub fn stray(&self) -> Stray<'b> {
        let Some(record) = self.record() else { return Stray::default() };
        let (info, free) = (record.info(), free(self.kind()));
        let mut stray = Stray::default();
        if free.name && !record.name_off().is_anonymous() {
            stray.name = Cow::Borrowed(record.name());
        }
        if free.kind_flag {
            stray.kind_flag = info.kflag();
        }
        if free.vlen {
            stray.vlen = info.vlen();
        }
        if free.size_or_type {
            stray.size_or_type = record.size_or_type();
        }
        if let Self::Int(int) = self {
            stray.int_bits = int.data() & free.int_bits;
        }
        stray
    }
}

fn reference(view: &Ref<'_>) -> RefDef {
    RefDef { type_id: view.type_id() }
}

fn composite<'b>(view: &Composite<'b>) -> CompositeDef<'b> {
    CompositeDef {
        name: Cow::Borrowed(view.name()),
        size: view.size(),
        has_bitfield_sizes: view.has_bitfield_sizes(),
        members: view
            .members()
            .map(|member| MemberDef {
                name: Cow::Borrowed(member.name()),
                type_id: member.type_id(),
                offset: member.offset_bits(),
                bitfield_size: member.bitfield_size(),
            })
            .collect(),
    }
}

fn variant(view: Variant<'_>) -> VariantDef<'_> {
    let value = match view.value() {
        Value::Signed(value) => i128::from(value),
        Value::Unsigned(value) => i128::from(value),
    };
    VariantDef { name: Cow::Borrowed(view.name()), value }
}
