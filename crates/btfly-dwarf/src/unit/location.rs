//! Locations: whether a parameter is where callers put it.
//!
//! *In:* a location, an expression or a list of them. *Out:* the register, if it is one. *Never:* more of an expression than
//! its first operation.

use gimli::{AttributeValue, LocationListsOffset, RawLocListEntry, Reader as _};

use super::Unit;
use super::die::{Bytes, Value};
use crate::error::Reason;
use crate::input::Debug;

/// Where a parameter is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Location {
    /// Nobody says.
    Unsaid,
    /// In a register, somewhere in the function; in the expected one if it ever is.
    Register(u8),
    /// In memory or computed; `DW_OP_fbreg` and the like.
    Memory,
    /// In no register, and in no memory.
    Nowhere,
}

impl Location {
    /// Of a parameter that callers pass in `expected`.
    pub(super) fn of<'d>(
        debug: &Debug<'d>,
        unit: &Unit<'d>,
        value: &Value<'d>,
        expected: Option<u8>,
    ) -> Result<Self, Reason> {
        let list = match value {
            AttributeValue::Exprloc(expression) => return Ok(Self::first(expression.0)),
            AttributeValue::Block(bytes) => return Ok(Self::first(*bytes)),
            AttributeValue::SecOffset(offset) => LocationListsOffset(*offset),
            AttributeValue::LocationListsRef(offset) => *offset,
            AttributeValue::DebugLocListsIndex(index) => {
                let base = gimli::DebugLocListsBase(unit.bases.loclists);
                debug.locations.get_offset(unit.header.encoding(), base, *index)?
            }
            _ => return Ok(Self::Nowhere),
        };
        let mut found = Self::Nowhere;
        let mut list = debug.locations.raw_locations(list, unit.header.encoding())?;
        while let Some(entry) = list.next()? {
            let expression = match entry {
                RawLocListEntry::AddressOrOffsetPair { data, .. }
                | RawLocListEntry::StartxEndx { data, .. }
                | RawLocListEntry::StartxLength { data, .. }
                | RawLocListEntry::OffsetPair { data, .. }
                | RawLocListEntry::DefaultLocation { data }
                | RawLocListEntry::StartEnd { data, .. }
                | RawLocListEntry::StartLength { data, .. } => data,
                RawLocListEntry::BaseAddress { .. } | RawLocListEntry::BaseAddressx { .. } => {
                    continue;
                }
            };
            match Self::first(expression.0) {
                Self::Unsaid => {}
                Self::Register(register) if expected == Some(register) => {
                    return Ok(Self::Register(register));
                }
                Self::Register(register) => found = Self::Register(register),
                Self::Memory if found == Self::Nowhere => found = Self::Memory,
                Self::Memory | Self::Nowhere => {}
            }
        }
        Ok(found)
    }

    /// What the first operation says.
    fn first(mut bytes: Bytes<'_>) -> Self {
        let Ok(op) = bytes.read_u8() else { return Self::Unsaid };
        match gimli::DwOp(op) {
            gimli::DW_OP_entry_value | gimli::DW_OP_GNU_entry_value => {
                match (bytes.read_uleb128(), bytes.read_u8()) {
                    (Ok(1), Ok(op)) => register(op).map_or(Self::Nowhere, Self::Register),
                    _ => Self::Nowhere,
                }
            }
            gimli::DW_OP_fbreg | gimli::DW_OP_call_frame_cfa => Self::Memory,
            gimli::DwOp(op) if (BREG0..=BREG31).contains(&op) => Self::Memory,
            gimli::DwOp(op) => register(op).map_or(Self::Nowhere, Self::Register),
        }
    }
}

const REG0: u8 = gimli::DW_OP_reg0.0;
const REG31: u8 = gimli::DW_OP_reg31.0;
const BREG0: u8 = gimli::DW_OP_breg0.0;
const BREG31: u8 = gimli::DW_OP_breg31.0;

fn register(op: u8) -> Option<u8> {
    (REG0..=REG31).contains(&op).then(|| op - REG0)
}

/// The registers that integers and pointers are passed in, by DWARF's numbers, in order.
pub(crate) const fn registers(machine: object::Architecture) -> &'static [u8] {
    match machine {
        object::Architecture::X86_64 => &[5, 4, 1, 2, 8, 9],
        object::Architecture::Aarch64 => &[0, 1, 2, 3, 4, 5, 6, 7],
        object::Architecture::S390x => &[2, 3, 4, 5, 6],
        object::Architecture::PowerPc | object::Architecture::PowerPc64 => {
            &[3, 4, 5, 6, 7, 8, 9, 10]
        }
        object::Architecture::Riscv64 | object::Architecture::Riscv32 => {
            &[10, 11, 12, 13, 14, 15, 16, 17]
        }
        object::Architecture::LoongArch64 => &[4, 5, 6, 7, 8, 9, 10, 11],
        object::Architecture::Arm => &[0, 1, 2, 3],
        _ => &[],
    }
}
