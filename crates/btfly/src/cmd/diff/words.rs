//! A change in words: what it is called, and what was and is in C.
//!
//! *In:* a detail. *Out:* a label and a text. *Never:* a line end; a report breaks what is long.

use btfly_btf::diff::{Change, Edit, MemberAt, MemberEdit, ParamAt, Place, What};
use btfly_btf::{BtfSet, TypeLoc};

use crate::plural::count;

/// Both sets, to ask what a place is.
#[derive(Clone, Copy)]
pub(super) struct Words<'s> {
    pub(super) old: &'s BtfSet,
    pub(super) new: &'s BtfSet,
}

/// What was and what is, or one of them.
pub(super) struct Text {
    /// What kind of change it is, in a word.
    pub(super) label: &'static str,
    /// What it is about, where there are two sides; else all there is to say.
    pub(super) about: String,
    pub(super) sides: Option<(String, String)>,
}

/// So many modules are named; of more the number is said.
const MAX_NAMED: usize = 3;

impl Words<'_> {
    pub(super) fn detail(self, change: &Change<'_>, edit: &Edit<'_>) -> Text {
        let one = |label, about: String| Text { label, about, sides: None };
        let two = |label, about: &str, old: String, new: String| Text {
            label,
            about: about.to_owned(),
            sides: Some((old, new)),
        };
        let size = |n: u64| count(usize::try_from(n).unwrap_or(usize::MAX), "byte");
        let is_constant = change.what == What::Constant;
        match edit {
            Edit::Added => one("added", self.whole(change)),
            Edit::Removed => one("removed", self.whole(change)),
            Edit::Moved => two("moved", "", self.place(change, false), self.place(change, true)),
            Edit::Renamed { to } => two("renamed", "", change.name.to_owned(), (*to).to_owned()),
            Edit::Kind { to } => {
                two("kind", "", change.what.as_str().to_owned(), to.as_str().to_owned())
            }
            Edit::Defined { is_now: true } => one("defined", String::from("was declared only")),
            Edit::Defined { is_now: false } => one("declared", String::from("was defined")),
            Edit::Resized { path, old, new } => two("size", path, size(*old), size(*new)),
            Edit::Sign { is_now } => {
                let word = |is_signed| String::from(if is_signed { "signed" } else { "unsigned" });
                two("sign", "", word(!is_now), word(*is_now))
            }
            Edit::Retyped { old, new } => {
                let label = if change.what == What::Func { "returns" } else { "retyped" };
                two(label, "", declared(self.old, *old, ""), declared(self.new, *new, ""))
            }
            Edit::MemberAdded { new } => one("added", member(self.new, new)),
            Edit::MemberRemoved { old } => one("removed", member(self.old, old)),
            Edit::Member { what: MemberEdit::Name, old, new } => {
                two("renamed", "", member(self.old, old), member(self.new, new))
            }
            Edit::Member { what: MemberEdit::Type, old, new } => two(
                "retyped",
                &path(new),
                declared(self.old, old.type_loc, ""),
                declared(self.new, new.type_loc, ""),
            ),
            Edit::Member { what: MemberEdit::Bits, old, new } => {
                two("bits", &path(new), bits(old), bits(new))
            }
            Edit::Member { what: MemberEdit::Place, old, new } => {
                let at = |at: &MemberAt<'_>, other: &MemberAt<'_>| {
                    if at.path == other.path {
                        place(at)
                    } else {
                        format!("{} in {}", place(at), outer(at))
                    }
                };
                two("moved", &path(new), at(old, new), at(new, old))
            }
            // A constant's name is the name of the whole.
            Edit::EnumeratorAdded { new, .. } if is_constant => one("added", format!("= {new}")),
            Edit::EnumeratorRemoved { old, .. } if is_constant => {
                one("removed", format!("= {old}"))
            }
            Edit::EnumeratorValue { old, new, .. } if is_constant => {
                two("value", "", old.to_string(), new.to_string())
            }
            Edit::EnumeratorAdded { name, new } => one("added", format!("{name} = {new}")),
            Edit::EnumeratorRemoved { name, old } => one("removed", format!("{name} = {old}")),
            Edit::EnumeratorValue { name, old, new } => {
                two("value", name, old.to_string(), new.to_string())
            }
            Edit::EnumeratorRenamed { name, to, .. } => {
                two("renamed", "", (*name).to_owned(), (*to).to_owned())
            }
            Edit::ParamAdded { new } => one("param added", param(self.new, new)),
            Edit::ParamRemoved { old } => one("param removed", param(self.old, old)),
            Edit::Param { old, new } => {
                let about = match (old.idx, new.idx) {
                    (old, new) if old == new => format!("{}", old + 1),
                    (old, new) => format!("{} to {}", old + 1, new + 1),
                };
                two("param", &about, param(self.old, old), param(self.new, new))
            }
            Edit::TagAdded { name } => one("tag added", (*name).to_owned()),
            Edit::TagRemoved { name } => one("tag removed", (*name).to_owned()),
            // `Edit` may grow; what it says is in the rule then.
            _ => one("differs", String::new()),
        }
    }

    /// What has come or gone, in a line of C.
    fn whole(self, change: &Change<'_>) -> String {
        match (&change.old, &change.new) {
            (Some(place), _) => self.line(self.old, change, place),
            (None, Some(place)) => self.line(self.new, change, place),
            (None, None) => String::new(),
        }
    }

    /// A function or variable as it is declared; of a type, where it is.
    fn line(self, set: &BtfSet, change: &Change<'_>, at: &Place) -> String {
        match change.what {
            What::Func | What::Var => declared(set, at.loc, ""),
            What::Struct
            | What::Union
            | What::Enum
            | What::Typedef
            | What::Int
            | What::Float
            | What::Constant => String::new(),
        }
    }

    /// The declarations of both sides of a function, typedef or variable.
    pub(super) fn both(self, change: &Change<'_>) -> Option<(String, String)> {
        let (old, new) = (change.old.as_ref()?, change.new.as_ref()?);
        (change.what == What::Func)
            .then(|| (declared(self.old, old.loc, ""), declared(self.new, new.loc, "")))
    }

    /// Where a thing is on one side: `vmlinux`, `xfs`, `xfs, ext4`, `xfs +12`.
    pub(super) fn place(self, change: &Change<'_>, is_new: bool) -> String {
        let (set, place) = if is_new { (self.new, &change.new) } else { (self.old, &change.old) };
        let Some(place) = place else { return String::new() };
        let names: Vec<&str> = place.slots.iter().map(|slot| set.slot_name(*slot)).collect();
        match names.as_slice() {
            [first, rest @ ..] if MAX_NAMED <= rest.len() => format!("{first} +{}", rest.len()),
            names => names.join(", "),
        }
    }
}

/// The name of a member with what it is in.
pub(super) fn path(at: &MemberAt<'_>) -> String {
    format!("{}{}", at.path, at.name)
}

fn outer<'a>(at: &'a MemberAt<'_>) -> &'a str {
    match at.path.trim_end_matches('.') {
        "" => "the whole",
        path => path,
    }
}

fn member(set: &BtfSet, at: &MemberAt<'_>) -> String {
    let bits = at.bitfield_size.map_or(String::new(), |bits| format!(" : {bits}"));
    format!("{}{bits}", declared(set, at.type_loc, &path(at)))
}

fn param(set: &BtfSet, at: &ParamAt<'_>) -> String {
    if at.name.is_empty() && at.type_loc == TypeLoc::default() {
        return String::from("...");
    }
    declared(set, at.type_loc, at.name)
}

fn bits(at: &MemberAt<'_>) -> String {
    at.bitfield_size.map_or(String::from("no bitfield"), |bits| count(bits.into(), "bit"))
}

/// The byte at which a member is, and the bit if it is no whole byte.
fn place(at: &MemberAt<'_>) -> String {
    match at.offset.whole_bytes() {
        Some(bytes) => bytes.to_string(),
        None => format!("{}:{}", at.offset.floor_bytes(), at.offset.0 % 8),
    }
}

pub(super) fn declared(set: &BtfSet, loc: TypeLoc, name: &str) -> String {
    set.btf(loc.slot).map_or(String::new(), |btf| btf.types().declaration(loc.id, name).to_string())
}
