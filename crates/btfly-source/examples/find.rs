//! Maps a file of BTF, and says where types of some names are and how large they are: what that takes, and no more. For
//! ELF, packages, directories and the rest there is `open`.
//!
//! `cargo run --release --package btfly-source --example find -- /sys/kernel/btf/vmlinux task_struct sk_buff`

#![expect(clippy::print_stdout, reason = "what was found is what was asked for")]

use std::error::Error;
use std::path::PathBuf;

use btfly_btf::Btf;
use btfly_source::{Bytes, Limits};

fn main() -> Result<(), Box<dyn Error>> {
    let mut words = std::env::args_os().skip(1);
    let path = words.next().map(PathBuf::from).ok_or("usage: find FILE NAME…")?;
    let btf = Btf::parse(Bytes::from_file(&path, &Limits::default())?)?;
    let types = btf.types();
    for name in words {
        let name = name.to_string_lossy();
        let mut found = types.find(&name, None).peekable();
        if found.peek().is_none() {
            println!("{name}: none");
        }
        for id in found {
            match types.size_of(id) {
                Some(size) => println!("{name}: id {id}, {size} bytes"),
                None => println!("{name}: id {id}"),
            }
        }
    }
    Ok(())
}
