//! A loaded program whose functions are replaced or watched.
//!
//! *In:* an id, a name, or a path in a BPF file system. *Out:* a descriptor of the program, and ids of its functions in its own
//! types. *Never:* a choice between several of one name; the kernel's types.

use std::ffi::CString;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use btfly_btf::Kind;

use crate::error::{Error, ErrorKind};
use crate::kernel_btf::BtfObject;
use crate::sys::link;
use crate::sys::object::{self, PROGRAMS};

const NEXT: &str = "BPF_PROG_GET_NEXT_ID";
const OPEN: &str = "BPF_PROG_GET_FD_BY_ID";
const INFO: &str = "BPF_OBJ_GET_INFO_BY_FD";
const GET: &str = "BPF_OBJ_GET";

/// Bytes of a program's name that the kernel keeps.
const NAME_MAX: usize = 15;

/// A program in the kernel, held by a descriptor: `freplace` takes the place of one of its functions, `fentry` and `fexit`
/// watch one.
///
/// ```
/// use btfly_kernel::target::RunningProgram;
///
/// // Needs CAP_SYS_ADMIN, as all ids of BPF objects do.
/// let error = RunningProgram::open("no_such_program").unwrap_err();
/// assert!(!error.to_string().is_empty());
/// ```
#[derive(Debug)]
pub struct RunningProgram {
    fd: OwnedFd,
    id: u32,
    types: u32,
    name: String,
}

impl RunningProgram {
    /// Opens the program that `which` means: its id, its name, or, with a `/` in it, where it is pinned.
    ///
    /// # Errors
    ///
    /// When there is none, or several of that name; when the kernel refuses: ids and names need CAP_SYS_ADMIN.
    pub fn open(which: &str) -> Result<Self, Error> {
        if which.contains('/') {
            let none = |_| wrong(format!("no path: `{which}`"));
            let path = CString::new(which).map_err(none)?;
            let fd = link::open_pinned(&path).map_err(|cause| Error::call(GET, which, cause))?;
            return Self::of(fd);
        }
        if let Ok(id) = which.parse::<u32>() {
            let opened = object::open(PROGRAMS, id);
            let opened = opened.map_err(|cause| Error::call(OPEN, format!("id {id}"), cause))?;
            return Self::of(opened.ok_or_else(|| wrong(format!("no program has the id {id}")))?);
        }
        let mut found = Self::of_name(which)?;
        match (found.pop(), found.is_empty()) {
            (Some(program), true) => Ok(program),
            (Some(last), false) => {
                let ids = found.iter().chain([&last]).map(|program| program.id.to_string());
                let ids: Vec<String> = ids.collect();
                let why = format!("programs {} are called `{which}`", ids.join(", "));
                Err(wrong(why).with_hint("name it by its id"))
            }
            (None, _) => Err(wrong(format!("no program `{which}` is loaded"))
                .with_hint("`btfly list --ids` shows whose types are in the kernel")),
        }
    }

    /// All programs of a name, as far as the kernel keeps it.
    fn of_name(name: &str) -> Result<Vec<Self>, Error> {
        let kept = name.get(..NAME_MAX).unwrap_or(name);
        let mut found = Vec::new();
        let mut id = 0;
        while let Some(next) =
            object::next_id(PROGRAMS, id).map_err(|cause| Error::call(NEXT, "", cause))?
        {
            // An order that only grows; anything else would go on for ever.
            if next <= id {
                break;
            }
            id = next;
            let opened = object::open(PROGRAMS, id);
            let opened = opened.map_err(|cause| Error::call(OPEN, format!("id {id}"), cause))?;
            // Gone meanwhile.
            let Some(fd) = opened else { continue };
            let program = Self::of(fd)?;
            if program.name == kept {
                found.push(program);
            }
        }
        Ok(found)
    }

    /// The program of a descriptor.
    ///
    /// # Errors
    ///
    /// When it is no program's.
    pub fn of(fd: OwnedFd) -> Result<Self, Error> {
        // `struct bpf_prog_info`: id, name, btf_id.
        let words = object::describe::<33>(fd.as_fd());
        let words = words.map_err(|cause| Error::call(INFO, "a program", cause))?;
        let name: Vec<u8> =
            words.iter().skip(16).take(4).flat_map(|word| word.to_ne_bytes()).collect();
        Ok(Self { id: words[1], types: words[32], name: object::text(&name), fd })
    }

    /// Its id.
    #[must_use]
    pub const fn id(&self) -> u32 {
        self.id
    }

    /// Its name, of which the kernel keeps 15 bytes.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The id of one of its functions, in its own types: `attach_btf_id` of a program for that function.
    ///
    /// # Errors
    ///
    /// When it has no types, or none of its functions is called so; when the kernel refuses its types.
    pub fn function(&self, name: &str) -> Result<u32, Error> {
        let own = if self.types == 0 { None } else { BtfObject::open(self.types)? };
        let own = own.ok_or_else(|| {
            wrong(format!("program `{}` was loaded without types of its own", self.name))
                .with_hint("compile it with `-g`, and load it with its BTF")
        })?;
        let types = own.types(None)?;
        let found = types.types().find_own(name, Some(Kind::Func));
        let id = found.first().ok_or_else(|| {
            wrong(format!("no function `{name}` in program `{}`", self.name))
                .with_hint("what is replaced is a function of its own, global and not inlined")
        })?;
        Ok(id.0)
    }
}

impl AsFd for RunningProgram {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.fd.as_fd()
    }
}

fn wrong(why: String) -> Error {
    Error::new(ErrorKind::Target { why })
}
