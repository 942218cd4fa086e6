//! `btfly check`: what takes two runs, or objects of its own.

use btfly_btf::Endian;

use crate::world::World;

#[test]
fn only_what_is_new_fails() {
    let world = World::new();
    let check = ["check", "count.o", "--kernels", "kernel"];
    let before = world.btfly(&[&check[..], &["--json"]].concat()).output().unwrap();
    assert_eq!(before.status.code(), Some(1));
    let text = String::from_utf8(before.stdout).unwrap();
    assert!(text.contains(r#""verdict":"breaks""#), "{text}");
    let with = |baseline: &str| {
        world.write("before.json", baseline.as_bytes());
        let again = [&check[..], &["--baseline", "before.json"]].concat();
        let done = world.btfly(&again).output().unwrap();
        (done.status.code(), String::from_utf8(done.stderr).unwrap())
    };
    assert_eq!(with(&text), (Some(0), "0 breaks are new, 1 were there before\n".to_owned()));
    // Lines move, and the directory is another.
    let moved = text.replace(r#""line":3"#, r#""line":4"#).replace("count.o", "elsewhere/count.o");
    assert_ne!(moved, text);
    assert_eq!(with(&moved).0, Some(0));
    // Something else broke, or nothing, or on another kernel.
    assert_eq!(with(&text.replace("task.pid", "task.tgid")).0, Some(1));
    assert_eq!(with("[]"), (Some(1), "1 breaks are new, 0 were there before\n".to_owned()));
    let other = text.replace(r#""kernel":"kernel""#, r#""kernel":"other""#);
    assert_eq!(with(&other).0, Some(1));
    // It was only guarded then.
    assert_eq!(with(&text.replace(r#""level":"breaks""#, r#""level":"guarded""#)).0, Some(1));
    assert_eq!(with("{}").0, Some(3));
}

#[test]
fn targets_are_there_missing_or_ambiguous() {
    let world = World::new();
    let beta = std::fs::read(world.dir.join("kernel/mods/beta.btf")).unwrap();
    world.write("kernel/mods/gamma.btf", &beta);
    let check = |section: &str, loaded: &str| {
        let mut object = btfly_obj::doc::example(Endian::Little);
        object.part("xdp").name = section.to_owned();
        object.part(".relxdp").name = format!(".rel{section}");
        world.write("attach.o", &object.make());
        let check = ["check", "attach.o", "--kernels", "kernel", "--loaded", loaded];
        let done = world.btfly(&check).output().unwrap();
        let text = String::from_utf8(done.stdout).unwrap();
        let lines = text.lines().skip_while(|line| !line.contains("attaches to"));
        let lines = lines.take_while(|line| line.contains("attaches") || line.contains("hint"));
        lines.map(|line| line.trim()).collect::<Vec<_>>().join("\n")
    };
    assert_eq!(check("fentry/find_task", "alpha"), "");
    assert_eq!(check("fentry/alpha_init", "alpha"), "");
    assert_eq!(
        check("fentry/alpha_init", "none"),
        "breaks: attaches to `alpha_init`: no `alpha_init`\n\
         hint: the module `alpha` has it, and is not among those that are loaded"
    );
    assert_eq!(
        check("fentry/beta_xmit", "beta,gamma"),
        "breaks: attaches to `beta_xmit`: it is in 2 modules (beta, gamma)\n\
         hint: say which, `MODULE:beta_xmit`"
    );
    assert_eq!(check("fentry/beta_xmit", "gamma"), "");
    assert_eq!(check("fentry/beta:beta_xmit", "beta,gamma"), "");
    assert_eq!(
        check("fentry/delta:beta_xmit", "beta"),
        "breaks: attaches to `delta:beta_xmit`: there is no module `delta`\nhint: `beta` has it\n\
         hint: the module `gamma` has it, and is not among those that are loaded"
    );
    assert_eq!(
        check("fentry/__find_task", "alpha"),
        "breaks: attaches to `__find_task`: no `__find_task`\nhint: vmlinux has `find_task`"
    );
    assert_eq!(
        check("kprobe/inlined", "alpha"),
        "note: attaches to `inlined`: no `inlined` among the types, which need not have it"
    );
}
