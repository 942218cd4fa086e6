//! Entries: the attributes of one, as far as BTF has a use for them.
//!
//! *In:* an abbreviation and the bytes behind it. *Out:* a [`Die`]. *Never:* what an attribute means for a tag.

use gimli::{AttributeValue, DwAt, EndianSlice, EntriesRaw, RunTimeEndian};

use crate::error::Reason;

pub(crate) type Bytes<'d> = EndianSlice<'d, RunTimeEndian>;
pub(crate) type Value<'d> = AttributeValue<Bytes<'d>>;
pub(crate) type Raw<'a, 'd> = EntriesRaw<'a, Bytes<'d>>;

/// A name, not read yet.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum NameAt<'d> {
    #[default]
    None,
    /// At an offset of `.debug_str`.
    Str(u32),
    /// At an offset of `.debug_line_str`.
    LineStr(usize),
    /// At an index of `.debug_str_offsets`.
    Index(usize),
    /// At an offset of the alternate file's `.debug_str`.
    Alternate(usize),
    /// Here.
    Inline(&'d [u8]),
}

impl<'d> NameAt<'d> {
    fn of(value: &Value<'d>) -> Self {
        match value {
            AttributeValue::DebugStrRef(offset) => {
                u32::try_from(offset.0).map_or(Self::None, Self::Str)
            }
            AttributeValue::DebugStrRefSup(offset) => Self::Alternate(offset.0),
            AttributeValue::String(text) => Self::Inline(text.slice()),
            AttributeValue::DebugLineStrRef(offset) => Self::LineStr(offset.0),
            AttributeValue::DebugStrOffsetsIndex(index) => Self::Index(index.0),
            _ => Self::None,
        }
    }

    pub(crate) const fn is_none(self) -> bool {
        matches!(self, Self::None)
    }
}

/// What another entry is referred to by.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) enum Target {
    /// Nothing is: `void`.
    #[default]
    None,
    /// By its offset in this unit.
    Here(u32),
    /// By its offset in the section.
    Section(u64),
    /// By its offset in what all linked units share.
    Placed(u32),
    /// By the signature of its type unit.
    Signature(u64),
    /// By its offset in the alternate file.
    Alternate(u64),
    /// In a file that is not at hand.
    Elsewhere,
}

impl Target {
    fn of(value: &Value<'_>) -> Self {
        match value {
            AttributeValue::UnitRef(offset) => {
                u32::try_from(offset.0).map_or(Self::Elsewhere, Self::Here)
            }
            AttributeValue::DebugInfoRef(offset) => Self::Section(offset.0 as u64),
            AttributeValue::DebugTypesRef(signature) => Self::Signature(signature.0),
            AttributeValue::DebugInfoRefSup(offset) => Self::Alternate(offset.0 as u64),
            _ => Self::Elsewhere,
        }
    }
}

/// The attributes of an entry.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Die<'d> {
    pub(crate) name: NameAt<'d>,
    pub(crate) ty: Target,
    /// `DW_AT_abstract_origin` or `DW_AT_specification`.
    pub(crate) origin: Target,
    /// The type unit that has what is only declared here.
    pub(crate) signature: Target,
    pub(crate) byte_size: Option<u64>,
    pub(crate) bit_size: Option<u64>,
    pub(crate) bit_offset: Option<u64>,
    pub(crate) data_bit_offset: Option<u64>,
    /// In bytes.
    pub(crate) member_location: u64,
    pub(crate) encoding: u8,
    pub(crate) const_value: Option<Constant<'d>>,
    pub(crate) upper_bound: Option<u64>,
    pub(crate) count: Option<u64>,
    pub(crate) is_declaration: bool,
    pub(crate) is_external: bool,
    pub(crate) is_artificial: bool,
    pub(crate) low_pc: Option<Value<'d>>,
    pub(crate) location: Option<Value<'d>>,
    pub(crate) calling_convention: u8,
    pub(crate) decl_line: Option<u64>,
}

/// A constant: a number or a text.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Constant<'d> {
    Signed(i64),
    Unsigned(u64),
    Text(NameRef<'d>),
}

/// A text of an annotation.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum NameRef<'d> {
    Str(u32),
    LineStr(usize),
    Index(usize),
    Alternate(usize),
    Inline(&'d [u8]),
}

impl<'d> From<NameRef<'d>> for NameAt<'d> {
    fn from(name: NameRef<'d>) -> Self {
        match name {
            NameRef::Str(at) => Self::Str(at),
            NameRef::LineStr(at) => Self::LineStr(at),
            NameRef::Index(index) => Self::Index(index),
            NameRef::Alternate(at) => Self::Alternate(at),
            NameRef::Inline(text) => Self::Inline(text),
        }
    }
}

impl<'d> Constant<'d> {
    fn of(value: &Value<'d>) -> Option<Self> {
        Some(match value {
            AttributeValue::Sdata(value) => Self::Signed(*value),
            AttributeValue::Data1(value) => Self::Unsigned(u64::from(*value)),
            AttributeValue::Data2(value) => Self::Unsigned(u64::from(*value)),
            AttributeValue::Data4(value) => Self::Unsigned(u64::from(*value)),
            AttributeValue::Data8(value) | AttributeValue::Udata(value) => Self::Unsigned(*value),
            _ => Self::Text(match NameAt::of(value) {
                NameAt::None => return None,
                NameAt::Str(at) => NameRef::Str(at),
                NameAt::LineStr(at) => NameRef::LineStr(at),
                NameAt::Index(index) => NameRef::Index(index),
                NameAt::Alternate(at) => NameRef::Alternate(at),
                NameAt::Inline(text) => NameRef::Inline(text),
            }),
        })
    }
}

/// A number, where one is said and not computed.
fn number(value: &Value<'_>) -> Option<u64> {
    value.udata_value().or_else(|| value.sdata_value().map(i64::cast_unsigned))
}

/// Where a member is: a number, or an expression of one addition as DWARF 2 writes it.
fn member_location(value: &Value<'_>) -> u64 {
    match value {
        AttributeValue::Block(bytes) => plus(*bytes),
        AttributeValue::Exprloc(expression) => plus(expression.0),
        _ => number(value),
    }
    .unwrap_or(0)
}

fn plus(mut bytes: Bytes<'_>) -> Option<u64> {
    use gimli::Reader as _;
    (bytes.read_u8().ok()? == gimli::DW_OP_plus_uconst.0).then(|| bytes.read_uleb128().ok())?
}

impl<'d> Die<'d> {
    /// Reads the attributes of the entry whose abbreviation has just been read.
    #[inline]
    pub(crate) fn read<'a>(
        raw: &mut Raw<'a, 'd>,
        specs: &'a [gimli::AttributeSpecification],
    ) -> Result<Self, Reason> {
        let mut die = Self::default();
        for spec in specs {
            let name = spec.name();
            if !is_wanted(name) {
                raw.skip_attributes(std::slice::from_ref(spec))?;
                continue;
            }
            let value = raw.read_attribute(*spec)?.raw_value();
            die.take(name, value);
        }
        Ok(die)
    }

    /// The offset of the next entry beside this one, if it says so; everything else is passed over.
    pub(crate) fn read_sibling<'a>(
        raw: &mut Raw<'a, 'd>,
        specs: &'a [gimli::AttributeSpecification],
    ) -> Result<Option<u32>, Reason> {
        let mut sibling = None;
        for spec in specs {
            if spec.name() == gimli::DW_AT_sibling {
                if let Target::Here(at) = Target::of(&raw.read_attribute(*spec)?.raw_value()) {
                    sibling = Some(at);
                }
            } else {
                raw.skip_attributes(std::slice::from_ref(spec))?;
            }
        }
        Ok(sibling)
    }

    #[inline]
    fn take(&mut self, name: DwAt, value: Value<'d>) {
        match name {
            gimli::DW_AT_name => self.name = NameAt::of(&value),
            gimli::DW_AT_type => self.ty = Target::of(&value),
            gimli::DW_AT_abstract_origin | gimli::DW_AT_specification => {
                self.origin = Target::of(&value);
            }
            gimli::DW_AT_signature => self.signature = Target::of(&value),
            gimli::DW_AT_byte_size => self.byte_size = number(&value),
            gimli::DW_AT_bit_size => self.bit_size = number(&value),
            gimli::DW_AT_bit_offset => self.bit_offset = number(&value),
            gimli::DW_AT_data_bit_offset => self.data_bit_offset = number(&value),
            gimli::DW_AT_data_member_location => self.member_location = member_location(&value),
            gimli::DW_AT_encoding => {
                self.encoding = number(&value).and_then(|n| u8::try_from(n).ok()).unwrap_or(0);
            }
            gimli::DW_AT_const_value => self.const_value = Constant::of(&value),
            gimli::DW_AT_upper_bound => self.upper_bound = number(&value),
            gimli::DW_AT_count => self.count = number(&value),
            gimli::DW_AT_declaration => self.is_declaration = is_set(&value),
            gimli::DW_AT_external => self.is_external = is_set(&value),
            gimli::DW_AT_artificial => self.is_artificial = is_set(&value),
            gimli::DW_AT_low_pc => self.low_pc = Some(value),
            gimli::DW_AT_location => self.location = Some(value),
            gimli::DW_AT_calling_convention => {
                self.calling_convention =
                    number(&value).and_then(|n| u8::try_from(n).ok()).unwrap_or(0);
            }
            gimli::DW_AT_decl_line => self.decl_line = number(&value),
            _ => {}
        }
    }
}

fn is_set(value: &Value<'_>) -> bool {
    matches!(value, AttributeValue::Flag(true))
}

#[inline]
const fn is_wanted(name: DwAt) -> bool {
    matches!(
        name,
        gimli::DW_AT_name
            | gimli::DW_AT_type
            | gimli::DW_AT_abstract_origin
            | gimli::DW_AT_specification
            | gimli::DW_AT_signature
            | gimli::DW_AT_byte_size
            | gimli::DW_AT_bit_size
            | gimli::DW_AT_bit_offset
            | gimli::DW_AT_data_bit_offset
            | gimli::DW_AT_data_member_location
            | gimli::DW_AT_encoding
            | gimli::DW_AT_const_value
            | gimli::DW_AT_upper_bound
            | gimli::DW_AT_count
            | gimli::DW_AT_declaration
            | gimli::DW_AT_external
            | gimli::DW_AT_artificial
            | gimli::DW_AT_low_pc
            | gimli::DW_AT_location
            | gimli::DW_AT_calling_convention
            | gimli::DW_AT_decl_line
    )
}
