//! Benchmarks beside the peers · the lab and the built program → a table of medians and ratios · never a test: nothing here
//! passes or fails on a time.
//!
//! Contenders take turns (A B C A B C …), so that what else the machine does meets all of them alike. One number is the
//! median over the rounds of each round's median; "best" is the smallest time of all. Whole processes take more turns, each
//! of which is a single run. Ratios compare like with like.

mod check;
mod co_re;
mod edit;
mod inside;
mod min;
mod names;
mod peers;
mod table;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::command;
use crate::lab::Lab;
use crate::workspace;
use peers::{Contender, Peers};

pub(crate) use peers::rust as rust_peers;
use table::{Measured, Row};

/// One round says little; with five, one bad round does not move the median.
const ROUNDS: usize = 5;
/// Turns of whole processes in a round.
const PROCESSES: usize = 5;

/// `cargo xtask bench [--write] [--rounds N] [FILTER]…`.
pub fn run(arguments: &[String]) -> Result<()> {
    if let [word, rest @ ..] = arguments
        && word == inside::COMMAND
    {
        return inside::run(rest);
    }
    let mut rounds = ROUNDS;
    let mut write = false;
    let mut filters = Vec::new();
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--write" => write = true,
            "--rounds" => {
                rounds =
                    words.next().and_then(|n| n.parse().ok()).context("--rounds takes a number")?;
            }
            filter => filters.push(filter),
        }
    }
    let lab = Lab::fetch()?;
    let peers = Peers::build(&lab)?;
    let mut items = items(&lab, &peers)?;
    items.retain(|item| filters.is_empty() || filters.iter().any(|f| item.title.contains(f)));
    if items.is_empty() {
        bail!("no benchmark is called so");
    }
    let rows = items.iter().map(|item| measure(item, rounds)).collect::<Result<Vec<_>>>()?;
    let text = table::render(&rows, &lab, rounds)?;
    print_out(&text);
    if write {
        table::write(&workspace::root().join("docs/performance.md"), &text)?;
    }
    Ok(())
}

#[expect(clippy::print_stdout, reason = "the table is what was asked for")]
fn print_out(text: &str) {
    print!("{text}");
}

/// One piece of work, and who can do it; ours comes first.
struct Item {
    title: String,
    contenders: Vec<Contender>,
}

fn measure(item: &Item, rounds: usize) -> Result<Row> {
    let mut measured: Vec<Measured> =
        item.contenders.iter().map(|contender| Measured::new(&contender.name)).collect();
    let once = item.contenders.iter().any(Contender::is_once);
    let rounds = if once { rounds * PROCESSES } else { rounds };
    for round in 0..rounds {
        eprintln!("bench {} round {}", item.title, round + 1);
        for (contender, measured) in item.contenders.iter().zip(&mut measured) {
            measured.add(contender.run().with_context(|| item.title.clone())?);
        }
    }
    Ok(Row { title: item.title.clone(), measured })
}

fn items(lab: &Lab, peers: &Peers) -> Result<Vec<Item>> {
    let folder = lab.root().join("bench");
    let mut items = Vec::new();
    for label in ["6.12", "7.2"] {
        let kernel = lab.kernel(label)?;
        let vmlinux = kernel.vmlinux_btf().context("no vmlinux BTF in the lab")?;
        let names = folder.join(format!("names-{label}.txt"));
        fs::write(&names, names::list(&vmlinux)?)?;
        let blob = [vmlinux.as_path()];
        items.push(Item {
            title: format!("parse {label}"),
            contenders: peers.inside(
                &[
                    "btfly",
                    "btfly-file",
                    "bare-pass",
                    "libbpf",
                    "cilium",
                    "aya-obj",
                    "btf-rs",
                    "btf-rs-mmap",
                ],
                "parse",
                30,
                &blob,
            ),
        });
        items.push(Item {
            title: format!("verify {label}"),
            contenders: peers.inside(&["btfly", "bare-pass"], "verify", 30, &blob),
        });
        items.push(Item {
            title: format!("open and find two names {label}"),
            contenders: peers.inside(
                &["btfly", "btfly-file", "libbpf", "cilium", "aya-obj", "btf-rs", "btf-rs-mmap"],
                "find2",
                30,
                &blob,
            ),
        });
        items.push(Item {
            title: format!("open and find 1,000 names {label}"),
            contenders: peers.inside(
                &["btfly", "libbpf", "cilium", "aya-obj", "btf-rs"],
                "names1000",
                8,
                &[&vmlinux, &names],
            ),
        });
        items.push(Item {
            title: format!("vmlinux and all modules, find a module's type {label}"),
            contenders: peers.inside(
                &["btfly", "libbpf", "cilium", "btf-rs"],
                "split",
                3,
                &[&vmlinux, &kernel.mods()],
            ),
        });
        items.extend(whole(lab, peers, label, &vmlinux, &kernel.mods())?);
    }
    items.extend(edit::items(lab, peers)?);
    items.extend(co_re::items(lab, peers)?);
    items.extend(min::items(lab, peers)?);
    items.extend(check::items(lab, peers)?);
    let (old, new) = (lab.kernel("6.12")?, lab.kernel("7.2")?);
    let [a, b] =
        [&old, &new].map(|kernel| kernel.vmlinux_btf().context("no vmlinux BTF in the lab"));
    items.push(Item {
        title: String::from("diff of 6.12 and 7.2 with all modules, from files on"),
        // Nobody else does it.
        contenders: peers.inside(&["btfly"], "diff", 3, &[&a?, &old.mods(), &b?, &new.mods()]),
    });
    Ok(items)
}

/// Whole processes, from exec to exit, output thrown away.
fn whole(lab: &Lab, peers: &Peers, label: &str, vmlinux: &Path, mods: &Path) -> Result<Vec<Item>> {
    let ours = |arguments: &[&str], source: &Path| {
        let mut command = peers.btfly();
        command.args(arguments).arg(source);
        peers.whole("btfly", &command)
    };
    let bpftool = |global: &[&str], last: &[&str]| -> Result<Contender> {
        let mut command = lab.peer("bpftool")?;
        command.args(global).args(["btf", "dump", "file"]).arg(vmlinux).args(last);
        Ok(peers.whole("bpftool 7.8", &command))
    };
    let old = |global: &[&str], last: &[&str]| {
        let mut command =
            Command::new(command::which("bpftool").unwrap_or_else(|| PathBuf::from("bpftool")));
        command.args(global).args(["btf", "dump", "file"]).arg(vmlinux).args(last);
        peers.whole("bpftool 7.1", &command)
    };
    let mut pahole = lab.peer("pahole")?;
    pahole.args(["-C", "task_struct"]).arg(vmlinux);
    let item =
        |title: &str, contenders| Item { title: format!("{title} {label}, process"), contenders };
    let raw = ["dump", "--format", "raw"];
    Ok(vec![
        item(
            "raw text",
            vec![
                ours(&raw, vmlinux),
                bpftool(&[], &["format", "raw"])?,
                old(&[], &["format", "raw"]),
            ],
        ),
        item(
            "JSON",
            vec![ours(&["dump", "--json"], vmlinux), bpftool(&["-j"], &[])?, old(&["-j"], &[])],
        ),
        item(
            "C header",
            vec![ours(&["dump", "--format", "c"], vmlinux), bpftool(&[], &["format", "c"])?],
        ),
        item(
            "C header, unsorted",
            vec![
                ours(&["dump", "--format", "c", "--unsorted"], vmlinux),
                bpftool(&[], &["format", "c", "unsorted"])?,
                old(&[], &["format", "c"]),
            ],
        ),
        item(
            "show task_struct",
            vec![ours(&["show", "task_struct"], vmlinux), peers.whole("pahole 1.32", &pahole)],
        ),
        Item {
            title: format!("open and find two names {label}, process"),
            contenders: [peers.find(vmlinux, &["task_struct", "vfs_read"])]
                .into_iter()
                .chain(peers.once(
                    &["libbpf", "cilium", "aya-obj", "btf-rs-mmap"],
                    "find2",
                    &[vmlinux],
                ))
                .collect(),
        },
        Item {
            title: format!("vmlinux and all modules, find a module's type {label}, process"),
            contenders: peers.once(
                &["btfly", "libbpf", "cilium", "btf-rs"],
                "split",
                &[vmlinux, mods],
            ),
        },
    ])
}
