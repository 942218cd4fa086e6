//! Layouts · structs of the lab's kernels, ours and pahole's → how many agree in every number · never compares text.
//!
//! Compared: each member's offset, size and bits, the hole before it, and the sums: size, members, holes, bit holes,
//! padding, cache lines. Where pahole has another notion, that is a function here which says so.

mod pahole;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use btfly_btf::layout::{Layout, Options, json};
use btfly_btf::view::Type;
use btfly_btf::{Btf, Kind, TypeId, Types};
use serde_json::Value;

use super::Report;
use crate::command;
use crate::lab::Lab;

/// Structs that have everything: size, bitfields, holes, alignment, anonymous unions in anonymous structs.
const NASTY: &[&str] = &[
    "task_struct",
    "sk_buff",
    "net_device",
    "page",
    "tcp_sock",
    "folio",
    "net",
    "inode",
    "file",
    "mm_struct",
    "vm_area_struct",
    "rq",
    "zone",
    "pglist_data",
    "sock",
    "tcphdr",
    "iphdr",
    "perf_event_attr",
    "kvm_vcpu",
    "bpf_insn",
    "bpf_prog",
    "ethhdr",
    "module",
    "super_block",
    "xhci_hcd",
    "cpuinfo_x86",
    "boot_params",
    "desc_struct",
    "usb_device",
    "tty_struct",
];

/// Modules whose own structs are compared, on kernels that have them.
const MODULES: &[&str] = &["xfs", "nf_conntrack", "btrfs", "kvm", "mlx5_core", "virtio_net"];

/// How many structs are asked for by name on each kernel.
const BY_NAME: usize = 1000;

/// How many differences an error lists before it only counts.
const MAX_LISTED: usize = 20;

/// `show` and `pahole -C` agree on every number, for a thousand structs of each of two kernels.
pub(super) fn pahole_agrees(lab: &Lab) -> Result<Report> {
    let mut report = Report::default();
    for label in ["6.12", "7.2"] {
        let kernel = lab.kernel(label)?;
        let path = kernel.vmlinux_btf().with_context(|| format!("{label} has no BTF"))?;
        let btf = Btf::parse(fs::read(&path)?)?;
        let types = btf.types();
        let named = named(&types);
        // `-C` of a name that is a typedef too shows the typedef.
        let structs: Vec<&str> = named
            .keys()
            .copied()
            .filter(|name| types.find(name, Some(Kind::Typedef)).next().is_none())
            .collect();
        let chosen = choose(&structs);
        let text = listing(lab, &path, &["-C", &join(&chosen)])?;
        let shown = compare_all(&types, &named, &text, &mut report)
            .with_context(|| format!("kernel {label}"))?;
        let missing: Vec<&str> =
            chosen.iter().copied().filter(|name| !shown.contains(*name)).collect();
        ensure!(missing.is_empty(), "{label}: pahole shows nothing for {}", missing.join(", "));
    }
    Ok(report)
}

/// They agree on all structs of every kernel, of both byte orders, and of some modules.
pub(super) fn pahole_agrees_on_all(lab: &Lab) -> Result<Report> {
    let mut report = Report::default();
    for kernel in lab.kernels()? {
        let Some(path) = kernel.vmlinux_btf() else { continue };
        let base = Btf::parse(fs::read(&path)?)?;
        let types = base.types();
        let text = listing(lab, &path, &[])?;
        compare_all(&types, &named(&types), &text, &mut report)
            .with_context(|| format!("kernel {}", kernel.label))?;
        report.count("kernels", 1);
        let with_base = format!("--btf_base={}", path.display());
        for module in kernel.modules()?.iter().filter(|m| MODULES.contains(&m.name.as_str())) {
            let Some(path) = &module.btf else { continue };
            let btf = Btf::parse_split(fs::read(path)?, &base)?;
            let types = btf.types();
            let text = listing(lab, path, &[&with_base])?;
            compare_all(&types, &named(&types), &text, &mut report)
                .with_context(|| format!("kernel {}, module {}", kernel.label, module.name))?;
            report.count("modules", 1);
        }
    }
    Ok(report)
}

/// What programs are given says the same: each type's JSON is JSON, and has a place for each of its layout's rows.
pub(super) fn json_has_the_rows(lab: &Lab) -> Result<Report> {
    let mut report = Report::default();
    let path = lab.kernel("7.2")?.vmlinux_btf().context("7.2 has no BTF")?;
    let btf = Btf::parse(fs::read(path)?)?;
    let types = btf.types();
    let options = Options { expand: true, ..Options::default() };
    let mut text = String::new();
    for (id, _) in types.iter() {
        text.clear();
        json::any(&types, id, &options, &mut text)?;
        let value: Value = serde_json::from_str(&text).with_context(|| text.clone())?;
        report.count("types", 1);
        let is_composite = types.get(id).is_some_and(|ty| ty.as_composite().is_some());
        let Some(layout) = Layout::of(&types, id, &options).filter(|_| is_composite) else {
            continue;
        };
        let places: Vec<Option<u64>> = layout.rows.iter().map(|row| Some(row.offset.0)).collect();
        let mut found = Vec::new();
        let mut open: Vec<&Value> = members(&value);
        while let Some(member) = open.pop() {
            found.push(member.get("offset_bits").and_then(Value::as_u64));
            open.extend(members(member));
        }
        ensure!(found == places, "type {id}: {text}");
        report.count("members", u64::try_from(found.len())?);
    }
    Ok(report)
}

/// Last first.
fn members(value: &Value) -> Vec<&Value> {
    let members = value.get("members").and_then(Value::as_array);
    members.into_iter().flatten().rev().collect()
}

fn join(names: &BTreeSet<&str>) -> String {
    names.iter().copied().collect::<Vec<_>>().join(",")
}

fn listing(lab: &Lab, path: &Path, arguments: &[&str]) -> Result<String> {
    let mut pahole = lab.peer("pahole")?;
    // The base has to come before the file.
    command::text(pahole.args(["-F", "btf"]).args(arguments).arg(path))
}

/// Compares all that pahole shows, and gives their names.
fn compare_all(
    types: &Types<'_>,
    named: &BTreeMap<&str, Vec<TypeId>>,
    text: &str,
    report: &mut Report,
) -> Result<BTreeSet<String>> {
    let mut differences = Vec::new();
    let mut names = BTreeSet::new();
    for shown in pahole::parse(text)? {
        let ids = named.get(shown.name.as_str()).map_or(&[][..], Vec::as_slice);
        // A module's listing has its base's structs too, which were compared with the base.
        if ids.last().is_some_and(|last| *last < types.first()) {
            continue;
        }
        // Two types of one name are ordinary, and pahole does not say which of them it shows.
        let found = ids.iter().map(|id| compare(types, *id, &shown));
        let nearest = found.min_by_key(Vec::len).with_context(|| shown.name.clone())?;
        report.count(if shown.is_union { "unions" } else { "structs" }, 1);
        report.count("members", u64::try_from(shown.rows.len())?);
        let holes = shown.rows.iter().filter(|row| 0 < row.hole_bytes + row.hole_bits);
        report.count("holes", u64::try_from(holes.count())?);
        let bitfields = shown.rows.iter().filter(|row| row.is_bitfield);
        report.count("bitfields", u64::try_from(bitfields.count())?);
        differences.extend(nearest);
        names.insert(shown.name);
    }
    if differences.is_empty() {
        return Ok(names);
    }
    let listed = differences.iter().take(MAX_LISTED).map(String::as_str).collect::<Vec<_>>();
    bail!("{} differences:\n{}", differences.len(), listed.join("\n"))
}

/// Ids of named structs and unions, those of the base too.
fn named<'b>(types: &Types<'b>) -> BTreeMap<&'b str, Vec<TypeId>> {
    let mut named: BTreeMap<&str, Vec<TypeId>> = BTreeMap::new();
    let base = types.base();
    for (id, ty) in base.iter().flat_map(Types::iter).chain(types.iter()) {
        if let (Type::Struct(_) | Type::Union(_), Some(name)) = (ty, ty.name()) {
            named.entry(name).or_default().push(id);
        }
    }
    named
}

/// The nasty ones, and as many others from all over the alphabet as make a thousand.
fn choose<'b>(names: &[&'b str]) -> BTreeSet<&'b str> {
    let mut chosen: BTreeSet<&str> =
        names.iter().copied().filter(|name| NASTY.contains(name)).collect();
    let step = (names.len() / BY_NAME).max(1);
    let spread = (0..step).flat_map(|start| names.iter().copied().skip(start).step_by(step));
    for name in spread {
        if chosen.len() < BY_NAME {
            chosen.insert(name);
        }
    }
    chosen
}

/// Every number in which our layout of `id` differs from pahole's.
fn compare(types: &Types<'_>, id: TypeId, theirs: &pahole::Shown) -> Vec<String> {
    let Some(ours) = Layout::of(types, id, &Options::default()) else {
        return vec![format!("{}: no struct here", theirs.name)];
    };
    let mut differences = Vec::new();
    let mut differ = |what: &str, ours: String, theirs_is: String| {
        if ours != theirs_is {
            differences.push(format!("{}: {what}: {ours}, pahole {theirs_is}", theirs.name));
        }
    };
    differ("union", ours.is_union.to_string(), theirs.is_union.to_string());
    let mine: Vec<pahole::Row> = comparable(&ours);
    let rows: Vec<pahole::Row> = without_pointees(&theirs.rows);
    differ("rows", mine.len().to_string(), rows.len().to_string());
    for (mine, row) in mine.iter().zip(&rows) {
        // A member without a name is called by its type there.
        let name = if mine.name.is_empty() { "" } else { &row.name };
        let row = pahole::Row { name: name.to_owned(), is_pointer: false, ..row.clone() };
        differ(&format!("member {}", row.name), format!("{mine:?}"), format!("{row:?}"));
    }
    for (key, number) in facts(types, &ours) {
        // It says nothing of unions, and leaves out what is zero.
        if theirs.facts.contains_key("size") {
            let said = theirs.facts.get(key).copied().unwrap_or(0);
            let is_left_out = OPTIONAL.contains(&key) && !theirs.facts.contains_key(key);
            if !is_left_out {
                differ(key, number.to_string(), said.to_string());
            }
        }
    }
    differences
}

/// Sums that pahole leaves out where there are no holes, although they are not zero.
const OPTIONAL: &[&str] = &["sum members", "sum bitfield members"];

fn facts(types: &Types<'_>, layout: &Layout<'_>) -> Vec<(&'static str, u64)> {
    let sums = &layout.sums;
    let (n_unseen, unseen) = paddings_behind_modifiers(types, layout);
    let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    vec![
        ("size", u64::from(layout.size)),
        ("cachelines", sums.cachelines),
        ("members", count(sums.n_members)),
        ("sum members", sums.members),
        ("holes", count(sums.n_holes)),
        ("sum holes", sums.holes),
        ("sum bitfield members", sums.bitfields),
        ("bit holes", count(sums.n_bit_holes)),
        ("sum bit holes", sums.bit_holes),
        ("padding", layout.padding.bytes),
        ("bit_padding", layout.padding.bits),
        ("paddings", count(sums.n_paddings) - n_unseen),
        ("sum paddings", sums.paddings - unseen),
        ("last cacheline", sums.last_cacheline),
    ]
}

/// Padding of members whose type is a struct behind a typedef or `const`, where pahole does not look: how many, how much.
fn paddings_behind_modifiers(types: &Types<'_>, layout: &Layout<'_>) -> (u64, u64) {
    let own = layout.rows.iter().filter(|row| row.depth == 0);
    own.filter(|row| types.skip_modifiers(row.type_id) != Some(row.type_id))
        .filter_map(|row| Layout::of(types, row.type_id, &Options::default()))
        .filter(|inner| !inner.is_union)
        .map(|inner| inner.padding.bytes)
        .filter(|padding| 0 < *padding)
        .fold((0, 0), |(count, sum), padding| (count + 1, sum + padding))
}

/// Our rows in pahole's terms. It does not look into an anonymous member of a named type
/// (`struct socket_alloc;` in a struct, an extension that new kernels are built with).
fn comparable(layout: &Layout<'_>) -> Vec<pahole::Row> {
    let mut hidden_below = None;
    let mut rows = Vec::new();
    for row in &layout.rows {
        let depth = row.depth as usize;
        if hidden_below.is_some_and(|hidden| hidden < depth) {
            continue;
        }
        let is_hidden = row.nested.is_some_and(|nested| !nested.name.is_empty());
        hidden_below = is_hidden.then_some(depth);
        rows.push(pahole::Row {
            depth,
            name: row.name.to_owned(),
            offset_bits: row.offset.0,
            size_bits: row.size.unwrap_or_default().0,
            is_bitfield: row.is_bitfield,
            unit: row.unit.map_or(0, |unit| u64::from(unit.size)),
            hole_bytes: row.hole.bytes,
            hole_bits: row.hole.bits,
            is_pointer: false,
        });
    }
    rows
}

/// pahole also shows what a pointer to an anonymous struct points at; that is another object.
fn without_pointees(rows: &[pahole::Row]) -> Vec<pahole::Row> {
    let mut hidden_below = None;
    let mut kept = Vec::new();
    for row in rows {
        if hidden_below.is_some_and(|hidden| hidden < row.depth) {
            continue;
        }
        hidden_below = row.is_pointer.then_some(row.depth);
        kept.push(row.clone());
    }
    kept
}
