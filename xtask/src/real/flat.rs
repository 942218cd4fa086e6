//! Merged kernels in the hands of others · kernels with all modules in one BTF → counts · never our own word: libbpf and aya
//! relocate a program by types that only modules have, and find what the modules say.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use btfly_btf::edit::merge::{Repeated, merge};
use btfly_btf::set::Ready;
use btfly_btf::view::Type;
use btfly_btf::{Btf, BtfSet};

use super::Report;
use super::libbpf::Judge;
use crate::lab::Lab;
use crate::{bench, command};

/// So many types a program asks for: it may have four thousand instructions.
const TYPES: usize = 300;

/// A struct that one module has and nobody else, its size, and where one of its members is.
struct Asked {
    name: String,
    member: String,
    size: u64,
    offset: u64,
}

/// libbpf's `btf_custom_path` and aya-obj, on flat kernels with every type once and as often as it is.
pub(super) fn others_relocate(lab: &Lab) -> Result<Report> {
    let mut report = Report::default();
    let scratch = lab.scratch()?;
    let judge = Judge::new(lab, &scratch, "core")?;
    let aya = bench::rust_peers(lab)?;
    for label in ["6.1", "6.12", "7.2"] {
        let kernel = lab.kernel(label)?;
        let base = Btf::parse(fs::read(kernel.vmlinux_btf().context("no BTF")?)?)?;
        let mut set = BtfSet::new(base.clone());
        for module in kernel.modules()? {
            let Some(file) = &module.btf else { continue };
            set.push(Arc::new(Ready::parse(module.name.clone(), fs::read(file)?, &base)));
        }
        let asked = ask(&set);
        let object = scratch.path().join("ask.o");
        compile(lab, &program(&asked)?, &object)?;
        let expected: u64 = asked.iter().map(|asked| asked.size + asked.offset).sum();
        for repeated in [Repeated::Kept, Repeated::Once] {
            let flat = scratch.path().join("flat.btf");
            fs::write(&flat, merge(&set, repeated)?.bytes())?;
            let libbpf = command::text(judge.command()?.args([&object, &flat]))?;
            ensure!(libbpf.trim() == expected.to_string(), "{label}: libbpf {libbpf} {expected}");
            let mut aya = Command::new(&aya);
            let aya = command::text(aya.args(["aya-obj", "core", "1"]).args([&object, &flat]))?;
            let sum = aya.split("\"check\":").nth(1).context("aya says nothing")?;
            let sum = sum.trim_end_matches(['}', '\n']);
            ensure!(sum == expected.to_string(), "{label}: aya {sum} {expected}");
            report.count("merged kernels", 1);
            report.count("types found by libbpf and aya", u64::try_from(asked.len())?);
        }
    }
    Ok(report)
}

/// Structs that one module has and nobody else, spread over all of them.
fn ask(set: &BtfSet) -> Vec<Asked> {
    let mut named: BTreeMap<&str, Vec<Option<Asked>>> = BTreeMap::new();
    for (_, btf) in set.btfs() {
        let types = btf.types();
        for (id, ty) in btf.iter() {
            // What is called so and is no struct could be met too.
            let Some(name) = ty.name() else { continue };
            let asked = ty.as_composite().filter(|one| !one.is_union()).and_then(|composite| {
                let field = types.fields(composite).filter(|field| {
                    let behind = types.skip_modifiers(field.member.type_id());
                    let is_int = matches!(behind.and_then(|id| types.get(id)), Some(Type::Int(_)));
                    is_int && !field.is_bitfield && !field.member.name().is_empty()
                });
                let field = field.last()?;
                Some(Asked {
                    name: name.to_owned(),
                    member: field.member.name().to_owned(),
                    size: types.size_of(id)?,
                    offset: field.offset.whole_bytes()?,
                })
            });
            named.entry(name).or_default().push(asked);
        }
    }
    let base = set.base().types();
    let mut all: Vec<Asked> = named
        .into_iter()
        .filter(|(name, all)| all.len() == 1 && base.find(name, None).next().is_none())
        .filter_map(|(_, mut all)| all.pop().flatten())
        // Others than these are words of C, or of flavours.
        .filter(|asked| asked.name.len() > 8 && !asked.name.contains("___"))
        .collect();
    let step = all.len().div_ceil(TYPES).max(1);
    let mut at = 0;
    all.retain(|_| {
        at += 1;
        at % step == 0
    });
    all
}

/// A program that asks for all of them.
fn program(asked: &[Asked]) -> Result<String> {
    let mut text = String::from(
        "char gpl[] __attribute__((section(\"license\"), used)) = \"GPL\";\n\
         #pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)\n",
    );
    for Asked { name, member, .. } in asked {
        writeln!(text, "struct {name} {{ int {member}; }};")?;
    }
    text += "#pragma clang attribute pop\n\
             __attribute__((section(\"raw_tp/sys_enter\"), used)) unsigned long ask(void *context)\n\
             {\n\tunsigned long sum = 0;\n";
    for Asked { name, member, .. } in asked {
        writeln!(text, "\tsum += __builtin_preserve_type_info(*(struct {name} *)0, 1);")?;
        writeln!(
            text,
            "\tsum += __builtin_preserve_field_info(((struct {name} *)0)->{member}, 0);"
        )?;
    }
    text += "\treturn sum;\n}\n";
    Ok(text)
}

fn compile(lab: &Lab, text: &str, object: &Path) -> Result<()> {
    let source = object.with_extension("c");
    fs::write(&source, text)?;
    let mut clang = lab.sid_command("clang");
    clang.args(["-target", "bpf", "-mcpu=v3", "-g", "-O2", "-c", "-o"]);
    command::quiet(clang.arg(object).arg(&source))
}
