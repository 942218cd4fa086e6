//! Programs loaded.
//!
//! *In:* a planned program, its target, maps and externs. *Out:* [`Program`], or an error with the verifier's words and what
//! they come to. *Never:* a program of which a part is missing.

use std::ffi::CString;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use btfly_btf::Endian;
use btfly_obj::insn::Insn;
use btfly_obj::spec::{ProgramSpec, ProgramType};

use super::fixups::{self, Extern};
use super::types::Types;
use super::{LoadError, Lookup, Map, Place, log, maps};
use crate::plan::{LoadPlan, ProgramPlan};
use crate::sys::{memlock, prog};

/// A program in the kernel.
#[derive(Debug)]
#[non_exhaustive]
pub struct Program {
    /// What it is.
    pub spec: ProgramSpec,
    /// What it was loaded for, among the kernel's types.
    pub target: Option<Place>,
    fd: OwnedFd,
}

impl AsFd for Program {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.fd.as_fd()
    }
}

impl Program {
    /// Runs it once on `data` or `context`, as `BPF_PROG_TEST_RUN` does; what it returned.
    ///
    /// # Errors
    ///
    /// When the kernel does not run programs of that type so.
    pub fn run(&self, data: &[u8], context: &[u8]) -> io::Result<u32> {
        prog::run(self.as_fd(), data, context)
    }
}

const PROG_LOAD: &str = "BPF_PROG_LOAD";
/// The verifier may be interrupted; so often it is asked again.
const ATTEMPTS: usize = 5;

pub(super) fn load(
    plan: &LoadPlan,
    program: &ProgramPlan,
    target: Option<&Place>,
    maps: &[Option<Map>],
    externs: &[Extern],
    types: Option<&Types>,
    lookup: &dyn Lookup,
) -> Result<Program, LoadError> {
    let what = || format!("program `{}`", program.spec.name);
    let (insns, modules) = fixups::apply(program, maps, externs)?;
    let mut code = Vec::with_capacity(insns.len() * btfly_obj::insn::SIZE);
    let endian = if cfg!(target_endian = "big") { Endian::Big } else { Endian::Little };
    Insn::write_all(&insns, endian, &mut code);
    let license = CString::new(plan.license.as_str())
        .map_err(|_| LoadError::own(what(), PROG_LOAD, "a zero in the licence"))?;
    let has_functions = types.is_some_and(|types| types.has_functions);
    let attach_type = program.spec.attach_type.map_or(0, |attach_type| attach_type.0);
    let mut request = prog::Load {
        program_type: program.spec.program_type.0,
        attach_type,
        name: &program.spec.name,
        insns: &code,
        license: &license,
        kernel_version: if program.spec.program_type == ProgramType::KPROBE {
            plan.version
        } else {
            0
        },
        flags: program.flags,
        btf: types.map(|types| types.object.as_fd()),
        func_infos: if has_functions { &program.func_infos } else { &[] },
        line_infos: if has_functions { &program.line_infos } else { &[] },
        attach_btf_id: target.map_or(0, |target| target.type_id),
        attach_to: target.and_then(attach_to),
        fd_array: &modules,
        log_level: 1,
    };
    let mut tried = attempt(&request, &mut []);
    if maps::is_denied(&tried) && memlock::raise() {
        tried = attempt(&request, &mut []);
    }
    if tried.is_err() && program.spec.is_attach_type_optional && attach_type != 0 {
        // Kernels before attach types refuse any.
        request.attach_type = 0;
        let again = attempt(&request, &mut []);
        if again.is_ok() {
            tried = again;
        } else {
            request.attach_type = attach_type;
        }
    }
    match tried {
        Ok(fd) => Ok(Program { spec: program.spec.clone(), target: target.cloned(), fd }),
        Err(error) => {
            let (said, error) = words(&request, error);
            let verdict = log::verdict(&said, plan, program, lookup);
            Err(explain(program, error, said, verdict))
        }
    }
}

/// Whose type the target is: a module's or a program's descriptor.
fn attach_to(target: &Place) -> Option<BorrowedFd<'_>> {
    let program = target.program.as_ref().map(|program| program.as_fd());
    program.or_else(|| target.btf.as_ref().map(|btf| btf.as_fd()))
}

fn attempt(request: &prog::Load<'_>, log: &mut [u8]) -> io::Result<OwnedFd> {
    let mut tried = prog::load(request, log);
    for _ in 1..ATTEMPTS {
        match &tried {
            Err(error) if error.raw_os_error() == Some(libc::EAGAIN) => {
                tried = prog::load(request, log);
            }
            _ => break,
        }
    }
    tried
}

/// The verifier's words, in a buffer that grows until they fit.
fn words(request: &prog::Load<'_>, first: io::Error) -> (String, io::Error) {
    const FIRST: usize = 64 << 10;
    /// The most that all kernels allow.
    const MOST: usize = (1 << 24) - 1;
    let mut size = FIRST;
    loop {
        let mut log = vec![0; size];
        let error = match attempt(request, &mut log) {
            // What failed a moment ago; the first answer is the one to tell.
            Ok(_) => return (String::new(), first),
            Err(error) => error,
        };
        if error.raw_os_error() == Some(libc::ENOSPC) && size < MOST {
            size = (size * 4).min(MOST);
            continue;
        }
        let end = log.iter().position(|byte| *byte == 0).unwrap_or(log.len());
        let said = String::from_utf8_lossy(log.get(..end).unwrap_or_default()).into_owned();
        let is_full = error.raw_os_error() == Some(libc::ENOSPC);
        return (said, if is_full { first } else { error });
    }
}

fn explain(
    program: &ProgramPlan,
    error: io::Error,
    said: String,
    verdict: Vec<String>,
) -> LoadError {
    let hint = match error.raw_os_error() {
        Some(libc::EPERM) if said.is_empty() => Some(
            "CAP_BPF and CAP_PERFMON (before 5.8 CAP_SYS_ADMIN) are needed, and the kernel must allow this type of \
             program: see lockdown and unprivileged_bpf_disabled",
        ),
        Some(libc::EINVAL) if said.is_empty() && program.spec.attach_type.is_some() => {
            Some("this kernel may not know programs of this type and attach type")
        }
        Some(524) => Some("the kernel or its processor cannot attach such a program"),
        _ => None,
    };
    let mut failed = LoadError::new(format!("program `{}`", program.spec.name), PROG_LOAD, error);
    failed.verdict = verdict;
    failed.log = Some(said).filter(|said| !said.is_empty());
    failed.hint = hint.map(str::to_owned);
    failed
}
