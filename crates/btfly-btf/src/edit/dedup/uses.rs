//! Uses: who mentions what, and which nodes a class has, for whoever asks often.
//!
//! *In:* signatures. *Out:* lists, looked up by key or class. *Never:* a change: classes that are split off later
//! are found by the class that they were split off.

use alloc::vec;
use alloc::vec::Vec;

use hashbrown::HashTable;

use super::signed::{NONE, Signed, TAG};
use crate::hash::Hasher;

/// The lists.
#[derive(Debug)]
pub(super) struct Uses {
    /// The first class of each tag: its place stands for the tag's.
    tags: HashTable<u32>,
    /// Tags come from the input; an address is something that nobody who writes one knows.
    seed: u64,
    users: Lists,
    nodes: Lists,
}

impl Uses {
    /// The lists of all classes. `roots` has the class that each was split off.
    pub(super) fn new(signed: &Signed, roots: &[u32]) -> Self {
        let end = signed.end() as usize;
        let root = |class: u32| roots.get(class as usize).copied().unwrap_or(class);
        let nodes = Lists::new(end, |note| {
            (0..).zip(&signed.class).for_each(|(node, class)| note(root(*class), node));
        });
        let seed = nodes.items.as_ptr().addr() as u64;
        let mut uses = Self { tags: HashTable::new(), seed, users: Lists::default(), nodes };
        for class in signed.classes() {
            let key = signed.key(class);
            if key & TAG != 0 && uses.tag(signed, key).is_none() {
                let hash = |class: &u32| hash(seed, signed.key(*class));
                uses.tags.insert_unique(hash(&class), class, hash);
            }
        }
        uses.users = Lists::new(end, |note| {
            // What has one node is not told apart from itself.
            for class in signed.classes().filter(|class| 1 < uses.nodes(*class).len()) {
                signed.for_each_key(class, |key| note(uses.place(signed, key), class));
            }
        });
        uses
    }

    /// The classes of several nodes that mention `key`; one may stand there more than once.
    pub(super) fn users(&self, signed: &Signed, key: u32) -> &[u32] {
        self.users.get(self.place(signed, key))
    }

    /// The nodes of a class and of what has been split off it, in their order.
    pub(super) fn nodes(&self, class: u32) -> &[u32] {
        self.nodes.get(class)
    }

    /// The class at whose place the users of a key are.
    #[inline]
    fn place(&self, signed: &Signed, key: u32) -> u32 {
        if key & TAG == 0 { key } else { self.tag(signed, key).unwrap_or(NONE) }
    }

    /// The first class of a tag.
    #[inline]
    fn tag(&self, signed: &Signed, key: u32) -> Option<u32> {
        self.tags.find(hash(self.seed, key), |class| signed.key(*class) == key).copied()
    }
}

#[inline]
fn hash(seed: u64, key: u32) -> u64 {
    let mut hash = Hasher(seed);
    hash.word(u64::from(key));
    hash.0
}

/// Lists of numbers, one after the other.
#[derive(Debug, Default)]
struct Lists {
    /// Where each list ends, after a zero.
    ends: Vec<u32>,
    items: Vec<u32>,
}

impl Lists {
    /// `len` lists of what `each` notes: a list and an item. It is called twice.
    fn new(len: usize, each: impl Fn(&mut dyn FnMut(u32, u32))) -> Self {
        let mut ends = vec![0_u32; len + 2];
        each(&mut |list, _| {
            if let Some(count) = ends.get_mut(list as usize + 2) {
                *count += 1;
            }
        });
        let mut all = 0;
        for count in &mut ends {
            all += *count;
            *count = all;
        }
        let mut items = vec![0; all as usize];
        // The place after a list's is where its next item goes, and so at last where it ends.
        each(&mut |list, item| {
            let Some(next) = ends.get_mut(list as usize + 1) else { return };
            if let Some(place) = items.get_mut(*next as usize) {
                *place = item;
            }
            *next += 1;
        });
        Self { ends, items }
    }

    #[inline]
    fn get(&self, list: u32) -> &[u32] {
        let range = || {
            let from = *self.ends.get(list as usize)?;
            let to = *self.ends.get(list as usize + 1)?;
            self.items.get(from as usize..to as usize)
        };
        range().unwrap_or(&[])
    }
}
