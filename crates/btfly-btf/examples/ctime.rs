use btfly_btf::{Btf, c};
use std::time::Instant;
fn main() {
    let f = std::env::args().nth(1).unwrap();
    let n: usize = std::env::args().nth(2).map_or(15, |s| s.parse().unwrap());
    let bytes: &'static [u8] = Box::leak(std::fs::read(f).unwrap().into_boxed_slice());
    let mut t = vec![vec![]; 6];
    let mut len = 0;
    for _ in 0..n {
        let a = Instant::now();
        let btf = Btf::parse(bytes).unwrap();
        t[0].push(a.elapsed());
        let graph = c::Graph::new(btf.types());
        let b = Instant::now();
        let mut p = c::Printer::new(&graph, c::Options::default());
        t[1].push(b.elapsed());
        let b = Instant::now();
        let roots = p.roots_sorted();
        t[2].push(b.elapsed());
        let b = Instant::now();
        let mut out = Vec::with_capacity(1 << 17);
        len = 0;
        for r in roots {
            let _ = p.emit(r, &mut out);
            if out.len() > 1 << 16 {
                len += out.len();
                out.clear();
            }
        }
        t[3].push(b.elapsed());
        let b = Instant::now();
        let _ = p.remaining_enums(&mut out);
        let _ = p.kfuncs(&mut out);
        t[4].push(b.elapsed());
        len += out.len();
        t[5].push(a.elapsed());
    }
    println!("{len} bytes");
    for (n, t) in ["parse", "new", "sorted", "emit", "rest", "total"].iter().zip(&mut t) {
        t.sort();
        println!("{n:8} min {:?} med {:?}", t[0], t[t.len() / 2]);
    }
}
