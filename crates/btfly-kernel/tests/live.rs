//! The machine's own kernel, asked. Where it shows no types or lets nobody ask, a test says so and checks what is left.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use btfly_btf::{Kind, TypeId, text};
use btfly_kernel::target::{TargetKind, candidates, find_target};
use btfly_kernel::{BtfObject, KernelTypes, load_types, objects, users};
use btfly_obj::co_re::{Access, Options, Outcome, Relo, solve};

/// Whether this machine lets us ask; says so if not.
fn may_ask() -> bool {
    match objects() {
        Ok(_) => true,
        Err(error) => {
            eprintln!("skipped: {error}");
            assert!(error.hint().is_some_and(|hint| hint.contains("CAP_")), "{error:?}");
            false
        }
    }
}

fn kernel() -> Option<KernelTypes> {
    let kernel = KernelTypes::new();
    match kernel.set() {
        Ok(_) => Some(kernel),
        Err(error) => {
            eprintln!("skipped: {error}");
            None
        }
    }
}

/// Tests count descriptors, and those of the others are in the same process.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

fn fds() -> usize {
    std::fs::read_dir("/proc/self/fd").unwrap().count()
}

#[test]
fn the_object_called_vmlinux_is_what_sysfs_shows() {
    let _alone = alone();
    if !may_ask() {
        return;
    }
    let all = objects().unwrap();
    assert!(all.windows(2).all(|pair| pair[0].id() < pair[1].id()), "ids in order");
    let Some(vmlinux) = all.iter().find(|object| object.name() == "vmlinux") else { return };
    assert!(vmlinux.is_kernel());
    let shown = std::fs::read("/sys/kernel/btf/vmlinux").unwrap();
    assert_eq!(vmlinux.bytes().unwrap(), shown);
    assert_eq!(BtfObject::open(vmlinux.id()).unwrap().unwrap().size() as usize, shown.len());
    assert!(BtfObject::open(u32::MAX).unwrap().is_none(), "no such id is no error");
}

#[test]
fn types_that_are_given_are_there_until_they_are_let_go() {
    let _alone = alone();
    if !may_ask() {
        return;
    }
    // Nothing here is known to all kernels, so that an old one has to be given something else.
    let btf =
        text::parse("[1] INT 'int' size=4 encoding=SIGNED\n[2] FLOAT 'double' size=8\n").unwrap();
    let given = load_types(&btf).unwrap();
    let id = given.object.id();
    assert!(!given.object.is_kernel() && given.object.name().is_empty());
    assert_eq!(given.object.bytes().unwrap(), given.btf.bytes());
    let back = given.object.types(None).unwrap();
    assert_eq!(back.types().find("int", Some(Kind::Int)).count(), 1);
    assert!(objects().unwrap().iter().any(|object| object.id() == id));
    assert_eq!(users().unwrap().get(&id), None, "nobody uses it");
    let n_fds = fds();
    drop(given);
    assert!(fds() < n_fds, "the descriptor is closed");
}

#[test]
fn what_the_kernel_refuses_is_told_in_its_words() {
    let _alone = alone();
    if !may_ask() {
        return;
    }
    // A pointer to itself, which no kernel takes.
    let btf = text::parse("[1] CONST '(anon)' type_id=1\n").unwrap();
    let error = load_types(&btf).unwrap_err();
    assert!(error.to_string().contains("BPF_BTF_LOAD"), "{error}");
    assert!(
        error.hint().is_some_and(|hint| hint.contains("[1]") || hint.contains("oop")),
        "{error:?}"
    );
}

#[test]
fn targets_of_vmlinux_are_what_its_types_say_and_need_no_descriptor() {
    let _alone = alone();
    let Some(kernel) = kernel() else { return };
    let base = kernel.base().unwrap();
    let n_fds = fds();
    for (kind, name, typed) in [
        (TargetKind::Func, "bpf_prog_get", Kind::Func),
        (TargetKind::Tracepoint, "sched_switch", Kind::Typedef),
        (TargetKind::Iter, "task", Kind::Func),
        (TargetKind::StructOps, "tcp_congestion_ops", Kind::Struct),
    ] {
        let found = find_target(&kernel, kind, None, name);
        let Ok(found) = found else {
            // Whatever this kernel was built without is missing from its types too.
            assert_eq!(base.types().find(&kind.typed(name).0, Some(typed)).count(), 0, "{found:?}");
            continue;
        };
        assert_eq!(found.home, "vmlinux");
        assert!(found.object.is_none());
        let ty = base.get(found.type_id).unwrap();
        assert_eq!((ty.kind(), ty.name()), (typed, Some(kind.typed(name).0.as_str())));
        assert_eq!(
            find_target(&kernel, kind, Some("vmlinux"), name).unwrap().type_id,
            found.type_id
        );
    }
    let error = find_target(&kernel, TargetKind::Func, None, "no_such_function").unwrap_err();
    assert!(error.to_string().contains("no `no_such_function`"), "{error}");
    let error = find_target(&kernel, TargetKind::Func, Some("no_such_module"), "f").unwrap_err();
    assert!(error.to_string().contains("no_such_module"), "{error}");
    assert!(kernel.counts().id_walks == 0, "no descriptor was asked for");
    let _ = n_fds;
}

#[test]
fn vmlinux_is_decoded_once_however_many_ask() {
    let _alone = alone();
    let Some(kernel) = kernel() else { return };
    let kernel = Arc::new(kernel);
    let threads: Vec<_> = (0..4)
        .map(|_| {
            let kernel = Arc::clone(&kernel);
            std::thread::spawn(move || {
                for _ in 0..125 {
                    find_target(&kernel, TargetKind::Tracepoint, None, "sched_switch").unwrap();
                }
            })
        })
        .collect();
    threads.into_iter().for_each(|thread| thread.join().unwrap());
    assert_eq!(kernel.counts().vmlinux, 1);
    assert_eq!(kernel.counts().kmods, 0);
}

#[test]
fn five_hundred_targets_on_four_threads_decode_vmlinux_once_and_each_module_that_is_needed_once() {
    let _alone = alone();
    let root = sysfs();
    write(&root, "vmlinux", BASE);
    for at in 0..100 {
        let lines = format!("[4] FUNC 'only_in_{at}' type_id=2 linkage=static\n");
        write(&root, &format!("kmod{at}"), &lines);
    }
    let kernel = Arc::new(KernelTypes::below(&root));
    let threads: Vec<_> = (0..4)
        .map(|thread| {
            let kernel = Arc::clone(&kernel);
            std::thread::spawn(move || {
                for at in 0..125 {
                    // Ten modules and vmlinux; by name alone, and with the module said.
                    let nth = (thread + at) % 11;
                    let (name, home) = match nth {
                        10 => (String::from("in_base"), String::from("vmlinux")),
                        _ => (format!("only_in_{nth}"), format!("kmod{nth}")),
                    };
                    let kmod = (at % 2 == 0).then_some(home.as_str());
                    let found = candidates(&kernel, TargetKind::Func, kmod, &name).unwrap();
                    assert_eq!((found.len(), &found[0].home), (1, &home));
                }
            })
        })
        .collect();
    threads.into_iter().for_each(|thread| thread.join().unwrap());
    let counts = kernel.counts();
    assert_eq!((counts.vmlinux, counts.kmods, counts.id_walks), (1, 10, 0));
    std::fs::remove_dir_all(root).unwrap();
}

#[test]
fn a_type_of_a_module_is_fitted_and_of_a_hundred_modules_only_those_that_may_have_it_are_decoded() {
    let _alone = alone();
    let root = sysfs();
    write(&root, "vmlinux", BASE);
    for at in 0..100 {
        let lines =
            format!("[4] STRUCT 'of_{at}' size=24\n\t'x' type_id=1 bits_offset={}\n", at % 5 * 32);
        write(&root, &format!("kmod{at}"), &lines);
    }
    let kernel = KernelTypes::below(&root);
    let (set, stored) = kernel.for_co_re().unwrap();
    assert!(stored.is_none());
    let local = text::parse(
        "[1] INT 'int' size=4 encoding=SIGNED\n[2] STRUCT 'of_42' size=4\n\t'x' type_id=1 bits_offset=0\n[3] STRUCT 'of_none' size=4\n\t'x' type_id=1 bits_offset=0\n",
    )
    .unwrap();
    // Where is it; and is the other there?
    let relos = [(2, 0), (3, 2)].map(|(root, kind)| Relo {
        access: Access { root: TypeId(root), text: "0:0", kind },
        prefer: None,
    });
    let solved = solve(&local, &relos, &set, &Options::default());
    let targets: Vec<_> = solved
        .iter()
        .map(|solved| match solved.outcome {
            Ok(Outcome::Resolved(change)) => Some(change.target),
            _ => None,
        })
        .collect();
    assert_eq!(targets, [Some(8), Some(0)]);
    let counts = kernel.counts();
    assert_eq!((counts.vmlinux, counts.kmods, counts.id_walks), (1, 1, 0));
    std::fs::remove_dir_all(root).unwrap();
}

/// A kernel with modules, as sysfs would show it.
fn sysfs() -> std::path::PathBuf {
    use std::sync::atomic::{AtomicUsize, Ordering};
    static N: AtomicUsize = AtomicUsize::new(0);
    let n = N.fetch_add(1, Ordering::Relaxed);
    let root = std::env::temp_dir().join(format!("btfly-kernel-{}-{n}", std::process::id()));
    std::fs::create_dir_all(root.join("sys/kernel/btf")).unwrap();
    root
}

const BASE: &str = "[1] INT 'int' size=4 encoding=SIGNED\n[2] FUNC_PROTO '(anon)' ret_type_id=1 vlen=0\n[3] FUNC 'in_base' type_id=2 linkage=static\n";

fn write(root: &std::path::Path, name: &str, lines: &str) {
    let base = text::parse(BASE).unwrap();
    let bytes = match name {
        "vmlinux" => base.bytes().to_vec(),
        _ => text::parse_split(lines, &base).unwrap().bytes().to_vec(),
    };
    let path = root.join("sys/kernel/btf").join(name);
    let _ = std::fs::remove_file(&path);
    std::fs::write(path, bytes).unwrap();
}

#[test]
fn only_modules_that_may_have_the_name_are_decoded_and_a_module_loaded_anew_is_read_anew() {
    let _alone = alone();
    let root = sysfs();
    write(&root, "vmlinux", BASE);
    for at in 0..100 {
        write(
            &root,
            &format!("kmod{at}"),
            &format!("[4] FUNC 'only_in_{at}' type_id=2 linkage=static\n"),
        );
    }
    write(&root, "twin", "[4] FUNC 'only_in_7' type_id=2 linkage=static\n");
    let kernel = KernelTypes::below(&root);
    let find = |kmod, name| candidates(&kernel, TargetKind::Func, kmod, name).unwrap();
    assert_eq!(find(None, "in_base").len(), 1);
    assert_eq!(kernel.counts().kmods, 0, "what vmlinux has is looked for nowhere else");
    let found = find(None, "only_in_42");
    assert_eq!((found.len(), found[0].home.as_str(), found[0].type_id.0), (1, "kmod42", 4));
    assert_eq!(found[0].prototype, "int only_in_42(void)");
    assert_eq!(kernel.counts().kmods, 1);
    assert!(find(None, "nowhere").is_empty());
    assert_eq!(kernel.counts().kmods, 1);
    assert_eq!(find(None, "only_in_7").len(), 2);
    assert_eq!(find(Some("twin"), "only_in_7").len(), 1);
    assert!(find(Some("kmod42"), "in_base").is_empty(), "a module has not what vmlinux has");
    assert_eq!(kernel.counts().kmods, 3);
    let error = find_target(&kernel, TargetKind::Func, None, "only_in_7").unwrap_err().to_string();
    assert!(
        error.contains("kmod7") && error.contains("twin") && error.contains("MODULE:only_in_7"),
        "{error}"
    );

    // Unloaded, and loaded with other types.
    write(
        &root,
        "kmod42",
        "[4] INT 'new' size=8\n[5] FUNC 'only_in_42' type_id=2 linkage=static\n",
    );
    std::fs::remove_file(root.join("sys/kernel/btf/twin")).unwrap();
    assert_eq!(find(None, "only_in_42")[0].type_id.0, 5);
    assert_eq!(find(None, "only_in_7").len(), 1);
    assert_eq!((kernel.counts().vmlinux, kernel.counts().kmods), (1, 4));
    std::fs::remove_dir_all(root).unwrap();
}
