//! What edits write: looked at with the program's own listing, which other tests compare with bpftool's.

use std::fs;

use crate::world::World;

/// Runs a command line that must succeed; its stdout.
#[track_caller]
fn run(world: &World, line: &str) -> Vec<u8> {
    let words: Vec<&str> = line.split(' ').collect();
    let output = world.btfly(&words).output().unwrap();
    assert_eq!(
        output.status.code(),
        Some(0),
        "{line}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    output.stdout
}

#[track_caller]
fn listing(world: &World, line: &str) -> String {
    String::from_utf8(run(world, &format!("dump {line}"))).unwrap()
}

#[test]
fn a_merge_has_base_and_modules_one_after_the_other() {
    let world = World::new();
    run(&world, "merge kernel -o out.btf");
    let merged = listing(&world, "out.btf");
    // The first module keeps its ids.
    let start = listing(&world, "kernel/vmlinux.btf") + &listing(&world, "kernel/mods/alpha.btf");
    let rest = merged.strip_prefix(&start).unwrap();
    let expected = "\
[50] STRUCT 'priv' size=8 vlen=1
\t'beta' type_id=3 bits_offset=0
[51] PTR '(anon)' type_id=50
[52] FUNC_PROTO '(anon)' ret_type_id=1 vlen=2
\t'priv' type_id=51
\t'skb' type_id=20
[53] FUNC 'beta_xmit' type_id=52 linkage=static
";
    assert!(rest.starts_with(expected), "{rest}");
    run(&world, "merge kernel/vmlinux.btf kernel/mods/alpha.btf kernel/mods/beta.btf -o files.btf");
    assert_eq!(listing(&world, "files.btf"), merged);
    run(&world, "merge kernel --module alpha --module beta -o named.btf");
    assert_eq!(listing(&world, "named.btf"), merged);
}

#[test]
fn what_is_given_twice_is_there_once() {
    let world = World::new();
    run(&world, "dedup kernel/vmlinux.btf kernel/vmlinux.btf -o out.btf");
    let once = listing(&world, "out.btf");
    // Variables are places in a program, not types.
    let variables = "\
[41] VAR 'jiffies' type_id=3, linkage=global
[42] DATASEC '.data' size=8 vlen=1
\ttype_id=41 offset=0 size=8 (VAR 'jiffies')
";
    assert_eq!(once, listing(&world, "kernel/vmlinux.btf") + variables);
    run(&world, "dedup out.btf -o again.btf");
    assert_eq!(listing(&world, "again.btf"), once);
    run(&world, "merge kernel --dedup -o merged.btf");
    run(&world, "dedup kernel/vmlinux.btf kernel/mods/alpha.btf kernel/mods/beta.btf -o all.btf");
    assert_eq!(listing(&world, "all.btf"), listing(&world, "merged.btf"));
}

#[test]
fn what_the_base_has_is_not_said_again() {
    let world = World::new();
    run(&world, "dedup kernel/mods/beta.btf --base kernel/vmlinux.btf -o out.btf");
    let expected = "\
[41] STRUCT 'priv' size=8 vlen=1
\t'beta' type_id=3 bits_offset=0
[42] PTR '(anon)' type_id=41
[43] FUNC_PROTO '(anon)' ret_type_id=1 vlen=2
\t'priv' type_id=42
\t'skb' type_id=20
[44] FUNC 'beta_xmit' type_id=43 linkage=static
";
    assert_eq!(listing(&world, "out.btf --base kernel/vmlinux.btf"), expected);
}

#[test]
fn sorted_is_by_name_and_in_place() {
    let world = World::new();
    let piped = run(&world, "sort kernel/vmlinux.btf -o -");
    run(&world, "sort kernel/vmlinux.btf -o kernel/vmlinux.btf");
    assert_eq!(fs::read(world.dir.join("kernel/vmlinux.btf")).unwrap(), piped);
    assert_eq!(world.files("kernel"), ["mods", "vmlinux.btf"]);
    let listing = listing(&world, "kernel/vmlinux.btf");
    let types = listing.lines().filter(|line| line.starts_with('['));
    let names: Vec<&str> = types.map(|line| line.split('\'').nth(1).unwrap()).collect();
    let (anonymous, named) = names.split_at(18);
    assert!(anonymous.iter().all(|name| *name == "(anon)"), "{anonymous:?}");
    assert_eq!(named.first(), Some(&".data"));
    assert_eq!(named.last(), Some(&"unsigned int"));
    assert!(named.is_sorted(), "{named:?}");
}

#[test]
fn stripped_is_what_was_named_and_what_it_needs() {
    let world = World::new();
    run(&world, "strip kernel --type list_head -o out.btf");
    let expected = "\
[1] STRUCT 'list_head' size=16 vlen=2
\t'next' type_id=2 bits_offset=0
\t'prev' type_id=2 bits_offset=64
[2] PTR '(anon)' type_id=1
";
    assert_eq!(listing(&world, "out.btf"), expected);
}

#[test]
fn what_is_refused_leaves_the_old_file_and_nothing_else() {
    let world = World::new();
    let lines = [
        (3, "merge sick -o out/old"),
        (3, "dedup kernel/vmlinux.btf note.txt -o out/old"),
        (3, "sort note.txt -o out/old"),
        (1, "strip kernel --type none -o out/old"),
    ];
    for (code, line) in lines {
        world.write("out/old", b"old");
        let words: Vec<&str> = line.split(' ').collect();
        let output = world.btfly(&words).output().unwrap();
        assert_eq!(output.status.code(), Some(code), "{line}");
        assert_eq!(fs::read(world.dir.join("out/old")).unwrap(), b"old", "{line}");
        assert_eq!(world.files("out"), ["old"], "{line}");
    }
}

#[test]
fn a_kernel_of_a_pack_is_what_was_packed() {
    let world = World::new();
    run(&world, "pack kernel big.btf kernel -o out.btfpack");
    let modules = |source: &str| run(&world, &format!("list {source}"));
    for packed in ["out.btfpack:kernel", "out.btfpack:kernel-2"] {
        assert_eq!(listing(&world, packed), listing(&world, "kernel"));
        assert_eq!(modules(packed), modules("kernel"));
    }
    assert_eq!(listing(&world, "out.btfpack:big.btf"), listing(&world, "big.btf"));
    // A pack of a pack has the same kernels.
    run(&world, "pack out.btfpack -o again.btfpack");
    let bytes = |name: &str| fs::read(world.dir.join(name)).unwrap();
    assert_eq!(bytes("again.btfpack"), bytes("out.btfpack"));
}

#[test]
fn what_is_distilled_comes_home() {
    let world = World::new();
    run(&world, "distill kernel/mods/alpha.btf -o out.btf");
    let base = "\
[1] INT 'int' size=4 bits_offset=0 nr_bits=32 encoding=SIGNED
[2] INT 'unsigned int' size=4 bits_offset=0 nr_bits=32 encoding=(none)
[3] FWD 'net' fwd_kind=struct
";
    assert_eq!(listing(&world, "out.btf.base"), base);
    let distilled = listing(&world, "out.btf --base out.btf.base");
    let start = "\
[4] FUNC_PROTO '(anon)' ret_type_id=1 vlen=2
\t'sk' type_id=6
\t'skb' type_id=9
";
    assert!(distilled.starts_with(start), "{distilled}");
    assert!(distilled.ends_with("[13] PTR '(anon)' type_id=3\n"), "{distilled}");
    // A pointer has no name to be found by, so the module brings its own.
    let before = listing(&world, "kernel/mods/alpha.btf --base kernel/vmlinux.btf");
    let home = before.replace("type_id=16 ", "type_id=50 ") + "[50] PTR '(anon)' type_id=15\n";
    for line in ["out.btf --base out.btf.base", "extra/driver.ko"] {
        run(&world, &format!("rebase {line} --onto kernel -o home.btf"));
        assert_eq!(listing(&world, "home.btf --base kernel/vmlinux.btf"), home);
    }
    // What is at home stays as it is.
    run(&world, "rebase kernel/mods/alpha.btf --onto kernel -o same.btf");
    let bytes = |path: &str| fs::read(world.dir.join(path)).unwrap();
    assert_eq!(bytes("same.btf"), bytes("kernel/mods/alpha.btf"));
}

#[test]
fn a_module_goes_to_a_kernel_with_other_ids() {
    let world = World::new();
    run(&world, "sort kernel/vmlinux.btf -o sorted.btf");
    run(&world, "rebase kernel/mods/alpha.btf --onto sorted.btf -o out.btf");
    let moved = listing(&world, "out.btf --base sorted.btf");
    let names = |listing: &str| {
        let own = listing.lines().filter(|line| line.starts_with('['));
        own.map(|line| line.split(' ').skip(1).take(2).collect::<Vec<_>>().join(" "))
            .collect::<Vec<_>>()
    };
    let before = names(&listing(&world, "kernel/mods/alpha.btf --base kernel/vmlinux.btf"));
    assert_eq!(names(&moved)[..before.len()], before);
    let int = listing(&world, "sorted.btf");
    let int = int.lines().find(|line| line.contains("INT 'int'")).unwrap();
    let id = int.split(['[', ']']).nth(1).unwrap();
    assert!(moved.contains(&format!("'alpha' type_id={id} bits_offset=0")), "{moved}");
}

#[test]
fn what_an_object_needs_is_small_and_enough() {
    let world = World::new();
    run(&world, "min count.o --kernels kernel newer -o small");
    let base = listing(&world, "small/kernel/vmlinux.btf");
    assert!(base.len() < listing(&world, "kernel/vmlinux.btf").len(), "{base}");
    run(&world, "min count.o --kernels kernel newer -o small.btfpack");
    assert_eq!(listing(&world, "small.btfpack:kernel"), base);
    // What is left is a source, and nothing of it can be left out.
    run(&world, "min count.o --kernels small/kernel -o again");
    let same = fs::read(world.dir.join("again/kernel/vmlinux.btf")).unwrap();
    assert_eq!(same, fs::read(world.dir.join("small/kernel/vmlinux.btf")).unwrap());
    let report = run(&world, "min count.o --kernels kernel -o again --json");
    let report = String::from_utf8(report).unwrap();
    let says = |text: &str| assert!(report.contains(text), "{report}");
    says("\"identical\":true");
    says(&format!("\"bytes\":{}", same.len()));
}
