//! A list of names to look up: the same for everyone · a vmlinux → lines `kind name` · never by chance.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::Result;
use btfly_btf::{Btf, Kind};

/// 450 structs, 450 functions and 100 typedefs, each name the only one of its kind, spread over the whole list and then
/// mixed.
pub(super) fn list(vmlinux: &Path) -> Result<String> {
    let btf = Btf::parse(fs::read(vmlinux)?)?;
    let mut lines = Vec::new();
    for (kind, word, count) in
        [(Kind::Struct, "struct", 450), (Kind::Func, "func", 450), (Kind::Typedef, "typedef", 100)]
    {
        let mut seen: BTreeMap<&str, u32> = BTreeMap::new();
        for (_, ty) in btf.iter().filter(|(_, ty)| ty.kind() == kind) {
            *seen.entry(ty.name().unwrap_or_default()).or_default() += 1;
        }
        let single: Vec<&str> = seen
            .into_iter()
            .filter(|(name, count)| *count == 1 && !name.is_empty())
            .map(|(name, _)| name)
            .collect();
        let step = (single.len() / count).max(1);
        lines.extend(single.into_iter().step_by(step).take(count).map(|name| (word, name)));
    }
    // 389 is prime, so stepping by it visits every line once.
    let mut text = String::new();
    for index in 0..lines.len() {
        if let Some((word, name)) = lines.get(index * 389 % lines.len()) {
            writeln!(text, "{word} {name}")?;
        }
    }
    Ok(text)
}
