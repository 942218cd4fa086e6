//! Types as they end: what has waited becomes a record.
//!
//! *In:* what was open, and the words that belong to it. *Out:* records. *Never:* an entry.

use btfly_btf::Kind;

use super::open::{Frame, Open};
use super::types::{MEMBER_WORDS, PARAM_WORDS};
use super::{Reader, Unit};
use crate::error::Reason;
use crate::options::Dimensions;
use crate::records::{MAX_VLEN, info};

impl<'d> Reader<'_, 'd> {
    /// An entry has no more children.
    pub(super) fn close(&mut self, unit: &Unit<'d>, frame: Frame) -> Result<(), Reason> {
        let Frame { open, pending, tags, .. } = frame;
        match open {
            Open::Composite { place, kind, name, size } => {
                let id = self.members(place, kind, [name, size], pending)?;
                self.decl_tags(id, tags);
            }
            Open::Enum { place, name, size, is_signed } => {
                let id = self.values(place, name, size, is_signed, pending)?;
                self.decl_tags(id, tags);
            }
            Open::Array { place, element } => {
                self.array(place, element, pending)?;
                self.tags.truncate(tags);
            }
            Open::Proto { place, ret } => {
                let id = self.prototype(ret, pending)?;
                self.places.set(place, id);
                self.tags.truncate(tags);
            }
            Open::Function(function) => self.end_function(unit, function, pending, tags)?,
            Open::Pointer { place, target } => self.pointer(place, target, tags)?,
            // Its tags belong to what is around it.
            Open::Component { .. } => return Ok(()),
            Open::Added { id } => self.decl_tags(id, tags),
            Open::Variable { number } => self.end_variable(number, tags),
        }
        self.pending.truncate(pending);
        Ok(())
    }

    fn members(
        &mut self,
        place: usize,
        kind: Kind,
        [name, size]: [u32; 2],
        start: usize,
    ) -> Result<u32, Reason> {
        let Self { pending, records, references, .. } = self;
        let members = pending.get(start..).unwrap_or(&[]).as_chunks::<MEMBER_WORDS>().0;
        let has_bits = members.iter().any(|[.., bits]| *bits != 0);
        let info = info(kind, vlen(members.len())?, has_bits);
        records.words.extend_from_slice(&[name, info, size]);
        for [name, ty, offset, bits] in members {
            if *ty != 0 {
                references.push(at(records.words.len() + 1)?);
            }
            if has_bits && 0x00ff_ffff < *offset {
                return Err(Reason::MemberOffset(u64::from(*offset)));
            }
            records.words.extend_from_slice(&[*name, *ty, offset | bits << 24]);
        }
        let id = records.add(&[]);
        self.places.set(place, id);
        Ok(id)
    }

    fn values(
        &mut self,
        place: usize,
        name: u32,
        size: u64,
        is_signed: bool,
        start: usize,
    ) -> Result<u32, Reason> {
        let values = self.pending.get(start..).unwrap_or(&[]).as_chunks::<3>().0;
        let n_values = vlen(values.len())?;
        let small = u8::try_from(size).ok().filter(|size| *size <= 16).ok_or(Reason::TooLarge)?;
        let words = &mut self.records.words;
        if 4 < small && !values.is_empty() && self.options.features.enum64 {
            let info = info(Kind::Enum64, n_values, is_signed);
            words.extend_from_slice(&[name, info, u32::from(small)]);
            words.extend_from_slice(values.as_flattened());
        } else {
            // A value is written with its sign only if there is one.
            let is_signed =
                values.iter().any(|[_, low, high]| *high == u32::MAX && 1 << 31 <= *low);
            let info = info(Kind::Enum, n_values, is_signed);
            words.extend_from_slice(&[name, info, u32::from(small)]);
            words.extend(values.iter().flat_map(|[name, low, _]| [*name, *low]));
        }
        let id = self.records.add(&[]);
        self.places.set(place, id);
        Ok(id)
    }

    fn array(&mut self, place: usize, element: u32, start: usize) -> Result<(), Reason> {
        let mut dimensions: Vec<u32> = self.pending.get(start..).unwrap_or(&[]).to_vec();
        if self.options.arrays == Dimensions::Flat || dimensions.is_empty() {
            let len = dimensions.iter().copied().reduce(u32::wrapping_mul).unwrap_or(0);
            dimensions = vec![len];
        }
        // The innermost comes first, and the others have it as their element.
        let mut element = (element, true);
        for len in dimensions.iter().rev() {
            let start = self.records.words.len();
            self.indices.push(at(start + 4)?);
            if element.1 && element.0 != 0 {
                self.references.push(at(start + 3)?);
            }
            let id = self.records.add(&[0, info(Kind::Array, 0, false), 0, element.0, 0, *len]);
            self.places.set(place, id);
            element = (id, false);
        }
        Ok(())
    }

    /// Appends a prototype of the parameters that wait.
    pub(super) fn prototype(&mut self, ret: u32, start: usize) -> Result<u32, Reason> {
        let Self { pending, records, references, .. } = self;
        let params = pending.get(start..).unwrap_or(&[]).as_chunks::<PARAM_WORDS>().0;
        if ret != 0 {
            references.push(at(records.words.len() + 2)?);
        }
        records.words.extend_from_slice(&[
            0,
            info(Kind::FuncProto, vlen(params.len())?, false),
            ret,
        ]);
        for [name, ty] in params {
            if *ty != 0 {
                references.push(at(records.words.len() + 1)?);
            }
            records.words.extend_from_slice(&[*name, *ty]);
        }
        Ok(records.add(&[]))
    }

    /// A pointer, and the tags on what it leads to one behind the other.
    fn pointer(&mut self, place: usize, target: u32, tags: usize) -> Result<(), Reason> {
        let own: Vec<u32> = self.tags.drain(tags..).map(|tag| tag.name).collect();
        let mut behind = (target, true);
        for (kind, name) in own.iter().map(|name| (Kind::TypeTag, *name)).chain([(Kind::Ptr, 0)]) {
            if behind.1 && behind.0 != 0 {
                self.references.push(at(self.records.words.len() + 2)?);
            }
            behind = (self.records.add(&[name, info(kind, 0, false), behind.0]), false);
        }
        self.places.set(place, behind.0);
        Ok(())
    }

    /// The tags on a type's declaration.
    fn decl_tags(&mut self, id: u32, start: usize) {
        for tag in self.tags.drain(start..) {
            let words =
                [tag.name, info(Kind::DeclTag, 0, false), id, tag.component.cast_unsigned()];
            self.records.add(&words);
        }
    }
}

fn vlen(len: usize) -> Result<u32, Reason> {
    u32::try_from(len).ok().filter(|len| *len <= MAX_VLEN).ok_or(Reason::TooLarge)
}

fn at(at: usize) -> Result<u32, Reason> {
    u32::try_from(at).map_err(|_| Reason::TooLarge)
}
