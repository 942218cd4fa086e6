//! aya, with types of kernel modules.
//!
//! aya relocates by one BTF, that of vmlinux; a type of a module is not found. Here it is handed one that has all: the
//! running kernel's and those of its loaded modules, merged. Ids in it are no kernel's: programs that ask for ids of types
//! (`bpf_core_type_id_kernel`) need the kernel's own BTF, and so does whatever attaches by type (`fentry`, LSM, BTF
//! tracepoints): those are still given `Btf::from_sys_fs()`, as below.
//!
//! ```text
//! kmod-core-with-aya program.o [SOURCE]
//! ```

use anyhow::{Context, Result};
use aya::{Btf, EbpfLoader, Endianness};
use btfly_btf::edit::merge::{Repeated, merge};
use btfly_source::{Options, open, running};

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let object = arguments.next().context("usage: kmod-core-with-aya program.o [SOURCE]")?;
    let opened = match arguments.next() {
        Some(source) => open(source.as_ref(), &Options::default())?,
        None => running(&Options::default())?,
    };
    // Each type once: what modules repeat of vmlinux would otherwise be there twice, and aya takes the first.
    let merged = merge(&opened.set, Repeated::Once)?;
    println!("{} bytes of types, modules included", merged.bytes().len());
    let types = Btf::parse(merged.bytes(), Endianness::default())?;
    let mut loaded = EbpfLoader::new().btf(Some(&types)).load_file(&object)?;
    for (name, program) in loaded.programs_mut() {
        println!("{name}: {:?}, relocated and ready to be loaded and attached", program.prog_type());
    }
    Ok(())
}
