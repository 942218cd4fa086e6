//! Kernel packages and archives: one pass over many files, the types of each kept, the rest let go.
//!
//! *In:* an archive as a stream. *Out:* [`Harvest`]: the kernel's types and those of its modules. *Never:*
//! more than a few files of the archive in memory at a time, a file written, an answer that depends on
//! the number of threads: while this thread unpacks the archive, others unpack its members.

pub(crate) mod cpio;
pub(crate) mod deb;
pub(crate) mod role;
mod room;
pub(crate) mod rpm;
pub(crate) mod tar;

use std::collections::BTreeSet;
use std::io::Read;
use std::path::Path;
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Mutex, PoisonError};

use self::role::Role;
use self::room::{Held, Kept, Room, lock};
use crate::compressed::{self, Compression, Streams};
use crate::error::{Error, ErrorKind};
use crate::image::{self, Found};
use crate::map::Bytes;
use crate::section;
use crate::sniff::{self, Container};
use crate::{Kmods, Limits, Options, Progress};

/// One file of an archive.
#[derive(Debug)]
pub(crate) struct Member {
    /// As the archive has it.
    pub(crate) path: String,
    /// Whether it is a regular file.
    pub(crate) is_file: bool,
    /// As its header says; not to be trusted.
    pub(crate) size: u64,
}

/// An archive that is read from its beginning to its end.
pub(crate) trait Archive {
    /// Goes to the next member; what was not read of the one before is skipped.
    fn next(&mut self) -> Result<Option<Member>, Error>;

    /// All of the current member; empty the second time.
    fn content(&mut self) -> Result<Vec<u8>, Error>;
}

/// The stream behind an archive: it counts, and turns the end of input into the right error.
pub(crate) struct Stream<R> {
    reader: R,
    what: &'static str,
    at: u64,
    limit: u64,
}

impl<R: Read> Stream<R> {
    fn new(reader: R, what: &'static str, limits: &Limits) -> Self {
        Self { reader, what, at: 0, limit: limits.decompressed }
    }

    fn corrupt(&self, why: impl std::fmt::Display) -> Error {
        Error::corrupt(self.what, why).at(usize::try_from(self.at).unwrap_or(usize::MAX))
    }

    fn ended(&self) -> Error {
        let at = usize::try_from(self.at).unwrap_or(usize::MAX);
        Error::truncated("the end of the archive").at(at)
    }

    /// Fills `buffer`, or tells that the stream is at its end.
    fn fill(&mut self, buffer: &mut [u8]) -> Result<bool, Error> {
        let mut filled = 0;
        while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
            match self.reader.read(rest) {
                Ok(0) if filled == 0 => return Ok(false),
                Ok(0) => return Err(self.ended()),
                Ok(n) => filled += n,
                Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
                Err(e) => return Err(compressed::fault(e, self.what)),
            }
        }
        self.at += filled as u64;
        Ok(true)
    }

    fn content(&mut self, size: u64) -> Result<Vec<u8>, Error> {
        if self.limit < size {
            let what = "a file in the archive";
            return Err(Error::new(ErrorKind::OverLimit { what, limit: self.limit }));
        }
        let mut content = Vec::new();
        let n_read = self.reader.by_ref().take(size).read_to_end(&mut content);
        let n_read = n_read.map_err(|e| compressed::fault(e, self.what))? as u64;
        self.at += n_read;
        if n_read < size { Err(self.ended()) } else { Ok(content) }
    }

    fn skip(&mut self, mut left: u64) -> Result<(), Error> {
        let mut scratch = [0; 16 << 10];
        while left != 0 {
            let n = left.min(scratch.len() as u64);
            let part =
                scratch.get_mut(..usize::try_from(n).unwrap_or_default()).unwrap_or_default();
            if !self.fill(part)? {
                return Err(self.ended());
            }
            left -= n;
        }
        Ok(())
    }
}

/// What a package had in it.
#[derive(Debug, Default)]
pub(crate) struct Harvest {
    /// Kernels with BTF, each with the member it came from, in the order of the archive.
    pub(crate) kernels: Vec<(String, Found)>,
    /// Why a file that should be a kernel gave no BTF, the first of them.
    pub(crate) kernel_error: Option<Error>,
    /// Modules by name, each with what its file gave.
    pub(crate) kmods: Vec<(String, Result<Found, Error>)>,
    /// Modules that were read and have no BTF.
    pub(crate) n_without_btf: usize,
    /// The releases that the paths of modules and kernels name.
    pub(crate) releases: BTreeSet<String>,
}

impl Harvest {
    /// Takes in what another package of the same kernel had. Of two modules with one name, the first
    /// stays.
    pub(crate) fn absorb(&mut self, other: Self) {
        self.kernels.extend(other.kernels);
        self.kernel_error = self.kernel_error.take().or(other.kernel_error);
        self.kmods.extend(other.kmods);
        self.kmods.sort_by(|(a, _), (b, _)| a.cmp(b));
        self.kmods.dedup_by(|(later, _), (kept, _)| later == kept);
        self.n_without_btf += other.n_without_btf;
        self.releases.extend(other.releases);
    }

    /// The same, with each member named together with its package.
    pub(crate) fn within(mut self, package: &Path) -> Self {
        for (member, _) in &mut self.kernels {
            *member = format!("{}: {member}", package.display());
        }
        for (_, found) in &mut self.kmods {
            if let Err(error) = found {
                *error = error.clone().in_path(package);
            }
        }
        self.kernel_error = self.kernel_error.map(|error| error.in_path(package));
        self
    }
}

/// The archive in `file`, if it is one, ready to be read; with what it is called.
pub(crate) fn harvest(
    file: &Bytes,
    options: &Options<'_>,
) -> Option<Result<(Container, Harvest), Error>> {
    let data = file.as_ref();
    let container = Container::of(data);
    let seen = std::cell::Cell::new(0);
    let harvested = match container {
        Container::Deb => deb::data_member(data).and_then(|(name, range)| {
            let part = data.get(range).unwrap_or_default();
            from_tar(part, &seen, options).map_err(|error| error.in_member(name))
        }),
        Container::Rpm => rpm::payload(data)
            .and_then(|range| from_cpio(data.get(range).unwrap_or_default(), &seen, options)),
        Container::Tar => from_tar(data, &seen, options),
        Container::Compressed(compression) => {
            let mut start = [0; 512];
            let mut reader = compressed::reader(compression, data, Streams::All, &options.limits);
            reader.read_exact(&mut start).ok()?;
            if !sniff::is_tar(&start) {
                return None;
            }
            from_tar(data, &seen, options)
        }
        _ => return None,
    };
    Some(harvested.map(|harvest| (container, harvest)))
}

type Seen = std::cell::Cell<usize>;

fn from_tar(data: &[u8], seen: &Seen, options: &Options<'_>) -> Result<Harvest, Error> {
    let what = "tar archive";
    match Compression::of(data) {
        Some(compression) => {
            let reader = compressed::archive(compression, data, &options.limits, seen);
            collect(&mut tar::Tar::new(reader, what, &options.limits), data.len(), seen, options)
        }
        None => {
            let reader = compressed::Input::counted(data, seen);
            collect(&mut tar::Tar::new(reader, what, &options.limits), data.len(), seen, options)
        }
    }
}

fn from_cpio(data: &[u8], seen: &Seen, options: &Options<'_>) -> Result<Harvest, Error> {
    let what = "cpio archive";
    match Compression::of(data) {
        Some(compression) => {
            let reader = compressed::archive(compression, data, &options.limits, seen);
            collect(&mut cpio::Cpio::new(reader, what, &options.limits), data.len(), seen, options)
        }
        None => {
            let reader = compressed::Input::counted(data, seen);
            collect(&mut cpio::Cpio::new(reader, what, &options.limits), data.len(), seen, options)
        }
    }
}

/// A member on its way to a worker.
struct Job<'g> {
    idx: usize,
    path: String,
    role: Role,
    content: Vec<u8>,
    _room: Held<'g>,
}

impl Job<'_> {
    fn run(self, limits: &Limits, kept: &Kept) -> Outcome {
        let Self { idx, path, role, content, _room } = self;
        let found = image::find(&Bytes::from(content), limits).map(Found::detached);
        let found = found.and_then(|found| kept.add(found)).map_err(|error| error.in_member(&path));
        (idx, path, role, found)
    }
}

type Outcome = (usize, String, Role, Result<Found, Error>);

/// Reads the archive on this thread, and its members on others.
fn collect(
    archive: &mut dyn Archive,
    total: usize,
    seen: &Seen,
    options: &Options<'_>,
) -> Result<Harvest, Error> {
    let n_workers = options.threads();
    let limits = &options.limits;
    let mut releases = BTreeSet::new();
    let outcomes = Mutex::new(Vec::new());
    let (waiting, kept) = (Room::new(limits), Kept::new(limits));
    // A few members wait, so that no worker does; more would only fill memory.
    let (sender, receiver) = sync_channel::<Job<'_>>(2 * n_workers);
    let receiver = Mutex::new(receiver);
    let read = std::thread::scope(|scope| {
        // The sender ends with this closure, and the workers end with the sender.
        let sender = sender;
        for _ in 0..n_workers {
            scope.spawn(|| work(&receiver, &outcomes, limits, &kept));
        }
        let mut idx = 0;
        while !kept.is_over()
            && let Some(member) = archive.next()?
        {
            let Some(role) = wanted(&member, &options.kmods) else { continue };
            releases.extend(role::release_of(&member.path));
            options.report(&Progress {
                done: seen.get() as u64,
                total: total as u64,
                member: &member.path,
            });
            let room = waiting.take(member.size);
            let content = archive.content().map_err(|error| error.in_member(&member.path))?;
            let job = Job { idx, path: member.path, role, content, _room: room };
            idx += 1;
            if matches!(options.kmods, Kmods::None) {
                // Only the kernel is wanted, and the first that has BTF will do.
                let outcome = job.run(limits, &kept);
                let is_enough = outcome.3.is_ok();
                lock(&outcomes).push(outcome);
                if is_enough {
                    break;
                }
            } else if sender.send(job).is_err() {
                break;
            }
        }
        Ok::<(), Error>(())
    });
    // First of all, for what else is wrong may or may not have been reached.
    kept.check()?;
    read?;
    options.report(&Progress { done: total as u64, total: total as u64, member: "" });
    let mut outcomes = outcomes.into_inner().unwrap_or_else(PoisonError::into_inner);
    outcomes.sort_by_key(|(idx, ..)| *idx);
    Ok(sort_out(outcomes, releases))
}

fn wanted(member: &Member, kmods: &Kmods) -> Option<Role> {
    let role = Role::of(&member.path).filter(|_| member.is_file && member.size != 0)?;
    match &role {
        Role::Kmod(name) => kmods.has(name),
        Role::Kernel | Role::Btf(_) => true,
    }
    .then_some(role)
}

fn work(
    jobs: &Mutex<Receiver<Job<'_>>>,
    outcomes: &Mutex<Vec<Outcome>>,
    limits: &Limits,
    kept: &Kept,
) {
    loop {
        let Ok(job) = lock(jobs).recv() else { return };
        let outcome = job.run(limits, kept);
        lock(outcomes).push(outcome);
    }
}

fn sort_out(outcomes: Vec<Outcome>, releases: BTreeSet<String>) -> Harvest {
    let mut harvest = Harvest { releases, ..Harvest::default() };
    for (_, path, role, found) in outcomes {
        let is_kernel = match (&role, &found) {
            (Role::Kernel, _) => true,
            (Role::Kmod(_), _) => false,
            (Role::Btf(_), Ok(found)) => !section::is_split(found.btf.as_ref()),
            (Role::Btf(name), Err(_)) => name == "vmlinux",
        };
        match (role, found) {
            (_, Ok(found)) if is_kernel => harvest.kernels.push((path, found)),
            (_, Err(error)) if is_kernel => drop(harvest.kernel_error.get_or_insert(error)),
            (Role::Kmod(_) | Role::Btf(_), Err(error)) if error.is_absence() => {
                harvest.n_without_btf += 1;
            }
            (Role::Kmod(name) | Role::Btf(name), found) => harvest.kmods.push((name, found)),
            (Role::Kernel, _) => {}
        }
    }
    harvest.kmods.sort_by(|(a, _), (b, _)| a.cmp(b));
    harvest.kmods.dedup_by(|(later, _), (kept, _)| later == kept);
    harvest
}

#[cfg(test)]
mod tests;
