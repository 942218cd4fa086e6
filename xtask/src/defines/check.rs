//! Judgement on the committed table · the table, the headers, kernels' own C headers → counts, or what is wrong · never
//! trusts the code that wrote it: compilers compare.
//!
//! Every constant is what the headers say, in value and type, on each architecture that has it, and is absent where they
//! have none. The macros with arguments do what the kernel's do. The table compiles without a warning, by itself and on
//! either side of a `vmlinux.h`, and beside one every name still has its value, whoever defines it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::process::{Command, Output};

use anyhow::{Context, Result, bail, ensure};

use super::collect::{defined, kernel_unit, newest, uapi_unit, whole_uapi};
use super::groups::{FUNCTIONS, Function, KERNEL_GROUPS};
use super::kernel;
use super::probe::{ARCHES, Arch, Unit, Value, X86};
use crate::command;
use crate::lab::{Headers, Lab};

// The very code that the command line runs, so that what is compiled here is what users get.
#[path = "../../../crates/btfly/src/defines/mod.rs"]
mod shipped;

/// What [`values`] looked at.
#[derive(Debug)]
pub struct Compared {
    /// Constants of the table.
    pub names: usize,
    /// How often one was compared: on every architecture, with every kernel that defines it.
    pub comparisons: usize,
}

/// Compares the committed table with the headers of all kernels, on all architectures.
pub fn values(lab: &Lab) -> Result<Compared> {
    let headers = Headers::fetch(lab)?;
    let table = Table::committed()?;
    let comparisons = on_every_arch(&headers, &table)?;
    for function in FUNCTIONS {
        check_function(&headers, &table, function).context(function.name)?;
    }
    let targets = ARCHES.iter().map(|arch| format!("-D__TARGET_ARCH_{}", arch.name));
    for option in targets.chain(["-U__TARGET_ARCH_none".to_owned()]) {
        compiles(lab, &table.text, &option)?;
    }
    Ok(Compared { names: table.names.len(), comparisons })
}

/// Compiles the committed table next to a kernel's C header, before it and after it, less what that header declares; how
/// many names that was.
pub fn beside(lab: &Lab, vmlinux: &str) -> Result<usize> {
    let table = Table::committed()?;
    ensure!(shipped::text() == table.text, "the table is newer than this program");
    let declared = enumerators(vmlinux);
    let ours = shipped::without(|name| declared.contains(name));
    let mut asserts = String::new();
    let values = table.on.first().map(|(_, values)| values);
    for (name, value) in values.into_iter().flatten() {
        let bits = value.bits;
        writeln!(
            asserts,
            "_Static_assert((long long)({name}) == (long long){bits:#x}ULL, \"{name}\");"
        )?;
    }
    // Whether the kernel's header itself is without warnings is another check's business.
    let theirs = format!("# 1 \"vmlinux.h\" 3\n{vmlinux}\n# 1 \"asserts.h\"\n");
    for source in [format!("{theirs}{ours}{asserts}"), format!("{ours}{theirs}{asserts}")] {
        compiles(lab, &source, "-D__TARGET_ARCH_x86")?;
    }
    Ok(table.names.iter().filter(|name| declared.contains(name.as_str())).count())
}

/// The table as a compiler understands it.
struct Table {
    text: String,
    /// Every constant that it may define.
    names: BTreeSet<String>,
    /// Those that it does define, on each architecture.
    on: Vec<(&'static Arch, BTreeMap<String, Value>)>,
}

impl Table {
    fn committed() -> Result<Table> {
        let text = super::committed()?;
        let is_function =
            |name: &str| name == "NULL" || FUNCTIONS.iter().any(|function| function.name == name);
        let guards = text.lines().filter_map(|line| line.strip_prefix("#ifndef "));
        let constants = guards.filter(|name| !name.starts_with("__BTFLY_") && !is_function(name));
        let names: BTreeSet<String> = constants.map(str::to_owned).collect();
        let mut on = Vec::new();
        for arch in ARCHES {
            let preamble = format!("#define __TARGET_ARCH_{}\n{text}", arch.name);
            let unit = Unit { arch, include: Vec::new(), preamble };
            let here = defined(&unit, &names)?;
            let values = unit.values(&here)?;
            let none = here.iter().find(|name| !values.contains_key(*name));
            ensure!(none.is_none(), "{none:?} is no integer on {}", arch.name);
            on.push((arch, values));
        }
        Ok(Table { text, names, on })
    }
}

/// As many architectures at a time as the machine has cores.
fn on_every_arch(headers: &[Headers], table: &Table) -> Result<usize> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let share = table.on.len().div_ceil(cores).max(1);
    std::thread::scope(|scope| {
        let work = |part: &[(&'static Arch, BTreeMap<String, Value>)]| -> Result<usize> {
            part.iter().map(|(arch, values)| on_arch(headers, arch, table, values)).sum()
        };
        let workers: Vec<_> =
            table.on.chunks(share).map(|part| scope.spawn(move || work(part))).collect();
        let joined = workers.into_iter().map(|worker| worker.join());
        joined.map(|done| done.unwrap_or_else(|_| bail!("a thread broke"))).sum()
    })
}

fn on_arch(
    headers: &[Headers],
    arch: &'static Arch,
    table: &Table,
    values: &BTreeMap<String, Value>,
) -> Result<usize> {
    let newest = newest(headers)?;
    let unit = whole_uapi(newest, arch);
    // A macro that only a C library completes is no constant.
    let mut known: BTreeSet<String> =
        unit.values(&defined(&unit, &table.names)?)?.into_keys().collect();
    compare(&unit, &known, values, Types::Compared).context("UAPI")?;
    let mut compared = known.len();
    for group in KERNEL_GROUPS.iter().filter(|group| !group.not_on.contains(&arch.name)) {
        // Older packages hold the UAPI of x86 only.
        let kernels = if arch.name == X86.name { headers } else { std::slice::from_ref(newest) };
        // Without UAPI in it, it is what a BPF program makes of it, whose `long` has 64 bits.
        let on = if group.uapi.is_empty() { &X86 } else { arch };
        let mut found = BTreeSet::new();
        for kernel in kernels {
            let (unit, theirs) = kernel_unit(kernel, on, group)?;
            let theirs = theirs.intersection(&table.names).filter(|name| !known.contains(*name));
            let theirs: BTreeSet<String> = theirs.cloned().collect();
            compare(&unit, &theirs, values, Types::Ignored)
                .with_context(|| format!("{}, {}", kernel.suite, group.title))?;
            compared += theirs.len();
            found.extend(theirs);
        }
        known.extend(found);
    }
    let unknown: Vec<&String> = values.keys().filter(|name| !known.contains(*name)).collect();
    ensure!(unknown.is_empty(), "on {} no header defines {unknown:?}", arch.name);
    Ok(compared)
}

/// Whether a constant must have the header's type too. The kernel changes its own from `1` to `BIT(0)` between releases.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Types {
    Compared,
    Ignored,
}

/// Has the compilers compare; the unit's headers define all of `names`.
fn compare(
    unit: &Unit,
    names: &BTreeSet<String>,
    values: &BTreeMap<String, Value>,
    types: Types,
) -> Result<()> {
    let mut source = unit.preamble.clone();
    for name in names {
        let value = values
            .get(name)
            .with_context(|| format!("the table has no `{name}` on {}", unit.arch.name))?;
        let bits = value.bits;
        write!(
            source,
            "\n_Static_assert((long long)({name}) == (long long){bits:#x}ULL, \"{name}\");"
        )?;
        // Where words have another size, so have the types in the headers.
        if types == Types::Compared && unit.arch.name == X86.name {
            let ty = value.ty.name();
            write!(
                source,
                "\n_Static_assert(__builtin_types_compatible_p(__typeof__({name}), {ty}), \"type of {name}\");"
            )?;
        }
    }
    source.push('\n');
    content("clang", unit.arch, &unit.clang(&["-fsyntax-only"], &source)?)?;
    if unit.arch.name == X86.name {
        let mut gcc = Command::new("gcc");
        gcc.args(["-x", "c", "-std=gnu11", "-w", "-fsyntax-only"]);
        for folder in &unit.include {
            gcc.arg("-isystem").arg(folder);
        }
        content("gcc", unit.arch, &command::fed(gcc.arg("-"), &source)?)?;
    }
    Ok(())
}

fn content(compiler: &str, arch: &Arch, done: &Output) -> Result<()> {
    let said = String::from_utf8_lossy(&done.stderr);
    ensure!(done.status.success(), "{compiler} for {}:\n{said}", arch.name);
    Ok(())
}

/// Compares a macro with arguments on its samples; the table's is given another name.
fn check_function(headers: &[Headers], table: &Table, function: &Function) -> Result<()> {
    let name = function.name;
    let start = format!("#define {name}(");
    let ours = table.text.lines().find_map(|line| line.strip_prefix(&start));
    let ours = ours.context("the table does not define it")?;
    let newest = newest(headers)?;
    let mut unit = uapi_unit(newest, &X86, &[function.header]);
    if function.internal {
        let definitions = kernel::definitions(&newest.internal()?, &[function.header]);
        unit.preamble = kernel::preamble(&definitions);
    }
    let mut source = format!("{}\n#define btfly_{name}({ours}\n", unit.preamble);
    for sample in function.samples {
        let equal = format!("({name}({sample})) == (btfly_{name}({sample}))");
        writeln!(source, "_Static_assert({equal}, \"{name}({sample})\");")?;
    }
    content("clang", &X86, &unit.clang(&["-fsyntax-only"], &source)?)
}

/// Compiles `source` as BPF and as a program of this machine, by the host's compilers and the newest; warnings are errors.
fn compiles(lab: &Lab, source: &str, option: &str) -> Result<()> {
    for mut compiler in [
        Command::new("clang"),
        lab.sid_command("clang"),
        Command::new("gcc"),
        lab.sid_command("gcc"),
    ] {
        let is_clang = compiler.get_program() == "clang"
            || compiler.get_args().next().is_some_and(|tool| tool == "clang");
        // gcc knows nothing of the pragma that opens every vmlinux.h.
        let own = if is_clang { "--target=bpf" } else { "-Wno-unknown-pragmas" };
        compiler.args(["-x", "c", "-std=gnu11", "-fsyntax-only", "-Wall", "-Wextra", "-Werror"]);
        compiler.args([own, option, "-"]);
        let done = command::fed(&mut compiler, source)?;
        ensure!(done.status.success(), command::failure(&compiler, &done));
    }
    Ok(())
}

/// The enumerators of a generated C header: no comments, one to a line.
fn enumerators(text: &str) -> BTreeSet<&str> {
    let mut found = BTreeSet::new();
    let mut inside = false;
    for line in text.lines().map(str::trim) {
        if line.starts_with("enum ") || line.starts_with("typedef enum ") {
            inside = line.ends_with('{');
        } else if line.starts_with('}') {
            inside = false;
        } else if inside {
            found.insert(line.split([' ', ',']).next().unwrap_or_default());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn enumerators_are_those_between_the_braces_of_an_enum() {
        let text = "enum a {\n\tA = 1,\n\tB,\n};\nenum a;\nstruct s {\n\tint C;\n\tenum {\n\t\tD = 2,\n\t} d;\n};\n\
                    typedef enum {\n\tE = 3,\n} e;\n";
        assert_eq!(enumerators(text), BTreeSet::from(["A", "B", "D", "E"]));
    }
}
