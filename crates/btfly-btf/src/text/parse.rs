//! Listing → BTF.
//!
//! *In:* a listing, full or plain, made by a program or written by hand. *Out:* the BTF that it describes,
//! through the builder. *Never:* a guess: what a plain listing hides is an error, not a default.

use alloc::borrow::Cow;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::vec::Vec;

use super::error::{Error, ErrorKind};
use super::head::{self, Head};
use super::line::{Fields, Line};
use super::print::kind_name;
use crate::btf::Btf;
use crate::build::{self, Builder, Def, MemberDef, Name, Options, ParamDef, VariantDef};
use crate::id::{Bits, TypeId};
use crate::view::{SecVar, Type};
use crate::wire::cursor::Endian;
use crate::wire::kind::Kind;
use crate::wire::layout::LayoutEntry;

/// Reads the listing of a BTF that stands alone.
///
/// Ids may be left out; one that is given must be the next. So may `vlen`, and whatever has a usual value:
/// `docs/format.md` lists the defaults. A `#` starts a comment.
///
/// # Errors
///
/// When the text is no listing, with line and column; when it hides what would have to be known; when its
/// types cannot be built.
///
/// ```
/// use btfly_btf::{Kind, text};
///
/// let btf = text::parse(
///     "
///     ## A list of numbers.
///     [1] STRUCT 'node' size=16
///             'next' type_id=2 bits_offset=0
///             'value' type_id=3 bits_offset=64
///     [2] PTR type_id=1
///     [3] INT 'int' size=4 encoding=SIGNED
///     ",
/// )?;
/// assert_eq!(btf.types().find("node", Some(Kind::Struct)).count(), 1);
/// # Ok::<(), text::Error>(())
/// ```
pub fn parse(text: &str) -> Result<Btf, Error> {
    parse_on(text, None)
}

/// Reads the listing of a split BTF; its ids and names continue those of `base`.
///
/// # Errors
///
/// As [`parse`], and when `base` is itself split or has another byte order than the text says.
///
/// ```
/// use btfly_btf::text;
///
/// let base = text::parse("[1] INT 'int' size=4 encoding=SIGNED")?;
/// let module = text::parse_split("[2] TYPEDEF 'number' type_id=1", &base)?;
/// assert_eq!(module.iter().len(), 1);
/// # Ok::<(), text::Error>(())
/// ```
pub fn parse_split(text: &str, base: &Btf) -> Result<Btf, Error> {
    parse_on(text, Some(base))
}

fn parse_on(text: &str, base: Option<&Btf>) -> Result<Btf, Error> {
    let mut reader = Reader {
        base,
        endian: base.map_or(Endian::Little, Btf::endian),
        options: Options::default(),
        layout: BTreeMap::new(),
        builder: None,
        open: None,
        notes: Vec::new(),
    };
    let mut last = Line::new("", 1);
    for (text, number) in text.lines().zip(1..) {
        last = Line::new(text, number);
        reader.line(last)?;
    }
    reader.finish(&last)
}

/// What has been read so far.
struct Reader<'t, 'b> {
    base: Option<&'b Btf>,
    endian: Endian,
    options: Options,
    /// From `layout` lines.
    layout: BTreeMap<u8, LayoutEntry>,
    /// Made when the first type comes: only then is the byte order known.
    builder: Option<Builder>,
    /// The type whose entries are being read, with its line.
    open: Option<(Head<'t>, Line<'t>)>,
    /// What data sections say about their variables: checked when all types are known.
    notes: Vec<Note<'t>>,
}

struct Note<'t> {
    line: Line<'t>,
    id: TypeId,
    kind: &'t str,
    name: Name<'t>,
}

impl<'t> Reader<'t, '_> {
    fn line(&mut self, mut line: Line<'t>) -> Result<(), Error> {
        match line.peek() {
            None => Ok(()),
            Some('[' | 'A'..='Z') => self.head(line),
            Some('\'') => self.entry(line),
            Some(_) => {
                let before = line;
                match line.word() {
                    "btf" if self.builder.is_none() => self.header(line),
                    "layout" if self.builder.is_none() => self.layout(line),
                    _ => self.entry(before),
                }
            }
        }
    }

    fn header(&mut self, mut line: Line<'t>) -> Result<(), Error> {
        let mut fields = line.fields()?;
        if let Some(value) = fields.text("endian") {
            let endian = match value.text {
                "little" => Endian::Little,
                "big" => Endian::Big,
                _ => return Err(value.expected("`little` or `big`")),
            };
            if self.base.is_some_and(|base| base.endian() != endian) {
                return Err(value.error(ErrorKind::EndianMismatch));
            }
            self.endian = endian;
        }
        self.options.hdr_len = fields.number("hdr_len")?.unwrap_or(self.options.hdr_len);
        self.options.flags = fields.number("flags")?.unwrap_or(0);
        self.options.layout = fields.flag("layout");
        fields.end()?;
        line.end()
    }

    fn layout(&mut self, mut line: Line<'t>) -> Result<(), Error> {
        let mut fields = line.fields()?;
        let number: u8 = fields.need("kind")?;
        let entry = LayoutEntry {
            info_sz: fields.number("info_sz")?.unwrap_or(0),
            elem_sz: fields.number("elem_sz")?.unwrap_or(0),
            flags: fields.number("flags")?.unwrap_or(0),
        };
        self.layout.insert(number, entry);
        fields.end()?;
        line.end()
    }

    fn head(&mut self, mut line: Line<'t>) -> Result<(), Error> {
        let next = self.close(&line)?;
        let start = line;
        if let Some(found) = line.id()?
            && found != next.0
        {
            return Err(start.error(ErrorKind::WrongId { expected: next.0, found }));
        }
        let before = line;
        let kind = match line.word() {
            "UNKNOWN" => Kind::Opaque,
            word => match Kind::ALL.into_iter().find(|kind| kind.as_str() == word) {
                Some(kind) => kind,
                None => return Err(before.expected("a kind")),
            },
        };
        line.skip_space();
        let name = line.name()?.unwrap_or_default();
        let mut fields = line.fields()?;
        let base_layout = self.base.map(|base| base.types().layout());
        let layouts = |number: u8| match self.layout.get(&number) {
            Some(entry) => Some(*entry),
            None => base_layout.and_then(|layout| layout.entry(number)),
        };
        let head = head::read(kind, name, &mut fields, self.endian, &layouts)?;
        fields.end()?;
        line.end()?;
        self.open = Some((head, start));
        Ok(())
    }

    fn entry(&mut self, mut line: Line<'t>) -> Result<(), Error> {
        let start = line;
        let name = line.name()?;
        let mut fields = line.fields()?;
        let Some((head, _)) = &mut self.open else {
            return Err(start.expected("a type"));
        };
        let named = |name: Option<Cow<'t, str>>| name.ok_or_else(|| start.expected("a name"));
        match &mut head.def {
            Def::Struct(def) | Def::Union(def) => {
                def.members.push(member(named(name)?, &mut fields)?);
            }
            Def::Enum(def) | Def::Enum64(def) => {
                let (name, value) = (named(name)?, fields.need("val")?);
                def.variants.push(VariantDef { name, value });
            }
            Def::FuncProto(def) => {
                let (name, type_id) = (named(name)?, head::id(&mut fields, "type_id")?);
                def.params.push(ParamDef { name, type_id });
            }
            Def::Datasec(def) if name.is_none() => {
                let type_id = head::id(&mut fields, "type_id")?;
                let (offset, size) = (fields.need("offset")?, fields.need("size")?);
                def.vars.push(SecVar { type_id, offset, size });
                self.notes.extend(note(&mut line, type_id)?);
            }
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
            | Def::Datasec(_)
            | Def::Float(_)
            | Def::DeclTag(_)
            | Def::TypeTag(_)
            | Def::Opaque(_) => return Err(start.expected("a type")),
        }
        fields.end()?;
        line.end()
    }

    /// Adds the type whose entries have been read, and tells the id of the next one. `line` is where a
    /// base that cannot be one is reported.
    fn close(&mut self, line: &Line<'t>) -> Result<TypeId, Error> {
        let builder = match &mut self.builder {
            Some(builder) => builder,
            None => {
                let new = new_builder(self.base, self.endian, &self.layout);
                self.builder.insert(new.map_err(|error| line.error(ErrorKind::Build(error)))?)
            }
        };
        let Some((head, start)) = self.open.take() else { return Ok(builder.next_id()) };
        let expected = u32::try_from(entries(&head.def)).unwrap_or(u32::MAX);
        if let Some(vlen) = head.vlen {
            let found = vlen.number()?;
            if expected != found {
                return Err(vlen.error(ErrorKind::WrongVlen { expected, found }));
            }
        }
        builder
            .add_stray(&head.def, &head.stray)
            .map_err(|error| start.error(ErrorKind::Build(error)))?;
        Ok(builder.next_id())
    }

    fn finish(mut self, last: &Line<'t>) -> Result<Btf, Error> {
        self.close(last)?;
        let error = |error| last.error(ErrorKind::Build(error));
        let built = self.builder.as_ref().map(|builder| builder.build(&self.options));
        // `close` has made a builder.
        let btf = built.unwrap_or_else(|| Builder::new(self.endian).build(&self.options));
        let btf = btf.map_err(error)?;
        let types = btf.types();
        for note in &self.notes {
            let ty = types.get(note.id).unwrap_or(Type::Void);
            let (kind, name) = (kind_name(ty.kind()), ty.name().unwrap_or(""));
            if (note.kind, note.name.as_ref()) != (kind, name) {
                let expected = format!("{kind} '{name}'");
                return Err(note.line.error(ErrorKind::WrongNote { expected }));
            }
        }
        Ok(btf)
    }
}

fn new_builder(
    base: Option<&Btf>,
    endian: Endian,
    layout: &BTreeMap<u8, LayoutEntry>,
) -> Result<Builder, build::Error> {
    let mut builder = match base {
        Some(base) => Builder::split(base)?,
        None => Builder::new(endian),
    };
    for (number, entry) in layout {
        builder.add_layout(*number, *entry)?;
    }
    Ok(builder)
}

fn member<'t>(name: Name<'t>, fields: &mut Fields<'t>) -> Result<MemberDef<'t>, Error> {
    Ok(MemberDef {
        name,
        type_id: head::id(fields, "type_id")?,
        offset: Bits(fields.need("bits_offset")?),
        bitfield_size: fields.number("bitfield_size")?,
    })
}

/// `(KIND 'name')` behind an entry of a data section.
fn note<'t>(line: &mut Line<'t>, id: TypeId) -> Result<Option<Note<'t>>, Error> {
    let start = *line;
    if !line.eat("(") {
        return Ok(None);
    }
    let kind = line.word();
    line.skip_space();
    let Some(name) = line.name()? else { return Err(line.expected("a name")) };
    if !line.eat(")") {
        return Err(line.expected("`)`"));
    }
    Ok(Some(Note { line: start, id, kind, name }))
}

fn entries(def: &Def<'_>) -> usize {
    match def {
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
    }
}
