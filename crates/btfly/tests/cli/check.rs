//! `btfly check --baseline`: what takes two runs.

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
