use btfly_btf::{Btf, Kind};
use memchr::memmem;
use std::time::Instant;
struct R;
static mut T: [u8; 256] = [0; 256];
impl memchr::arch::all::packedpair::HeuristicFrequencyRank for R {
    fn rank(&self, b: u8) -> u8 {
        unsafe { T[b as usize] }
    }
}
fn main() {
    let f = std::env::args().nth(1).unwrap();
    let bytes: &'static [u8] = Box::leak(std::fs::read(f).unwrap().into_boxed_slice());
    let btf = Btf::parse(bytes).unwrap();
    let s = btf.types().strings().own();
    let mut h = [0u64; 256];
    for b in s {
        h[*b as usize] += 1;
    }
    let mut o: Vec<usize> = (0..256).collect();
    o.sort_by_key(|b| h[*b]);
    for (i, b) in o.iter().enumerate() {
        unsafe {
            T[*b] = i as u8;
        }
    }
    println!(
        "{:?}",
        o.iter().rev().take(40).map(|b| (*b as u8 as char, h[*b])).collect::<Vec<_>>()
    );
    for name in [
        "task_struct",
        "vfs_read",
        "list_head",
        "file",
        "nf_conntrack_net",
        "sock",
        "zzz_no_such",
        "bpf_prog_aux",
    ] {
        let mut best = [u128::MAX; 4];
        for _ in 0..200 {
            let t = Instant::now();
            std::hint::black_box(btf.types().find(name, Some(Kind::Struct)).count());
            best[0] = best[0].min(t.elapsed().as_nanos());
            let t = Instant::now();
            let fi = memmem::Finder::new(name);
            std::hint::black_box(fi.find_iter(s).count());
            best[1] = best[1].min(t.elapsed().as_nanos());
            let t = Instant::now();
            let fi = memmem::FinderBuilder::new().build_forward_with_ranker(R, name);
            std::hint::black_box(fi.find_iter(s).count());
            best[2] = best[2].min(t.elapsed().as_nanos());
            let n0 = format!("{name}\0");
            let t = Instant::now();
            let fi = memmem::FinderBuilder::new().build_forward_with_ranker(R, &n0);
            std::hint::black_box(fi.find_iter(s).count());
            best[3] = best[3].min(t.elapsed().as_nanos());
        }
        println!(
            "{name:20} find {} us, finder {} ranked {} ranked0 {}",
            best[0] / 1000,
            best[1] / 1000,
            best[2] / 1000,
            best[3] / 1000
        );
    }
}
