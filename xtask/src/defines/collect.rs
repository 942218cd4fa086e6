//! Headers → constants: which names, which values, where · the headers of all kernels, the lists of `groups` → groups
//! filled in the order of the table, and what was refused with the reason · never keeps what kernels disagree on.
//!
//! A `…_MAX` that grows from release to release says something of the headers it stands in and nothing of the kernel that
//! runs.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};

use super::groups::{self, KernelGroup};
use super::kernel;
use super::probe::{ARCHES, Arch, Ty, Unit, Value, X86};
use crate::lab::Headers;

/// All that goes into the table.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// In the order of the table.
    pub(super) groups: Vec<Filled>,
    /// Names that a pattern selected and that are not in the table.
    pub(super) left_out: Vec<(String, String)>,
}

/// A group with its constants.
#[derive(Debug)]
pub(super) struct Filled {
    /// Its heading.
    pub(super) title: &'static str,
    /// Where they come from, for the heading.
    pub(super) headers: &'static [&'static str],
    /// Whether these are the kernel's own headers and not its UAPI.
    pub(super) internal: bool,
    /// In the order of the table.
    pub(super) constants: Vec<Constant>,
}

/// One name of the table.
#[derive(Debug)]
pub(super) struct Constant {
    /// The macro's name.
    pub(super) name: String,
    /// One entry for each architecture that has it, in the order of [`ARCHES`]; never empty.
    pub(super) on: Vec<On>,
}

/// A constant on one architecture.
#[derive(Clone, Debug)]
pub(super) struct On {
    /// The architecture.
    pub(super) arch: &'static Arch,
    /// Its value there.
    pub(super) value: Value,
    /// What the preprocessor makes of it there: a literal, or an expression that shows the base.
    pub(super) spelling: String,
}

/// Fills all groups.
pub(super) fn all(headers: &[Headers]) -> Result<Found> {
    let mut found = Found::default();
    let mut taken = BTreeSet::new();
    let selected = select(headers)?;
    let uapi = Uapi::ask(headers, &selected)?;
    for (group, ranks) in groups::GROUPS.iter().zip(selected) {
        let judged = ranks.into_iter().map(|(name, rank)| {
            let verdict = uapi.judge(&name);
            (name, (rank, verdict))
        });
        let filled = fill(
            group.title,
            group.headers,
            false,
            judged.collect(),
            &mut taken,
            &mut found.left_out,
        );
        found.groups.push(filled);
    }
    for group in groups::KERNEL_GROUPS {
        let judged = kernel_candidates(headers, group)?;
        let filled =
            fill(group.title, group.headers, true, judged, &mut taken, &mut found.left_out);
        found.groups.push(filled);
    }
    Ok(found)
}

/// The headers that the table is made from.
pub(super) fn newest(headers: &[Headers]) -> Result<&Headers> {
    headers.last().context("no headers")
}

/// A compilation against UAPI headers of one kernel; those that it does not have are passed over.
pub(super) fn uapi_unit(kernel: &Headers, arch: &'static Arch, headers: &[&str]) -> Unit {
    let include = kernel.uapi(arch.name);
    let there = |header: &&&str| include.iter().any(|folder| folder.join(header).exists());
    // The C library's part first, as some of them take it for granted.
    let wanted = ["sys/socket.h"].iter().chain(headers).filter(there);
    let preamble = wanted.map(|header| format!("#include <{header}>\n")).collect();
    Unit { arch, include, preamble }
}

/// All UAPI headers of all groups in one compilation: what a constant is made of may stand in another header than it.
pub(super) fn whole_uapi(kernel: &Headers, arch: &'static Arch) -> Unit {
    let mut headers: Vec<&str> = Vec::new();
    for header in groups::GROUPS.iter().flat_map(|group| group.headers) {
        if !headers.contains(header) {
            headers.push(header);
        }
    }
    uapi_unit(kernel, arch, &headers)
}

/// A name that a pattern selected: its rank in the group, and either a constant or why not.
type Candidates = BTreeMap<String, (usize, Verdict)>;

/// A constant, or why it is not in the table.
type Verdict = std::result::Result<Constant, String>;

/// What one kernel's headers say of some names on one architecture.
type Answers = BTreeMap<String, (Value, String)>;

/// For each group the names that its own headers define on any architecture and that it wants, with their
/// ranks.
fn select(headers: &[Headers]) -> Result<Vec<BTreeMap<String, usize>>> {
    let newest = newest(headers)?;
    let mut selected = Vec::new();
    for group in groups::GROUPS {
        let mut ranks = BTreeMap::new();
        for arch in ARCHES {
            let macros = uapi_unit(newest, arch, group.headers).macros()?;
            // An include guard, or a marker, has no value to give.
            let valued = macros.into_iter().filter(|(_, body)| !body.is_empty());
            ranks.extend(valued.filter_map(|(name, _)| {
                let rank = groups::rank(group.select, group.except, &name)?;
                Some((name, rank))
            }));
        }
        selected.push(ranks);
    }
    Ok(selected)
}

/// The UAPI of all kernels, asked for the names that the groups want.
struct Uapi {
    per_arch: Vec<(&'static Arch, Answers)>,
    /// Macros that are no integer on an architecture that counts.
    no_integer: BTreeSet<String>,
    /// What the older kernels say on x86, by suite.
    older: Vec<(&'static str, BTreeMap<String, Value>)>,
}

impl Uapi {
    fn ask(headers: &[Headers], selected: &[BTreeMap<String, usize>]) -> Result<Uapi> {
        let wanted: BTreeSet<String> = selected.iter().flat_map(BTreeMap::keys).cloned().collect();
        let (mut per_arch, mut no_integer, mut older) = (Vec::new(), BTreeSet::new(), Vec::new());
        for arch in ARCHES {
            let unit = whole_uapi(newest(headers)?, arch);
            let names = defined(&unit, &wanted)?;
            let answers = ask(&unit, &names)?;
            // On 32-bit machines some depend on the C library's time_t. Elsewhere, a macro that most
            // cannot evaluate is made of something that the kernel does not export.
            if arch.common {
                no_integer.extend(names.into_iter().filter(|name| !answers.contains_key(name)));
            }
            per_arch.push((arch, answers));
        }
        for kernel in headers.split_last().map_or(headers, |(_, older)| older) {
            let unit = whole_uapi(kernel, &X86);
            older.push((kernel.suite, unit.values(&defined(&unit, &wanted)?)?));
        }
        Ok(Uapi { per_arch, no_integer, older })
    }

    /// The constant, unless it is none or an older kernel has another value under its name.
    fn judge(&self, name: &str) -> Verdict {
        let on = on_each(&self.per_arch, name);
        if on.is_empty() || self.no_integer.contains(name) {
            return Err("not an integer".to_owned());
        }
        let now = on.iter().find(|on| on.arch.name == "x86").map(|on| on.value.bits);
        for (suite, values) in &self.older {
            let old = values.get(name).map(|value| value.bits);
            if old.is_some() && old != now {
                return Err(format!("{} in {suite}, {} now", shown(old), shown(now)));
            }
        }
        Ok(Constant { name: name.to_owned(), on })
    }
}

/// The names of `wanted` that a compilation's headers define.
pub(super) fn defined(unit: &Unit, wanted: &BTreeSet<String>) -> Result<BTreeSet<String>> {
    let macros = unit.macros()?;
    Ok(wanted.iter().filter(|name| macros.contains_key(*name)).cloned().collect())
}

fn ask(unit: &Unit, names: &BTreeSet<String>) -> Result<Answers> {
    let mut spellings = unit.expansions(names)?;
    let values = unit.values(names)?.into_iter();
    Ok(values
        .map(|(name, value)| {
            let spelling = spellings.remove(&name).unwrap_or_default();
            (name, (value, spelling))
        })
        .collect())
}

fn on_each(per_arch: &[(&'static Arch, Answers)], name: &str) -> Vec<On> {
    let known = per_arch.iter().filter_map(|(arch, answers)| Some((*arch, answers.get(name)?)));
    known
        .map(|(arch, (value, spelling))| On { arch, value: *value, spelling: spelling.clone() })
        .collect()
}

fn shown(value: Option<i64>) -> String {
    value.map_or("nothing".to_owned(), |value| value.to_string())
}

fn kernel_candidates(headers: &[Headers], group: &KernelGroup) -> Result<Candidates> {
    let mut by_kernel = Vec::new();
    let mut all = BTreeSet::new();
    for kernel in headers {
        let (unit, names) = kernel_unit(kernel, &X86, group)?;
        by_kernel.push((kernel.suite, ask(&unit, &names)?));
        all.extend(names);
    }
    let mut per_arch = Vec::new();
    for arch in ARCHES.iter().filter(|arch| !group.not_on.contains(&arch.name)) {
        // What is made of nothing but literals is the same everywhere.
        let same = by_kernel.last().filter(|_| group.uapi.is_empty());
        let answers = match same {
            Some((_, answers)) => answers.clone(),
            None => {
                let (unit, names) = kernel_unit(newest(headers)?, arch, group)?;
                ask(&unit, &names)?
            }
        };
        per_arch.push((arch, answers));
    }
    let mut judged = BTreeMap::new();
    for name in all {
        let Some(rank) = groups::rank(group.select, group.except, &name) else { continue };
        let verdict = settled(group, &by_kernel, &name).map(|(ty, spelling)| {
            let mut on = on_each(&per_arch, &name);
            for on in &mut on {
                on.value.ty = ty;
                on.spelling.clone_from(&spelling);
            }
            Constant { name: name.clone(), on }
        });
        judged.insert(name, (rank, verdict));
    }
    Ok(judged)
}

/// A compilation of a group's own definitions in `kernel`, and the names of the group that it has.
pub(super) fn kernel_unit(
    kernel: &Headers,
    arch: &'static Arch,
    group: &KernelGroup,
) -> Result<(Unit, BTreeSet<String>)> {
    let definitions = kernel::definitions(&kernel.internal()?, group.headers);
    let valued = definitions.iter().filter(|(name, body)| !name.contains('(') && !body.is_empty());
    let wanted = |name: &str| groups::rank(group.select, group.except, name).is_some();
    let names = valued.map(|(name, _)| name.clone()).filter(|name| wanted(name)).collect();
    let mut unit = uapi_unit(kernel, arch, group.uapi);
    unit.preamble.push_str(&kernel::preamble(&definitions));
    Ok((unit, names))
}

/// Type and spelling of a constant of the kernel's own, if the kernels agree on it. They are those of the
/// oldest kernel: newer ones say `BIT(3)` where the older ones say the number.
fn settled(
    group: &KernelGroup,
    by_kernel: &[(&str, Answers)],
    name: &str,
) -> std::result::Result<(Ty, String), String> {
    let known: Vec<&(Value, String)> =
        by_kernel.iter().filter_map(|(_, answers)| answers.get(name)).collect();
    let Some((oldest, spelling)) = known.first() else {
        return Err("not an integer by its own headers alone".to_owned());
    };
    if known.iter().any(|(value, _)| value.bits != oldest.bits) {
        let values: Vec<i64> = known.iter().map(|(value, _)| value.bits).collect();
        return Err(format!("differs between kernels: {values:?}"));
    }
    let missing = by_kernel
        .iter()
        .filter(|(_, answers)| !answers.contains_key(name))
        .map(|(suite, _)| *suite);
    let missing: Vec<&str> = missing.collect();
    let gone = by_kernel.last().is_some_and(|(suite, _)| missing.contains(suite));
    if gone || (!group.abi && !missing.is_empty()) {
        return Err(format!("the kernel's own, and not in {}", missing.join(", ")));
    }
    Ok((oldest.ty, spelling.clone()))
}

fn fill(
    title: &'static str,
    headers: &'static [&'static str],
    internal: bool,
    candidates: Candidates,
    taken: &mut BTreeSet<String>,
    left_out: &mut Vec<(String, String)>,
) -> Filled {
    let mut ranked = Vec::new();
    for (name, (rank, verdict)) in candidates {
        match verdict {
            Ok(constant) => {
                if taken.insert(name) {
                    ranked.push((rank, constant));
                }
            }
            Err(reason) => left_out.push((name, reason)),
        }
    }
    ranked.sort_by(|(rank, a), (other, b)| {
        (rank, order(a), &a.name).cmp(&(other, order(b), &b.name))
    });
    let constants = ranked.into_iter().map(|(_, constant)| constant).collect();
    Filled { title, headers, internal, constants }
}

/// By value, negative ones after the others: they are special cases.
fn order(constant: &Constant) -> (bool, u64) {
    let Some(on) = constant.on.first() else { return (false, 0) };
    let negative = on.value.is_negative();
    (negative, if negative { on.value.bits.unsigned_abs() } else { on.value.bits.cast_unsigned() })
}
