//! Lower: for a type that a reader does not know, one that it does.
//!
//! *In:* a type, and what the reader knows. *Out:* a definition, which may refer to types that come behind all others.
//! *Never:* a change of an id.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use super::needs::{self, MAX_ENTRIES};
use crate::build::{
    CompositeDef, Def, EnumDef, IntDef, MemberDef, Name, RefDef, TypedefDef, VariantDef,
};
use crate::edit::ErrorKind;
use crate::feature::{Feature, Features};
use crate::id::{Bits, TypeId};
use crate::table::Types;
use crate::view::{DeclTag, Encoding, FuncLinkage, Type};
use crate::wire::kind::Kind;

/// What is known of the types, and what has been added to them.
pub(super) struct Lower<'b> {
    types: Types<'b>,
    features: Features,
    /// Which own types are tags that no reader finds where they are.
    late: Vec<bool>,
    /// Types behind all others, and where they are by what they are.
    added: Vec<Def<'b>>,
    ints: BTreeMap<(TypeId, u8), TypeId>,
    /// What enumerators are members of, once it is known.
    placeholder: Option<TypeId>,
}

impl<'b> Lower<'b> {
    pub(super) fn new(types: &Types<'b>, features: Features) -> Self {
        let is_gone = |id: TypeId| {
            let unknown = |ty| !needs::of_type(ty).iter().all(|feature| features.has(feature));
            types.get(id).is_some_and(unknown)
        };
        let late = match features.has(Feature::LateTypeTag) {
            true => Vec::new(),
            false => needs::late(types, is_gone),
        };
        let (added, ints) = (Vec::new(), BTreeMap::new());
        Self { types: *types, features, late, added, ints, placeholder: None }
    }

    /// The types that have come behind all others.
    pub(super) fn added(&self) -> &[Def<'b>] {
        &self.added
    }

    /// The first feature that a type needs and the reader does not know.
    pub(super) fn unknown(&self, id: TypeId, ty: Type<'b>) -> Option<Feature> {
        let unknown = needs::of_type(ty).iter().find(|feature| !self.features.has(*feature));
        let at = id.0.wrapping_sub(self.types.first().0) as usize;
        let is_late = self.late.get(at).copied().unwrap_or(false);
        unknown.or(is_late.then_some(Feature::LateTypeTag)).or_else(|| match ty {
            // A tag may go because what it was on has gone.
            Type::DeclTag(tag) if !self.keeps(tag) => Some(self.gone_with(tag)),
            Type::Datasec(view) if !self.features.has(Feature::Func) => {
                let is_func = |id| matches!(self.types.get(id), Some(Type::Func(_)));
                view.vars().any(|var| is_func(var.type_id)).then_some(Feature::Func)
            }
            Type::Void
            | Type::Int(_)
            | Type::Ptr(_)
            | Type::Array(_)
            | Type::Struct(_)
            | Type::Union(_)
            | Type::Enum(_)
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
            | Type::Enum64(_)
            | Type::Opaque(_) => None,
        })
    }

    /// What stands for a type that the reader does not know.
    pub(super) fn lower(&mut self, id: TypeId, ty: Type<'b>) -> Result<Def<'b>, ErrorKind> {
        let mut def = match ty {
            Type::Enum64(_) => self.enum64(ty),
            Type::Float(view) => Def::Struct(composite("", view.size(), Vec::new())),
            Type::TypeTag(view) => Def::Const(RefDef { type_id: view.type_id() }),
            Type::DeclTag(view) => byte(view.name()),
            Type::Var(view) if !self.has(Feature::Datasec) => byte(view.name()),
            Type::Datasec(view)
                if !self.has(Feature::Datasec)
                    || view.vars().len() == 0 && !self.has(Feature::EmptyDatasec) =>
            {
                self.section_struct(ty)
            }
            Type::Func(view) if !self.has(Feature::Func) => {
                Def::Typedef(TypedefDef { name: view.name().into(), type_id: view.type_id() })
            }
            Type::FuncProto(_) if !self.has(Feature::Func) => proto_enum(ty),
            Type::Opaque(_) | Type::Void => return Err(ErrorKind::UnknownKind { id }),
            Type::Int(_)
            | Type::Ptr(_)
            | Type::Array(_)
            | Type::Struct(_)
            | Type::Union(_)
            | Type::Enum(_)
            | Type::Fwd(_)
            | Type::Typedef(_)
            | Type::Volatile(_)
            | Type::Const(_)
            | Type::Restrict(_)
            | Type::Func(_)
            | Type::FuncProto(_)
            | Type::Var(_)
            | Type::Datasec(_) => ty.to_def().ok_or(ErrorKind::UnknownKind { id })?,
        };
        self.soften(&mut def);
        if let (false, len) = (self.has(Feature::WideInfo), entries(&def))
            && MAX_ENTRIES < len
        {
            return Err(ErrorKind::TooManyEntries { id, len });
        }
        Ok(def)
    }

    fn has(&self, feature: Feature) -> bool {
        self.features.has(feature)
    }

    /// Changes what the reader does not know about a definition of a kind that it does.
    fn soften(&mut self, def: &mut Def<'b>) {
        let no_dots = !self.has(Feature::DotNames);
        let plain = |name: &mut Name<'b>| {
            if no_dots && name.contains('.') {
                *name = name.replace('.', "_").into();
            }
        };
        match def {
            Def::Struct(def) | Def::Union(def) => {
                plain(&mut def.name);
                def.members.iter_mut().for_each(|member| plain(&mut member.name));
                if !self.has(Feature::KindFlag) {
                    def.has_bitfield_sizes = false;
                    for member in &mut def.members {
                        if let Some(bits) = member.bitfield_size.take().filter(|bits| *bits != 0) {
                            member.type_id = self.int_of(member.type_id, bits);
                        }
                    }
                }
            }
            Def::Enum(def) if !self.features.has(Feature::Enum64) => {
                // The bits stay, and mean what they mean without a flag.
                def.is_signed = false;
                for one in &mut def.variants {
                    one.value &= i128::from(u32::MAX);
                    plain(&mut one.name);
                }
                plain(&mut def.name);
            }
            Def::Enum(def) | Def::Enum64(def) => {
                plain(&mut def.name);
                def.variants.iter_mut().for_each(|variant| plain(&mut variant.name));
            }
            Def::Fwd(def) => {
                plain(&mut def.name);
                def.is_union &= self.has(Feature::KindFlag);
            }
            Def::Typedef(def) => plain(&mut def.name),
            Def::Func(def) => {
                plain(&mut def.name);
                if !self.has(Feature::GlobalFunc) {
                    def.linkage = FuncLinkage::Static;
                }
            }
            Def::FuncProto(def) => {
                def.params.iter_mut().for_each(|param| plain(&mut param.name));
            }
            Def::Datasec(def) => {
                let name = needs::section_name(def.name.as_bytes());
                if let (Some(name), false) = (name, self.has(Feature::SectionNames)) {
                    def.name = name.into();
                }
                if !self.has(Feature::Func) {
                    let types = self.types;
                    def.vars.retain(|var| !matches!(types.get(var.type_id), Some(Type::Func(_))));
                }
            }
            // They have no name that is looked at, or have been lowered.
            Def::Int(_)
            | Def::Ptr(_)
            | Def::Array(_)
            | Def::Volatile(_)
            | Def::Const(_)
            | Def::Restrict(_)
            | Def::Var(_)
            | Def::Float(_)
            | Def::DeclTag(_)
            | Def::TypeTag(_)
            | Def::Opaque(_) => {}
        }
    }

    /// Whether the reader still finds something to which a tag can belong.
    fn keeps(&self, tag: DeclTag<'b>) -> bool {
        let own = self.types.first() <= tag.type_id();
        match self.types.get(tag.type_id()).filter(|_| own) {
            Some(Type::Var(_)) => self.has(Feature::Datasec),
            // Of a function that has become a typedef, the parameters are gone.
            Some(Type::Func(_)) => self.has(Feature::Func) || tag.component_idx() == -1,
            Some(_) | None => true,
        }
    }

    fn gone_with(&self, tag: DeclTag<'b>) -> Feature {
        match self.types.get(tag.type_id()).map(|ty| ty.kind()) {
            Some(Kind::Var) => Feature::Datasec,
            Some(_) | None => Feature::Func,
        }
    }

    /// An enum where each value means the same in a signed word; else a union, whose members are the names.
    fn enum64(&mut self, ty: Type<'b>) -> Def<'b> {
        let Some(Def::Enum64(def)) = ty.to_def() else { return byte("") };
        if self.has(Feature::Enum64) {
            return Def::Enum64(def);
        }
        if def.variants.iter().all(|one| i32::try_from(one.value).is_ok()) {
            return Def::Enum(def);
        }
        let placeholder = self.placeholder();
        let members = def.variants.into_iter();
        let members = members.map(|one| MemberDef::new(one.name, placeholder, Bits(0))).collect();
        Def::Union(composite(def.name, def.size, members))
    }

    /// An integer of one byte: one that is there, so that nothing has to be added to a kernel's types.
    fn placeholder(&mut self) -> TypeId {
        if let Some(id) = self.placeholder {
            return id;
        }
        let is_byte = |ty: &Type<'_>| match ty {
            Type::Int(int) => (int.size(), int.size_bits(), int.offset_bits()) == (1, 8, 0),
            Type::Void
            | Type::Ptr(_)
            | Type::Array(_)
            | Type::Struct(_)
            | Type::Union(_)
            | Type::Enum(_)
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
            | Type::Enum64(_)
            | Type::Opaque(_) => false,
        };
        let of = |types: Types<'b>| types.iter().find(|(_, ty)| is_byte(ty)).map(|(id, _)| id);
        let there = self.types.base().and_then(of).or_else(|| of(self.types));
        let id = there.unwrap_or_else(|| self.add(byte("enum64_placeholder")));
        self.placeholder = Some(id);
        id
    }

    /// An integer that has as many bits as a bitfield of this type.
    fn int_of(&mut self, type_id: TypeId, bits: u8) -> TypeId {
        let behind = self.types.skip_modifiers(type_id).unwrap_or(type_id);
        if let Some(id) = self.ints.get(&(behind, bits)) {
            return *id;
        }
        let (name, size, encoding) = match self.types.get(behind) {
            Some(Type::Int(int)) => (int.name(), int.size(), int.encoding()),
            // An enum, or what is no bitfield anyway.
            Some(_) | None => ("int", 4, Encoding::None),
        };
        let def = IntDef { name: name.into(), size, encoding, offset_bits: 0, size_bits: bits };
        let id = self.add(Def::Int(def));
        self.ints.insert((behind, bits), id);
        id
    }

    fn add(&mut self, def: Def<'b>) -> TypeId {
        let at = u32::try_from(self.added.len()).unwrap_or(u32::MAX);
        self.added.push(def);
        TypeId(self.types.end().0.saturating_add(at))
    }

    /// A struct with a member for each variable, of what has become of that: a byte.
    fn section_struct(&self, ty: Type<'b>) -> Def<'b> {
        let Type::Datasec(view) = ty else { return byte("") };
        let mut size = view.size();
        let mut members = Vec::new();
        for var in view.vars() {
            let Some(Type::Var(variable)) = self.types.get(var.type_id) else { continue };
            // A section of an object that is not linked says no sizes; members of a struct lie inside.
            size = size.max(var.offset.saturating_add(1));
            let offset = Bits::from_bytes(u64::from(var.offset));
            if offset.0 <= u64::from(u32::MAX) {
                members.push(MemberDef::new(variable.name(), var.type_id, offset));
            }
        }
        let name: String = needs::section_name(view.name().as_bytes())
            .unwrap_or_else(|| String::from(view.name()))
            .replace('.', "_");
        Def::Struct(composite(name, size, members))
    }
}

/// An enum with the names of a prototype's parameters.
fn proto_enum(ty: Type<'_>) -> Def<'_> {
    let Type::FuncProto(view) = ty else { return byte("") };
    let named = view.params().filter(|param| !param.name_bytes().is_empty());
    let variants = (0..).zip(named);
    let variants = variants.map(|(value, param)| VariantDef { name: param.name().into(), value });
    let variants = variants.collect();
    Def::Enum(EnumDef { name: "".into(), size: 4, is_signed: false, variants })
}

fn composite<'n>(
    name: impl Into<Name<'n>>,
    size: u32,
    members: Vec<MemberDef<'n>>,
) -> CompositeDef<'n> {
    CompositeDef { name: name.into(), size, members, has_bitfield_sizes: false }
}

/// An integer of one byte: no larger than anything that it may stand for.
fn byte(name: &str) -> Def<'_> {
    Def::Int(IntDef {
        name: name.into(),
        size: 1,
        encoding: Encoding::None,
        offset_bits: 0,
        size_bits: 8,
    })
}

/// How many entries a definition has.
fn entries(def: &Def<'_>) -> u32 {
    let len = match def {
        Def::Struct(def) | Def::Union(def) => def.members.len(),
        Def::Enum(def) | Def::Enum64(def) => def.variants.len(),
        Def::FuncProto(def) => def.params.len(),
        Def::Datasec(def) => def.vars.len(),
        Def::Int(_)
        | Def::Ptr(_)
        | Def::Array(_)
        | Def::Fwd(_)
        | Def::Typedef(_)
        | Def::Volatile(_)
        | Def::Const(_)
        | Def::Restrict(_)
        | Def::Func(_)
        | Def::Var(_)
        | Def::Float(_)
        | Def::DeclTag(_)
        | Def::TypeTag(_)
        | Def::Opaque(_) => 0,
    };
    u32::try_from(len).unwrap_or(u32::MAX)
}
