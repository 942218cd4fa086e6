//! `btfly min OBJECT… --kernels SOURCE… -o DIR`: of kernels and their modules only what objects need, proven by fitting
//! the objects to both.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use btfly_btf::edit::minimize::{Minimized, minimize};
use btfly_btf::{Btf, BtfSet};
use btfly_obj::co_re::{self, Homes, Options, TargetPolicy};
use btfly_obj::spec::{FunctionSpec, ObjectSpec};
use btfly_source::PackWriter;
use clap::{Arg, ArgMatches, Command, value_parser};

use super::relocate::Row;
use crate::edited::Size;
use crate::exit::{Outcome, Usage};
use crate::json;
use crate::kernels::{self, Kernels, unique};
use crate::output::Output;
use crate::plural::count;
use crate::session::Session;
use crate::source;

const AFTER: &str = "\
Of each kernel a directory DIR/NAME with vmlinux.btf and mods/MODULE.btf, of the modules that anything is needed of; or, \
if the name given to -o ends in .btfpack, one file with all. They are sources themselves.

The objects are fitted to the whole types and to what is left, as btfly does and in libbpf's order: unless instructions \
and failures are the same, nothing of that kernel is written. Ids of the kernel's types (bpf_core_type_id_kernel) are \
those of the minimised BTF, and nobody else's; it is said if an object asks for any.

Examples:
  btfly min program.o -o min                             the running kernel and its modules
  btfly min *.o --kernels linux-image-*.deb -o min
  btfly min *.o --kernels kernels.btfpack -o min.btfpack --json";

pub(crate) fn arguments(command: Command) -> Command {
    command
        .about("Write only the types that BPF objects need, of kernels and their modules, and prove it")
        .after_help(AFTER)
        .args(kernels::arguments())
        .arg(
            Arg::new("output")
                .long("output")
                .short('o')
                .value_name("DIR")
                .required(true)
                .value_parser(value_parser!(PathBuf))
                .help("Where to write: a directory, made if it is not there, or a file NAME.btfpack"),
        )
}

pub(crate) fn run(arguments: &ArgMatches, session: &mut Session) -> Result<Outcome> {
    let target = arguments.get_one::<PathBuf>("output").context("no directory given")?;
    let (paths, objects) = kernels::objects(arguments)?;
    let mut done = Vec::new();
    let mut pack = Vec::new();
    let mut names: Vec<String> = Vec::new();
    let is_pack = target.extension().is_some_and(|extension| extension == "btfpack");
    for kernel in Kernels::of(arguments, session)? {
        let kernel = kernel?;
        let set = &kernel.opened.set;
        let name = unique(kernel.name, &names);
        let small = small(&objects, &paths, set).with_context(|| name.clone())?;
        source::say_set_aside(set, session);
        if small.n_target_ids != 0 {
            session.say(&format!(
                "note: {} ask for ids of {name}'s types: those of the minimised BTF are no kernel's",
                count(small.n_target_ids, "relocation"),
            ));
        }
        if is_pack {
            pack.push((name.clone(), small.minimized.to_set()));
        } else {
            write(target, &name, &small.minimized)?;
        }
        done.push(Done::of(&name, set, &small));
        names.push(name);
    }
    if is_pack {
        write_pack(target, &pack)?;
    }
    say(&objects, &done, target, session)
}

struct Small {
    minimized: Minimized,
    n_target_ids: usize,
}

/// What `objects` need of `set`, once it is proven to be enough.
fn small(objects: &[ObjectSpec], paths: &[&PathBuf], set: &BtfSet) -> Result<Small> {
    let all: Vec<&ObjectSpec> = objects.iter().collect();
    let needs = co_re::needs(&all, set);
    let minimized = minimize(set, needs.keep)?;
    let homes: Vec<Homes> = all.iter().map(|object| Homes::of(object, set)).collect();
    let options =
        [TargetPolicy::Superset, TargetPolicy::BaseFirst].map(|policy| Options { policy });
    let prefer = |at: usize, function: &FunctionSpec| homes.get(at)?.prefer(function);
    let differences = co_re::differences(&all, set, &minimized, &options, prefer);
    if let Some(first) = differences.first()
        && let (Some(object), Some(path)) = (objects.get(first.object), paths.get(first.object))
    {
        let whole = Row::of(object, &first.whole, set);
        let small = Row::of(object, &first.small, set);
        bail!(
            "not written: by what is left, {} would come out differently, the first in {}: {} {}: {}, not {}\nthis is a mistake in btfly",
            count(differences.len(), "relocation"),
            path.display(),
            whole.question,
            whole.path,
            small.outcome(),
            whole.outcome(),
        );
    }
    Ok(Small { minimized, n_target_ids: needs.n_target_ids })
}

/// The files of a kernel. What an earlier run left there of modules goes first: a reader takes all there are.
fn write(dir: &Path, name: &str, small: &Minimized) -> Result<()> {
    let dir = dir.join(file_name(name));
    let mods = dir.join("mods");
    if mods.is_dir() {
        for entry in fs::read_dir(&mods)? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "btf") {
                fs::remove_file(path)?;
            }
        }
    }
    save(&dir.join("vmlinux.btf"), &small.base)?;
    for (_, name, btf) in &small.kmods {
        save(&mods.join(format!("{}.btf", file_name(name))), btf)?;
    }
    Ok(())
}

/// A name in a hostile archive is no way out of the directory.
fn file_name(name: &str) -> String {
    let plain = name.replace(['/', '\0'], "_");
    plain.trim_start_matches('.').to_owned()
}

fn save(path: &Path, btf: &Btf) -> Result<()> {
    let save = || -> Result<()> {
        if let Some(dir) = path.parent() {
            fs::create_dir_all(dir)?;
        }
        let mut out = Output::file(path)?;
        out.buffer.extend_from_slice(btf.bytes());
        Ok(out.finish_one_of_many()?)
    };
    save().with_context(|| format!("cannot write `{}`", path.display()))
}

fn write_pack(path: &Path, sets: &[(String, BtfSet)]) -> Result<()> {
    let cannot = || format!("cannot write `{}`", path.display());
    let mut out = Output::file(path).with_context(cannot)?;
    let Some(file) = out.file_mut() else {
        let message =
            format!("`{}` is no file: a pack is read again while it is written", path.display());
        return Err(Usage::new(message).into());
    };
    let mut writer = PackWriter::new(file).with_context(cannot)?;
    for (name, set) in sets {
        writer.add(name, set).with_context(cannot)?;
    }
    writer.finish().with_context(cannot)?;
    out.finish().with_context(cannot)
}

/// What has become of one kernel.
struct Done {
    name: String,
    base: [Size; 2],
    /// Modules of which something is left, before and after.
    kmods: [Size; 2],
    n_kmods: usize,
}

impl Done {
    fn of(name: &str, set: &BtfSet, small: &Small) -> Self {
        let kmods = &small.minimized.kmods;
        let before = kmods.iter().filter_map(|(slot, _, _)| set.btf(*slot).ok()).map(Size::of);
        Self {
            name: name.to_owned(),
            base: [Size::of(set.base()), Size::of(&small.minimized.base)],
            kmods: [before.sum(), kmods.iter().map(|(_, _, btf)| Size::of(btf)).sum()],
            n_kmods: kmods.len(),
        }
    }
}

fn say(
    objects: &[ObjectSpec],
    done: &[Done],
    target: &Path,
    session: &mut Session,
) -> Result<Outcome> {
    let relos = objects.iter().flat_map(|object| &object.functions);
    let n_relos: usize = relos.map(|function| function.core_relos.len()).sum();
    if session.json {
        let mut object = json::Value::of(&mut session.out.buffer).object();
        object.key("path").text(&target.to_string_lossy());
        object.key("relocations").number(i128::try_from(n_relos)?);
        object.key("identical").written("true");
        let mut list = object.key("kernels").list();
        for done in done {
            let mut kernel = list.next().object();
            kernel.key("name").text(&done.name);
            for (key, [before, after]) in [("base", done.base), ("modules", done.kmods)] {
                let mut sizes = kernel.key(key).object();
                if key == "modules" {
                    sizes.key("count").number(i128::try_from(done.n_kmods)?);
                }
                before.json(sizes.key("before"))?;
                after.json(sizes.key("after"))?;
            }
        }
        drop(list);
        drop(object);
        session.out.buffer.push(b'\n');
        return Ok(Outcome::Done);
    }
    for done in done {
        let ([base, small], [_, kmods]) = (done.base, done.kmods);
        session.say(&format!(
            "{}: {} of {}; {} with {}",
            done.name,
            small.text(),
            base.text(),
            count(done.n_kmods, "module"),
            kmods.text(),
        ));
    }
    session.say(&format!(
        "{} of {} come out the same by what is written to {}",
        count(n_relos, "relocation"),
        count(objects.len(), "object"),
        target.display(),
    ));
    Ok(Outcome::Done)
}
