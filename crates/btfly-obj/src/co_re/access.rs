//! What a relocation record means: `"0:1:2"` as steps through the program's own types.
//!
//! *In:* a record and the types of its object. *Out:* a [`Spec`], or why the record makes no sense.
//! Members without a name are stepped through and not kept: in another kernel they may be grouped
//! otherwise, and C code cannot name them.

use std::fmt::Write as _;

use btfly_btf::view::Type;
use btfly_btf::{Bits, TypeId, Types};

use super::error::{Error, ErrorKind};
use super::kind::{About, ReloKind};

/// How many numbers an access string may have; as many as libbpf takes.
pub(crate) const MAX_STEPS: usize = 64;

/// One step that has to be found again in the target.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Step<'l> {
    /// The struct or union, the element's type, or the enum.
    pub type_id: TypeId,
    /// Which member, element or enumerator.
    pub index: u32,
    /// The name of the member or enumerator; none for an element.
    pub name: Option<&'l str>,
}

/// What a relocation asks for, in the program's own types.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Spec<'l> {
    /// The question.
    pub kind: ReloKind,
    /// The type that the access starts at, as the record has it.
    pub root: TypeId,
    /// The steps, without members that have no name. None for questions about a type.
    pub steps: Vec<Step<'l>>,
    /// Where the field is in the program's own types; 0 for questions that are about none.
    pub offset: Bits,
}

impl<'l> Spec<'l> {
    /// Reads a record.
    ///
    /// # Errors
    ///
    /// When the kind is unknown, or the access string does not fit the types.
    ///
    /// ```
    /// use btfly_btf::{TypeId, text};
    /// use btfly_obj::co_re::Spec;
    ///
    /// let local = text::parse("
    ///     [1] INT 'int' size=4 encoding=SIGNED
    ///     [2] UNION '(anon)' size=4
    ///             'b' type_id=1 bits_offset=0
    ///     [3] STRUCT 's' size=8
    ///             'a' type_id=1 bits_offset=0
    ///             '(anon)' type_id=2 bits_offset=32
    /// ").unwrap();
    /// let spec = Spec::read(&local.types(), TypeId(3), "0:1:0", 0).unwrap();
    /// assert_eq!(spec.path(&local.types()), "s.b");
    /// assert_eq!(spec.offset.floor_bytes(), 4);
    /// ```
    pub fn read(types: &Types<'l>, root: TypeId, text: &str, kind: u32) -> Result<Self, Error> {
        let kind = ReloKind::from_number(kind)
            .ok_or_else(|| Error::new(ErrorKind::UnknownKind { number: kind }))?;
        let numbers = numbers(text)?;
        let no_type = Error::new(ErrorKind::NoType { type_id: root });
        // gcc asks for the id of `void`, which is 0 for everybody.
        if root == TypeId::VOID && kind != ReloKind::TypeIdLocal {
            return Err(no_type);
        }
        types.get(root).ok_or(no_type)?;
        let spec = Self { kind, root, steps: Vec::new(), offset: Bits(0) };
        match kind.about() {
            About::Type if numbers.is_only(0) => Ok(spec),
            About::Type => Err(Error::new(ErrorKind::AccessForm { kind })),
            About::Enumval => spec.enumval(types, &numbers),
            About::Field => spec.field(types, &numbers),
        }
    }

    fn enumval(mut self, types: &Types<'l>, numbers: &Numbers) -> Result<Self, Error> {
        let form = Error::new(ErrorKind::AccessForm { kind: self.kind });
        let [index] = numbers.as_slice() else { return Err(form) };
        let id = skip(types, self.root)?;
        let (count, name) = match types.get(id) {
            Some(Type::Enum(view)) => variant(view.variants(), *index),
            Some(Type::Enum64(view)) => variant(view.variants(), *index),
            Some(
                Type::Void
                | Type::Int(_)
                | Type::Ptr(_)
                | Type::Array(_)
                | Type::Struct(_)
                | Type::Union(_)
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
                | Type::Opaque(_),
            )
            | None => return Err(form),
        };
        let index = *index;
        let name = name.ok_or(Error::new(ErrorKind::OutOfBounds { step: 0, index, count }))?;
        let name = some_name(name, 0, id)?;
        self.steps.push(Step { type_id: id, index, name: Some(name) });
        Ok(self)
    }

    fn field(mut self, types: &Types<'l>, numbers: &Numbers) -> Result<Self, Error> {
        let mut id = skip(types, self.root)?;
        let mut offset = 0;
        for (step, index) in (0..).zip(numbers.as_slice().iter().copied()) {
            let ty = types.get(id).ok_or(Error::new(ErrorKind::NoType { type_id: id }))?;
            if step == 0 {
                offset = element(types, id, index, 0)?;
                self.steps.push(Step { type_id: id, index, name: None });
                continue;
            }
            match ty {
                Type::Struct(composite) | Type::Union(composite) => {
                    let count = u32::try_from(composite.members().len()).unwrap_or(u32::MAX);
                    let member = composite
                        .members()
                        .nth(index as usize)
                        .ok_or(Error::new(ErrorKind::OutOfBounds { step, index, count }))?;
                    offset = add(offset, member.offset_bits().0)?;
                    if !member.name_off().is_anonymous() {
                        let name = Some(some_name(member.name(), step, id)?);
                        self.steps.push(Step { type_id: id, index, name });
                    }
                    id = skip(types, member.type_id())?;
                }
                Type::Array(array) => {
                    let count = array.len();
                    if count <= index && !(count == 0 && self.ends_its_composite(types)) {
                        return Err(Error::new(ErrorKind::OutOfBounds { step, index, count }));
                    }
                    id = skip(types, array.elem_type_id())?;
                    offset = element(types, id, index, offset)?;
                    self.steps.push(Step { type_id: id, index, name: None });
                }
                Type::Void
                | Type::Int(_)
                | Type::Ptr(_)
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
                | Type::Opaque(_) => {
                    return Err(Error::new(ErrorKind::NoSteps { step, type_id: id }));
                }
            }
        }
        self.offset = Bits(offset);
        Ok(self)
    }

    /// Whether the last step is the last member of its struct: an array there may be flexible.
    fn ends_its_composite(&self, types: &Types<'_>) -> bool {
        self.steps
            .last()
            .is_some_and(|step| step.name.is_some() && is_last(types, step.type_id, step.index))
    }

    /// The access as C would have it: `task_struct.sched_info.run_delay`, `e1000_adapter[1].tx_ring[2]`.
    #[must_use]
    pub fn path(&self, types: &Types<'_>) -> String {
        let mut text = match types.get(self.root).and_then(|ty| ty.name()) {
            Some(name) => name.to_owned(),
            None => format!("type {}", self.root),
        };
        for (at, step) in self.steps.iter().enumerate() {
            match (step.name, self.kind.about()) {
                (Some(name), About::Enumval) => _ = write!(text, "::{name}"),
                (Some(name), About::Field | About::Type) => _ = write!(text, ".{name}"),
                (None, _) if at == 0 && step.index == 0 => {}
                (None, _) => _ = write!(text, "[{}]", step.index),
            }
        }
        text
    }
}

/// Whether a member is the last of its struct or union.
pub(crate) fn is_last(types: &Types<'_>, composite: TypeId, index: u32) -> bool {
    types
        .get(composite)
        .and_then(|ty| ty.as_composite())
        .is_some_and(|composite| index as usize + 1 == composite.members().len())
}

fn variant<'l>(
    mut variants: impl ExactSizeIterator<Item = btfly_btf::view::Variant<'l>>,
    index: u32,
) -> (u32, Option<&'l str>) {
    let count = u32::try_from(variants.len()).unwrap_or(u32::MAX);
    (count, variants.nth(index as usize).map(|variant| variant.name()))
}

/// A name that something can be looked for by.
fn some_name(name: &str, step: u32, type_id: TypeId) -> Result<&str, Error> {
    let nameless = Error::new(ErrorKind::Nameless { step, type_id });
    if name.is_empty() { Err(nameless) } else { Ok(name) }
}

/// The type behind modifiers.
fn skip(types: &Types<'_>, id: TypeId) -> Result<TypeId, Error> {
    types.skip_modifiers(id).ok_or(Error::new(ErrorKind::NoType { type_id: id }))
}

/// The bit at which element `index` of a row of `id`s starts, which itself starts at `offset`.
fn element(types: &Types<'_>, id: TypeId, index: u32, offset: u64) -> Result<u64, Error> {
    let size = types.size_of(id).ok_or(Error::new(ErrorKind::NoSize { type_id: id }))?;
    let bits = size.checked_mul(8).and_then(|bits| bits.checked_mul(u64::from(index)));
    add(offset, bits.ok_or(Error::new(ErrorKind::TooLarge))?)
}

/// The largest offset, in bits: what a size in a type record can say. Elements before and behind
/// an array's may go beyond its size, never beyond this.
const MAX_OFFSET: u64 = 8 * u32::MAX as u64;

fn add(offset: u64, more: u64) -> Result<u64, Error> {
    let sum = offset.checked_add(more).filter(|sum| *sum <= MAX_OFFSET);
    sum.ok_or(Error::new(ErrorKind::TooLarge))
}

/// The numbers of an access string, without an allocation.
struct Numbers {
    all: [u32; MAX_STEPS],
    len: usize,
}

impl Numbers {
    fn as_slice(&self) -> &[u32] {
        self.all.get(..self.len).unwrap_or(&[])
    }

    fn is_only(&self, number: u32) -> bool {
        self.as_slice() == [number]
    }
}

fn numbers(text: &str) -> Result<Numbers, Error> {
    let mut numbers = Numbers { all: [0; MAX_STEPS], len: 0 };
    let wrong = || Error::new(ErrorKind::AccessText);
    for part in text.split(':') {
        // `parse` alone would take a sign.
        if !part.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(wrong());
        }
        let limit = u32::try_from(MAX_STEPS).unwrap_or(u32::MAX);
        let place = numbers
            .all
            .get_mut(numbers.len)
            .ok_or(Error::new(ErrorKind::AccessTooLong { limit }))?;
        *place = part.parse().map_err(|_| wrong())?;
        numbers.len += 1;
    }
    Ok(numbers)
}
