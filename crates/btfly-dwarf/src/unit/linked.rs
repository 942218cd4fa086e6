//! Linked: units that refer to one another, as link-time optimisation, type units and `dwz` leave them.
//!
//! All units of such a file share one space of offsets: `.debug_info`, behind it `.debug_types`, behind that the `.debug_info`
//! of the alternate file. They are read as one, for a type may be anywhere.
//!
//! *In:* headers. *Out:* where each unit starts in the space, and whose an offset is. *Never:* an entry.

use std::collections::HashMap;
use std::rc::Rc;

use gimli::{UnitHeader, UnitType};

use super::die::Bytes;
use super::{MAX_UNIT, Unit};
use crate::error::{Error, Reason};
use crate::input::Debug;

/// The units of a file, and where they are in the space that they share.
#[derive(Debug, Default)]
pub(crate) struct Linked<'d> {
    /// In the order of their places.
    pub(crate) units: Vec<Placed<'d>>,
    /// Where the type of each type unit is.
    pub(super) signatures: HashMap<u64, u32>,
    /// Where the alternate file starts.
    pub(super) alternate: Option<u32>,
    /// Where the space ends.
    pub(crate) end: usize,
}

/// A unit and its place.
#[derive(Debug)]
pub(crate) struct Placed<'d> {
    pub(crate) start: u32,
    pub(crate) header: UnitHeader<Bytes<'d>>,
    pub(crate) is_alternate: bool,
}

impl<'d> Linked<'d> {
    /// Of all units of a file and of its alternate.
    pub(crate) fn read(debug: &Debug<'d>) -> Result<Self, Error> {
        let mut linked = Self::default();
        let mut base = 0;
        let mut units = debug.info.units();
        while let Some(header) = units.next().map_err(|error| linked.failed(error.into()))? {
            linked.add(base, header, false)?;
        }
        base = linked.end;
        let mut units = debug.types.units();
        while let Some(header) = units.next().map_err(|error| linked.failed(error.into()))? {
            linked.add(base, header, false)?;
        }
        base = linked.end;
        if let Some(alternate) = &debug.alternate {
            linked.alternate = u32::try_from(base).ok();
            let mut units = alternate.info.units();
            while let Some(header) = units.next().map_err(|error| linked.failed(error.into()))? {
                linked.add(base, header, true)?;
            }
        }
        Ok(linked)
    }

    fn failed(&self, reason: Reason) -> Error {
        Error::of_unit(self.end as u64, None, reason)
    }

    fn add(
        &mut self,
        base: usize,
        header: UnitHeader<Bytes<'d>>,
        is_alternate: bool,
    ) -> Result<(), Error> {
        let start = base.saturating_add(header.offset().0);
        self.end = start.saturating_add(header.length_including_self());
        let failed = Error::of_unit(start as u64, None, Reason::TooLarge);
        if MAX_UNIT < self.end {
            return Err(failed);
        }
        let start = u32::try_from(start).map_err(|_| failed)?;
        if let UnitType::Type { type_signature, type_offset } = header.type_() {
            // An offset behind the unit is none of its own; it will be found dangling.
            let at = u32::try_from(type_offset.0).unwrap_or(u32::MAX);
            self.signatures.insert(type_signature.0, start.saturating_add(at));
        }
        self.units.push(Placed { start, header, is_alternate });
        Ok(())
    }

    /// The unit that an offset of the space is in.
    pub(super) fn owner(&self, offset: u32) -> Option<&Placed<'d>> {
        let behind = self.units.partition_point(|unit| unit.start <= offset);
        let unit = self.units.get(behind.checked_sub(1)?)?;
        let len = unit.header.length_including_self();
        ((offset - unit.start) as usize).lt(&len).then_some(unit)
    }
}

/// The unit last asked for by another, with what it takes to read it.
pub(super) type Last<'d> = std::cell::RefCell<Option<Rc<Unit<'d>>>>;
