use btfly_btf::{Btf, c};
use std::time::Instant;
fn main() {
    let f = std::env::args().nth(1).unwrap();
    let n: usize = std::env::args().nth(2).map_or(15, |s| s.parse().unwrap());
    let bytes: &'static [u8] = Box::leak(std::fs::read(f).unwrap().into_boxed_slice());
    let mut t = vec![vec![]; 4];
    let btf = Btf::parse(bytes).unwrap();
    for _ in 0..n {
        for th in [1, 2, 3] {
            let graph = c::Graph::new(btf.types());
            let a = Instant::now();
            let _ = c::dump_on(th, &graph, c::Options::default(), c::Order::Sorted, |b| {
                b.clear();
                Ok::<(), ()>(())
            });
            t[th].push(a.elapsed());
        }
    }
    for (n, t) in t.iter_mut().enumerate().skip(1) {
        t.sort();
        println!("{n} threads min {:?} med {:?}", t[0], t[t.len() / 2]);
    }
}
