//! CO-RE, beside libbpf, cilium/ebpf and aya-obj · kernels of the lab → objects and items, and our own side of them · never
//! times the reading of an object's file; what it holds is read anew each time, and so is the kernel.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use btfly_btf::view::Type;
use btfly_btf::{Btf, BtfSet, Kind, TypeId};
use btfly_obj::co_re::{self, Options};

use super::Item;
use super::inside::Times;
use super::peers::Peers;
use crate::command;
use crate::lab::Lab;
use crate::workspace;

/// Relocations of the large object.
const MANY: usize = 2000;
/// Modules that are loaded, and the one among them that has a type of its own.
const LOADED: usize = 200;
const OWNER: &str = "nf_conntrack.btf";

/// The items.
pub(super) fn items(lab: &Lab, peers: &Peers) -> Result<Vec<Item>> {
    let folder = lab.root().join("bench");
    let vmlinux = |label| lab.kernel(label)?.vmlinux_btf().context("no vmlinux BTF in the lab");
    let generated = folder.join("many.bpf.c");
    fs::write(&generated, many(&vmlinux("6.12")?, &vmlinux("7.2")?)?)?;
    let small = folder.join("small.bpf.c");
    fs::copy(workspace::root().join("bench/c/small.bpf.c"), &small)?;
    let few = compile(lab, &small, "small", &[])?;
    let in_module = compile(lab, &small, "small-in-module", &["-DIN_MODULE"])?;
    let many = compile(lab, &generated, "many", &[])?;
    // From memory, as peers take a kernel; and from its file, as it is opened where there are modules.
    let all: &[&str] = &["btfly", "btfly-file", "libbpf", "cilium", "aya-obj"];
    let mut items = Vec::new();
    for label in ["6.12", "7.2"] {
        let vmlinux = vmlinux(label)?;
        let mods = loaded(&lab.kernel(label)?.mods(), &folder.join(format!("loaded-{label}")))?;
        let mut item = |title: &str, contenders: &[&str], files: &[&Path]| {
            let contenders = peers.inside(contenders, "core", 8, files);
            items.push(Item { title: format!("{title} {label}"), contenders });
        };
        item("relocate 46", all, &[&few, &vmlinux]);
        item("relocate 2,000", all, &[&many, &vmlinux]);
        // libbpf and aya-obj take modules only from the kernel that runs, or not at all.
        let both: &[&str] = &["btfly", "cilium"];
        item("relocate 47, one in one of 200 modules", both, &[&in_module, &vmlinux, &mods]);
        item("relocate 2,000 with 200 modules", &["btfly"], &[&many, &vmlinux, &mods]);
        for (title, mods) in
            [("relocate 2,000", None), ("relocate 2,000 with 200 modules", Some(&mods))]
        {
            let mut ours = peers.btfly();
            ours.arg("relocate").arg(&many).arg("--btf").arg(&vmlinux);
            ours.args(mods.iter().flat_map(|mods| [Path::new("--btf"), mods.as_path()]));
            let contenders = vec![peers.whole("btfly", &ours)];
            items.push(Item { title: format!("{title} {label}, process"), contenders });
        }
    }
    Ok(items)
}

/// Where an object is that [`items`] compiles.
pub(super) fn object(lab: &Lab, name: &str) -> PathBuf {
    lab.root().join("bench").join(format!("{name}.bpf.o"))
}

/// What [`work`] knows.
pub(super) const WORKS: &[&str] = &["core", "core-file"];

/// Our own side; `None` for the work of somebody else.
pub(super) fn work(
    work: &str,
    object: &Path,
    rest: &[PathBuf],
    times: &mut Times,
) -> Option<Result<()>> {
    WORKS.contains(&work).then(|| relocate(object, rest, work == "core-file", times))
}

fn relocate(object: &Path, rest: &[PathBuf], from_file: bool, times: &mut Times) -> Result<()> {
    let object = fs::read(object)?;
    let (vmlinux, mods) = rest.split_first().context("core N OBJECT VMLINUX [MODS]")?;
    // Peers take a kernel from memory; modules are read when they are looked into.
    let is_read = mods.is_empty() && !from_file;
    let bytes = if is_read { fs::read(vmlinux)? } else { Vec::new() };
    let bytes: &'static [u8] = bytes.leak();
    times.time(|| {
        let mut spec = btfly_obj::read::read(&object)?;
        let set = match mods.first() {
            None if from_file => {
                let kmods = btfly_source::Kmods::None;
                let options = btfly_source::Options { kmods, ..Default::default() };
                btfly_source::open(vmlinux, &options)?.set
            }
            None => BtfSet::new(Btf::parse(bytes)?),
            Some(mods) => {
                let base = Some(btfly_source::Base::Path(vmlinux.clone()));
                let options = btfly_source::Options { base, ..Default::default() };
                btfly_source::open(mods, &options)?.set
            }
        };
        let fits = co_re::fit(&mut spec, &set, &Options::default(), |_| None);
        let done = fits.iter().filter(|fit| fit.done.is_ok()).count();
        Ok(((spec, set, fits), done))
    })
}

/// The folder of the modules that count as loaded: spread over all of them by name, the same each time.
fn loaded(mods: &Path, folder: &Path) -> Result<PathBuf> {
    let mut names: Vec<_> =
        fs::read_dir(mods)?.map(|entry| Ok(entry?.file_name())).collect::<Result<_>>()?;
    names.sort();
    let step = (names.len() / LOADED).max(1);
    let mut chosen: BTreeSet<_> = names.into_iter().step_by(step).take(LOADED - 1).collect();
    chosen.insert(OWNER.into());
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    for name in chosen {
        fs::copy(mods.join(&name), folder.join(&name))?;
    }
    Ok(folder.to_owned())
}

fn compile(lab: &Lab, source: &Path, name: &str, more: &[&str]) -> Result<PathBuf> {
    let object = object(lab, name);
    let mut clang = lab.sid_command("clang");
    clang.args(["-g", "-O2", "-target", "bpf", "-mcpu=v3", "-I"]).arg(lab.selftests()?.include());
    command::quiet(clang.args(more).arg("-c").arg(source).arg("-o").arg(&object))?;
    Ok(object)
}

/// Members that both kernels have in a struct of one name, as a C type of their size.
type Members<'b> = BTreeMap<&'b str, &'static str>;

/// A program that reads 2,000 members, of structs that both kernels have once.
fn many(old: &Path, new: &Path) -> Result<String> {
    let [old, new] = [Btf::parse(fs::read(old)?)?, Btf::parse(fs::read(new)?)?];
    let (old, new) = (structs(&old), structs(&new));
    let mut text = String::from(
        "#define SEC(name) __attribute__((section(name), used))\n\
         #define CORE __attribute__((preserve_access_index))\n\
         char LICENSE[] SEC(\"license\") = \"GPL\";\n\
         static long (*read_kernel)(void *, unsigned, const void *) = (void *)113;\n",
    );
    let mut reads = Vec::new();
    for (name, members) in &old {
        let Some(there) = new.get(name) else { continue };
        let both: Vec<_> =
            members.iter().filter(|(at, ty)| there.get(*at) == Some(*ty)).take(8).collect();
        if both.len() < 4 {
            continue;
        }
        // By a flavor, a member may be named like nothing in this program.
        writeln!(text, "struct {name}___here {{")?;
        for (member, ty) in &both {
            writeln!(text, "\t{ty}{member};")?;
            reads.push((*name, **member));
        }
        writeln!(text, "}} CORE;")?;
        if MANY <= reads.len() {
            break;
        }
    }
    reads.truncate(MANY);
    for (at, reads) in reads.chunks(50).enumerate() {
        writeln!(text, "SEC(\"kprobe/f{at}\") int p{at}(unsigned long *registers)\n{{")?;
        writeln!(
            text,
            "\tunsigned long long sum = 0, value = 0;\n\tvoid *from = (void *)registers[14];"
        )?;
        for (name, member) in reads {
            let place = format!("((struct {name}___here *)from)->{member}");
            writeln!(text, "\tread_kernel(&value, sizeof({place}), &{place});\n\tsum += value;")?;
        }
        writeln!(text, "\treturn sum;\n}}")?;
    }
    Ok(text)
}

/// The structs of which there is one of that name, with their members that are numbers or pointers.
fn structs(btf: &Btf) -> BTreeMap<&str, Members<'_>> {
    let mut found: BTreeMap<&str, Option<Members<'_>>> = BTreeMap::new();
    for (_, ty) in btf.iter().filter(|(_, ty)| ty.kind() == Kind::Struct) {
        let Some(composite) = ty.as_composite().filter(|ty| is_plain(ty.name())) else { continue };
        let members = composite
            .members()
            .filter(|member| is_plain(member.name()) && member.bitfield_size().is_none())
            .filter_map(|member| Some((member.name(), c_type(btf, member.type_id())?)));
        let members = members.collect();
        // A second one of that name takes its place away.
        found.entry(composite.name()).and_modify(|there| *there = None).or_insert(Some(members));
    }
    found.into_iter().filter_map(|(name, members)| Some((name, members?))).collect()
}

/// Whether a name may stand in a C program: it is there, and too long for a word of the language.
fn is_plain(name: &str) -> bool {
    9 <= name.len() && !name.contains("___")
}

fn c_type(btf: &Btf, id: TypeId) -> Option<&'static str> {
    let types = btf.types();
    let id = types.skip_modifiers(id)?;
    match types.get(id)? {
        Type::Ptr(_) => Some("void *"),
        Type::Int(_) => match types.size_of(id)? {
            1 => Some("char "),
            2 => Some("short "),
            4 => Some("int "),
            8 => Some("long long "),
            _ => None,
        },
        Type::Void
        | Type::Array(_)
        | Type::Struct(_)
        | Type::Union(_)
        | Type::Enum(_)
        | Type::Fwd(_)
        | Type::Typedef(_)
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
        | Type::Enum64(_)
        | Type::Opaque(_) => None,
    }
}
