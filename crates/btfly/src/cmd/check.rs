//! `btfly check OBJECT… --kernels SOURCE…`: on which kernels do these programs fit, and where do they not.

mod baseline;
mod externs;
mod finding;
mod judge;
mod machine;
mod narrow;
mod print;
mod target;

use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, Result};
use btfly_btf::BtfSet;
use btfly_obj::spec::ObjectSpec;
use btfly_source::Kmods;
use clap::{Arg, ArgMatches, Command, value_parser};

use crate::exit::{Outcome, Usage};
use crate::kernels::{self, Kernel, Kernels};
use crate::progress::Bar;
use crate::session::Session;
use crate::source;
use baseline::Baseline;
use finding::{Level, Verdict};
use judge::Judged;
use narrow::{Index, Wanted};

const AFTER: &str = "\
A program FITS when every CO-RE relocation of it and of what it calls has an answer, and what it attaches to by type, its \
kfuncs and its typed kernel variables are there as it wants them. It is GUARDED when something is missing, and the \
program asks first: no instruction that counts on it can be reached. It BREAKS when such an instruction can be reached, when \
a relocation is ambiguous or malformed, or when a target, kfunc or variable is missing or has other parameters. It is \
UNKNOWN when that depends on what types do not tell, such as a constant variable or the kernel's configuration.

Nothing is loaded, and the verifier is not run: a program that fits may still be refused for another reason.

Exit codes: 0 no program breaks; 1 some program breaks on some kernel; with --baseline, some program breaks that did not \
then; 2 wrong usage; 3 an object or kernel cannot be read.

Examples:
  btfly check program.o                                the running kernel and its modules
  btfly check *.o --kernels linux-image-*.deb
  btfly check program.o --kernels kernels.btfpack --loaded /proc/modules
  btfly check *.o --kernels lab/ --json > before.json
  btfly check *.o --kernels lab/ --baseline before.json --format junit";

pub(crate) fn arguments(command: Command) -> Command {
    command
        .about("Tell on which kernels BPF programs fit (CO-RE, attach targets, kfuncs), and where not")
        .after_help(AFTER)
        .args(kernels::arguments())
        .arg(Arg::new("loaded").long("loaded").value_name("LIST").help(
            "Only these modules are loaded: names with commas, `none`, or a file such as /proc/modules. All unless given",
        ))
        .arg(
            Arg::new("format")
                .long("format")
                .value_name("FORMAT")
                .value_parser(["table", "json", "junit", "sarif", "markdown"])
                .help("How to say it; a table unless given"),
        )
        .arg(
            Arg::new("baseline")
                .long("baseline")
                .value_name("FILE")
                .value_parser(value_parser!(PathBuf))
                .help("What `--json` said before: exit with 1 only for what did not break then"),
        )
}

pub(crate) fn run(arguments: &ArgMatches, session: &mut Session) -> Result<Outcome> {
    let format = arguments.get_one::<String>("format").map_or("table", String::as_str);
    if session.json && !matches!(format, "table" | "json") {
        return Err(Usage::new(format!("`--json` and `--format {format}` are two formats")).into());
    }
    let baseline = match arguments.get_one::<PathBuf>("baseline") {
        Some(path) => Some(Baseline::open(path)?),
        None => None,
    };
    let loaded = arguments.get_one::<String>("loaded").map(|list| loaded(list)).transpose()?;
    let (paths, objects) = kernels::objects(arguments)?;
    let kernels = Kernels::of(arguments, session)?;
    let checked = check_all(kernels, &objects, loaded.as_ref(), session)?;
    let mut matrix =
        Matrix { paths: &paths, objects: &objects, kernels: Vec::new(), cells: Vec::new() };
    let is_known = |kernel: &BtfSet| {
        let Some(loaded @ Kmods::Named(_)) = &loaded else { return true };
        kernel.kmods().iter().any(|kmod| loaded.has(kmod.name()))
    };
    let is_known_list = checked.iter().any(|checked| is_known(&checked.kernel));
    for (at, Checked { kernel, name, judged }) in checked.into_iter().enumerate() {
        source::say_set_aside(&kernel, session);
        matrix.kernels.push(name);
        for (object, judged) in judged.into_iter().enumerate() {
            for (program, mut verdict) in judged.verdicts.into_iter().enumerate() {
                verdict.findings.extend(judged.notes.iter().cloned());
                verdict.findings.sort_by_key(|finding| finding.level);
                let is_new = verdict.level() == Some(Level::Breaks);
                matrix.cells.push(Cell { object, program, kernel: at, verdict, is_new });
            }
        }
    }
    if let Some(list) = arguments.get_one::<String>("loaded").filter(|_| !is_known_list) {
        session.say(&format!("note: none of the kernels has a module of `{list}`"));
    }
    if let Some(baseline) = &baseline {
        let new: Vec<bool> =
            matrix.cells.iter().map(|cell| baseline.is_new(&matrix, cell)).collect();
        matrix.cells.iter_mut().zip(new).for_each(|(cell, is_new)| cell.is_new = is_new);
    }
    // By program, and for each in the order of the kernels.
    matrix.cells.sort_by_key(|cell| (cell.object, cell.program, cell.kernel));
    match format {
        "json" => machine::json(&matrix, session),
        _ if session.json => machine::json(&matrix, session),
        "junit" => machine::junit(&matrix, session)?,
        "sarif" => machine::sarif(&matrix, session),
        "markdown" => print::markdown(&matrix, session)?,
        _ => print::table(&matrix, session)?,
    }
    let n_new = matrix.cells.iter().filter(|cell| cell.is_new).count();
    if baseline.is_some() {
        let n_known = matrix.count(Level::Breaks) - n_new;
        session.say(&format!("{n_new} breaks are new, {n_known} were there before"));
    }
    Ok(if n_new == 0 { Outcome::Done } else { Outcome::No })
}

/// What was checked, and what came of it.
struct Matrix<'m> {
    paths: &'m [&'m PathBuf],
    objects: &'m [ObjectSpec],
    kernels: Vec<String>,
    cells: Vec<Cell>,
}

/// A program on a kernel.
struct Cell {
    object: usize,
    program: usize,
    kernel: usize,
    verdict: Verdict,
    /// Whether it breaks and the exit code says so.
    is_new: bool,
}

impl Matrix<'_> {
    fn program(&self, cell: &Cell) -> &str {
        self.objects.get(cell.object).map_or("", |object| judge::name_of(object, cell.program))
    }

    fn path(&self, cell: &Cell) -> String {
        self.paths.get(cell.object).map_or_else(String::new, |path| path.display().to_string())
    }

    fn kernel(&self, cell: &Cell) -> &str {
        self.kernels.get(cell.kernel).map_or("", String::as_str)
    }

    fn count(&self, level: Level) -> usize {
        self.cells.iter().filter(|cell| cell.verdict.level() == Some(level)).count()
    }
}

/// A kernel, and what came of each object.
struct Checked {
    kernel: BtfSet,
    name: String,
    judged: Vec<Judged>,
}

/// More kernels at a time take more memory than they save time.
const MAX_THREADS: usize = 4;

/// All objects on all kernels: a thread opens one kernel after the other, and judges on it while another opens the next.
fn check_all(
    mut kernels: Kernels<'_>,
    objects: &[ObjectSpec],
    loaded: Option<&Kmods>,
    session: &Session,
) -> Result<Vec<Checked>> {
    let n_kernels = kernels.len();
    let bar = Bar::kernels(session.shows_progress() && 1 < n_kernels);
    if 1 < n_kernels {
        kernels.hide_progress();
    }
    let n_threads = std::thread::available_parallelism().map_or(1, usize::from);
    let kernels = Mutex::new((0_usize, kernels));
    let n_done = AtomicUsize::new(0);
    let wanted = Wanted::of(objects);
    let work = || {
        let mut done = Vec::new();
        loop {
            let (at, kernel) = {
                let Ok(mut kernels) = kernels.lock() else { break };
                let (at, rest) = &mut *kernels;
                let Some(kernel) = rest.next() else { break };
                *at += 1;
                (*at, kernel)
            };
            done.push((at, kernel.map(|kernel| check_one(kernel, objects, &wanted, loaded))));
            let n_done = n_done.fetch_add(1, Ordering::Relaxed) + 1;
            bar.set(n_done as u64, n_kernels as u64, "");
        }
        done
    };
    let mut all = std::thread::scope(|scope| {
        let n_threads = n_threads.min(MAX_THREADS).min(n_kernels).max(1);
        let threads: Vec<_> = (1..n_threads).map(|_| scope.spawn(work)).collect();
        let mut all = work();
        for thread in threads {
            all.extend(thread.join().ok().into_iter().flatten());
        }
        all
    });
    all.sort_by_key(|(at, _)| *at);
    all.into_iter().map(|(_, checked)| checked).collect()
}

fn check_one(
    kernel: Kernel,
    objects: &[ObjectSpec],
    wanted: &Wanted,
    loaded: Option<&Kmods>,
) -> Checked {
    let known = wanted.narrow(&kernel.opened.set, |_| true);
    let set = match loaded {
        None => known.clone(),
        Some(loaded) => wanted.narrow(&known, |name| loaded.has(name)),
    };
    let release = kernel.opened.release.as_deref();
    let index = Index::new(wanted, &set);
    let all = loaded.map(|_| Index::new(wanted, &known));
    let on = judge::Kernel { set: &index, known: all.as_ref().unwrap_or(&index), release };
    let judged = objects.iter().map(|object| judge::judge(object, on)).collect();
    Checked { kernel: set, name: kernel.name, judged }
}

/// What `--loaded` says: names, or the first word of each line of a file.
fn loaded(list: &str) -> Result<Kmods> {
    let path = std::path::Path::new(list);
    if list == "none" {
        return Ok(Kmods::None);
    }
    let text = match path.is_file() {
        true => std::fs::read_to_string(path).with_context(|| format!("cannot read `{list}`"))?,
        false => list.replace(',', "\n"),
    };
    let names = text.lines().filter_map(|line| line.split_whitespace().next());
    Ok(Kmods::Named(names.map(str::to_owned).collect()))
}
