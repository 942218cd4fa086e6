//! Names as numbers: equal names have equal numbers, whichever section they are of.
//!
//! *In:* offsets as they stand in records. *Out:* numbers below [`LIMIT`]; 0 is the empty name. All string sections
//! lie one behind the other, and a name's number is the place where its text stands first. Writers keep each
//! text once, so that in most sections an offset and its section's start already are the number; that is tried
//! first, and whether no name starts inside another is asked after. *Never:* a number that reaches output.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use super::bits::{Bits, Counted};
use super::signed::Signed;
use super::texts::Texts;
use crate::edit::source::{Part, Source};
use crate::id::NameOff;

/// Names have to fit beside the kind of tag.
const LIMIT: u32 = 1 << 29;

/// How many texts there is room for at once: what a kernel and its modules have.
const ROOM: usize = 1 << 18;

/// How many names are hashed before the first is looked for.
const AT_ONCE: usize = 16;

/// Numbers of the names of several sections.
#[derive(Debug)]
pub(in crate::edit) struct Names {
    /// Where the own strings of each part start among all, and where the last ends.
    pub(super) starts: Vec<u32>,
    pub(super) numbers: Vec<Numbers>,
    texts: Texts,
    /// The numbers of all texts.
    pub(super) known: Bits,
    /// Numbers of names that start inside others, by their place.
    pub(super) asked: BTreeMap<u32, u32>,
}

/// The numbers of the names of one part.
#[derive(Debug)]
pub(super) enum Numbers {
    /// Each is its place.
    Places,
    /// Where names start, from the part's start on, and the number of each.
    Listed(Counted, Vec<u32>),
}

/// A name that has been read, and not looked for yet: its place, length and hash.
type Read = (u32, usize, u32);

impl Names {
    /// Numbers of all names of `source`; with `all_asked`, also of those that start inside another. `None` if there
    /// are too many.
    pub(super) fn new(source: &Source<'_>, all_asked: bool) -> Option<Self> {
        let mut starts = Vec::new();
        let (mut end, mut count) = (0_u32, 0);
        for part in &source.parts {
            starts.push(end);
            let own = part.types.strings().own();
            end = end.checked_add(u32::try_from(own.len()).ok()?)?;
            if count < ROOM {
                count += memchr::memchr_iter(0, own).count();
            }
        }
        starts.push(end);
        if LIMIT < end {
            return None;
        }
        let texts = Texts::with_room(count.min(ROOM));
        let (numbers, asked) = (Vec::new(), BTreeMap::new());
        let mut names = Self { starts, numbers, texts, known: Bits::none(end), asked };
        for (index, part) in source.parts.iter().enumerate() {
            let numbers = names.scan(index, part, &source.parts, all_asked);
            names.numbers.push(numbers);
        }
        names.known.add(0);
        names.texts.places().iter().for_each(|place| {
            names.known.add(*place);
        });
        Some(names)
    }

    /// Whether an offset in a record is the number.
    pub(super) fn are_offsets(&self, source: &Source<'_>) -> bool {
        let mut parts = source.parts.iter().zip(&self.starts).zip(&self.numbers);
        parts.all(|((part, start), numbers)| {
            matches!(numbers, Numbers::Places) && *start == part.types.strings().own_start()
        })
    }

    fn scan(&mut self, index: usize, part: &Part<'_>, parts: &[Part<'_>], listed: bool) -> Numbers {
        let start = self.start(index);
        let strings = part.types.strings();
        let own = strings.own();
        let known = self.texts.places().len();
        let mut list = listed.then(Vec::new);
        let mut waiting: [Read; AT_ONCE] = [(0, 0, 0); AT_ONCE];
        // The offset 0 is the empty name, whatever stands there.
        let mut at = if strings.own_start() == 0 { first_len(own) } else { 0 };
        // Sections out of one source have names in one order: after what stood here last time comes what stood
        // behind it there.
        let mut guess = 0;
        while (at as usize) < own.len() {
            let mut count = 0;
            let mut answered = None;
            for place in &mut waiting {
                let rest = own.get(at as usize..).unwrap_or(&[]);
                let Some(len) = memchr::memchr(0, rest) else { break };
                let text = rest.get(..len).unwrap_or(&[]);
                let is_guess = count == 0 && self.is_at(guess, index, text, parts);
                let place_of_text = at;
                at = at.saturating_add(following(len));
                if text.is_empty() || is_guess {
                    let number = if is_guess { guess } else { 0 };
                    answered = Some((number, len));
                    break;
                }
                let hash = self.texts.hash(text);
                self.texts.look(hash);
                *place = (place_of_text, len, hash);
                count += 1;
            }
            for (at, len, hash) in waiting.into_iter().take(count) {
                let text = own.get(at as usize..at as usize + len).unwrap_or(&[]);
                let (starts, texts) = (&self.starts, &mut self.texts);
                let number = texts.intern(hash, text, start + at, |at| text_at(starts, at, parts));
                if number != start + at && list.is_none() {
                    // All before are where they stood first.
                    list = Some(texts.places().get(known..).unwrap_or(&[]).to_vec());
                }
                if let Some(list) = &mut list {
                    list.push(number);
                }
                guess = number + following(len);
            }
            if let Some((number, len)) = answered {
                let places = self.texts.places();
                let so_far = || places.get(known..).unwrap_or(&[]).to_vec();
                list.get_or_insert_with(so_far).push(number);
                guess = if len == 0 { guess } else { guess + following(len) };
            } else if count == 0 {
                break;
            }
        }
        match list {
            None => Numbers::Places,
            Some(list) => Numbers::Listed(starts_of(own, strings.own_start() == 0), list),
        }
    }

    /// Whether `name` is the text of `number`, of a part before `index` whose numbers are places.
    #[inline]
    fn is_at(&self, number: u32, index: usize, name: &[u8], parts: &[Part<'_>]) -> bool {
        if index == 0 || number == 0 {
            return false;
        }
        let owner = owner(&self.starts, number);
        owner < index
            && matches!(self.numbers.get(owner), Some(Numbers::Places))
            && parts.get(owner).is_some_and(|part| {
                let at = number - self.start(owner);
                let tail = part.types.strings().own().get(at as usize..);
                let ends = |tail: &[u8]| tail.starts_with(name) && tail.get(name.len()) == Some(&0);
                tail.is_some_and(ends)
            })
    }

    /// The number of the name at `off` in the part at `index`.
    #[inline]
    pub(in crate::edit) fn number(&mut self, off: u32, index: u32, parts: &[Part<'_>]) -> u32 {
        if off == 0 {
            return 0;
        }
        let Some(part) = parts.get(index as usize) else { return 0 };
        let (owner, at) = match off.checked_sub(part.types.strings().own_start()) {
            Some(at) => (index, at),
            None => (part.base, off),
        };
        let start = self.start(owner as usize);
        match self.numbers.get(owner as usize) {
            None => 0,
            Some(Numbers::Places) => start + at,
            Some(Numbers::Listed(starts, list)) => {
                match starts.before(at).and_then(|before| list.get(before as usize)) {
                    Some(number) => *number,
                    None => self.ask(start + at, parts),
                }
            }
        }
    }

    /// The number of a name that starts inside another.
    #[cold]
    fn ask(&mut self, place: u32, parts: &[Part<'_>]) -> u32 {
        if let Some(number) = self.asked.get(&place) {
            return *number;
        }
        let Self { starts, texts, .. } = self;
        let text = text_at(starts, place, parts);
        let number = match text {
            [] => 0,
            text => texts.intern(texts.hash(text), text, place, |at| text_at(starts, at, parts)),
        };
        self.asked.insert(place, number);
        self.known.add(number);
        number
    }

    #[inline]
    fn start(&self, index: usize) -> u32 {
        self.starts.get(index).copied().unwrap_or(0)
    }

    /// The names in signatures.
    pub(super) fn used(&self, signed: &Signed) -> Bits {
        let mut used = self.none_used();
        for class in signed.classes() {
            signed.for_each_name(class, |number| {
                used.add(number);
            });
        }
        used
    }

    /// Whether each of these numbers is that of a text, and none that of a name inside another for which nobody has asked.
    pub(super) fn are_whole(&self, used: &Bits) -> bool {
        used.is_within(&self.known)
    }

    /// No names, to add those that are used.
    pub(super) fn none_used(&self) -> Bits {
        Bits::none(self.end())
    }

    fn end(&self) -> u32 {
        self.starts.last().copied().unwrap_or(0)
    }
}

/// The part that has a number. Of several that start at one place all but the last are empty.
#[inline]
fn owner(starts: &[u32], number: u32) -> usize {
    starts.partition_point(|start| *start <= number).saturating_sub(1)
}

/// The text of a number.
#[inline]
pub(super) fn text_at<'b>(starts: &[u32], number: u32, parts: &[Part<'b>]) -> &'b [u8] {
    let index = owner(starts, number);
    let (Some(part), Some(start)) = (parts.get(index), starts.get(index)) else { return &[] };
    let strings = part.types.strings();
    strings.bytes(NameOff(strings.own_start() + (number - start)))
}

/// Where strings start, but for one at the offset 0 of all.
fn starts_of(own: &[u8], from_zero: bool) -> Counted {
    let mut starts = Bits::none(number(own.len()));
    let mut at = if from_zero { first_len(own) } else { 0 };
    while (at as usize) < own.len() {
        starts.add(at);
        let rest = own.get(at as usize..).unwrap_or(&[]);
        let len = memchr::memchr(0, rest).unwrap_or(rest.len());
        at = at.saturating_add(following(len));
    }
    starts.counted()
}

/// The length of the first string with its end.
pub(super) fn first_len(own: &[u8]) -> u32 {
    following(memchr::memchr(0, own).unwrap_or(own.len()))
}

/// How far the next string is from one of this length.
#[inline]
pub(super) fn following(len: usize) -> u32 {
    number(len).saturating_add(1)
}

/// A length as a number; all sections together have less than [`LIMIT`].
#[inline]
pub(super) fn number(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}
