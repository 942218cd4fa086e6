//! Changes for programs: all of them, one a line, with everything that is known of each.

use std::io;

use btfly_btf::diff::{Change, Changes, Detail, Edit, Grade, MemberAt, ParamAt, Place};
use btfly_btf::view::Value as Number;
use btfly_btf::{BtfSet, TypeLoc};

use super::words::{Words, declared, path};
use crate::json::{Object, Value};
use crate::output::Output;

pub(super) fn write(
    old: &BtfSet,
    new: &BtfSet,
    changes: &Changes<'_>,
    out: &mut Output,
) -> io::Result<()> {
    let words = Words { old, new };
    out.buffer.extend_from_slice(b"{\"summary\":");
    {
        let mut object = Value::of(&mut out.buffer).object();
        for grade in Grade::ALL {
            object.key(grade.as_str()).number(whole(changes.count(grade)));
        }
        object.key("same").number(whole(changes.n_same));
    }
    out.buffer.extend_from_slice(b",\"changes\":[");
    for (at, change) in changes.changes.iter().enumerate() {
        out.buffer.extend_from_slice(if at == 0 { b"\n" } else { b",\n" });
        one(words, change, Value::of(&mut out.buffer).object());
        out.flush_if_full()?;
    }
    out.buffer.extend_from_slice(b"\n]}\n");
    Ok(())
}

fn one(words: Words<'_>, change: &Change<'_>, mut object: Object<'_>) {
    object.key("kind").text(change.what.as_str());
    object.key("name").text(change.name);
    object.key("grade").text(change.grade().as_str());
    for (key, set, place) in [("old", words.old, &change.old), ("new", words.new, &change.new)] {
        if let Some(place) = place {
            at(set, place, object.key(key).object());
        }
    }
    let mut details = object.key("details").list();
    for each in &change.details {
        detail(words, change, each, details.next().object());
    }
}

fn at(set: &BtfSet, place: &Place, mut object: Object<'_>) {
    object.key("id").number(Some(place.loc.id.0.into()));
    let mut names = object.key("in").list();
    for slot in &place.slots {
        names.next().text(set.slot_name(*slot));
    }
}

fn detail(words: Words<'_>, change: &Change<'_>, detail: &Detail<'_>, mut object: Object<'_>) {
    object.key("rule").text(detail.rule.as_str());
    object.key("grade").text(detail.grade().as_str());
    object.key("why").text(detail.rule.why());
    let said = words.detail(change, &detail.edit);
    object.key("what").text(said.label);
    let Words { old: olds, new: news } = words;
    match &detail.edit {
        Edit::Renamed { to } => object.key("to").text(to),
        Edit::Kind { to } => object.key("to").text(to.as_str()),
        Edit::Defined { is_now } => {
            object.key("defined").written(if *is_now { "true" } else { "false" })
        }
        Edit::Sign { is_now } => {
            object.key("signed").written(if *is_now { "true" } else { "false" })
        }
        Edit::Resized { path, old, new } => {
            object.key("path").text(path);
            object.key("old_bytes").number(Some(i128::from(*old)));
            object.key("new_bytes").number(Some(i128::from(*new)));
        }
        Edit::Retyped { old, new } => {
            typed(olds, *old, "old_type", &mut object);
            typed(news, *new, "new_type", &mut object);
        }
        Edit::MemberAdded { new } => member(news, new, object.key("new").object()),
        Edit::MemberRemoved { old } => member(olds, old, object.key("old").object()),
        Edit::Member { old, new, .. } => {
            member(olds, old, object.key("old").object());
            member(news, new, object.key("new").object());
        }
        Edit::EnumeratorAdded { name, new } => {
            object.key("name").text(name);
            object.key("new_value").number(Some(number(*new)));
        }
        Edit::EnumeratorRemoved { name, old } => {
            object.key("name").text(name);
            object.key("old_value").number(Some(number(*old)));
        }
        Edit::EnumeratorValue { name, old, new } => {
            object.key("name").text(name);
            object.key("old_value").number(Some(number(*old)));
            object.key("new_value").number(Some(number(*new)));
        }
        Edit::EnumeratorRenamed { name, to, value } => {
            object.key("name").text(name);
            object.key("to").text(to);
            object.key("value").number(Some(number(*value)));
        }
        Edit::ParamAdded { new } => param(news, new, object.key("new").object()),
        Edit::ParamRemoved { old } => param(olds, old, object.key("old").object()),
        Edit::Param { old, new } => {
            param(olds, old, object.key("old").object());
            param(news, new, object.key("new").object());
        }
        Edit::TagAdded { name } | Edit::TagRemoved { name } => object.key("tag").text(name),
        // Nothing more is known of them.
        _ => {}
    }
}

fn member(set: &BtfSet, at: &MemberAt<'_>, mut object: Object<'_>) {
    object.key("path").text(&path(at));
    object.key("name").text(at.name);
    typed(set, at.type_loc, "type", &mut object);
    object.key("offset_bits").number(Some(i128::from(at.offset.0)));
    if let Some(bits) = at.bitfield_size {
        object.key("bitfield_size").number(Some(i128::from(bits)));
    }
}

fn param(set: &BtfSet, at: &ParamAt<'_>, mut object: Object<'_>) {
    object.key("index").number(Some(i128::from(at.idx)));
    object.key("name").text(at.name);
    typed(set, at.type_loc, "type", &mut object);
}

fn typed(set: &BtfSet, loc: TypeLoc, key: &str, object: &mut Object<'_>) {
    object.key(key).text(&declared(set, loc, ""));
}

fn number(value: Number) -> i128 {
    match value {
        Number::Signed(value) => value.into(),
        Number::Unsigned(value) => value.into(),
    }
}

fn whole(n: usize) -> Option<i128> {
    i128::try_from(n).ok()
}
