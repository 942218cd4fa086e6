//! The object's types, so that a kernel reads them.
//!
//! *In:* the object. *Out:* the same types under the same ids: variables and functions that somebody else has are the
//! object's own, `.kconfig` has places, `.ksyms` is a struct. *Never:* another id or string, which records go by.
//!
//! What kernels refuse: `kernel/bpf/btf.c: btf_func_check_meta, btf_var_check_meta, btf_datasec_resolve`, Linux v7.2.

use std::collections::HashMap;

use btfly_btf::view::Type;
use btfly_btf::{Btf, TypeId};
use btfly_obj::elf::{Binding, Visibility};
use btfly_obj::spec::{ExternKind, ObjectSpec};

use super::PlanError;

/// Where in a record its second and third word are.
const INFO_AT: usize = 4;
const SIZE_AT: usize = 8;
const ENTRIES_AT: usize = 12;
/// Bytes of an entry of a section, and of a member.
const ENTRY: usize = 12;
/// The number of the kind `STRUCT` in the second word, and the bits of a record's entry count.
const STRUCT_INFO: u32 = 4 << 24;
const VLEN: u32 = 0xffff;
/// Linkage of functions and of variables that everybody sees.
const GLOBAL: u32 = 1;
const EXTERNAL: u32 = 2;

pub(super) fn for_kernel(object: &ObjectSpec) -> Result<Option<Btf>, PlanError> {
    let Some(btf) = &object.btf else { return Ok(None) };
    let mut patch = Patch { btf, bytes: btf.bytes().to_vec(), is_changed: false };
    hide(object, &mut patch);
    let number = btf.iter().find(|(_, ty)| matches!(ty, Type::Int(int) if int.size() == 4));
    let number = number.map(|(id, _)| id);
    for (id, ty) in btf.iter() {
        let Type::Datasec(section) = ty else { continue };
        match section.name() {
            ".ksyms" => {
                // A type with a size; there is one unless the object's functions take and return nothing.
                let Some(number) = number else { return Ok(None) };
                for var in section.vars() {
                    patch.own(var.type_id, Some(number));
                }
                patch.make_struct(id, number, section.vars().len());
            }
            ".kconfig" => {
                for var in section.vars() {
                    patch.own(var.type_id, None);
                }
                place(object, id, &mut patch);
            }
            _ => {}
        }
    }
    if !patch.is_changed {
        return Ok(Some(btf.clone()));
    }
    let changed = Btf::parse(patch.bytes);
    changed.map(Some).map_err(|error| PlanError::new("types of the object", error.to_string()))
}

struct Patch<'b> {
    btf: &'b Btf,
    bytes: Vec<u8>,
    is_changed: bool,
}

impl Patch<'_> {
    /// Writes a word of a type's record.
    fn write(&mut self, id: TypeId, at: usize, word: u32) {
        let place = self.start(id).and_then(|start| self.bytes.get_mut(start + at..));
        if let Some(place) = place.and_then(<[u8]>::first_chunk_mut::<4>) {
            *place = self.btf.endian().bytes32(word);
            self.is_changed = true;
        }
    }

    fn read(&self, id: TypeId, at: usize) -> u32 {
        let bytes = self.start(id).and_then(|start| self.bytes.get(start + at..)?.first_chunk());
        bytes.map_or(0, |bytes| match self.btf.endian() {
            btfly_btf::Endian::Little => u32::from_le_bytes(*bytes),
            btfly_btf::Endian::Big => u32::from_be_bytes(*bytes),
        })
    }

    fn start(&self, id: TypeId) -> Option<usize> {
        let types = usize::try_from(self.btf.header().types.start).ok()?;
        Some(types + usize::try_from(self.btf.types().record_offset(id)?).ok()?)
    }

    /// Makes a variable or function that somebody else has the object's own, the variable of type `ty` if that is given.
    fn own(&mut self, id: TypeId, ty: Option<TypeId>) {
        match self.btf.get(id) {
            Some(Type::Var(_)) => {
                self.write(id, ENTRIES_AT, GLOBAL);
                if let Some(ty) = ty {
                    self.write(id, SIZE_AT, ty.0);
                }
            }
            Some(Type::Func(func)) => {
                let info = self.read(id, INFO_AT);
                if info & VLEN == EXTERNAL {
                    self.write(id, INFO_AT, info & !VLEN | GLOBAL);
                }
                // Compilers leave names of parameters out of declarations, and kernels want them in functions.
                let proto_id = func.type_id();
                let name_off = self.read(id, 0);
                let Some(Type::FuncProto(proto)) = self.btf.get(proto_id) else { return };
                for (at, param) in proto.params().enumerate() {
                    if param.name().is_empty() && param.type_id() != TypeId(0) {
                        self.write(proto_id, ENTRIES_AT + at * 8, name_off);
                    }
                }
            }
            _ => {}
        }
    }

    /// Makes a struct of a section whose entries are not all variables: as many numbers, one over the other.
    fn make_struct(&mut self, id: TypeId, number: TypeId, n_members: usize) {
        self.write(id, 0, 0);
        let info = self.read(id, INFO_AT);
        self.write(id, INFO_AT, info & VLEN | STRUCT_INFO);
        self.write(id, SIZE_AT, 4);
        for at in 0..n_members {
            let start = ENTRIES_AT + at * ENTRY;
            self.write(id, start, 0);
            self.write(id, start + 4, number.0);
            self.write(id, start + 8, 0);
        }
    }
}

/// Writes into `.kconfig` where its variables lie.
fn place(object: &ObjectSpec, id: TypeId, patch: &mut Patch<'_>) {
    let mut places: Vec<(u32, u32, TypeId)> = Vec::new();
    for extern_ in &object.externs {
        if let ExternKind::Kconfig { offset, size, .. } = extern_.kind {
            places.push((offset, size, extern_.type_id));
        }
    }
    places.sort_unstable();
    let end = places.iter().map(|(offset, size, _)| offset.saturating_add(*size)).max();
    let end = end.unwrap_or(0);
    let is_it = |data: &&btfly_obj::spec::DataSpec| data.kind == btfly_obj::spec::DataKind::Kconfig;
    let size = object.data.iter().find(is_it).and_then(|data| u32::try_from(data.size).ok());
    patch.write(id, SIZE_AT, size.unwrap_or(end));
    for (at, (offset, size, var)) in places.into_iter().enumerate() {
        let start = ENTRIES_AT + at * ENTRY;
        for (word, at) in [var.0, offset, size].into_iter().zip([0, 4, 8]) {
            patch.write(id, start + at, word);
        }
    }
}

/// Hidden functions are verified as if they were `static`.
fn hide(object: &ObjectSpec, patch: &mut Patch<'_>) {
    let mut by_name: HashMap<&str, bool> = HashMap::new();
    for function in object.functions.iter().filter(|function| !function.is_program) {
        let is_hidden =
            function.visibility == Visibility::Hidden && function.binding != Binding::Local;
        by_name.insert(&function.name, is_hidden);
    }
    let btf = patch.btf;
    for (id, ty) in btf.iter() {
        let Type::Func(func) = ty else { continue };
        if by_name.get(func.name()).copied().unwrap_or(false) {
            let info = patch.read(id, INFO_AT);
            patch.write(id, INFO_AT, info & !VLEN);
        }
    }
}
