//! JSON as values · our objects and bpftool's, one type at a time → counts of listed defects · never forgives what is not
//! listed.
//!
//! The defects of bpftool 7.8, each counted where it was met:
//! - *values sign-extended*: a value of an unsigned `ENUM` from 2³¹ on is printed with its sign extended to 64 bits.
//! - *facts dropped*: what it does not say at all, and we say under keys of our own.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use btfly_btf::{Btf, json};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::real::Report;

/// Keys that only we have.
const OWN: [&str; 7] = [
    "kind_flag",
    "encoding_number",
    "linkage_number",
    "kind_number",
    "size_or_type",
    "extra",
    "stray",
];

/// Compares every type of `btf` with what `theirs` says of it.
pub(super) fn same(btf: &Btf, theirs: &[u8], report: &mut Report) -> Result<()> {
    let theirs: BTreeMap<String, Vec<&RawValue>> = serde_json::from_slice(theirs)?;
    let theirs = theirs.get("types").context("no types")?;
    ensure!(theirs.len() == btf.iter().len(), "{} types, but {}", theirs.len(), btf.iter().len());
    let mut ours = Vec::new();
    for ((id, ty), theirs) in btf.iter().zip(theirs) {
        ours.clear();
        json::write_type(id, ty, &json::Options::default(), &mut ours);
        if ours != theirs.get().as_bytes() {
            same_value(&ours, theirs.get(), report)?;
        }
    }
    Ok(())
}

fn same_value(ours: &[u8], theirs: &str, report: &mut Report) -> Result<()> {
    let mut expected: Value = serde_json::from_slice(ours)?;
    drop_own(&mut expected, report);
    extend_signs(&mut expected, report);
    let theirs: Value = serde_json::from_str(theirs)?;
    ensure!(expected == theirs, "JSON\n    ours:    {expected}\n    bpftool: {theirs}");
    Ok(())
}

/// Takes away what bpftool does not say.
fn drop_own(ty: &mut Value, report: &mut Report) {
    let is_unknown = ty["kind"] == "UNKNOWN";
    let Some(object) = ty.as_object_mut() else { return };
    for key in OWN.iter().chain(is_unknown.then_some(&"vlen")) {
        if object.remove(*key).is_some() {
            report.count("facts dropped by bpftool", 1);
        }
    }
}

/// Prints the values of an unsigned `ENUM` as bpftool does.
fn extend_signs(ty: &mut Value, report: &mut Report) {
    if ty["kind"] != "ENUM" || ty["encoding"] != "UNSIGNED" {
        return;
    }
    let values = ty.get_mut("values").and_then(Value::as_array_mut);
    for value in values.into_iter().flatten() {
        let Some(number) = value["val"].as_u64().and_then(|number| u32::try_from(number).ok())
        else {
            continue;
        };
        let signed = i64::from(number.cast_signed());
        if signed < 0 {
            value["val"] = Value::from(signed.cast_unsigned());
            report.count("values sign-extended by bpftool", 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(ours: &str, theirs: &str, is_same: bool) {
        let mut report = Report::default();
        let result = same_value(ours.as_bytes(), theirs, &mut report);
        assert_eq!(result.is_ok(), is_same, "{ours} and {theirs}");
    }

    #[test]
    fn only_what_is_listed_may_differ() {
        let tag = r#"{"id":1,"kind":"TYPE_TAG","name":"a","type_id":2}"#;
        check(&tag.replace("2}", r#"2,"kind_flag":true}"#), tag, true);
        check(&tag.replace("2}", "3}"), tag, false);
        check(tag, &tag.replace("2}", r#"2,"kind_flag":true}"#), false);
        let value = |kind, encoding, val: u64| {
            format!(r#"{{"kind":"{kind}","encoding":"{encoding}","values":[{{"val":{val}}}]}}"#)
        };
        let (top, extended) = (0x8000_0000, 0xffff_ffff_8000_0000);
        check(&value("ENUM", "UNSIGNED", top), &value("ENUM", "UNSIGNED", extended), true);
        check(&value("ENUM", "UNSIGNED", top), &value("ENUM", "UNSIGNED", top), false);
        check(&value("ENUM64", "UNSIGNED", top), &value("ENUM64", "UNSIGNED", extended), false);
        check(&value("ENUM", "UNSIGNED", 7), &value("ENUM", "UNSIGNED", 7), true);
    }
}
