//! libbpf-rs, with types of kernel modules, and reasons where something does not fit.
//!
//! libbpf looks into modules only where vmlinux has no type of that name, and fails over one module that it cannot read.
//! Here btfly relocates the object by everything there is, says what does not fit, and hands libbpf the result, in which
//! no relocation is left.
//!
//! ```text
//! kmod-core-with-libbpf-rs program.o [SOURCE]
//! ```

use anyhow::{Context, Result, bail};
use btfly_obj::co_re::{self, Homes, Patched};
use btfly_obj::{emit, read};
use btfly_source::{Options, open, running};
use libbpf_rs::ObjectBuilder;

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().context("usage: kmod-core-with-libbpf-rs program.o [SOURCE]")?;
    let opened = match arguments.next() {
        Some(source) => open(source.as_ref(), &Options::default())?,
        None => running(&Options::default())?,
    };
    let bytes = std::fs::read(&path)?;
    let mut object = read::read(&bytes)?;
    // Where types of one name differ, those of the module that a program attaches to are meant.
    let homes = Homes::of(&object, &opened.set);
    let options = co_re::Options::default();
    let fits = co_re::fit(&mut object, &opened.set, &options, |function| homes.prefer(function));
    for fit in &fits {
        match &fit.done {
            Ok(Patched::Done { .. }) => {}
            // The verifier refuses it only if it can be reached: a program that asks first is well.
            Ok(Patched::Poisoned) => eprintln!("instruction {} is poisoned", fit.insn_idx),
            Err(trouble) => bail!("instruction {}: {trouble}", fit.insn_idx),
        }
    }
    let relocated = emit::emit(&bytes, &object, &emit::Options { without_core_relos: true })?;
    let mut builder = ObjectBuilder::default();
    let loaded = builder.open_memory(&relocated)?;
    for program in loaded.progs() {
        println!("{}: relocated and ready to be loaded", program.name().to_string_lossy());
    }
    Ok(())
}
