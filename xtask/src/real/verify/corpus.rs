//! What kernels and `verify` are both asked about · fixtures, objects and kernels of the lab → blobs, always the same ones ·
//! never more than a boot can take.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, anyhow};
use btfly_btf::build::{
    Builder, CompositeDef, Def, IntDef, MemberDef, Options as Around, RefDef, TypedefDef,
};
use btfly_btf::edit::merge::{Repeated, merge};
use btfly_btf::edit::strip::strip;
use btfly_btf::set::Ready;
use btfly_btf::view::Encoding;
use btfly_btf::{Bits, Btf, BtfSet, Endian, TypeId, text};

use super::cases;
use super::mutate::Mutator;
use crate::lab::Lab;
use crate::{command, workspace};

/// A BTF, or what is left of one.
pub(super) struct Blob {
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
}

/// Pieces of each kernel.
const PIECES: usize = 150;
/// The largest piece, in types and in bytes.
const PIECE_TYPES: usize = 700;
const PIECE_BYTES: usize = 64 << 10;
/// How many mutations.
const MUTATIONS: u64 = 5500;
/// Where they begin.
const SEED: u64 = 0x6274_666c_7900;
/// The largest BTF that is mutated: in larger ones most of what is changed is never looked at.
const SEED_BYTES: usize = 6 << 10;

pub(super) fn make(lab: &Lab) -> Result<Vec<Blob>> {
    let mut blobs = Vec::new();
    let mut add = |name: String, bytes: Vec<u8>| blobs.push(Blob { name, bytes });
    for case in cases::all().map_err(|error| anyhow!(error))? {
        add(format!("case {}", case.name), case.bytes);
    }
    fixtures(&mut add)?;
    shapes(&mut add)?;
    for object in lab.objects()? {
        let name = format!("{} {:?} {}", object.compiler, object.endian, object.name);
        add(name, cut(lab, &object.path)?);
    }
    let n_small = blobs.len();
    for kernel in lab.main_kernels()? {
        let Some(path) = kernel.vmlinux_btf() else { continue };
        let btf = Btf::parse(fs::read(path)?)?;
        blobs.extend(pieces(kernel.label, &btf)?);
    }
    // For a hunt, other mutations and more of them.
    let wanted = |name: &str| std::env::var(name).ok().and_then(|text| text.parse().ok());
    let mut mutator = Mutator::new(wanted("BTFLY_SEED").unwrap_or(SEED));
    let mutations = wanted("BTFLY_MUTATIONS").unwrap_or(MUTATIONS);
    let seeds: Vec<usize> = (0..blobs.len())
        .filter(|at| blobs.get(*at).is_some_and(|blob| is_seed(&blob.bytes)))
        // The kinds of what is small and made by hand are worth more than those of kernels.
        .flat_map(|at| std::iter::repeat_n(at, if at < n_small { 3 } else { 1 }))
        .collect();
    let mut number = 0;
    while number < mutations {
        let Some(seed) = seeds.get(mutator.below(seeds.len())).and_then(|at| blobs.get(*at)) else {
            break;
        };
        if let Some(bytes) = mutator.mutate(&seed.bytes) {
            let name = format!("mutation {number} of {}", seed.name);
            blobs.push(Blob { name, bytes });
            number += 1;
        }
    }
    // Last, so that numbers of the rest stay low.
    for kernel in lab.main_kernels()? {
        let Some(path) = kernel.vmlinux_btf() else { continue };
        let bytes = fs::read(path)?;
        blobs.push(Blob { name: format!("vmlinux {}", kernel.label), bytes });
    }
    large(&mut blobs)?;
    Ok(blobs)
}

/// Whether to mutate it: of the other byte order, kernels read no more than the first words.
fn is_seed(bytes: &[u8]) -> bool {
    bytes.len() <= SEED_BYTES && bytes.starts_with(&[0x9f, 0xeb])
}

/// The fixtures in text; modules are merged into their base, because no kernel takes them alone.
fn fixtures(add: &mut impl FnMut(String, Vec<u8>)) -> Result<()> {
    let folder = workspace::root().join("fixtures/text");
    let mut files: Vec<_> =
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    files.sort();
    let base =
        text::parse(&fs::read_to_string(workspace::root().join("fixtures/text/base.btf.txt"))?)?;
    for file in files {
        let name = format!("fixture {}", file.file_stem().unwrap_or_default().to_string_lossy());
        let said = fs::read_to_string(&file)?;
        if let Ok(btf) = text::parse(&said) {
            add(name, btf.bytes().to_vec());
        } else {
            let kmod = text::parse_split(&said, &base).with_context(|| name.clone())?;
            let mut set = BtfSet::new(base.clone());
            set.push(Arc::new(Ready::parse(name.clone(), kmod.bytes().to_vec(), &base)));
            add(name, merge(&set, Repeated::Kept)?.to_btf().bytes().to_vec());
        }
    }
    Ok(())
}

/// Types that lead to one another in ways that the limits of kernels are about.
fn shapes(add: &mut impl FnMut(String, Vec<u8>)) -> Result<()> {
    let int = || {
        Def::Int(IntDef {
            name: "int".into(),
            size: 4,
            encoding: Encoding::Signed,
            offset_bits: 0,
            size_bits: 32,
        })
    };
    for depth in [1, 15, 30, 31, 32, 33, 34, 40, 64] {
        for (what, turned) in
            ["const", "typedef", "pointer", "struct", "pointer and const", "array of struct"]
                .into_iter()
                .flat_map(|what| [(what, false), (what, true)])
        {
            let mut builder = Builder::new(Endian::Little);
            // From the top down each leads to the next, from the bottom up to the one before.
            let last = if turned { depth + 1 } else { 1 };
            if !turned {
                builder.add(&int())?;
            }
            for at in 1..=depth {
                let to = TypeId(if turned { at + 1 } else { at });
                debug_assert!(to.0 <= depth + 1 && last <= depth + 1);
                let refer = RefDef { type_id: to };
                let composite = Def::Struct(CompositeDef {
                    name: "".into(),
                    size: 8,
                    members: vec![MemberDef::new("a", to, Bits(0))],
                    has_bitfield_sizes: false,
                });
                builder.add(&match what {
                    "const" => Def::Const(refer),
                    "typedef" => Def::Typedef(TypedefDef { name: "t".into(), type_id: to }),
                    "pointer" => Def::Ptr(refer),
                    "pointer and const" if at % 2 == 0 => Def::Ptr(refer),
                    "pointer and const" => Def::Const(refer),
                    "array of struct" if at % 2 == 0 => Def::Volatile(refer),
                    _ => composite,
                })?;
            }
            if turned {
                builder.add(&int())?;
            }
            let way = if turned { "down" } else { "up" };
            add(format!("{depth} of {what}, {way}"), builder.encode(&Around::default())?);
        }
    }
    Ok(())
}

/// Of a kernel's types, some that need few others.
fn pieces(label: &str, btf: &Btf) -> Result<Vec<Blob>> {
    let types = btf.types();
    let mut pieces = Vec::new();
    let step = u32::try_from(types.len() / (PIECES * 2))?.max(1);
    let mut id = 1;
    while id < types.end().0 && pieces.len() < PIECES {
        let root = TypeId(id);
        if types.reachable([root]).len() <= PIECE_TYPES {
            let bytes = strip(btf.into(), &[root])?.into_bytes();
            if bytes.len() <= PIECE_BYTES {
                pieces.push(Blob { name: format!("type {id} of {label}"), bytes });
            }
        }
        id += step;
    }
    Ok(pieces)
}

/// What is about the limits of a whole BTF.
fn large(blobs: &mut Vec<Blob>) -> Result<()> {
    /// One more than the kernel's table of types holds.
    const TYPES: u32 = 0x10_0000 + 16;
    let mut builder = Builder::new(Endian::Little);
    for _ in 0..TYPES {
        builder.add(&Def::Ptr(RefDef { type_id: TypeId(0) }))?;
    }
    let name = format!("{TYPES} types");
    blobs.push(Blob { name, bytes: builder.encode(&Around::default())? });
    for more in [0, 1] {
        let mut builder = Builder::new(Endian::Little);
        builder.add(&Def::Ptr(RefDef { type_id: TypeId(0) }))?;
        let mut bytes = builder.encode(&Around::default())?;
        let len = (16 << 20) + more;
        let strings = u32::try_from(len - bytes.len() + 1)?;
        bytes.resize(len, 0);
        if let Some(word) = bytes.get_mut(20..24) {
            word.copy_from_slice(&strings.to_le_bytes());
        }
        blobs.push(Blob { name: format!("{len} bytes"), bytes });
    }
    Ok(())
}

/// The `.BTF` of an object.
fn cut(lab: &Lab, object: &Path) -> Result<Vec<u8>> {
    let scratch = lab.scratch()?;
    let file = scratch.path().join("btf");
    let mut objcopy = lab.peer("llvm-objcopy")?;
    objcopy.arg(format!("--dump-section=.BTF={}", file.display()));
    command::quiet(objcopy.arg(object).arg("/dev/null"))?;
    Ok(fs::read(file)?)
}
