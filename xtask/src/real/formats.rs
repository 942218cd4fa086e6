//! Forms of DWARF that are not one unit after the other · a program of two units, built by two compilers in two versions of
//! DWARF → counts · never another judge than the plain form of the same program.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use btfly_btf::graph::Graph;
use btfly_btf::shape::{Depth, Forwards, Options, Shapes};
use btfly_btf::view::Type;
use btfly_btf::{Btf, Kind};
use btfly_dwarf::{Options as Encode, alternate_of, encode_with_alternate};

use super::Report;
use crate::command;
use crate::lab::Lab;
use crate::workspace;

/// `dwz`, alone and with a file for what two share, link-time optimisation, and type units: the same types, functions and
/// variables as without.
pub(super) fn formats(lab: &Lab) -> Result<Report> {
    let mut report = Report::default();
    let scratch = lab.scratch()?;
    for compiler in ["gcc", "clang"] {
        for version in [4, 5] {
            let folder = scratch.path().join(format!("{compiler}-{version}"));
            fs::create_dir_all(&folder)?;
            let program = Program { compiler, version, folder: &folder };
            let plain = encoded(&program.build("plain", &[])?)?;
            let lto: &[&str] = match compiler {
                // One unit for each function, so that units refer to one another.
                "gcc" => &["-flto", "-flto-partition=max"],
                _ => &["-flto", "-fuse-ld=lld"],
            };
            let mut made = vec![
                ("link-time optimisation", program.build("lto", lto)?),
                ("type units", program.build("types", &["-fdebug-types-section"])?),
            ];
            made.extend(program.dwz("dwz", &[])?.map(|file| ("dwz", file)));
            for name in ["one", "two"] {
                program.build(name, &[])?;
            }
            made.extend(program.shared()?.map(|file| ("dwz, with another file", file)));
            for (form, file) in made {
                let found = encoded(&file)?;
                same(&plain, &found).with_context(|| format!("{form}: {}", file.display()))?;
                report.count(form, 1);
            }
        }
    }
    ensure!(report.total() >= 4 * 2 + 3 + 3, "some forms could not be made: {report}");
    Ok(report)
}

struct Program<'p> {
    compiler: &'static str,
    version: u8,
    folder: &'p Path,
}

impl Program<'_> {
    fn build(&self, name: &str, more: &[&str]) -> Result<PathBuf> {
        let out = self.folder.join(name);
        let mut compile = Command::new(self.compiler);
        compile.args(["-O1", "-w", &format!("-gdwarf-{}", self.version)]).args(more);
        let sources = workspace::root().join("fixtures/dwarf");
        compile.args([sources.join("main.c"), sources.join("count.c")]);
        command::quiet(compile.arg("-o").arg(&out))?;
        Ok(out)
    }

    /// What `dwz` makes of the program; nothing where it knows a section not (`.debug_addr`, of clang's version 5).
    fn dwz(&self, name: &str, more: &[&str]) -> Result<Option<PathBuf>> {
        let out = self.build(name, &[])?;
        let is_made = command::quiet(Command::new("dwz").args(more).arg(&out)).is_ok();
        ensure!(is_made || self.is_unknown_to_dwz(), "dwz refuses {}", out.display());
        Ok(is_made.then_some(out))
    }

    /// The first of two programs that share a file.
    fn shared(&self) -> Result<Option<PathBuf>> {
        let mut dwz = Command::new("dwz");
        dwz.args(["-m", "common", "one", "two"]).current_dir(self.folder);
        let out = self.folder.join("one");
        let is_made = command::quiet(&mut dwz).is_ok() && alternate_of(&fs::read(&out)?).is_some();
        ensure!(is_made || self.is_unknown_to_dwz(), "dwz refuses {}", out.display());
        Ok(is_made.then_some(out))
    }

    fn is_unknown_to_dwz(&self) -> bool {
        self.compiler == "clang" && self.version == 5
    }
}

fn encoded(file: &Path) -> Result<Btf> {
    let bytes = fs::read(file)?;
    let alternate = match alternate_of(&bytes) {
        Some(name) => {
            let folder = file.parent().context("no folder")?;
            Some(fs::read(folder.join(std::str::from_utf8(name)?))?)
        }
        None => None,
    };
    let encoded = encode_with_alternate(&bytes, alternate.as_deref(), None, &Encode::default())?;
    ensure!(encoded.problems.is_empty(), "{:?}", encoded.problems.first());
    Ok(Btf::parse(encoded.bytes)?)
}

/// Whether two BTFs have the same types, by shape.
fn same(plain: &Btf, other: &Btf) -> Result<()> {
    let graph = Graph::new([plain.types(), other.types()]);
    let shapes = Shapes::new(&graph, Options { depth: Depth::All, forwards: Forwards::Apart });
    let mut counts = vec![[0_u32; 2]; graph.len()];
    for node in graph.nodes() {
        let counts = counts.get_mut(shapes.first(node).index()).context("no node")?;
        *counts.get_mut(graph.part(node) as usize).context("no part")? += 1;
    }
    let mut n_functions = 0;
    for node in graph.nodes() {
        let ty = graph.get(node);
        let [plain, other] = *counts.get(shapes.first(node).index()).context("no node")?;
        let name = ty.name().unwrap_or_default();
        ensure!(plain == other, "{ty:?} `{name}`: {plain} without, {other} with");
        n_functions += usize::from(matches!(ty, Type::Func(_)));
    }
    ensure!(n_functions != 0 && graph.nodes().any(|node| graph.get(node).kind() == Kind::Enum));
    Ok(())
}
