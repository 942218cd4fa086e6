//! Minimised kernels, beside bpftool · objects with few relocations and with many → whole processes · ours also proves what
//! it writes.

use std::path::Path;

use anyhow::{Context, Result, ensure};

use super::Item;
use super::co_re;
use super::peers::Peers;
use crate::lab::Lab;

/// The items.
pub(super) fn items(lab: &Lab, peers: &Peers) -> Result<Vec<Item>> {
    let kernel = lab.kernel("6.12")?;
    let vmlinux = kernel.vmlinux_btf().context("no vmlinux BTF in the lab")?;
    let objects = lab.selftests()?.objects("obj")?;
    let named = |names: &[&str]| -> Result<Vec<&Path>> {
        let is_it = |path: &Path| {
            path.file_name().is_some_and(|name| names.iter().any(|known| name == *known))
        };
        let found: Vec<&Path> =
            objects.iter().map(|path| path.as_path()).filter(|path| is_it(path)).collect();
        ensure!(found.len() == names.len(), "not all of {names:?} are in the lab");
        Ok(found)
    };
    let few = named(&["test_vmlinux.bpf.o"])?;
    let many = named(&["profiler1.bpf.o", "pyperf600.bpf.o"])?;
    let out = lab.root().join("bench/min");
    let item = |title: &str, objects: &[&Path]| -> Result<Item> {
        let mut ours = peers.btfly();
        ours.arg("min").args(objects).arg("--kernels").arg(&vmlinux).arg("-o").arg(&out);
        let mut theirs = lab.peer("bpftool")?;
        theirs.args(["gen", "min_core_btf"]).arg(&vmlinux).arg(out.with_extension("btf"));
        theirs.args(objects);
        let contenders = vec![peers.whole("btfly", &ours), peers.whole("bpftool 7.8", &theirs)];
        Ok(Item { title: format!("min of {title} on vmlinux 6.12, process"), contenders })
    };
    let [small, large] = ["small", "many"].map(|name| co_re::object(lab, name));
    Ok(vec![
        item("one object", &few)?,
        item("one object, 46 relocations", &[&small])?,
        item("one object, 2,000 relocations", &[&large])?,
        item("two objects, 1,512 relocations", &many)?,
    ])
}
