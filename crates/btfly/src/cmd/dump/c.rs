//! C by two threads: both read; one looks at names and sizes while the other finds the order; then both write.
//!
//! *In:* a graph. *Out:* the same text as by one thread. *Never:* more parts in memory than a few: a thread that
//! is ahead waits.

use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, channel, sync_channel};
use std::thread;

use btfly_btf::c::{self, Graph, Hand, Options, Order, Outline, Part, Piece, Reading, Report};

use crate::output::Output;

/// Types for which a second thread is worth its start.
const MANY: u32 = 4096;
/// Parts that may wait to be put in their place.
const WAITING: usize = 8;

/// Prints all that `order` says.
pub(super) fn print(
    graph: &Graph<'_>,
    options: Options,
    order: Order<'_>,
    out: &mut Output,
) -> io::Result<Report> {
    let n_threads = thread::available_parallelism().map_or(1, usize::from);
    let is_some = matches!(order, Order::Roots(_));
    if n_threads < 2 || graph.end().0 < MANY || is_some {
        return c::dump(graph, options, order, |chunk| out.write(chunk));
    }
    let outline = read(graph, options);
    let mut flush = |chunk: &mut Vec<u8>| out.write(chunk);
    let next = &AtomicUsize::new(0);
    thread::scope(|scope| {
        let (measures, measured) = channel();
        let (hands, given) = channel();
        let (parts, written) = sync_channel(WAITING);
        let (spares, spare) = channel();
        let other = &outline;
        // One thread for both, because its start takes as long as a part.
        scope.spawn(move || {
            let _ = measures.send(other.measure());
            if let Ok(hand) = given.recv() {
                help(hand, next, &parts, &spare);
            }
        });
        let plan = outline.plan(order);
        // If there is no answer, the other has panicked, and so will this scope.
        let measures = measured.recv().unwrap_or_else(|_| outline.measure());
        let (draft, mut press) = outline.draft(plan, measures);
        let _ = hands.send(draft.hand());
        let mut hand = draft.hand();
        let mut mine = Vec::new();
        while let Some(at) = take(next, &hand) {
            mine = press.put(hand.write(at, mine), &mut flush)?.unwrap_or_default();
            for part in written.try_iter() {
                // It may have ended: then nobody needs a buffer.
                let _ = press.put(part, &mut flush)?.map(|text| spares.send(text));
            }
        }
        for part in written {
            press.put(part, &mut flush)?;
        }
        let report = press.finish(&mut flush);
        // The process ends soon. To give the tables back one by one would cost each processor an interruption.
        std::mem::forget((hand, draft));
        report
    })
}

/// Reads all types, half of them in another thread.
fn read<'g>(graph: &'g Graph<'g>, options: Options) -> Outline<'g> {
    let mut reading = Reading::new(graph, options, 2);
    thread::scope(|scope| {
        let mut pieces = reading.pieces();
        let mine = pieces.next();
        for piece in pieces {
            scope.spawn(|| piece.read());
        }
        mine.into_iter().for_each(Piece::read);
    });
    reading.outline()
}

/// The next part that nobody writes.
fn take(next: &AtomicUsize, hand: &Hand<'_>) -> Option<usize> {
    let at = next.fetch_add(1, Ordering::Relaxed);
    (at < hand.draft().parts()).then_some(at)
}

/// Writes parts until there are no more, or nobody wants them.
fn help(
    mut hand: Hand<'_>,
    next: &AtomicUsize,
    parts: &SyncSender<Part>,
    spare: &Receiver<Vec<u8>>,
) {
    while let Some(at) = take(next, &hand) {
        if parts.send(hand.write(at, spare.try_recv().unwrap_or_default())).is_err() {
            return;
        }
    }
}
