//! `check` of many objects on many kernels · 20 objects of the kernel's own tests, four kernels with all modules → a whole
//! process · nobody else does it.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::Item;
use super::peers::Peers;
use crate::lab::Lab;

/// How many objects.
const OBJECTS: usize = 20;

/// The item.
pub(super) fn items(lab: &Lab, peers: &Peers) -> Result<Vec<Item>> {
    let objects = lab.selftests()?.objects("obj")?;
    // Spread over all by name, the same each time.
    let step = (objects.len() / OBJECTS).max(1);
    let chosen: Vec<_> = objects.iter().step_by(step).take(OBJECTS).collect();
    ensure!(chosen.len() == OBJECTS, "only {} objects in the lab", chosen.len());
    // Some break on some kernel, which is no failure here.
    let mut shell = Command::new("sh");
    shell.args(["-c", "\"$@\"; test $? -le 1", "sh"]);
    shell.arg(peers.btfly().get_program()).arg("check").args(chosen);
    for label in ["5.10", "6.1", "6.12", "7.2"] {
        shell.arg("--kernels").arg(folder(lab, label)?);
    }
    let title = String::from("check of 20 objects on four kernels with all modules, process");
    Ok(vec![Item { title, contenders: vec![peers.whole("btfly", &shell)] }])
}

/// A folder with the BTFs of a kernel, and none of the packages and images that they are of.
fn folder(lab: &Lab, label: &str) -> Result<PathBuf> {
    let kernel = lab.kernel(label)?;
    let folder = lab.root().join("bench/kernels").join(label);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    let vmlinux = kernel.vmlinux_btf().context("no vmlinux BTF in the lab")?;
    symlink(vmlinux, folder.join("vmlinux.btf"))?;
    symlink(kernel.mods(), folder.join("mods"))?;
    Ok(folder)
}
