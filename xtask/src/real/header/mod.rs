//! The header of a kernel and all its modules · 6.1, 6.12, 7.2 → every compiler takes it without a warning, and compiled
//! back to BTF it has every struct, union, enum and typedef that any of the sources has · the judges are compilers and
//! pahole, never the code that made the header.

mod compare;
pub(super) mod compile;

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result, bail, ensure};
use btfly_btf::Btf;
use btfly_btf::c::header::{Header, Options};
use btfly_btf::graph::{Graph, Node};
use btfly_btf::view::Type;

use self::compare::Described;
use self::compile::{Back, Compiler};
use super::Report;
use crate::lab::{Kernel, Lab};

/// Mismatches that an error shows.
const SHOWN: usize = 5;

/// How many types one C file for clang uses: clang looks for each string among all before it, so that a file with all
/// types of a kernel takes an hour.
const CHUNK: usize = 500;

/// No compiler has a word to say, with its defaults and with everything that `-Wall -Wextra` asks for.
pub(super) fn compiles(lab: &Lab) -> Result<Report> {
    let mut report = Report::default();
    for kernel in kernels(lab)? {
        let sources = Sources::read(&kernel)?;
        let header = sources.header();
        let place = compile::Place::new(lab, &text(&header, &kernel, &mut report))?;
        for compiler in Compiler::ALL {
            for flags in compiler.flag_sets() {
                compiler.check(&place, flags).with_context(|| {
                    format!(
                        "header of {} with {} {}",
                        kernel.label,
                        compiler.name(),
                        flags.join(" ")
                    )
                })?;
                report.count("compilations without a warning", 1);
            }
        }
        report.count("kernels", 1);
    }
    Ok(report)
}

/// gcc's debug information of the header, as pahole encodes it, has every type of every source, copies too.
pub(super) fn through_gcc(lab: &Lab) -> Result<Report> {
    let mut report = Report::default();
    for kernel in kernels(lab)? {
        let sources = Sources::read(&kernel)?;
        let header = sources.header();
        let place = compile::Place::new(lab, &text(&header, &kernel, &mut report))?;
        let back = place.through_gcc().with_context(|| kernel.label.to_owned())?;
        let all: Vec<Node> = header.graph().nodes().collect();
        compare_back(&header, &all, &back, &mut report).with_context(|| kernel.label.to_owned())?;
        report.count("kernels", 1);
    }
    Ok(report)
}

/// The BTF that both clangs write for BPF has every type once, under the name that the header gives it.
pub(super) fn through_clang(lab: &Lab) -> Result<Report> {
    let mut report = Report::default();
    for kernel in kernels(lab)? {
        let sources = Sources::read(&kernel)?;
        let header = sources.header();
        let place = compile::Place::new(lab, &text(&header, &kernel, &mut report))?;
        let graph = header.graph();
        let printed: Vec<Node> = graph
            .nodes()
            .filter(|node| {
                header.stands_for(*node) == *node && keyword(&graph.get(*node)).is_some()
            })
            .filter(|node| !header.name(*node).is_empty())
            .collect();
        for compiler in [Compiler::HostClang, Compiler::SidClang] {
            let cuts_values = !place.knows_enum64(compiler)?;
            place.precompile(compiler)?;
            for chunk in printed.chunks(CHUNK) {
                let btf = place.through_clang(compiler, &uses(&header, chunk))?;
                let back = Back { btf, cuts_values };
                compare_back(&header, chunk, &back, &mut report)
                    .with_context(|| format!("{} with {}", kernel.label, compiler.name()))?;
            }
        }
        report.count("kernels", 1);
    }
    Ok(report)
}

/// Those that have modules with BTF.
fn kernels(lab: &Lab) -> Result<Vec<Kernel>> {
    let mut kernels = lab.main_kernels()?;
    kernels.retain(|kernel| !kernel.release.starts_with("5.10."));
    Ok(kernels)
}

/// The BTF of a kernel and of its modules.
struct Sources {
    base: Btf,
    modules: Vec<(String, Btf)>,
}

impl Sources {
    fn read(kernel: &Kernel) -> Result<Sources> {
        let base = kernel.vmlinux_btf().context("no BTF")?;
        let base = Btf::parse(fs::read(base)?)?;
        let mut modules = Vec::new();
        for module in kernel.modules()? {
            let Some(path) = &module.btf else { continue };
            let btf = Btf::parse_split(fs::read(path)?, &base)
                .with_context(|| format!("module {}", module.name))?;
            modules.push((module.name, btf));
        }
        ensure!(900 < modules.len(), "{}: only {} modules", kernel.label, modules.len());
        Ok(Sources { base, modules })
    }

    fn header(&self) -> Header<'_> {
        let modules = self.modules.iter().map(|(name, btf)| (name.as_str(), btf.types()));
        Header::new(self.base.types(), modules)
    }
}

/// The header's text; what it lacks is told with its reason.
fn text(header: &Header<'_>, kernel: &Kernel, report: &mut Report) -> Vec<u8> {
    let mut writer = header.writer(&Options::default());
    let mut out = Vec::new();
    while writer.write(&mut out) {}
    for left in writer.left_out() {
        let ty = header.graph().get(left.node);
        let name = ty.name().unwrap_or("without a name");
        eprintln!("header of {}: {} {name}: {}", kernel.label, ty.kind(), left.why);
    }
    report.count("types not as they are", writer.left_out().len() as u64);
    report.count("clashing names", header.renamed().len() as u64);
    out
}

/// C that makes clang write down every one of these types: what is only pointed at it would declare.
fn uses(header: &Header<'_>, nodes: &[Node]) -> String {
    let (mut tags, mut typedefs) = (String::new(), String::new());
    for (number, node) in nodes.iter().enumerate() {
        let name = header.name(*node);
        match keyword(&header.graph().get(*node)) {
            Some("typedef") => typedefs.push_str(&format!("\t{name} *m{number};\n")),
            Some(keyword) => tags.push_str(&format!("\t{keyword} {name} m{number};\n")),
            None => {}
        }
    }
    format!(
        "union all_tags {{\n\tint first;\n{tags}}};\nunion all_tags *all_tags;\n\
         struct all_typedefs {{\n\tint first;\n{typedefs}}};\nstruct all_typedefs *all_typedefs;\n"
    )
}

/// How C begins the name of what defines something; `None` for the rest, and for what only declares.
fn keyword(ty: &Type<'_>) -> Option<&'static str> {
    match ty {
        Type::Struct(_) => Some("struct"),
        Type::Union(_) => Some("union"),
        Type::Enum(view) if view.variants().len() == 0 => None,
        Type::Enum64(view) if view.variants().len() == 0 => None,
        Type::Enum(_) | Type::Enum64(_) => Some("enum"),
        Type::Typedef(_) => Some("typedef"),
        Type::Void
        | Type::Int(_)
        | Type::Ptr(_)
        | Type::Array(_)
        | Type::Fwd(_)
        | Type::Volatile(_)
        | Type::Const(_)
        | Type::Restrict(_)
        | Type::Func(_)
        | Type::FuncProto(_)
        | Type::Var(_)
        | Type::Datasec(_)
        | Type::Float(_)
        | Type::DeclTag(_)
        | Type::TypeTag(_)
        | Type::Opaque(_) => None,
    }
}

/// Compares what `nodes` say with what came back under their names.
fn compare_back(
    header: &Header<'_>,
    nodes: &[Node],
    back: &Back,
    report: &mut Report,
) -> Result<()> {
    let graph = header.graph();
    let seen = |described: Described| {
        if back.cuts_values { described.in_32_bits() } else { described }
    };
    let back = Graph::new([back.btf.types()]);
    let mut by_name: BTreeMap<(&str, &str), Node> = BTreeMap::new();
    for node in back.nodes() {
        let ty = back.get(node);
        if let (Some(keyword), Some(name)) = (keyword(&ty), ty.name())
            && by_name.insert((keyword, name), node).is_some()
        {
            bail!("{keyword} {name} came back twice");
        }
    }
    let mut mismatches = Vec::new();
    for node in nodes {
        let ty = graph.get(*node);
        let (Some(keyword), Some(own)) = (keyword(&ty), ty.name()) else { continue };
        if own == compare::BUILTIN {
            report.count("built into compilers", 1);
            continue;
        }
        let name = header.name(*node);
        let described = seen(Described::new(graph, *node));
        let same = match by_name.get(&(keyword, name.as_ref())) {
            None => Err(String::from("did not come back")),
            Some(there) => described.differs(&seen(Described::new(&back, *there))),
        };
        if let Err(how) = same {
            let module = header.part_name(graph.part(*node));
            mismatches.push(format!("{module}: {keyword} {own} (here {name}): {how}"));
        }
        report.count(&format!("{keyword}s"), 1);
        report.count("members and values", described.entries());
    }
    report.count("mismatches", mismatches.len() as u64);
    if !mismatches.is_empty() {
        let shown = mismatches.iter().take(SHOWN).cloned().collect::<Vec<_>>().join("\n");
        bail!("{} mismatches:\n{shown}", mismatches.len());
    }
    Ok(())
}
