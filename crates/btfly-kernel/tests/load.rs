//! Objects loaded into the machine's own kernel. Where it lets nobody, a test says so and checks what is left.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::io::Read as _;
use std::sync::Mutex;

use btfly_kernel::attach::{self, Way};
use btfly_kernel::load::{self, LoadError, Loaded, Options};
use btfly_kernel::plan::{self, Known};
use btfly_kernel::{KernelTypes, objects};
use btfly_obj::read::read;
use btfly_obj::spec::ObjectSpec;

const TASKS: &[u8] = include_bytes!("../../../examples/tasks.o");

/// Descriptors are counted for the whole process: one test at a time.
static ALONE: Mutex<()> = Mutex::new(());

/// A kernel that shows its types and lets programs in.
fn kernel() -> Option<KernelTypes> {
    let kernel = KernelTypes::new();
    if let Err(error) = objects() {
        eprintln!("skipped: {error}");
        return None;
    }
    match kernel.set() {
        Ok(_) => Some(kernel),
        Err(error) => {
            eprintln!("skipped: {error}");
            None
        }
    }
}

fn fds() -> usize {
    std::fs::read_dir("/proc/self/fd").unwrap().count()
}

fn load(kernel: &KernelTypes, object: &mut ObjectSpec) -> Result<Loaded, LoadError> {
    let known = load::known(plan::needs_kconfig(object)).unwrap();
    let targets: Vec<_> =
        object.programs.iter().map(|program| load::target(kernel, program).unwrap()).collect();
    let set = kernel.set().unwrap();
    let plan = plan::plan(object, "tasks", Some(&set), &known, |_| None).unwrap();
    load::execute(&plan, &targets, kernel, &Options::default())
}

#[test]
fn an_iterator_is_loaded_attached_read_and_gone() {
    let _alone = ALONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let Some(kernel) = kernel() else { return };
    let mut text = String::new();
    let before = fds();
    {
        let loaded = load(&kernel, &mut read(TASKS).unwrap()).unwrap();
        let link = attach::attach(&loaded.programs[0], &attach::Options::default()).unwrap();
        assert_eq!(link.way(), Way::Link);
        link.open_iter().unwrap().read_to_string(&mut text).unwrap();
        let wrong = attach::attach(&loaded.programs[0], &attach::Options::by(Way::Tracefs));
        assert!(wrong.unwrap_err().to_string().contains("no such way"));
    }
    assert_eq!(fds(), before);
    let own = std::process::id().to_string();
    let is_own = |line: &str| line.split_whitespace().next() == Some(own.as_str());
    assert!(text.lines().any(is_own), "{text}");
}

#[test]
fn a_program_that_is_refused_takes_the_others_with_it() {
    let _alone = ALONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let Some(kernel) = kernel() else { return };
    let mut object = read(TASKS).unwrap();
    // The seventh of ten leaves without an answer.
    let mut broken = object.functions[object.programs[0].function].clone();
    broken.insns =
        vec![btfly_obj::insn::Insn { opcode: btfly_obj::insn::Opcode(0x95), ..Default::default() }];
    broken.references.clear();
    broken.core_relos.clear();
    broken.line_infos.truncate(1);
    object.functions.push(broken);
    for number in 1..10 {
        let mut program = object.programs[0].clone();
        program.name = format!("copy_{number}");
        if number == 6 {
            program.function = object.functions.len() - 1;
        }
        object.programs.push(program);
    }
    let before = fds();
    let error = load(&kernel, &mut object).unwrap_err();
    assert_eq!(fds(), before);
    assert_eq!(error.what, "program `copy_6`");
    assert!(error.log.unwrap().contains("R0"), "the verifier says what is missing");
    assert!(error.verdict.iter().any(|line| line.contains("tasks.c:")), "{:?}", error.verdict);
}

#[test]
fn an_extern_that_is_not_there_is_named() {
    let _alone = ALONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let Some(kernel) = kernel() else { return };
    let mut object = read(&btfly_obj::doc::example_object()).unwrap();
    for extern_ in &mut object.externs {
        extern_.is_weak = extern_.name == "CONFIG_HZ";
    }
    let types = btfly_btf::BtfSet::new(object.btf.clone().unwrap());
    let plan = plan::plan(&mut object, "e", Some(&types), &Known::new(0), |_| None).unwrap();
    let before = fds();
    let error = load::execute(&plan, &[], &kernel, &Options::default()).unwrap_err();
    assert_eq!(fds(), before);
    assert_eq!(error.what, "extern `bpf_kfunc`");
}

#[test]
fn threads_decode_vmlinux_once() {
    let _alone = ALONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let Some(kernel) = kernel() else { return };
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| load(&kernel, &mut read(TASKS).unwrap()).unwrap());
        }
    });
    assert_eq!(kernel.counts().vmlinux, 1);
}
