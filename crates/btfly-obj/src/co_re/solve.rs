//! All relocations of an object × a set of types → an outcome each.
//!
//! *In:* the object's types, its relocations, the set. *Out:* a value for each relocation, never a log
//! line. One call for all of them, because they hang together: what one relocation shows about a
//! candidate holds for the others, and no two layouts of one type are mixed in one program.

use std::collections::HashMap;

use btfly_btf::ext::CoreRelo;
use btfly_btf::strings::Strings;
use btfly_btf::{Bits, Btf, BtfSet, Slot, TypeId, TypeLoc, Types};

use super::access::Spec;
use super::candidates::{Candidates, Search};
use super::error::Error;
use super::kind::ReloKind;
use super::locate::{Refusal, locate, own};
use super::value::{Answer, Change, Width, answer, change};

/// What a relocation record says, with its string.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Access<'l> {
    /// The local type that the access starts at.
    pub root: TypeId,
    /// The access string, such as `0:1:2`.
    pub text: &'l str,
    /// The number of the [`ReloKind`].
    pub kind: u32,
}

impl<'l> Access<'l> {
    /// Of a record; the strings are those of the object's types.
    #[must_use]
    pub fn of(record: &CoreRelo, strings: &Strings<'l>) -> Self {
        Self { root: record.type_id, text: strings.get(record.access_str_off), kind: record.kind }
    }
}

/// A relocation to solve.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Relo<'l> {
    /// What it asks.
    pub access: Access<'l>,
    /// Where its program attaches to, if that is known: where types of one name differ, those of this slot
    /// are meant.
    pub prefer: Option<Slot>,
}

/// In which BTFs of a set a type is looked for.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum TargetPolicy {
    /// In all of them together; where they differ, nothing is guessed.
    #[default]
    Superset,
    /// In the base, and only if it has no type of that name and kind, in the modules: what libbpf does,
    /// in its order.
    BaseFirst,
}

/// How to solve.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub struct Options {
    /// Where types are looked for.
    pub policy: TargetPolicy,
}

/// What one relocation came to on one target.
///
/// Missing fields are ordinary: a program guards them with `bpf_core_field_exists`. So they are values,
/// and `Err` is kept for records that are malformed.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Outcome {
    /// There is a number, and whoever could be meant agrees on it. What does not exist has size 0, id 0,
    /// and does not exist.
    Resolved(Change),
    /// There is no number: the instruction is poisoned and is refused if it can be reached.
    Poisoned(Poison),
    /// Several types could be meant and do not agree: nothing may be written.
    Ambiguous,
}

/// Why there is no number.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Poison {
    /// The set has no type of that name and kind.
    NoCandidate,
    /// It has some, and none has what is asked for.
    NoMatch,
}

/// One relocation, solved.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Solved {
    /// What it came to; an error if the record makes no sense.
    pub outcome: Result<Outcome, Error>,
    /// The type of the target that gave the answer, the first of several; none if nothing was found.
    pub target: Option<TypeLoc>,
}

/// Solves all relocations of an object, in the order of the records.
///
/// ```
/// use btfly_btf::{BtfSet, TypeId, text};
/// use btfly_obj::co_re::{Access, Options, Outcome, Poison, Relo, solve};
///
/// let local = text::parse("
///     [1] INT 'int' size=4 encoding=SIGNED
///     [2] STRUCT 's' size=4
///             'x' type_id=1 bits_offset=0
/// ").unwrap();
/// let kernel = BtfSet::new(text::parse("[1] STRUCT 's' size=0").unwrap());
/// // Where is it; and is it there?
/// let relos = [0, 2].map(|kind| {
///     Relo { access: Access { root: TypeId(2), text: "0:0", kind }, prefer: None }
/// });
/// let solved = solve(&local, &relos, &kernel, &Options::default());
/// assert_eq!(solved[0].outcome, Ok(Outcome::Poisoned(Poison::NoMatch)));
/// let Ok(Outcome::Resolved(exists)) = solved[1].outcome else { panic!() };
/// assert_eq!(exists.target, 0);
/// ```
#[must_use]
pub fn solve(local: &Btf, relos: &[Relo<'_>], set: &BtfSet, options: &Options) -> Vec<Solved> {
    solve_by(local, relos, set, options, None)
}

/// As [`solve`], with what a search for all these types has found.
pub(crate) fn solve_by(
    local: &Btf,
    relos: &[Relo<'_>],
    set: &BtfSet,
    options: &Options,
    search: Option<&Search<'_>>,
) -> Vec<Solved> {
    let types = local.types();
    let questions = Questions::read(&types, relos);
    let roots =
        questions.groups.iter().filter(|group| group.needs_candidates).map(|group| group.root);
    let candidates = match search {
        Some(search) => Candidates::pick(&types, roots, set, search),
        None => Candidates::find(&types, roots, set),
    };
    let solver = Solver { local: types, set, policy: options.policy };
    let mut solved: Vec<Option<Solved>> = vec![None; questions.all.len()];
    for group in &questions.groups {
        let asked: Vec<&Question<'_>> =
            group.questions.iter().filter_map(|at| questions.all.get(*at)).collect();
        let done = solver.group(group, &asked, candidates.of(group.root));
        for (at, done) in group.questions.iter().zip(done) {
            if let Some(place) = solved.get_mut(*at) {
                *place = Some(done);
            }
        }
    }
    let each = questions.of_relo.iter().map(|of| match of {
        Ok(at) => solved.get(*at).copied().flatten().unwrap_or(NOTHING),
        Err(error) => Solved { outcome: Err(*error), target: None },
    });
    each.collect()
}

const NOTHING: Solved =
    Solved { outcome: Ok(Outcome::Poisoned(Poison::NoCandidate)), target: None };

/// A question that some relocations ask.
pub(crate) struct Question<'l> {
    pub(crate) spec: Spec<'l>,
    own: Answer,
}

/// Questions that are about one type for one place of attachment: they are answered together.
struct Group {
    root: TypeId,
    prefer: Option<Slot>,
    needs_candidates: bool,
    questions: Vec<usize>,
}

struct Questions<'l> {
    all: Vec<Question<'l>>,
    groups: Vec<Group>,
    of_relo: Vec<Result<usize, Error>>,
}

impl<'l> Questions<'l> {
    fn read(types: &Types<'l>, relos: &[Relo<'l>]) -> Self {
        let mut known: HashMap<Relo<'l>, Result<usize, Error>> = HashMap::new();
        let mut group_of: HashMap<(TypeId, Option<Slot>), usize> = HashMap::new();
        let mut questions =
            Self { all: Vec::new(), groups: Vec::new(), of_relo: Vec::with_capacity(relos.len()) };
        for relo in relos {
            let of = *known.entry(*relo).or_insert_with(|| {
                let question = Question::read(types, &relo.access)?;
                let at = questions.all.len();
                let groups = &mut questions.groups;
                let (root, prefer) = (question.spec.root, relo.prefer);
                let group = *group_of.entry((root, prefer)).or_insert_with(|| {
                    let questions = Vec::new();
                    groups.push(Group { root, prefer, needs_candidates: false, questions });
                    groups.len() - 1
                });
                if let Some(group) = groups.get_mut(group) {
                    group.needs_candidates |= question.spec.kind != ReloKind::TypeIdLocal;
                    group.questions.push(at);
                }
                questions.all.push(question);
                Ok(at)
            });
            questions.of_relo.push(of);
        }
        questions
    }
}

impl<'l> Question<'l> {
    pub(crate) fn read(types: &Types<'l>, access: &Access<'l>) -> Result<Self, Error> {
        let spec = Spec::read(types, access.root, access.text, access.kind)?;
        let no_type = Error::new(super::ErrorKind::NoType { type_id: spec.root });
        let found = own(types, &spec).ok_or(no_type)?;
        let own = answer(types, &found, spec.kind).map_err(|fault| fault.in_local(spec.kind))?;
        Ok(Self { spec, own })
    }
}

/// What a candidate says to a question.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Said {
    pub(crate) change: Change,
    /// Where the field is, in bits: libbpf wants candidates to agree on it, whatever is asked.
    pub(crate) offset: Bits,
    /// Whether the number is an id: those of two types differ by nature.
    pub(crate) is_id: bool,
}

impl Said {
    pub(crate) fn agrees(&self, other: &Self) -> bool {
        self.is_id || self.change == other.change
    }
}

/// Whom the candidates leave, and what they say.
struct Solver<'a> {
    local: Types<'a>,
    set: &'a BtfSet,
    policy: TargetPolicy,
}

impl Solver<'_> {
    fn group(
        &self,
        group: &Group,
        asked: &[&Question<'_>],
        candidates: Result<&[TypeLoc], Error>,
    ) -> Vec<Solved> {
        // A question about the program's own types needs nobody.
        let own = |question: &Question<'_>| {
            (question.spec.kind == ReloKind::TypeIdLocal).then(|| {
                let value = question.own.value;
                let change = Change {
                    local: value,
                    target: value,
                    is_exact: false,
                    is_narrow: false,
                    width: Width::Same,
                };
                Solved { outcome: Ok(Outcome::Resolved(change)), target: None }
            })
        };
        let candidates = match candidates {
            Ok(candidates) => candidates,
            Err(error) => {
                let failed = Solved { outcome: Err(error), target: None };
                return asked.iter().map(|question| own(question).unwrap_or(failed)).collect();
            }
        };
        let mut rows: Vec<Row> = match self.policy {
            TargetPolicy::Superset => candidates.to_vec(),
            TargetPolicy::BaseFirst => {
                let in_base: Vec<TypeLoc> =
                    candidates.iter().copied().filter(|loc| loc.slot.is_base()).collect();
                if in_base.is_empty() { candidates.to_vec() } else { in_base }
            }
        }
        .into_iter()
        .map(|loc| self.row(loc, asked))
        .collect();
        if self.policy == TargetPolicy::Superset {
            rows = prune(rows, group.prefer);
        }
        let mut done = Vec::with_capacity(asked.len());
        for (at, question) in asked.iter().enumerate() {
            if let Some(solved) = own(question) {
                done.push(solved);
                continue;
            }
            let matching: Vec<(TypeLoc, Said)> = rows
                .iter()
                .filter_map(|row| Some((row.loc, row.said.get(at).copied()?.ok()?)))
                .collect();
            let solved = match self.policy {
                TargetPolicy::Superset => superset(question, &rows, &matching),
                TargetPolicy::BaseFirst => base_first(question, &rows, &matching),
            };
            // libbpf, too, keeps to the types that had what was asked for before.
            let is_solved = matches!(solved.outcome, Ok(Outcome::Resolved(_)));
            if self.policy == TargetPolicy::BaseFirst && is_solved && !matching.is_empty() {
                rows.retain(|row| row.said.get(at).is_some_and(|said| said.is_ok()));
            }
            done.push(solved);
        }
        done
    }

    fn row(&self, loc: TypeLoc, asked: &[&Question<'_>]) -> Row {
        let said = match self.set.btf(loc.slot) {
            Ok(target) => {
                let target = target.types();
                asked.iter().map(|question| say(&self.local, question, &target, loc.id)).collect()
            }
            Err(_) => vec![Err(Refusal::Unusable); asked.len()],
        };
        Row { loc, said }
    }
}

/// What the type `id` of the target says to a question.
pub(crate) fn say(
    local: &Types<'_>,
    question: &Question<'_>,
    target: &Types<'_>,
    id: TypeId,
) -> Result<Said, Refusal> {
    let Question { spec, own } = question;
    if spec.kind == ReloKind::TypeIdLocal {
        // Not asked of the target.
        return Err(Refusal::Incompatible);
    }
    let found = locate(local, spec, target, id, &mut ())?;
    let there = answer(target, &found, spec.kind).map_err(|fault| fault.in_target())?;
    let change = change((local, own), (target, &there));
    Ok(Said { change, offset: found.offset(), is_id: spec.kind == ReloKind::TypeIdTarget })
}

/// A candidate, with what it says to each question.
struct Row {
    loc: TypeLoc,
    said: Vec<Result<Said, Refusal>>,
}

impl Row {
    /// Whether both say the same to everything.
    fn agrees(&self, other: &Self) -> bool {
        self.said.iter().zip(&other.said).all(|(a, b)| match (a, b) {
            (Ok(a), Ok(b)) => a.agrees(b),
            (Err(_), Err(_)) => true,
            (Ok(_), Err(_)) | (Err(_), Ok(_)) => false,
        })
    }

    /// Whether it has everything that the other has, and more.
    fn has_more_than(&self, other: &Self) -> bool {
        let mut pairs = self.said.iter().zip(&other.said);
        let has_all = pairs.clone().all(|(mine, theirs)| mine.is_ok() || theirs.is_err());
        has_all && pairs.any(|(mine, theirs)| mine.is_ok() && theirs.is_err())
    }
}

/// How many candidates that differ are compared with one another; more are ambiguous without a look.
const MAX_DIFFERENT: usize = 64;

/// The candidates that may be meant: where they differ, those of the preferred slot; and of those that are
/// left, none that lacks something which another has beside all that it has itself.
fn prune(mut rows: Vec<Row>, prefer: Option<Slot>) -> Vec<Row> {
    if all_agree(&rows) {
        return rows;
    }
    let is_preferred = |row: &Row| prefer == Some(row.loc.slot);
    if rows.iter().any(is_preferred) {
        rows.retain(is_preferred);
    }
    let mut different: Vec<usize> = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let is_known = |known: &usize| rows.get(*known).is_some_and(|known| known.agrees(row));
        if !different.iter().any(is_known) {
            different.push(at);
        }
        if MAX_DIFFERENT < different.len() {
            return rows;
        }
    }
    let is_worse: Vec<bool> = rows
        .iter()
        .map(|row| {
            let beats = |at: &usize| rows.get(*at).is_some_and(|best| best.has_more_than(row));
            different.iter().any(beats)
        })
        .collect();
    let mut is_worse = is_worse.into_iter();
    rows.retain(|_| !is_worse.next().unwrap_or(false));
    rows
}

fn all_agree(rows: &[Row]) -> bool {
    rows.split_first().is_none_or(|(first, rest)| rest.iter().all(|row| first.agrees(row)))
}

fn superset(question: &Question<'_>, rows: &[Row], matching: &[(TypeLoc, Said)]) -> Solved {
    let Some((first, said)) = matching.first().copied() else {
        return absent(question, rows);
    };
    let ambiguous = Solved { outcome: Ok(Outcome::Ambiguous), target: None };
    if matching.len() != rows.len() {
        return ambiguous;
    }
    if question.spec.kind == ReloKind::TypeIdTarget {
        // A module's id means nothing without the module: helpers take the base's only.
        let mut in_base = matching.iter().filter(|(loc, _)| loc.slot.is_base());
        return match (in_base.next(), in_base.next()) {
            (Some((loc, said)), None) => resolved(*loc, said.change),
            (Some(_), Some(_)) => ambiguous,
            (None, _) => resolved(first, Change { target: 0, ..said.change }),
        };
    }
    if matching.iter().all(|(_, other)| other.change == said.change) {
        return resolved(first, said.change);
    }
    ambiguous
}

fn base_first(question: &Question<'_>, rows: &[Row], matching: &[(TypeLoc, Said)]) -> Solved {
    let Some((first, said)) = matching.first().copied() else {
        return absent(question, rows);
    };
    if matching.iter().all(|(_, other)| *other == said) {
        return resolved(first, said.change);
    }
    Solved { outcome: Ok(Outcome::Ambiguous), target: None }
}

fn resolved(target: TypeLoc, change: Change) -> Solved {
    Solved { outcome: Ok(Outcome::Resolved(change)), target: Some(target) }
}

/// Nobody has what is asked for.
fn absent(question: &Question<'_>, rows: &[Row]) -> Solved {
    let outcome = if question.spec.kind.is_zero_if_absent() {
        Outcome::Resolved(Change {
            local: question.own.value,
            target: 0,
            is_exact: question.own.is_exact,
            is_narrow: false,
            width: Width::Same,
        })
    } else if rows.is_empty() {
        Outcome::Poisoned(Poison::NoCandidate)
    } else {
        Outcome::Poisoned(Poison::NoMatch)
    };
    Solved { outcome: Ok(outcome), target: None }
}
