//! `BtfSet`: a kernel's base and its modules as one set.
//!
//! *In:* a base, and split BTFs that are decoded when someone needs them. *Out:* answers as [`TypeLoc`],
//! slot and id, so that two modules that use one id for different types cannot be mixed up. *Never:* I/O:
//! what reads a module is a [`Kmod`] that somebody else implements.

use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;
use core::sync::atomic::{AtomicBool, Ordering};

use crate::btf::Btf;
use crate::error::Error;
use crate::id::{Slot, TypeId, TypeLoc};
use crate::scan::{Essentials, Wanted};
use crate::table::Types;
use crate::view::Type;
use crate::wire::kind::Kind;

/// Why a module is not part of what a set answers with; the rest of the set works.
///
/// ```
/// use btfly_btf::set::SetAside;
///
/// let reason = SetAside::new("cannot be read: permission denied");
/// assert_eq!(reason.to_string(), "cannot be read: permission denied");
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SetAside {
    reason: String,
    error: Option<Error>,
}

impl SetAside {
    /// For a reason in words: what failed, why, what to do.
    ///
    /// ```
    /// use btfly_btf::set::SetAside;
    ///
    /// assert_eq!(SetAside::new("the file is gone").to_string(), "the file is gone");
    /// ```
    pub fn new(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), error: None }
    }

    /// What was wrong with the bytes, if it was they.
    ///
    /// ```
    /// use btfly_btf::set::{Kmod, Ready, SetAside};
    ///
    /// assert!(SetAside::new("the file is gone").error().is_none());
    /// # let base = btfly_btf::doc::example();
    /// let broken = Ready::parse("dummy", b"no BTF".as_slice(), &base);
    /// assert!(broken.btf(&base).unwrap_err().error().is_some());
    /// ```
    #[must_use]
    pub const fn error(&self) -> Option<&Error> {
        self.error.as_ref()
    }
}

impl From<Error> for SetAside {
    fn from(error: Error) -> Self {
        let mut reason = alloc::format!("{error}");
        if let Some(hint) = error.hint() {
            reason.push_str("; ");
            reason.push_str(hint);
        }
        Self { reason, error: Some(error) }
    }
}

impl fmt::Display for SetAside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

impl core::error::Error for SetAside {}

/// A kernel module's BTF that is read and decoded when it is first asked for.
///
/// An implementor keeps what it decoded: [`Kmod::btf`] must give the same answer each time.
///
/// ```
/// use btfly_btf::{Btf, set::{Kmod, SetAside}};
///
/// /// A module whose BTF somebody else has read.
/// #[derive(Debug)]
/// struct Given(Btf);
///
/// impl Kmod for Given {
///     fn name(&self) -> &str {
///         "dummy"
///     }
///
///     fn btf(&self, _base: &Btf) -> Result<&Btf, &SetAside> {
///         Ok(&self.0)
///     }
/// }
///
/// # let base = btfly_btf::doc::example();
/// let module = Btf::parse_split(btfly_btf::doc::example_module_bytes(), &base)?;
/// let mut set = btfly_btf::BtfSet::new(base);
/// set.push(std::sync::Arc::new(Given(module)));
/// assert_eq!(set.find("dummy_priv", None).len(), 1);
/// # Ok::<(), btfly_btf::error::Error>(())
/// ```
pub trait Kmod: Send + Sync + fmt::Debug {
    /// The module's name, with underscores as the kernel has it.
    ///
    /// ```
    /// use btfly_btf::set::{Kmod, Ready};
    ///
    /// # let base = btfly_btf::doc::example();
    /// let module = Ready::parse("nf_nat", btfly_btf::doc::example_module_bytes(), &base);
    /// assert_eq!(module.name(), "nf_nat");
    /// ```
    fn name(&self) -> &str;

    /// The split BTF on `base`, or why there is none.
    ///
    /// # Errors
    ///
    /// The reason why the module is set aside.
    ///
    /// ```
    /// use btfly_btf::set::{Kmod, Ready};
    ///
    /// # let base = btfly_btf::doc::example();
    /// let module = Ready::parse("dummy", btfly_btf::doc::example_module_bytes(), &base);
    /// assert!(module.btf(&base).is_ok_and(|btf| btf.iter().len() == 1));
    /// ```
    fn btf(&self, base: &Btf) -> Result<&Btf, &SetAside>;

    /// Whether [`Kmod::btf`] has been called: sets count what they decode.
    ///
    /// ```
    /// use btfly_btf::set::{Kmod, Ready};
    ///
    /// # let base = btfly_btf::doc::example();
    /// // From the start; a module that is a file is not, until it is asked.
    /// assert!(Ready::parse("dummy", btfly_btf::doc::example_module_bytes(), &base).is_decoded());
    /// ```
    fn is_decoded(&self) -> bool {
        true
    }

    /// Whether a type of that name may be in it; `true` is always allowed, and `false` must be right.
    ///
    /// ```
    /// use btfly_btf::{scan::Wanted, set::{Kmod, Ready}};
    ///
    /// # let base = btfly_btf::doc::example();
    /// let module = Ready::parse("dummy", btfly_btf::doc::example_module_bytes(), &base);
    /// assert!(module.may_define(&Wanted::new("dummy_priv", &base.types())));
    /// assert!(!module.may_define(&Wanted::new("list_head", &base.types())));
    /// ```
    fn may_define(&self, wanted: &Wanted<'_>) -> bool {
        let _ = wanted;
        true
    }
}

/// Whoever has threads, for what is asked of many modules at once; this crate has none.
///
/// ```
/// use std::sync::Arc;
/// use btfly_btf::{BtfSet, set::Crew};
///
/// #[derive(Debug)]
/// struct Threads;
///
/// impl Crew for Threads {
///     fn each(&self, n: usize, work: &(dyn Fn(usize) + Sync)) {
///         std::thread::scope(|scope| {
///             scope.spawn(|| (0..n / 2).for_each(work));
///             (n / 2..n).for_each(work);
///         });
///     }
/// }
///
/// # let base = btfly_btf::doc::example();
/// let set = BtfSet::new(base).with_crew(Arc::new(Threads));
/// assert_eq!(set.decoded(), 0);
/// ```
pub trait Crew: Send + Sync + fmt::Debug {
    /// Calls `work` once with each number below `n`, in any order and by any number of threads, and returns when all is done.
    ///
    /// ```
    /// use btfly_btf::set::Crew;
    ///
    /// /// One after the other is a crew, too.
    /// #[derive(Debug)]
    /// struct Alone;
    ///
    /// impl Crew for Alone {
    ///     fn each(&self, n: usize, work: &(dyn Fn(usize) + Sync)) {
    ///         (0..n).for_each(work);
    ///     }
    /// }
    ///
    /// let sum = std::sync::atomic::AtomicUsize::new(0);
    /// Alone.each(4, &|at| {
    ///     sum.fetch_add(at, std::sync::atomic::Ordering::Relaxed);
    /// });
    /// assert_eq!(sum.into_inner(), 6);
    /// ```
    fn each(&self, n: usize, work: &(dyn Fn(usize) + Sync));

    /// The same, and calls `own` once, on this thread: before the others, or while they work.
    ///
    /// ```
    /// use btfly_btf::set::Crew;
    ///
    /// #[derive(Debug)]
    /// struct Alone;
    ///
    /// impl Crew for Alone {
    ///     fn each(&self, n: usize, work: &(dyn Fn(usize) + Sync)) {
    ///         (0..n).for_each(work);
    ///     }
    /// }
    ///
    /// let mut is_done = false;
    /// Alone.each_beside(4, &|_| {}, &mut || is_done = true);
    /// assert!(is_done);
    /// ```
    fn each_beside(&self, n: usize, work: &(dyn Fn(usize) + Sync), own: &mut dyn FnMut()) {
        own();
        self.each(n, work);
    }
}

/// A module that is decoded already.
///
/// ```
/// use btfly_btf::set::{Kmod, Ready};
///
/// # let base = btfly_btf::doc::example();
/// # let bytes = btfly_btf::doc::example_module_bytes();
/// let module = Ready::parse("dummy", bytes, &base);
/// assert!(module.btf(&base).is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct Ready {
    name: String,
    btf: Result<Btf, SetAside>,
}

impl Ready {
    /// Decodes `bytes` on `base`; a failure becomes the reason why the module is set aside.
    ///
    /// ```
    /// use btfly_btf::set::{Kmod, Ready};
    ///
    /// # let base = btfly_btf::doc::example();
    /// let broken = Ready::parse("dummy", b"no BTF".as_slice(), &base);
    /// assert!(broken.btf(&base).is_err());
    /// ```
    pub fn parse(
        name: impl Into<String>,
        bytes: impl Into<crate::btf::Storage>,
        base: &Btf,
    ) -> Self {
        Self { name: name.into(), btf: Btf::parse_split(bytes, base).map_err(SetAside::from) }
    }
}

impl Kmod for Ready {
    fn name(&self) -> &str {
        &self.name
    }

    fn btf(&self, _base: &Btf) -> Result<&Btf, &SetAside> {
        self.btf.as_ref()
    }

    fn may_define(&self, wanted: &Wanted<'_>) -> bool {
        self.btf.as_ref().is_ok_and(|btf| wanted.may_be_in(btf.bytes()))
    }
}

/// A base and any number of split BTFs under names: vmlinux and its modules.
///
/// Cloning is cheap and shares what has been decoded.
///
/// ```
/// use std::sync::Arc;
/// use btfly_btf::{BtfSet, Kind, set::Ready};
///
/// # let base = btfly_btf::doc::example();
/// # let bytes = btfly_btf::doc::example_module_bytes();
/// let mut set = BtfSet::new(base.clone());
/// set.push(Arc::new(Ready::parse("dummy", bytes, &base)));
/// let found = set.find("dummy_priv", Some(Kind::Struct));
/// assert_eq!(set.slot_name(found[0].slot), "dummy");
/// ```
#[derive(Clone, Debug)]
pub struct BtfSet {
    base: Btf,
    base_name: String,
    kmods: Vec<Arc<dyn Kmod>>,
    crew: Option<Arc<dyn Crew>>,
}

impl BtfSet {
    /// A set of a base alone. A split BTF may be given too; its base's types then count as its own.
    ///
    /// ```
    /// use btfly_btf::BtfSet;
    ///
    /// # let base = btfly_btf::doc::example();
    /// assert!(BtfSet::new(base).kmods().is_empty());
    /// ```
    #[must_use]
    pub fn new(base: Btf) -> Self {
        Self { base, base_name: String::from("vmlinux"), kmods: Vec::new(), crew: None }
    }

    /// The same set, with its base called `name` instead of `vmlinux`.
    ///
    /// ```
    /// use btfly_btf::{BtfSet, Slot};
    ///
    /// # let base = btfly_btf::doc::example();
    /// let set = BtfSet::new(base).with_base_name("program.o");
    /// assert_eq!(set.slot_name(Slot::BASE), "program.o");
    /// ```
    #[must_use]
    pub fn with_base_name(mut self, name: impl Into<String>) -> Self {
        self.base_name = name.into();
        self
    }

    /// The same set, whose modules are looked into by a crew. Answers are the same for any crew, and without one.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use btfly_btf::{BtfSet, set::Crew};
    ///
    /// #[derive(Debug)]
    /// struct Alone;
    ///
    /// impl Crew for Alone {
    ///     fn each(&self, n: usize, work: &(dyn Fn(usize) + Sync)) {
    ///         (0..n).for_each(work);
    ///     }
    /// }
    ///
    /// # let base = btfly_btf::doc::example();
    /// let set = BtfSet::new(base).with_crew(Arc::new(Alone));
    /// assert_eq!(set.find("list_head", None).len(), 1);
    /// ```
    #[must_use]
    pub fn with_crew(mut self, crew: Arc<dyn Crew>) -> Self {
        self.crew = Some(crew);
        self
    }

    /// The same base, name and crew, and no modules.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use btfly_btf::{BtfSet, set::Ready};
    ///
    /// # let base = btfly_btf::doc::example();
    /// # let bytes = btfly_btf::doc::example_module_bytes();
    /// let mut set = BtfSet::new(base.clone()).with_base_name("6.12");
    /// set.push(Arc::new(Ready::parse("dummy", bytes, &base)));
    /// let alone = set.without_kmods();
    /// assert_eq!((alone.kmods().len(), alone.slot("6.12")), (0, set.slot("6.12")));
    /// ```
    #[must_use]
    pub fn without_kmods(&self) -> Self {
        Self { kmods: Vec::new(), ..self.clone() }
    }

    /// Adds a module and tells its slot.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use btfly_btf::{BtfSet, Slot, set::Ready};
    ///
    /// # let base = btfly_btf::doc::example();
    /// # let bytes = btfly_btf::doc::example_module_bytes();
    /// let mut set = BtfSet::new(base.clone());
    /// assert_eq!(set.push(Arc::new(Ready::parse("dummy", bytes, &base))), Slot(1));
    /// ```
    pub fn push(&mut self, kmod: Arc<dyn Kmod>) -> Slot {
        self.kmods.push(kmod);
        Slot(u32::try_from(self.kmods.len()).unwrap_or(u32::MAX))
    }

    /// The base.
    ///
    /// ```
    /// use btfly_btf::BtfSet;
    ///
    /// # let base = btfly_btf::doc::example();
    /// assert!(BtfSet::new(base.clone()).base().is_same(&base));
    /// ```
    #[must_use]
    pub const fn base(&self) -> &Btf {
        &self.base
    }

    /// The slots in order: the base, then the modules.
    ///
    /// ```
    /// use btfly_btf::{BtfSet, Slot};
    ///
    /// # let base = btfly_btf::doc::example();
    /// assert!(BtfSet::new(base).slots().eq([Slot::BASE]));
    /// ```
    pub fn slots(&self) -> impl Iterator<Item = Slot> + use<> {
        (0..=u32::try_from(self.kmods.len()).unwrap_or(u32::MAX)).map(Slot)
    }

    /// The modules in the order of their slots.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use btfly_btf::{BtfSet, set::Ready};
    ///
    /// # let base = btfly_btf::doc::example();
    /// # let bytes = btfly_btf::doc::example_module_bytes();
    /// let mut set = BtfSet::new(base.clone());
    /// set.push(Arc::new(Ready::parse("dummy", bytes, &base)));
    /// assert!(set.kmods().iter().map(|kmod| kmod.name()).eq(["dummy"]));
    /// ```
    #[must_use]
    pub fn kmods(&self) -> &[Arc<dyn Kmod>] {
        &self.kmods
    }

    /// The slot of the module or base called `name`. A dash counts as an underscore.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use btfly_btf::{BtfSet, Slot, set::Ready};
    ///
    /// # let base = btfly_btf::doc::example();
    /// # let bytes = btfly_btf::doc::example_module_bytes();
    /// let mut set = BtfSet::new(base.clone());
    /// set.push(Arc::new(Ready::parse("nf_nat", bytes, &base)));
    /// assert_eq!((set.slot("nf-nat"), set.slot("xfs")), (Some(Slot(1)), None));
    /// ```
    #[must_use]
    pub fn slot(&self, name: &str) -> Option<Slot> {
        let same = |there: &str| {
            let plain = |byte: u8| if byte == b'-' { b'_' } else { byte };
            there.bytes().map(plain).eq(name.bytes().map(plain))
        };
        self.slots().find(|slot| same(self.slot_name(*slot)))
    }

    /// What a slot is called; empty for one that does not exist.
    ///
    /// ```
    /// use btfly_btf::{BtfSet, Slot};
    ///
    /// # let base = btfly_btf::doc::example();
    /// let set = BtfSet::new(base);
    /// assert_eq!([Slot::BASE, Slot(1)].map(|slot| set.slot_name(slot)), ["vmlinux", ""]);
    /// ```
    #[must_use]
    pub fn slot_name(&self, slot: Slot) -> &str {
        match self.kmod(slot) {
            Some(kmod) => kmod.name(),
            None if slot.is_base() => &self.base_name,
            None => "",
        }
    }

    /// The BTF of a slot, decoded now if it has not been.
    ///
    /// # Errors
    ///
    /// Why the module is set aside, or that there is no such slot.
    ///
    /// ```
    /// use btfly_btf::{BtfSet, Slot};
    ///
    /// # let base = btfly_btf::doc::example();
    /// let set = BtfSet::new(base);
    /// assert!(set.btf(Slot::BASE).is_ok() && set.btf(Slot(1)).is_err());
    /// ```
    pub fn btf(&self, slot: Slot) -> Result<&Btf, SetAside> {
        match self.kmod(slot) {
            Some(kmod) => kmod.btf(&self.base).map_err(Clone::clone),
            None if slot.is_base() => Ok(&self.base),
            None => Err(SetAside::new(alloc::format!("no slot {} in this set", slot.0))),
        }
    }

    /// Decodes all modules, by the crew if there is one.
    pub(crate) fn decode_all(&self) {
        let decode = |at: usize| {
            if let Some(kmod) = self.kmods.get(at) {
                // It keeps what came of this.
                let _ = kmod.btf(&self.base);
            }
        };
        match &self.crew {
            Some(crew) => crew.each(self.kmods.len(), &decode),
            None => (0..self.kmods.len()).for_each(decode),
        }
    }

    /// Every slot that can be decoded, in order, with its BTF.
    ///
    /// ```
    /// use btfly_btf::BtfSet;
    ///
    /// # let base = btfly_btf::doc::example();
    /// let n_types: usize = BtfSet::new(base).btfs().map(|(_, btf)| btf.iter().len()).sum();
    /// assert_eq!(n_types, 4);
    /// ```
    pub fn btfs(&self) -> impl Iterator<Item = (Slot, &Btf)> {
        self.slots().filter_map(|slot| Some((slot, self.btf(slot).ok()?)))
    }

    /// The modules that are set aside, each with its reason; decodes all of them.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use btfly_btf::{BtfSet, Slot, set::Ready};
    ///
    /// # let base = btfly_btf::doc::example();
    /// let mut set = BtfSet::new(base.clone());
    /// set.push(Arc::new(Ready::parse("broken", b"no BTF".as_slice(), &base)));
    /// assert!(set.set_aside().map(|(slot, _)| slot).eq([Slot(1)]));
    /// ```
    pub fn set_aside(&self) -> impl Iterator<Item = (Slot, SetAside)> {
        self.slots().filter_map(|slot| Some((slot, self.btf(slot).err()?)))
    }

    /// How many modules have been decoded.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use btfly_btf::{BtfSet, set::Ready};
    ///
    /// # let base = btfly_btf::doc::example();
    /// # let bytes = btfly_btf::doc::example_module_bytes();
    /// let mut set = BtfSet::new(base.clone());
    /// set.push(Arc::new(Ready::parse("dummy", bytes, &base)));
    /// assert_eq!(set.decoded(), 1);
    /// ```
    #[must_use]
    pub fn decoded(&self) -> usize {
        self.kmods.iter().filter(|kmod| kmod.is_decoded()).count()
    }

    /// `id` as met in the BTF of `slot`, in normal form.
    ///
    /// ```
    /// use btfly_btf::{BtfSet, Slot, TypeId};
    ///
    /// # let base = btfly_btf::doc::example();
    /// let set = BtfSet::new(base);
    /// // Whichever module refers to it, an id of the base is the base's.
    /// assert_eq!(set.loc(Slot(3), TypeId(1)), set.loc(Slot::BASE, TypeId(1)));
    /// ```
    #[must_use]
    pub fn loc(&self, slot: Slot, id: TypeId) -> TypeLoc {
        if id < self.base.types().end() {
            TypeLoc { slot: Slot::BASE, id }
        } else {
            TypeLoc { slot, id }
        }
    }

    /// The type at `loc`; `None` if there is none, or its module is set aside.
    ///
    /// ```
    /// use btfly_btf::{BtfSet, Slot, TypeId, TypeLoc};
    ///
    /// # let base = btfly_btf::doc::example();
    /// let loc = TypeLoc { slot: Slot::BASE, id: TypeId(1) };
    /// assert_eq!(BtfSet::new(base).get(loc).and_then(|ty| ty.name()), Some("list_head"));
    /// ```
    #[must_use]
    pub fn get(&self, loc: TypeLoc) -> Option<Type<'_>> {
        self.btf(loc.slot).ok()?.get(loc.id)
    }

    /// Types of this name, and of this kind if one is given, over all slots in order.
    ///
    /// Only modules that may define the name are decoded.
    ///
    /// ```
    /// use btfly_btf::{BtfSet, Kind, Slot};
    ///
    /// # let base = btfly_btf::doc::example();
    /// let found = BtfSet::new(base).find("list_head", Some(Kind::Struct));
    /// assert!(found.iter().map(|loc| loc.slot).eq([Slot::BASE]));
    /// ```
    #[must_use]
    pub fn find(&self, name: &str, kind: Option<Kind>) -> Vec<TypeLoc> {
        let base = self.base.types();
        let wanted = Wanted::new(name, &base);
        let mut found = Vec::new();
        let in_kmods = self.that_may_define(&wanted, &mut || {
            let ids = base.find(name, kind);
            found.extend(ids.map(|id| TypeLoc { slot: Slot::BASE, id }));
        });
        for (slot, btf) in in_kmods {
            let ids = btf.types().find_own(name, kind);
            found.extend(ids.into_iter().map(|id| TypeLoc { slot, id }));
        }
        found
    }

    /// Types of any of `names`, flavors cut off on both sides, over all slots in order; each with the index
    /// of its name.
    ///
    /// Only modules that may define one of the names are decoded.
    ///
    /// ```
    /// use btfly_btf::{BtfSet, Slot, TypeId, TypeLoc, scan::Essentials};
    ///
    /// # let base = btfly_btf::doc::example();
    /// let set = BtfSet::new(base);
    /// let names = Essentials::new(["list_head___mine"]);
    /// assert_eq!(set.find_any(&names), [(0, TypeLoc { slot: Slot::BASE, id: TypeId(1) })]);
    /// ```
    #[must_use]
    pub fn find_any(&self, names: &Essentials<'_>) -> Vec<(u32, TypeLoc)> {
        let base = self.base.types();
        let wanted = Wanted::any(names, &base);
        let mut found = Vec::new();
        if names.names().is_empty() {
            return found;
        }
        let mut add = |slot, types: &Types<'_>| {
            let own = names.find_own(types).into_iter();
            found.extend(own.map(|(at, id)| (at, TypeLoc { slot, id })));
        };
        let in_kmods = self.that_may_define(&wanted, &mut || {
            // A base that is itself split has a base, whose types count as its own.
            if let Some(below) = base.base() {
                add(Slot::BASE, &below);
            }
            add(Slot::BASE, &base);
        });
        for (slot, btf) in in_kmods {
            add(slot, &btf.types());
        }
        found
    }

    /// The modules that may have what is wanted, decoded; those that cannot be are left out. What is asked of the base is
    /// called meanwhile.
    fn that_may_define<'s>(
        &'s self,
        wanted: &Wanted<'_>,
        of_base: &mut dyn FnMut(),
    ) -> impl Iterator<Item = (Slot, &'s Btf)> + use<'s> {
        let passed_by: Vec<AtomicBool> =
            self.kmods.iter().map(|_| AtomicBool::new(false)).collect();
        let look = |at: usize| {
            let Some((kmod, passed_by)) = self.kmods.get(at).zip(passed_by.get(at)) else { return };
            if kmod.may_define(wanted) {
                // It keeps what came of this.
                let _ = kmod.btf(&self.base);
            } else {
                passed_by.store(true, Ordering::Relaxed);
            }
        };
        match &self.crew {
            Some(crew) => crew.each_beside(self.kmods.len(), &look, of_base),
            None => {
                of_base();
                (0..self.kmods.len()).for_each(look);
            }
        }
        self.slots()
            .skip(1)
            .zip(passed_by.into_iter().map(AtomicBool::into_inner))
            .filter(|(_, passed_by)| !passed_by)
            .filter_map(|(slot, _)| Some((slot, self.btf(slot).ok()?)))
    }

    fn kmod(&self, slot: Slot) -> Option<&Arc<dyn Kmod>> {
        self.kmods.get((slot.0 as usize).checked_sub(1)?)
    }
}
