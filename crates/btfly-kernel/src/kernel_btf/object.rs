//! BTF objects of the kernel by id, and who uses them · an id → a descriptor that keeps the object alive · never decodes
//! what nobody asked for: types are read and parsed by [`BtfObject::types`] alone.

use std::collections::BTreeMap;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use btfly_btf::Btf;

use crate::error::{Error, ErrorKind};
use crate::sys::btf::{self, BtfInfo};
use crate::sys::object::{self, Commands, MAPS, PROGRAMS};

const NEXT: &str = "BPF_BTF_GET_NEXT_ID";
const OPEN: &str = "BPF_BTF_GET_FD_BY_ID";
const INFO: &str = "BPF_OBJ_GET_INFO_BY_FD";

/// A BTF object of the kernel, held by a descriptor: as long as this lives, its id means this object and no other.
///
/// ```
/// use btfly_kernel::objects;
///
/// // Needs CAP_SYS_ADMIN, as all ids of BPF objects do.
/// match objects() {
///     Ok(objects) => objects.iter().for_each(|object| println!("{}: {}", object.id(), object.name())),
///     Err(error) => println!("{error}"),
/// }
/// ```
#[derive(Debug)]
pub struct BtfObject {
    fd: OwnedFd,
    info: BtfInfo,
}

impl BtfObject {
    /// Opens the object of an id; `None` if there is none. Nothing is decoded.
    ///
    /// # Errors
    ///
    /// When the kernel refuses: without CAP_SYS_ADMIN it does.
    pub fn open(id: u32) -> Result<Option<Self>, Error> {
        match object::open(btf::BY_ID, id) {
            Ok(Some(fd)) => Self::of(fd).map(Some),
            Ok(None) => Ok(None),
            Err(cause) => Err(Error::call(OPEN, format!("BTF {id}"), cause)),
        }
    }

    /// The object of a descriptor.
    pub(crate) fn of(fd: OwnedFd) -> Result<Self, Error> {
        let info = btf::info(fd.as_fd(), &mut []);
        let info = info.map_err(|cause| Error::call(INFO, "a BTF object", cause))?;
        Ok(Self { fd, info })
    }

    /// Its id: the kernel's number of it, used again once nobody holds the object.
    #[must_use]
    pub const fn id(&self) -> u32 {
        self.info.id
    }

    /// `vmlinux`, a module's name, or nothing for types that a program brought. Empty on kernels before 5.11.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.info.name
    }

    /// Whether the kernel made it, for itself or a module.
    #[must_use]
    pub const fn is_kernel(&self) -> bool {
        self.info.is_kernel
    }

    /// Bytes of its types and strings.
    #[must_use]
    pub const fn size(&self) -> u32 {
        self.info.size
    }

    /// Its bytes; of a module those that continue vmlinux, as the kernel relocated them.
    ///
    /// # Errors
    ///
    /// When the kernel refuses.
    pub fn bytes(&self) -> Result<Vec<u8>, Error> {
        let mut bytes = vec![0; usize::try_from(self.info.size).unwrap_or(0)];
        btf::info(self.fd.as_fd(), &mut bytes)
            .map_err(|cause| Error::call(INFO, format!("BTF {}", self.info.id), cause))?;
        Ok(bytes)
    }

    /// Its types, those of a module on `base`.
    ///
    /// # Errors
    ///
    /// When the kernel refuses, or the types are broken or of another base.
    pub fn types(&self, base: Option<&Btf>) -> Result<Btf, Error> {
        let bytes = self.bytes()?;
        let parsed = match base {
            Some(base) => Btf::parse_split(bytes, base),
            None => Btf::parse(bytes),
        };
        parsed.map_err(|error| {
            Error::new(ErrorKind::Malformed { what: format!("BTF {}: {error}", self.info.id) })
        })
    }

    /// The descriptor, for whoever keeps it.
    #[must_use]
    pub fn into_fd(self) -> OwnedFd {
        self.fd
    }
}

impl AsFd for BtfObject {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.fd.as_fd()
    }
}

/// All ids of a sort at this moment, with what `each` makes of them; those that go meanwhile are left out.
fn every<T>(
    commands: Commands,
    names: [&'static str; 2],
    mut each: impl FnMut(OwnedFd) -> Result<T, Error>,
) -> Result<Vec<T>, Error> {
    let mut found = Vec::new();
    let mut id = 0;
    while let Some(next) =
        object::next_id(commands, id).map_err(|cause| Error::call(names[0], "", cause))?
    {
        // An order that only grows; anything else would go on for ever.
        if next <= id {
            break;
        }
        id = next;
        let fd = object::open(commands, id)
            .map_err(|cause| Error::call(names[1], format!("id {id}"), cause))?;
        if let Some(fd) = fd {
            found.push(each(fd)?);
        }
    }
    Ok(found)
}

/// All BTF objects of the kernel, in the order of their ids. Nothing is decoded.
///
/// # Errors
///
/// When the kernel refuses: without CAP_SYS_ADMIN it does.
pub fn objects() -> Result<Vec<BtfObject>, Error> {
    every(btf::BY_ID, [NEXT, OPEN], BtfObject::of)
}

/// Programs and maps that use one BTF object, by their ids.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Users {
    /// Programs whose own types these are.
    pub programs: Vec<u32>,
    /// Maps whose keys and values they describe.
    pub maps: Vec<u32>,
    /// Programs that attach to something in them.
    pub attached: Vec<u32>,
}

/// Who uses which BTF object, by the object's id. Every map and program of the kernel is asked.
///
/// # Errors
///
/// When the kernel refuses: without CAP_SYS_ADMIN it does.
pub fn users() -> Result<BTreeMap<u32, Users>, Error> {
    let mut by_id: BTreeMap<u32, Users> = BTreeMap::new();
    // `struct bpf_prog_info`: id, btf_id, attach_btf_obj_id; as long as that of 7.2.
    let programs = every(PROGRAMS, ["BPF_PROG_GET_NEXT_ID", "BPF_PROG_GET_FD_BY_ID"], |fd| {
        let words = object::describe::<58>(fd.as_fd());
        let words = words.map_err(|cause| Error::call(INFO, "a program", cause))?;
        Ok([words[1], words[32], words[55]])
    })?;
    for [program, own, target] in programs {
        if own != 0 {
            by_id.entry(own).or_default().programs.push(program);
        }
        if target != 0 {
            by_id.entry(target).or_default().attached.push(program);
        }
    }
    // `struct bpf_map_info`: id, btf_id.
    let maps = every(MAPS, ["BPF_MAP_GET_NEXT_ID", "BPF_MAP_GET_FD_BY_ID"], |fd| {
        let words = object::describe::<20>(fd.as_fd());
        let words = words.map_err(|cause| Error::call(INFO, "a map", cause))?;
        Ok([words[1], words[16]])
    })?;
    for [map, types] in maps {
        if types != 0 {
            by_id.entry(types).or_default().maps.push(map);
        }
    }
    Ok(by_id)
}
