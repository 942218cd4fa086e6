//! Questions to a compiler about macros · include folders, an architecture, C text → names, values, types, spellings ·
//! never runs what it compiles.
//!
//! clang compiles for the architecture in question and writes its intermediate form, in which every constant stands as a
//! decimal number: so one machine answers for all.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::{Command, Output};

use anyhow::{Context, Result, bail};

use crate::command;

/// An architecture, as libbpf's `bpf_tracing.h` names it.
#[derive(Debug)]
pub(super) struct Arch {
    /// What stands after `__TARGET_ARCH_`; the folder of its UAPI headers is called so too.
    pub(super) name: &'static str,
    /// What clang calls it. For two that older clangs lack, another one of the same word size stands in: what differs is
    /// in the headers, and they do not ask the compiler for the architecture.
    triple: &'static str,
    /// Whether distributions ship kernels with BTF for it: a constant on which all of these agree is worth having without
    /// naming the target.
    pub(super) common: bool,
}

const fn arch(name: &'static str, triple: &'static str, common: bool) -> Arch {
    Arch { name, triple, common }
}

/// All that libbpf knows. The first is the one whose spelling the table takes.
pub(super) const ARCHES: &[Arch] = &[
    X86,
    arch("arm64", "aarch64-linux-gnu", true),
    arch("s390", "s390x-linux-gnu", true),
    arch("powerpc", "powerpc64le-linux-gnu", true),
    arch("riscv", "riscv64-linux-gnu", true),
    arch("loongarch", "riscv64-linux-gnu", true),
    arch("arm", "arm-linux-gnueabihf", false),
    arch("arc", "arm-linux-gnueabihf", false),
    arch("mips", "mips64el-linux-gnuabi64", false),
    arch("sparc", "sparc64-linux-gnu", false),
];

/// The architecture that all packages have headers for.
pub(super) const X86: Arch = arch("x86", "x86_64-linux-gnu", true);

/// The C type of a constant expression.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Ty {
    Int,
    UInt,
    Long,
    ULong,
    LongLong,
    ULongLong,
}

/// The types by the number that a probe gives them.
const TYPES: &[(Ty, &str)] = &[
    (Ty::Int, "int"),
    (Ty::UInt, "unsigned int"),
    (Ty::Long, "long"),
    (Ty::ULong, "unsigned long"),
    (Ty::LongLong, "long long"),
    (Ty::ULongLong, "unsigned long long"),
];

impl Ty {
    /// As C writes it.
    pub(super) fn name(self) -> &'static str {
        TYPES.iter().find(|(ty, _)| *ty == self).map_or("", |(_, name)| name)
    }
}

/// What a macro comes to.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Value {
    /// The value; of the widest unsigned types, its bits.
    pub(super) bits: i64,
    /// Its type.
    pub(super) ty: Ty,
}

impl Value {
    /// Whether it is less than zero.
    pub(super) fn is_negative(self) -> bool {
        self.bits < 0 && !matches!(self.ty, Ty::ULong | Ty::ULongLong)
    }
}

/// A compilation to put questions to.
#[derive(Debug)]
pub(super) struct Unit {
    /// The architecture.
    pub(super) arch: &'static Arch,
    /// Searched in this order, then the compiler's own; never the host's C library.
    pub(super) include: Vec<PathBuf>,
    /// What stands before the questions: `#include` lines, or definitions.
    pub(super) preamble: String,
}

impl Unit {
    /// Every macro without parameters that the preamble leaves defined, with its body.
    pub(super) fn macros(&self) -> Result<BTreeMap<String, String>> {
        let text = self.answer(&["-E", "-dM"], &self.preamble)?;
        let defined = text.lines().filter_map(|line| line.strip_prefix("#define "));
        let defined = defined.map(|line| line.split_once(' ').unwrap_or((line, "")));
        // A parameter list follows its name without a space.
        let plain = defined.filter(|(name, _)| !name.contains('('));
        Ok(plain.map(|(name, body)| (name.to_owned(), body.to_owned())).collect())
    }

    /// What the preprocessor makes of each name: a literal as the headers spell it, where macros end in one.
    pub(super) fn expansions(&self, names: &BTreeSet<String>) -> Result<BTreeMap<String, String>> {
        let mut source = self.preamble.clone();
        for (at, name) in names.iter().enumerate() {
            writeln!(source, "btfly_is_{at} {name}")?;
        }
        let text = self.answer(&["-E", "-P"], &source)?;
        let lines = text.lines().filter_map(|line| line.strip_prefix("btfly_is_")?.split_once(' '));
        let by_number: BTreeMap<&str, &str> = lines.collect();
        let of = |at: usize| by_number.get(at.to_string().as_str()).copied().unwrap_or_default();
        Ok(names.iter().enumerate().map(|(at, name)| (name.clone(), of(at).to_owned())).collect())
    }

    /// The value of each of `names` that is a constant integer; the others are absent.
    pub(super) fn values(&self, names: &BTreeSet<String>) -> Result<BTreeMap<String, Value>> {
        let mut names: Vec<&String> = names.iter().collect();
        // Each round drops the names that the compiler complains of. An error can hide another, hence more than two.
        for _ in 0..8 {
            let (source, first_line) = self.questions(&names)?;
            let done = self.clang(&["-S", "-emit-llvm", "-o", "-"], &source)?;
            if done.status.success() {
                return answers(&names, &String::from_utf8(done.stdout)?);
            }
            let said = String::from_utf8_lossy(&done.stderr);
            let bad: BTreeSet<usize> =
                error_lines(&said).filter_map(|line| line.checked_sub(first_line)).collect();
            if bad.is_empty() {
                bail!("headers of {} do not compile:\n{said}", self.arch.name);
            }
            let kept = names.iter().enumerate().filter(|(at, _)| !bad.contains(at));
            names = kept.map(|(_, name)| *name).collect();
        }
        bail!("headers of {}: new errors in every round", self.arch.name)
    }

    /// One line for each name, so that the line of an error says which one is at fault; and the first line's number.
    fn questions(&self, names: &[&String]) -> Result<(String, usize)> {
        let mut source = format!("{}\n#define btfly_ty(e) _Generic((e)", self.preamble);
        for (number, (_, ty)) in TYPES.iter().enumerate() {
            write!(source, ", {ty}: {number}")?;
        }
        source.push_str(")\n");
        let first_line = source.lines().count() + 1;
        for (at, name) in names.iter().enumerate() {
            write!(source, "const long long btfly_value_{at} = (long long)({name}); ")?;
            writeln!(source, "const long long btfly_type_{at} = btfly_ty({name});")?;
        }
        Ok((source, first_line))
    }

    fn answer(&self, arguments: &[&str], source: &str) -> Result<String> {
        let done = self.clang(arguments, source)?;
        if !done.status.success() {
            let said = String::from_utf8_lossy(&done.stderr);
            bail!("headers of {} do not preprocess:\n{said}", self.arch.name);
        }
        Ok(String::from_utf8(done.stdout)?)
    }

    /// Runs clang for this architecture on `source`, whatever it says of it.
    pub(super) fn clang(&self, arguments: &[&str], source: &str) -> Result<Output> {
        let mut clang = Command::new("clang");
        clang.args(["-x", "c", "-std=gnu11", "-nostdlibinc", "-w", "-ferror-limit=0"]);
        clang.args(["-fno-caret-diagnostics", "-fno-color-diagnostics"]);
        clang.arg(format!("--target={}", self.arch.triple)).args(arguments);
        for folder in &self.include {
            clang.arg("-isystem").arg(folder);
        }
        command::fed(clang.arg("-"), source)
    }
}

/// Line numbers of the errors in our own text, which a compiler calls `<stdin>`; those in headers are none of ours.
fn error_lines(said: &str) -> impl Iterator<Item = usize> {
    said.lines().filter_map(|line| {
        let (number, rest) = line.strip_prefix("<stdin>:")?.split_once(':')?;
        if rest.contains(" error: ") { number.parse().ok() } else { None }
    })
}

/// Reads `@btfly_value_3 = … constant i64 16, …` and `@btfly_type_3 = …` for every name.
fn answers(names: &[&String], ir: &str) -> Result<BTreeMap<String, Value>> {
    let mut numbers: BTreeMap<&str, i64> = BTreeMap::new();
    for line in ir.lines() {
        let symbol = line.strip_prefix("@btfly_").and_then(|line| line.split_once(" = "));
        let Some((symbol, rest)) = symbol else { continue };
        let Some((_, number)) = rest.split_once("constant i64 ") else { continue };
        numbers.insert(symbol, number.split(',').next().unwrap_or(number).trim().parse()?);
    }
    let mut found = BTreeMap::new();
    for (at, name) in names.iter().enumerate() {
        let number = |what: &str| numbers.get(format!("{what}_{at}").as_str()).copied();
        let ty = number("type").and_then(|ty| TYPES.get(usize::try_from(ty).ok()?));
        let (ty, _) = ty.with_context(|| format!("no type for `{name}`"))?;
        let bits = number("value").with_context(|| format!("no value for `{name}`"))?;
        found.insert((*name).clone(), Value { bits, ty: *ty });
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(arch: &'static Arch, preamble: &str) -> Unit {
        Unit { arch, include: Vec::new(), preamble: preamble.to_owned() }
    }

    /// Whether the compiler is there: the lab installs it, and these tests run on machines without a lab too.
    fn has_clang() -> bool {
        let found = command::which("clang").is_some();
        if !found {
            eprintln!("SKIPPED: no clang");
        }
        found
    }

    fn set(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn values_come_with_their_types_and_what_is_none_is_absent() {
        if !has_clang() {
            return;
        }
        let text = "#define A 0x80000000\n#define B (-1)\n#define C (1ULL << 63)\n#define D \"text\"\n#define E nowhere\n";
        let values = unit(&ARCHES[0], text).values(&set(&["A", "B", "C", "D", "E"])).unwrap();
        let expected = [
            ("A", Value { bits: 0x8000_0000, ty: Ty::UInt }),
            ("B", Value { bits: -1, ty: Ty::Int }),
            ("C", Value { bits: i64::MIN, ty: Ty::ULongLong }),
        ];
        assert_eq!(values, expected.map(|(name, value)| (name.to_owned(), value)).into());
    }

    #[test]
    fn every_architecture_answers() {
        if !has_clang() {
            return;
        }
        for arch in ARCHES {
            let values = unit(arch, "#define A (1 << 4)\n").values(&set(&["A"])).unwrap();
            assert_eq!(values["A"], Value { bits: 16, ty: Ty::Int }, "{}", arch.name);
        }
    }

    #[test]
    fn aliases_are_followed_to_the_literal() {
        if !has_clang() {
            return;
        }
        let unit =
            unit(&ARCHES[0], "#define A B\n#define B 0x0800\n#define F(x) x\n#define C F(7)\n");
        let expansions = unit.expansions(&set(&["A", "C"])).unwrap();
        assert_eq!(expansions["A"], "0x0800");
        assert_eq!(expansions["C"], "7");
        assert!(!unit.macros().unwrap().keys().any(|name| name.contains('(')));
    }

    #[test]
    fn headers_that_do_not_compile_are_an_error() {
        if !has_clang() {
            return;
        }
        assert!(unit(&ARCHES[0], "#include <no/such.h>\n").macros().is_err());
    }
}
