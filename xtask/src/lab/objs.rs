//! BPF objects · `fixtures/c/*.c` → `objs/{host,sid}/{el,eb}/NAME.o` by two clangs for both byte orders · never compiles
//! what is up to date.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::kernel::{self, Endian};
use super::{Lab, Log, stage, versions};
use crate::command;

/// A compiled object.
#[derive(Clone, Debug)]
pub struct BpfObject {
    /// Name of its source, without `.c`.
    pub name: String,
    /// `host` or `sid`: whose clang.
    pub compiler: &'static str,
    /// The byte order it was compiled for.
    pub endian: Endian,
    /// The `.o` file.
    pub path: PathBuf,
}

const COMPILERS: [&str; 2] = ["host", "sid"];
const TARGETS: [(&str, Endian); 2] = [("el", Endian::Little), ("eb", Endian::Big)];

/// Says what the objects were made from; compared whole.
const STAMP: &str = "made-from";

pub(super) fn make(lab: &Lab, log: &Log) -> Result<()> {
    let sources = sources()?;
    let stamp = stamp(lab, &sources)?;
    let objs = lab.path("objs");
    if fs::read_to_string(objs.join(STAMP)).is_ok_and(|made_from| made_from == stamp) {
        return Ok(());
    }
    let mut count = 0;
    stage::publish(&objs, |new| {
        for compiler in COMPILERS {
            for (target, _) in TARGETS {
                let folder = new.join(compiler).join(target);
                fs::create_dir_all(&folder)?;
                for source in &sources {
                    compile(lab, compiler, target, source, &folder)?;
                    count += 1;
                }
            }
        }
        Ok(fs::write(new.join(STAMP), &stamp)?)
    })?;
    log.say(&format!("objects: {count} from {} sources", sources.len()));
    Ok(())
}

pub(super) fn list(objs: &Path) -> Result<Vec<BpfObject>> {
    let mut found = Vec::new();
    for compiler in COMPILERS {
        for (target, endian) in TARGETS {
            for path in kernel::files(&objs.join(compiler).join(target))? {
                let name = kernel::file_name(&path).trim_end_matches(".o").to_owned();
                found.push(BpfObject { name, compiler, endian, path });
            }
        }
    }
    Ok(found)
}

fn compile(lab: &Lab, compiler: &str, target: &str, source: &Path, folder: &Path) -> Result<()> {
    let mut clang = match compiler {
        "host" => Command::new("clang"),
        _ => lab.sid_command("clang"),
    };
    let name = kernel::file_name(source);
    // Paths enter the line information; a bare name makes the object the same on every machine.
    clang.current_dir(source.parent().context("a source lies in a folder")?);
    clang.args(["-g", "-O2", "-Wall", "-Werror", "-target", &format!("bpf{target}"), "-c", name]);
    clang.arg("-fdebug-compilation-dir=.");
    clang.arg("-o").arg(folder.join(Path::new(name).with_extension("o")));
    command::quiet(&mut clang)
}

fn sources() -> Result<Vec<PathBuf>> {
    let folder = crate::workspace::root().join("fixtures/c");
    let mut sources = kernel::files(&folder)?;
    sources.retain(|path| path.extension().is_some_and(|extension| extension == "c"));
    if sources.is_empty() {
        bail!("no sources in {}", folder.display());
    }
    Ok(sources)
}

fn stamp(lab: &Lab, sources: &[PathBuf]) -> Result<String> {
    let mut stamp = format!("{}\n{}\n", versions::clang_of_host()?, versions::clang_of_sid(lab)?);
    for source in sources {
        stamp.push_str(&fs::read_to_string(source)?);
    }
    Ok(stamp)
}
