//! `btfly show` as a process: a small BTF in a file → stdout, stderr and exit code.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::path::PathBuf;
use std::process::{Command, Output};

const TYPES: &str = "
    [1] STRUCT 'task' size=24
            'state' type_id=2 bits_offset=0
            'se' type_id=3 bits_offset=64
    [2] INT 'int' size=4 encoding=SIGNED
    [3] STRUCT 'entity' size=16
            'load' type_id=4 bits_offset=0
            'task' type_id=5 bits_offset=64
    [4] INT 'long' size=8 encoding=SIGNED
    [5] PTR type_id=1
    [6] FWD 'task' fwd_kind=struct
    [7] TYPEDEF 'task' type_id=4
";

/// A file with these types, removed with its guard.
struct Input(PathBuf);

impl Input {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("btfly-show-{name}-{}", std::process::id()));
        std::fs::write(&path, btfly_btf::text::parse(TYPES).unwrap().bytes()).unwrap();
        Self(path)
    }

    fn show(&self, arguments: &[&str]) -> Output {
        let [name, options @ ..] = arguments else { panic!("no name") };
        let mut command = Command::new(env!("CARGO_BIN_EXE_btfly"));
        command.args(["show", name]).arg(&self.0).args(options).output().unwrap()
    }

    #[track_caller]
    fn check(&self, arguments: &[&str], code: i32, stdout: &str, stderr: &str) {
        let output = self.show(arguments);
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        assert_eq!(
            (output.status.code(), text(&output.stdout), text(&output.stderr)),
            (Some(code), stdout.to_owned(), stderr.to_owned()),
            "{arguments:?}"
        );
    }
}

impl Drop for Input {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

const ENTITY: &str = "\
/* vmlinux */
struct entity {
    long load;          /*     0     8 */
    struct task *task;  /*     8     8 */

    /* size: 16, cachelines: 1, members: 2 */
    /* last cacheline: 16 bytes */
};
";

#[test]
fn a_struct_by_name_by_tag_and_by_id() {
    let input = Input::new("names");
    for name in ["entity", "struct entity", "3"] {
        input.check(&[name], 0, ENTITY, "");
    }
}

#[test]
fn all_types_of_a_name_are_shown_but_declarations() {
    let input = Input::new("same");
    let stdout = String::from_utf8(input.show(&["task"]).stdout).unwrap();
    assert_eq!(stdout.matches("/* vmlinux */").count(), 2, "{stdout}");
    assert!(stdout.contains("typedef long task;"), "{stdout}");
    let stdout = String::from_utf8(input.show(&["task", "--expand"]).stdout).unwrap();
    assert!(stdout.contains("    struct entity {         /*     8    16 */\n"), "{stdout}");
    assert!(stdout.contains("        long load;          /*     8     8 */\n"), "{stdout}");
}

#[test]
fn a_place_in_a_struct() {
    let input = Input::new("path");
    let place = "\
/* vmlinux */
struct task.se.load: long
    offset:  8 (0x8) in struct task
    size:    8
";
    input.check(&["struct task", "--path", "se.load"], 0, place, "");
    input.check(&["struct task.se.load"], 0, place, "");
    input.check(
        &["struct task.se.task->state", "--json"],
        0,
        concat!(
            r#"[{"in":["vmlinux"],"path":"se.task->state","place":{"within":"struct task","type":"int","#,
            r#""type_id":2,"offset":0,"offset_bits":0,"size":4,"through":[{"within":"struct task","#,
            r#""type":"struct task *","type_id":5,"offset":16,"offset_bits":128,"size":8}]}}]"#,
            "\n"
        ),
        "",
    );
}

#[test]
fn what_is_not_there_is_a_no_with_a_hint() {
    let input = Input::new("no");
    input.check(
        &["entitty"],
        1,
        "",
        "btfly: no type `entitty` in vmlinux\nhint: there is `entity`\n",
    );
    input.check(
        &["entity.laod"],
        1,
        "",
        "btfly: no member `laod` in struct entity (vmlinux)\nhint: there is `load`\n",
    );
    input.check(
        &["entity.task.state"],
        1,
        "",
        "btfly: `task` is a pointer: struct task * (vmlinux)\n\
         hint: `task->state` goes on behind it, where offsets start at 0 again\n",
    );
}

#[test]
fn a_file_that_is_no_btf_is_refused() {
    let input = Input::new("refused");
    std::fs::write(&input.0, b"no BTF").unwrap();
    assert_eq!(input.show(&["entity"]).status.code(), Some(3));
}
