//! Diff: what has changed from one kernel to another, and what that does to an eBPF program.
//!
//! Types, functions and variables are paired by kind and name, wherever they are: vmlinux and its modules are one set. What
//! has no name is compared as part of what it is in; a name ends the comparison, so what has changed is said once, where it
//! is defined. Every difference has a [`Rule`], which says what it does to a program and why.
//!
//! *In:* two [`BtfSet`]s. *Out:* [`Changes`], as data. *Never:* a verdict without a reason, a guess that is not told as one;
//! more than n log n steps, and on types made to be compared without end, a bound.
//!
//! What is not compared: where variables lie (that is the linker's affair), types of kinds that nobody knows, and tags but
//! those on declarations.

mod both;
mod changes;
mod composite;
mod constants;
mod inside;
mod members;
mod pair;
mod reach;
mod relation;
mod renamed;
mod rule;
#[cfg(test)]
mod tests;
mod values;

use alloc::vec;
use alloc::vec::Vec;

pub use changes::{Change, Changes, Detail, Edit, MemberAt, MemberEdit, ParamAt, Place, What};
pub use rule::{Grade, Rule};

use crate::graph::Node;
use crate::set::BtfSet;
use crate::shape::is_forward;
use both::{Both, what};
use inside::Inside;
use pair::{Def, Pairing};

/// Asks whether something is meant.
pub type Test<'o> = &'o dyn Fn(What, &str) -> bool;

/// What to compare.
///
/// ```
/// use btfly_btf::{BtfSet, diff::{Options, diff}};
///
/// # let set = BtfSet::new(btfly_btf::doc::example());
/// assert!(diff(&set, &set, &Options::default()).changes.is_empty());
/// ```
#[derive(Clone, Copy, Default)]
pub struct Options<'o> {
    /// Only what this says yes to, by kind and name; everything, if it is not there.
    pub wanted: Option<Test<'o>>,
    /// And all that those lead to: types of members and parameters, what these point at, and so on.
    pub reach: bool,
}

impl core::fmt::Debug for Options<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Options")
            .field("wanted", &self.wanted.is_some())
            .field("reach", &self.reach)
            .finish()
    }
}

/// Compares two sets. Modules that are set aside do not take part.
///
/// ```
/// use btfly_btf::{BtfSet, diff::{Edit, Grade, Options, diff}, text};
///
/// let old = text::parse("[1] INT 'int' size=4\n[2] STRUCT 's' size=4\n\t'state' type_id=1 bits_offset=0")?;
/// let new = text::parse("[1] INT 'int' size=4\n[2] STRUCT 's' size=4\n\t'__state' type_id=1 bits_offset=0")?;
/// let (old, new) = (BtfSet::new(old), BtfSet::new(new));
/// let changes = diff(&old, &new, &Options::default());
/// assert_eq!(changes.worst(), Some(Grade::Breaks));
/// let [change] = &changes.changes[..] else { panic!("one struct") };
/// let Edit::Member { new, .. } = &change.details[0].edit else { panic!("a member") };
/// assert_eq!((change.name, new.name), ("s", "__state"));
/// # Ok::<(), text::Error>(())
/// ```
#[must_use]
pub fn diff<'s>(old: &'s BtfSet, new: &'s BtfSet, options: &Options<'_>) -> Changes<'s> {
    let both = Both::new(old, new);
    let names = Names::new(&both);
    let is_wanted = |what, name: &str| options.wanted.is_none_or(|wanted| wanted(what, name));
    let reached = (options.reach && options.wanted.is_some()).then(|| {
        let roots = names.firsts().filter(|(what, first)| is_wanted(*what, both.name(*first)));
        let roots = roots.flat_map(|(_, first)| names.of(both.spellings.class(first)));
        reach::reach(&both, roots.copied(), |class| names.of(class))
    });
    let is_reached = |node: &Node| {
        reached.as_ref().is_some_and(|reached| reached.get(node.index()).copied().unwrap_or(false))
    };
    let structs = names.firsts().filter(|(what, _)| *what == What::Struct).map(|(_, first)| first);
    let mut run = Run {
        both: &both,
        inside: Inside::new(&both, structs),
        changes: Vec::new(),
        gone: Vec::new(),
        come: Vec::new(),
        n_same: 0,
    };
    for (what, first) in names.firsts() {
        let nodes = names.of(both.spellings.class(first));
        let is_meant = match reached {
            Some(_) => nodes.iter().any(is_reached),
            None => is_wanted(what, both.name(first)),
        };
        run.name(what, nodes, is_meant);
    }
    run.gone_and_come(|what, name, nodes| match reached {
        Some(_) => nodes.iter().any(is_reached),
        None => is_wanted(what, name),
    });
    let Run { mut changes, mut n_same, .. } = run;
    n_same += constants::compare(
        &both,
        |node, name| match reached {
            Some(_) => is_reached(&node),
            None => is_wanted(What::Constant, name),
        },
        &mut changes,
    );
    let loc = |place: &Option<Place>| place.as_ref().map(|place| place.loc);
    changes.sort_by_key(|change| (change.what, change.name, loc(&change.old), loc(&change.new)));
    Changes { changes, n_same }
}

/// The nodes of each name.
struct Names {
    /// Where those of each class start.
    starts: Vec<u32>,
    nodes: Vec<Node>,
    /// What each name is of, and the first node of it.
    firsts: Vec<(What, Node)>,
}

impl Names {
    #[inline(never)]
    fn new(both: &Both<'_>) -> Self {
        let end = both.spellings.names_end();
        let mut starts = vec![0; end as usize + 1];
        let class = |node| Some(both.spellings.class(node)).filter(|class| *class < end);
        for node in both.graph.nodes() {
            if let Some(start) = class(node).and_then(|class| starts.get_mut(class as usize + 1)) {
                *start += 1;
            }
        }
        let mut sum: u32 = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut nodes = vec![Node::VOID; sum as usize];
        let mut next = starts.clone();
        let mut firsts = Vec::new();
        for node in both.graph.nodes() {
            let Some(class) = class(node) else { continue };
            let Some(place) = next.get_mut(class as usize) else { continue };
            if starts.get(class as usize) == Some(place) {
                firsts.extend(what(&both.graph.get(node)).map(|what| (what, node)));
            }
            if let Some(slot) = nodes.get_mut(*place as usize) {
                *slot = node;
            }
            *place += 1;
        }
        Self { starts, nodes, firsts }
    }

    fn firsts(&self) -> impl Iterator<Item = (What, Node)> {
        self.firsts.iter().copied()
    }

    /// The nodes of a class, in order.
    fn of(&self, class: u32) -> &[Node] {
        let at = |class: u32| self.starts.get(class as usize).copied().unwrap_or(0) as usize;
        self.nodes.get(at(class)..at(class.saturating_add(1))).unwrap_or(&[])
    }
}

/// A comparison on its way.
struct Run<'a, 's> {
    both: &'a Both<'s>,
    inside: Inside<'a, 's>,
    changes: Vec<Change<'s>>,
    gone: Vec<(What, Def)>,
    come: Vec<(What, Def)>,
    n_same: usize,
}

impl<'s> Run<'_, 's> {
    /// Compares all that have one name. What is not meant is only remembered where it has come or gone: it may be
    /// the new name of something.
    #[inline(never)]
    fn name(&mut self, what: What, nodes: &[Node], is_meant: bool) {
        let split = nodes.partition_point(|node| !self.both.is_new(*node));
        let Some((olds, news)) = nodes.split_at_checked(split) else { return };
        if !olds.is_empty() && !news.is_empty() && (!is_meant || self.is_all_same(olds, news)) {
            self.n_same += usize::from(is_meant);
            return;
        }
        let (olds, news) = (self.defined(olds), self.defined(news));
        let Pairing { pairs, gone, come } = pair::pair(self.both, &olds, &news);
        for (old, new) in pairs {
            let mut details = Vec::new();
            if self.is_moved(&old.nodes, &new.nodes) {
                details.push(Detail { edit: Edit::Moved, rule: self.moved(what, &new) });
            }
            self.inside.compare(what, old.node, new.node, &mut details);
            if details.is_empty() {
                self.n_same += 1;
            } else {
                self.push(what, Some(old), Some(new), details);
            }
        }
        self.gone.extend(gone.into_iter().map(|def| (what, def)));
        self.come.extend(come.into_iter().map(|def| (what, def)));
    }

    /// The common case, without a list made.
    #[inline(never)]
    fn is_all_same(&self, olds: &[Node], news: &[Node]) -> bool {
        let (Some(old), Some(new)) = (olds.first(), news.first()) else { return false };
        let is_same = |node: &Node| self.both.is_same(*old, *node);
        is_same(new)
            && olds.iter().skip(1).all(is_same)
            && news.iter().skip(1).all(|node| self.both.is_same(*new, *node))
            && !self.is_moved(olds, news)
    }

    /// Without declarations, if there is a definition.
    fn defined(&self, nodes: &[Node]) -> Vec<Node> {
        let is_defined = |node: &&Node| !is_forward(&self.both.graph.get(**node));
        let defined: Vec<Node> = nodes.iter().filter(is_defined).copied().collect();
        if defined.is_empty() { nodes.to_vec() } else { defined }
    }

    fn is_moved(&self, olds: &[Node], news: &[Node]) -> bool {
        let (Some(old), Some(new)) = (olds.first(), news.first()) else { return false };
        match (self.both.slot(*old).is_base(), self.both.slot(*new).is_base()) {
            (true, true) => return false,
            (false, false) => {}
            (true, false) | (false, true) => return true,
        }
        let names = |nodes: &[Node]| {
            let mut names: Vec<&str> =
                nodes.iter().map(|node| self.both.slot_name(*node)).collect();
            names.sort_unstable();
            names
        };
        let (olds, news) = (names(olds), names(news));
        !olds.iter().any(|old| news.binary_search(old).is_ok())
    }

    fn moved(&self, what: What, new: &Def) -> Rule {
        let is_built_in = self.both.slot(new.node).is_base();
        match (what, is_built_in) {
            (What::Func, true) => Rule::FuncBuiltIn,
            (What::Func, false) => Rule::FuncMoved,
            (What::Var, true) => Rule::VarBuiltIn,
            (What::Var, false) => Rule::VarMoved,
            _ => Rule::TypeMoved,
        }
    }

    fn push(&mut self, what: What, old: Option<Def>, new: Option<Def>, details: Vec<Detail<'s>>) {
        let first = old.as_ref().or(new.as_ref()).map_or(Node::VOID, |def| def.node);
        let place = |def: Def| {
            let mut slots: Vec<_> = def.nodes.iter().map(|node| self.both.slot(*node)).collect();
            slots.dedup();
            Place { loc: self.both.loc(def.node), slots }
        };
        let name = self.both.name(first);
        let (old, new) = (old.map(place), new.map(place));
        self.changes.push(Change { what, name, old, new, details });
    }

    /// What has only come or only gone: it may have another kind now, or another name.
    #[inline(never)]
    fn gone_and_come(&mut self, is_meant: impl Fn(What, &str, &[Node]) -> bool) {
        let gone = core::mem::take(&mut self.gone);
        let come = core::mem::take(&mut self.come);
        let mut partner: Vec<Option<(usize, bool)>> = vec![None; gone.len()];
        let mut is_taken = vec![false; come.len()];
        let mut take = |old: usize, new: usize, is_renamed: bool| {
            if let (Some(partner @ None), Some(taken @ false)) =
                (partner.get_mut(old), is_taken.get_mut(new))
            {
                *partner = Some((new, is_renamed));
                *taken = true;
            }
        };
        for (old, new) in self.other_kinds(&gone, &come) {
            take(old, new, false);
        }
        for (old, new) in renamed::guess(self.both, &gone, &come) {
            take(old, new, true);
        }
        let mut come: Vec<Option<(What, Def)>> = come.into_iter().map(Some).collect();
        for ((what, old), partner) in gone.into_iter().zip(partner) {
            let new =
                partner.and_then(|(at, is_renamed)| Some((come.get_mut(at)?.take()?, is_renamed)));
            let name = self.both.name(old.node);
            let Some(((to, new), is_renamed)) = new else {
                if is_meant(what, name, &old.nodes) {
                    let details =
                        vec![Detail { edit: Edit::Removed, rule: self.removed(what, &old) }];
                    self.push(what, Some(old), None, details);
                }
                continue;
            };
            let new_name = self.both.name(new.node);
            if !is_meant(what, name, &old.nodes) && !is_meant(to, new_name, &new.nodes) {
                continue;
            }
            let detail = match (is_renamed, what) {
                (true, What::Func) => {
                    Detail { edit: Edit::Renamed { to: new_name }, rule: Rule::FuncRenamed }
                }
                (true, _) => {
                    Detail { edit: Edit::Renamed { to: new_name }, rule: Rule::TypeRenamed }
                }
                (false, _) => Detail { edit: Edit::Kind { to }, rule: Rule::KindChanged },
            };
            self.push(what, Some(old), Some(new), vec![detail]);
        }
        for (what, new) in come.into_iter().flatten() {
            if is_meant(what, self.both.name(new.node), &new.nodes) {
                let details = vec![Detail { edit: Edit::Added, rule: self.added(what, &new) }];
                self.push(what, None, Some(new), details);
            }
        }
    }

    /// Types that have gone while another kind of type of that name has come, and no other.
    fn other_kinds(&self, gone: &[(What, Def)], come: &[(What, Def)]) -> Vec<(usize, usize)> {
        let by_name = |list: &[(What, Def)]| {
            let types = list
                .iter()
                .enumerate()
                .filter(|(_, (what, def))| is_type(*what) && !def.has_namesake);
            let mut names: Vec<_> =
                types.map(|(at, (_, def))| (self.both.name(def.node), at)).collect();
            names.sort_unstable();
            names
        };
        let (gone_names, come_names) = (by_name(gone), by_name(come));
        let what = |list: &[(What, Def)], at: usize| list.get(at).map(|(what, _)| *what);
        let mut found = Vec::new();
        for olds in gone_names.chunk_by(|a, b| a.0 == b.0) {
            let [(name, old)] = olds else { continue };
            let start = come_names.partition_point(|(there, _)| there < name);
            let news = come_names.get(start..).unwrap_or(&[]);
            let mut news = news.iter().take_while(|(there, _)| there == name);
            if let (Some((_, new)), None) = (news.next(), news.next())
                && what(gone, *old) != what(come, *new)
            {
                found.push((*old, *new));
            }
        }
        found
    }

    fn removed(&self, what: What, old: &Def) -> Rule {
        match what {
            What::Func if old.has_namesake => Rule::FuncFewer,
            What::Func => Rule::FuncRemoved,
            What::Var => Rule::VarRemoved,
            What::Int | What::Float => Rule::NumberName,
            What::Constant => Rule::ConstantRemoved,
            _ if is_forward(&self.both.graph.get(old.node)) => Rule::TypeDeclared,
            _ if old.has_namesake => Rule::TypeFewer,
            What::Struct | What::Union | What::Enum | What::Typedef => Rule::TypeRemoved,
        }
    }

    fn added(&self, what: What, new: &Def) -> Rule {
        match what {
            What::Func if new.has_namesake => Rule::FuncMore,
            What::Func => Rule::FuncAdded,
            What::Var => Rule::VarAdded,
            What::Int | What::Float => Rule::NumberName,
            What::Constant => Rule::ConstantAdded,
            _ if is_forward(&self.both.graph.get(new.node)) => Rule::TypeDeclared,
            _ if new.has_namesake => Rule::TypeMore,
            What::Struct | What::Union | What::Enum | What::Typedef => Rule::TypeAdded,
        }
    }
}

fn is_type(what: What) -> bool {
    match what {
        What::Struct | What::Union | What::Enum | What::Typedef | What::Int | What::Float => true,
        What::Func | What::Var | What::Constant => false,
    }
}
