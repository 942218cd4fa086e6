//! A kernel module of a set: read when it is asked for, and no more of it than the question needs.
//!
//! *In:* a path, or a section that came out of a package. *Out:* a [`Kmod`] for
//! [`BtfSet`](btfly_btf::BtfSet). *Never:* a failure of the whole set: a module that is gone, broken or
//! of another kernel is set aside with its reason.

use std::cell::RefCell;
use std::fmt;
use std::fs::File;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use btfly_btf::Btf;
use btfly_btf::scan::Wanted;
use btfly_btf::set::{Kmod, SetAside};

use crate::Limits;
use crate::error::Error;
use crate::image::{self, Found};
use crate::map::{Bytes, read_at, read_some_at};
use crate::pack::Pack;
use crate::section::{self, Outline};

/// A module that is decoded when it is first asked for.
pub(crate) struct LazyKmod {
    name: String,
    limits: Limits,
    path: Option<PathBuf>,
    /// Of a module in a pack: the pack, and which of its BTFs.
    packed: Option<(Pack, u32)>,
    /// What the file has, once it had to be unpacked: given, or found on the way to an answer.
    found: OnceLock<Result<Found, SetAside>>,
    decoded: OnceLock<Result<Btf, SetAside>>,
}

impl LazyKmod {
    /// The module in the file at `path`.
    pub(crate) fn at(name: String, path: PathBuf, limits: Limits) -> Self {
        let (found, decoded) = (OnceLock::new(), OnceLock::new());
        Self { name, limits, path: Some(path), packed: None, found, decoded }
    }

    /// A module whose file has been read.
    pub(crate) fn read(name: String, found: Result<Found, Error>) -> Self {
        let found = OnceLock::from(found.map_err(|error| set_aside(&error)));
        let (limits, decoded) = (Limits::default(), OnceLock::new());
        Self { name, limits, path: None, packed: None, found, decoded }
    }

    /// The module that is a BTF of a pack.
    pub(crate) fn packed(name: String, pack: Pack, blob: u32, limits: Limits) -> Self {
        let (found, decoded) = (OnceLock::new(), OnceLock::new());
        Self { name, limits, path: None, packed: Some((pack, blob)), found, decoded }
    }

    fn found(&self) -> Result<&Found, &SetAside> {
        let found = self.found.get_or_init(|| {
            if let Some((pack, blob)) = &self.packed {
                let bytes = pack.blob(*blob).and_then(|bytes| image::find(&bytes, &self.limits));
                return bytes.map_err(|error| set_aside(&error));
            }
            let path = self.path.as_deref().unwrap_or(Path::new(""));
            Bytes::from_file(path, &self.limits)
                .and_then(|file| image::find(&file, &self.limits))
                .map_err(|error| set_aside(&error.in_path(path)))
        });
        found.as_ref()
    }

    fn decode(&self, base: &Btf) -> Result<Btf, SetAside> {
        let found = self.found().map_err(SetAside::clone)?;
        if found.distilled_base.is_some() {
            return Err(SetAside::new(
                "built apart from its kernel, on a base of its own (`.BTF.base`); open the module alone to see its types",
            ));
        }
        let section = found.btf.as_ref();
        let btf = Btf::parse_split(found.btf.to_storage(), base).map_err(SetAside::from)?;
        match section::is_split(section) {
            true => Ok(btf),
            false => Err(SetAside::new("a whole BTF, not one that continues its kernel's")),
        }
    }
}

/// The reason in words, with what to do.
fn set_aside(error: &Error) -> SetAside {
    match error.hint() {
        Some(hint) => SetAside::new(format!("{error}; {hint}")),
        None => SetAside::new(error.to_string()),
    }
}

impl Kmod for LazyKmod {
    fn name(&self) -> &str {
        &self.name
    }

    fn btf(&self, base: &Btf) -> Result<&Btf, &SetAside> {
        self.decoded.get_or_init(|| self.decode(base)).as_ref()
    }

    fn is_decoded(&self) -> bool {
        self.decoded.get().is_some()
    }

    fn may_define(&self, wanted: &Wanted<'_>) -> bool {
        if let Some(decoded) = self.decoded.get() {
            return decoded.as_ref().is_ok_and(|btf| wanted.may_be_in(btf.bytes()));
        }
        if self.found.get().is_none()
            && let Some(path) = &self.path
            && let Ok(file) = File::open(path)
        {
            match raw_may_define(&file, wanted) {
                Look::No => return false,
                // It will be asked for, and is not read a second time.
                Look::Yes(Some(bytes)) if bytes.len() as u64 <= self.limits.decompressed => {
                    let found = || {
                        image::find(&bytes, &self.limits).map_err(|e| set_aside(&e.in_path(path)))
                    };
                    self.found.get_or_init(found);
                    return true;
                }
                Look::Yes(_) => return true,
                Look::Unclear => {}
            }
        }
        // A file that must be unpacked is unpacked once; what cannot be is set aside, and defines nothing.
        self.found().is_ok_and(|found| wanted.may_be_in(found.btf.as_ref()))
    }
}

impl fmt::Debug for LazyKmod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LazyKmod")
            .field("name", &self.name)
            .field("path", &self.path)
            .field("is_decoded", &self.is_decoded())
            .finish()
    }
}

/// The one module that was opened alone.
#[derive(Debug)]
pub(crate) struct Single {
    /// Its name.
    pub(crate) name: String,
    /// Its types, on the base of its set.
    pub(crate) btf: Btf,
}

impl Kmod for Single {
    fn name(&self) -> &str {
        &self.name
    }

    fn btf(&self, _base: &Btf) -> Result<&Btf, &SetAside> {
        Ok(&self.btf)
    }

    fn may_define(&self, wanted: &Wanted<'_>) -> bool {
        wanted.may_be_in(self.btf.bytes())
    }
}

thread_local! {
    /// One buffer for all modules that this thread looks into.
    static BUFFER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Bytes of a header.
const HEADER: usize = 32;

/// Bytes that are read at once where all of a file is looked at: few modules have more.
const FIRST: usize = 64 << 10;

/// The longest section that is looked into through the buffer: the largest modules there are have a
/// tenth of it. Longer ones are decoded to be asked.
const MAX_LOOK: u64 = 16 << 20;

/// What a look into a file came to.
enum Look {
    No,
    /// It may define the name; with the whole file, if it had to be read.
    Yes(Option<Bytes>),
    /// That cannot be told this way.
    Unclear,
}

/// Whether the raw BTF in `file` may define the name, reading as little of it as possible: its strings,
/// and its types only if the base has the name too.
fn raw_may_define(file: &File, wanted: &Wanted<'_>) -> Look {
    BUFFER.with_borrow_mut(|buffer| {
        // What the base has needs the types, too, and of most modules all bytes come at once.
        let n_first = if wanted.in_base() { FIRST } else { HEADER };
        if buffer.len() < n_first {
            buffer.resize(n_first, 0);
        }
        let Some(first) = buffer.get_mut(..n_first) else { return Look::Unclear };
        let Ok(n_read) = read_some_at(file, first, 0) else { return Look::Unclear };
        let Some(outline) = first.get(..n_read).and_then(Outline::of) else { return Look::Unclear };
        if MAX_LOOK < outline.end {
            return Look::Unclear;
        }
        if n_read as u64 == outline.end
            && let Some(whole) = buffer.get(..n_read)
        {
            if !wanted.may_be_in(whole) {
                return Look::No;
            }
            let is_whole =
                read_some_at(file, &mut [0], outline.end).is_ok_and(|n_more| n_more == 0);
            return Look::Yes(is_whole.then(|| Bytes::from(whole.to_vec())));
        }
        if !wanted.in_base() {
            let Range { start, end } = outline.strings;
            match fill(buffer, file, start, end) {
                Some(strings) if wanted.is_string_of(strings) => {}
                Some(_) => return Look::No,
                None => return Look::Unclear,
            }
        }
        match fill(buffer, file, 0, outline.end).map(|section| wanted.may_be_in(section)) {
            Some(true) => Look::Yes(None),
            Some(false) => Look::No,
            None => Look::Unclear,
        }
    })
}

/// Bytes `start` to `end` of the file. A file that is shorter than its header says gives none; it is for
/// the parser to judge.
fn fill<'b>(buffer: &'b mut Vec<u8>, file: &File, start: u64, end: u64) -> Option<&'b [u8]> {
    let len = usize::try_from(end.checked_sub(start)?).ok()?;
    if buffer.len() < len {
        buffer.resize(len, 0);
    }
    let part = buffer.get_mut(..len)?;
    (read_at(file, part, start).ok()? == len).then_some(part)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use btfly_btf::doc;

    use super::*;

    fn file(content: &[u8]) -> PathBuf {
        static N: AtomicUsize = AtomicUsize::new(0);
        let n = N.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("btfly-kmod-{}-{n}", std::process::id()));
        std::fs::write(&path, content).unwrap();
        path
    }

    /// What a module in a file says of a name before and after it was decoded.
    #[track_caller]
    fn check(content: &[u8], name: &str, may_define: bool, is_ok: bool) {
        let base = doc::example();
        let types = base.types();
        let wanted = Wanted::new(name, &types);
        let path = file(content);
        let kmod = LazyKmod::at("m".into(), path.clone(), Limits::default());
        assert_eq!(kmod.may_define(&wanted), may_define, "{name} before");
        assert!(!kmod.is_decoded());
        let decoded = kmod.btf(&base);
        assert_eq!(decoded.is_ok(), is_ok, "{decoded:?}");
        assert!(kmod.is_decoded());
        assert_eq!(kmod.may_define(&wanted), may_define && is_ok, "{name} after");
        std::fs::remove_file(path).unwrap();
    }

    #[test]
    fn a_name_of_its_own_and_one_of_the_base_are_told_apart() {
        let module = doc::example_module_bytes();
        check(&module, "dummy_priv", true, true);
        check(&module, "dummy", false, true);
        check(&module, "list_head", false, true);
        check(&module, "no_such_type", false, true);
    }

    #[test]
    fn a_compressed_module_answers_the_same() {
        let packed = crate::compressed::tests::compress(
            crate::compressed::Compression::Xz,
            &doc::example_module_bytes(),
        );
        check(&packed, "dummy_priv", true, true);
        check(&packed, "no_such_type", false, true);
    }

    #[test]
    fn a_module_of_a_header_alone_is_empty_and_sound() {
        check(&section::tests::section(&[], &[], false), "dummy_priv", false, true);
    }

    #[test]
    fn what_is_broken_is_set_aside_and_defines_nothing() {
        check(b"no BTF at all", "dummy_priv", false, false);
        check(&[], "dummy_priv", false, false);
        // A whole BTF among modules has types that continue nothing.
        check(&doc::example_bytes(), "no_such_type", false, false);
    }

    #[track_caller]
    fn aside(content: &[u8], base: &Btf, expected: &str) {
        let path = file(content);
        let kmod = LazyKmod::at("m".into(), path.clone(), Limits::default());
        let why = kmod.btf(base).unwrap_err().to_string();
        assert!(why.contains(expected), "{why}");
        std::fs::remove_file(path).unwrap();
    }

    #[test]
    fn a_module_of_another_kernel_or_byte_order_says_so() {
        let other = Btf::parse(section::tests::section(&[], b"\0", false)).unwrap();
        aside(&doc::example_module_bytes(), &other, "another base");
        let big = section::tests::section(&section::tests::int(5, true), b"name\0", true);
        aside(&big, &doc::example(), "byte order");
    }

    #[test]
    fn every_prefix_of_a_module_is_sound_or_set_aside() {
        let (base, module) = (doc::example(), doc::example_module_bytes());
        let types = base.types();
        let wanted = Wanted::new("dummy_priv", &types);
        for len in 0..module.len() {
            let path = file(&module[..len]);
            let kmod = LazyKmod::at("m".into(), path.clone(), Limits::default());
            // True is always allowed; what counts is that asking does not fail and decoding does.
            let _ = kmod.may_define(&wanted);
            assert!(kmod.btf(&base).is_err(), "cut at {len}");
            std::fs::remove_file(path).unwrap();
        }
    }
}
