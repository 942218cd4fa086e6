//! What plans and loads ask of the running kernel.
//!
//! *In:* [`KernelTypes`], procfs, sysfs. *Out:* targets, externs, numbers. *Never:* types from outside; a descriptor of a BTF
//! object unless something in a module is named by it.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader};
use std::sync::Arc;

use btfly_btf::{Kind, TypeId};
use btfly_obj::spec::{AttachType, ProgramSpec, ProgramType};

use super::{Lookup, Place};
use crate::KernelTypes;
use crate::error::{Error, ErrorKind};
use crate::facts::System;
use crate::plan::Known;
use crate::sys::{map, perf, prog};
use crate::target::{RunningProgram, TargetKind, find_target};

/// What a program attaches to by type, among the running kernel's own; nothing for programs that attach otherwise.
///
/// # Errors
///
/// When it is not there, or there several times; when it is in a module and the kernel refuses the descriptor of its BTF.
pub fn target(kernel: &KernelTypes, program: &ProgramSpec) -> Result<Option<Place>, Error> {
    if program.program_type == ProgramType::EXT {
        let why =
            "it takes the place of a function of a program, and no program is named".to_owned();
        return Err(Error::new(ErrorKind::Target { why })
            .with_hint("`--target` with the id, the name or the pinned path of the program"));
    }
    let named = program.target.as_deref();
    let named = named.filter(|target| !target.is_empty() && program.has_typed_target);
    let (Some(named), Some(attach_type)) = (named, program.attach_type) else { return Ok(None) };
    let (kmod, name) = match named.split_once(':') {
        Some((kmod, name)) => (Some(kmod), name),
        None => (None, named),
    };
    let kind = match attach_type {
        AttachType::TRACE_RAW_TP => TargetKind::Tracepoint,
        AttachType::LSM_MAC | AttachType::LSM_CGROUP => TargetKind::Lsm,
        AttachType::TRACE_ITER => TargetKind::Iter,
        _ => TargetKind::Func,
    };
    let found = find_target(kernel, kind, kmod, name);
    let found = found.map_err(|error| without_kmods(kernel, name, error))?;
    Ok(Some(Place { type_id: found.type_id.0, btf: found.object, program: None, home: found.home }))
}

/// What a program attaches to in another program: a function that `freplace` takes the place of, or that `fentry` and `fexit`
/// watch; nothing for programs of other types.
///
/// # Errors
///
/// When `of` has no such function, or no types.
pub fn target_in(of: &Arc<RunningProgram>, program: &ProgramSpec) -> Result<Option<Place>, Error> {
    let is_tracing = program.program_type == ProgramType::TRACING
        && matches!(program.attach_type, Some(AttachType::TRACE_FENTRY | AttachType::TRACE_FEXIT));
    if !is_tracing && program.program_type != ProgramType::EXT {
        return Ok(None);
    }
    let Some(name) = program.target.as_deref().filter(|name| !name.is_empty()) else {
        let why = "its section names no function".to_owned();
        return Err(Error::new(ErrorKind::Target { why }));
    };
    let type_id = of.function(name)?;
    let (program, home) = (Some(Arc::clone(of)), of.name().to_owned());
    Ok(Some(Place { type_id, btf: None, program, home }))
}

/// Names what stands in the way where modules are loaded and none has types.
fn without_kmods(kernel: &KernelTypes, name: &str, error: Error) -> Error {
    if !matches!(error.kind(), ErrorKind::Target { .. }) || !kernel.are_kmods_untyped() {
        return error;
    }
    let why = format!("{error}; modules have no BTF in this kernel, so none of them was searched");
    // What has no symbol cannot be probed either.
    let has_symbol = !matches!(kernel.address(name), Ok(None));
    let instead = if has_symbol {
        format!("`kprobe/{name}` needs none")
    } else {
        format!("no symbol is called `{name}`, so no kprobe would do either")
    };
    Error::new(ErrorKind::Target { why }).with_hint(format!(
        "modules have BTF since Linux 5.11, with CONFIG_DEBUG_INFO_BTF_MODULES; {instead}"
    ))
}

/// What has to be known of the running kernel to plan; its configuration only if that is wanted.
///
/// # Errors
///
/// When procfs or sysfs cannot be read.
pub fn known(with_kconfig: bool) -> io::Result<Known> {
    let release = std::fs::read_to_string("/proc/sys/kernel/osrelease")?;
    let words = release.split(['.', '-', '+']);
    let mut numbers = words.map(|word| word.trim().parse::<u32>().unwrap_or(0));
    let mut next = || numbers.next().unwrap_or(0);
    // The last number has one byte, whatever it is.
    let version = next() << 16 | next() << 8 | next().min(255);
    let mut known = Known::new(version);
    known.n_cpus = map::possible_cpus()?;
    known.page_size = u32::try_from(perf::page_size()).unwrap_or(known.page_size);
    if with_kconfig {
        known.kconfig = System::gather().kconfig;
        known.has_cookies = has_cookies();
    }
    Ok(known)
}

/// Whether programs of perf events can ask for cookies: one that asks is loaded, and gone again.
fn has_cookies() -> bool {
    /// `call bpf_get_attach_cookie; exit`: helper 174, which takes the context that is there already.
    const COOKIE: [u64; 2] = [174 << 32 | 0x85, 0x95];
    let insns: Vec<u8> = COOKIE.iter().flat_map(|insn| insn.to_le_bytes()).collect();
    let asking = prog::Load {
        program_type: ProgramType::KPROBE.0,
        attach_type: 0,
        name: "cookie",
        insns: &insns,
        license: c"GPL",
        kernel_version: 0,
        flags: 0,
        btf: None,
        func_infos: &[],
        line_infos: &[],
        attach_btf_id: 0,
        attach_to: None,
        fd_array: &[],
        log_level: 0,
    };
    cfg!(target_endian = "little") && prog::load(&asking, &mut []).is_ok()
}

impl KernelTypes {
    fn first(&self, name: &str, kind: Kind) -> Result<Option<Place>, String> {
        let told = |error: Error| error.to_string();
        let in_base = self.find_in_base(name, kind).map_err(told)?;
        if let Some(id) = in_base.first() {
            return Ok(Some(Place {
                type_id: id.0,
                btf: None,
                program: None,
                home: "vmlinux".to_owned(),
            }));
        }
        // A module that goes and comes between the search and the descriptor is searched again.
        for _ in 0..3 {
            let set = self.refresh().map_err(told)?;
            let found = set.find(name, Some(kind));
            let Some(loc) = found.into_iter().find(|loc| !loc.slot.is_base()) else {
                return Ok(None);
            };
            let home = set.slot_name(loc.slot).to_owned();
            let object = self.kmod_handle(&home).map_err(told)?;
            let set = self.refresh().map_err(told)?;
            if !self.is_current(&home, &object) {
                continue;
            }
            let own = set.slot(&home).and_then(|slot| set.btf(slot).ok());
            let own = own.and_then(|btf| btf.types().find_own(name, Some(kind)).into_iter().next());
            if let Some(TypeId(type_id)) = own {
                return Ok(Some(Place { type_id, btf: Some(object), program: None, home }));
            }
        }
        Err(format!("the module of `{name}` is loaded and unloaded all the time"))
    }
}

impl Lookup for KernelTypes {
    fn variable(&self, name: &str) -> Result<Option<Place>, String> {
        self.first(name, Kind::Var)
    }

    fn kfunc(&self, name: &str) -> Result<Option<Place>, String> {
        self.first(name, Kind::Func)
    }

    fn are_kmods_untyped(&self) -> bool {
        self.set().is_ok_and(|set| set.kmods().is_empty())
            && std::fs::read_to_string("/proc/modules").is_ok_and(|list| !list.is_empty())
    }

    fn address(&self, name: &str) -> Result<Option<u64>, String> {
        const PATH: &str = "/proc/kallsyms";
        let failed = |error: io::Error| format!("{PATH}: {error}");
        let mut found = None;
        for line in BufReader::new(File::open(PATH).map_err(failed)?).lines() {
            let line = line.map_err(failed)?;
            // Address, letter, name, and for those of modules a tab and the module.
            let mut words = line.split_ascii_whitespace();
            let (Some(address), Some(_), Some(symbol)) = (words.next(), words.next(), words.next())
            else {
                continue;
            };
            // Compilers put what makes a local name the only one behind it.
            if symbol != name && symbol.split_once(".llvm.").map(|(symbol, _)| symbol) != Some(name)
            {
                continue;
            }
            let address = u64::from_str_radix(address, 16).map_err(io::Error::other);
            let address = address.map_err(failed)?;
            if address == 0 {
                return Err(format!(
                    "{PATH} does not show addresses: it does with CAP_SYSLOG and kptr_restrict below 2"
                ));
            }
            if found.is_some_and(|found| found != address) {
                return Err("several symbols have that name".to_owned());
            }
            found = Some(address);
        }
        Ok(found)
    }
}
