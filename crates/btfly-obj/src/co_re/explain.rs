//! Why a relocation came out as it did: each candidate with its home, what it says, and why it was passed over.
//!
//! *In:* one relocation and the set that it was solved against. *Out:* data and sentences. Slower than
//! solving, and asked only where someone wants to know.

use std::fmt;

use btfly_btf::ext::{Ext, LineInfo};
use btfly_btf::{Btf, BtfSet, NameOff, TypeLoc};

use super::candidates::Candidates;
use super::error::Error;
use super::hint::{Hint, hints};
use super::kind::ReloKind;
use super::locate::Refusal;
use super::solve::{Question, Relo, Said, say};

/// Why a relocation came out as it did.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// What is asked for, as C would have it: `task_struct.sched_info.run_delay`.
    pub path: String,
    /// The question.
    pub kind: ReloKind,
    /// Every type of that name and kind, in order of slot and id.
    pub candidates: Vec<Candidate>,
    /// What may have been meant, with the evidence; none where something was found.
    pub hints: Vec<Hint>,
}

/// A type that could be meant.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Candidate {
    /// Which type.
    pub loc: TypeLoc,
    /// The name of its slot: `vmlinux`, or a module's.
    pub home: String,
    /// Its size in bytes, if it has one: two layouts of one name mostly differ in it.
    pub size: Option<u64>,
    /// What it says, or why it is not what is meant.
    pub said: Result<u64, Refusal>,
    /// The same in words: `12`, `has no member run_delay`.
    pub text: String,
}

/// Explains a relocation. `known` may be a larger set than the one that it was solved against, such as a
/// kernel with all its modules: it tells where a type would be found.
///
/// # Errors
///
/// When the record makes no sense.
///
/// ```
/// use btfly_btf::{BtfSet, TypeId, text};
/// use btfly_obj::co_re::{Access, Relo, explain};
///
/// let local = text::parse("
///     [1] INT 'int' size=4 encoding=SIGNED
///     [2] STRUCT 's' size=4
///             'state' type_id=1 bits_offset=0
/// ").unwrap();
/// let kernel = text::parse("
///     [1] INT 'int' size=4 encoding=SIGNED
///     [2] STRUCT 's' size=4
///             '__state' type_id=1 bits_offset=0
/// ").unwrap();
/// let relo = Relo { access: Access { root: TypeId(2), text: "0:0", kind: 0 }, prefer: None };
/// let why = explain(&local, &relo, &BtfSet::new(kernel), None)?;
/// assert_eq!(why.path, "s.state");
/// assert_eq!(why.candidates[0].text, "`struct s` has no member `state`");
/// assert_eq!(why.hints[0].to_string(), "`struct s` in vmlinux has a member `__state`");
/// # Ok::<(), btfly_obj::co_re::Error>(())
/// ```
pub fn explain(
    local: &Btf,
    relo: &Relo<'_>,
    set: &BtfSet,
    known: Option<&BtfSet>,
) -> Result<Explanation, Error> {
    let types = local.types();
    let question = Question::read(&types, &relo.access)?;
    let (path, kind) = (question.spec.path(&types), question.spec.kind);
    let mut candidates = Vec::new();
    if kind != ReloKind::TypeIdLocal {
        let found = Candidates::find(&types, std::iter::once(relo.access.root), set);
        for loc in found.of(relo.access.root)? {
            let said = match set.btf(loc.slot) {
                Ok(btf) => say(&types, &question, &btf.types(), loc.id),
                Err(_) => Err(Refusal::Unusable),
            };
            let text = text_of(&said, &question, set, *loc);
            let home = set.slot_name(loc.slot).to_owned();
            let said = said.map(|said| said.change.target);
            let size = set.btf(loc.slot).ok().and_then(|btf| btf.types().size_of(loc.id));
            candidates.push(Candidate { loc: *loc, home, size, said, text });
        }
    }
    let is_found = candidates.iter().any(|candidate| candidate.said.is_ok());
    let hints = if is_found || kind == ReloKind::TypeIdLocal {
        Vec::new()
    } else {
        hints(&types, &question, &candidates, set, known)
    };
    Ok(Explanation { path, kind, candidates, hints })
}

fn text_of(
    said: &Result<Said, Refusal>,
    question: &Question<'_>,
    set: &BtfSet,
    loc: TypeLoc,
) -> String {
    let refusal = match said {
        Ok(said) => return said.change.target.cast_signed().to_string(),
        Err(refusal) => refusal,
    };
    let spell = |id| match set.btf(loc.slot) {
        Ok(btf) => btf.types().declaration(id, "").to_string(),
        Err(_) => String::from("?"),
    };
    let step = |step: u32| question.spec.steps.get(step as usize);
    let name = |at: u32| step(at).and_then(|step| step.name).unwrap_or("?");
    let index = |at: u32| step(at).map_or(0, |step| step.index);
    match *refusal {
        Refusal::NoMember { step, type_id } => {
            format!("`{}` has no member `{}`", spell(type_id), name(step))
        }
        Refusal::OtherMember { step, type_id } => {
            format!("its member `{}` is a `{}`, which cannot be meant", name(step), spell(type_id))
        }
        Refusal::OtherKind { type_id, .. } => {
            format!("`{}` has no parts that could be meant", spell(type_id))
        }
        Refusal::ShortArray { step, len } => {
            format!("its array has {len} elements, and number {} is meant", index(step))
        }
        Refusal::NoEnumerator => format!("it has no enumerator `{}`", name(0)),
        Refusal::Incompatible => String::from("it is another kind of type"),
        Refusal::Unmatched => String::from("it lacks something that the program's type has"),
        Refusal::Unusable => String::from("its types have no size, or run in circles"),
        Refusal::WideBitfield => String::from("no load of eight bytes holds its bitfield"),
    }
}

/// A line of source.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Line<'l> {
    /// The file.
    pub file: &'l str,
    /// The text.
    pub text: &'l str,
    /// The number, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u16,
}

impl fmt::Display for Line<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// The line of source that an instruction comes from: the last that starts at it or before.
///
/// `section` is the name of the section in the strings of the object's types, `insn_off` bytes from its start.
#[must_use]
pub fn line_of<'l>(local: &'l Btf, ext: &Ext, section: NameOff, insn_off: u32) -> Option<Line<'l>> {
    let strings = local.types().strings();
    let name = strings.get(section);
    let records = ext.line_infos.iter().filter(|lines| strings.get(lines.name_off) == name);
    let before = records.flat_map(|lines| &lines.records).filter(|line| line.insn_off <= insn_off);
    before.max_by_key(|line| line.insn_off).map(|line| Line::of(local, line))
}

impl<'l> Line<'l> {
    /// Of a record.
    #[must_use]
    pub fn of(local: &'l Btf, record: &LineInfo) -> Self {
        let strings = local.types().strings();
        Self {
            file: strings.get(record.file_name_off),
            text: strings.get(record.line_off).trim(),
            line: record.line,
            column: record.column,
        }
    }
}
