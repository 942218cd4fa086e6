//! What runs inside a test VM, as its first process or as a program on any machine · a list of jobs, one a line → one line
//! of result each, between markers · never judges: whoever wrote the jobs does.
//!
//! ```text
//! uname                 the kernel's release
//! load-btf FILE         BPF_BTF_LOAD of each blob of FILE: blobs of u32 length, little-endian, and bytes
//! load-prog FILE        BPF_PROG_LOAD of each program of FILE: records of u32 length and what `prog.rs` says
//! run PROGRAM ARG…      a program; its output as it comes, then its exit code
//! hear PROGRAM ARG…     a program; its output and its errors, a line of result each, then its exit code
//! hear-nobody PROGRAM…  the same by a user without any right
//! killed MS PROGRAM…    a program that is killed after so many milliseconds
//! wait MS               nothing for so many milliseconds
//! insmod FILE [PAR]…    a module, not compressed, with its parameters
//! up DEVICE             a network device, brought up
//! emit DEVICE           a frame, sent from a network device
//! send                  a packet to this machine itself
//! vsock PORT            a connection to a port of this machine by AF_VSOCK, which nobody answers
//! try-mount TYPE        a mount that is refused once the file system has looked
//! ```
//!
//! Every line of a result starts with [`MARK`], because the kernel writes on the same console.

#[cfg(target_os = "linux")]
mod act;
#[cfg(target_os = "linux")]
mod load;
#[cfg(target_os = "linux")]
mod prog;
#[cfg(target_os = "linux")]
mod sys;

/// What lines of results start with.
pub const MARK: &str = "@@";

#[cfg(target_os = "linux")]
fn main() -> std::process::ExitCode {
    let is_init = std::process::id() == 1;
    if is_init && let Err(error) = sys::mount_all() {
        say(&format!("error {error}"));
    }
    let list = std::env::args().nth(1).filter(|_| !is_init).unwrap_or_else(|| "/jobs".to_owned());
    let is_done = match std::fs::read_to_string(&list) {
        Ok(jobs) => jobs.lines().filter(|job| !job.trim().is_empty()).all(run),
        Err(error) => {
            say(&format!("error {list}: {error}"));
            false
        }
    };
    if is_done {
        say("end");
    }
    if is_init {
        sys::power_off();
    }
    if is_done { std::process::ExitCode::SUCCESS } else { std::process::ExitCode::FAILURE }
}

#[cfg(not(target_os = "linux"))]
fn main() {
    eprintln!("btfly-guest is for Linux");
}

/// Runs one job; `false` if it could not be run.
#[cfg(target_os = "linux")]
fn run(job: &str) -> bool {
    say(&format!("job {job}"));
    let mut words = job.split_whitespace();
    let done = match (words.next(), words.next()) {
        (Some("uname"), None) => {
            std::fs::read_to_string("/proc/sys/kernel/osrelease").map(|release| say(release.trim()))
        }
        (Some("load-btf"), Some(file)) => load::run(file),
        (Some("load-prog"), Some(file)) => prog::run(file),
        (Some("run"), Some(program)) => {
            std::process::Command::new(program).args(words).status().map(|status| {
                say(&format!("exit {}", status.code().unwrap_or(-1)));
            })
        }
        (Some("hear"), Some(program)) => hear(std::process::Command::new(program).args(words)),
        (Some("hear-nobody"), Some(program)) => {
            use std::os::unix::process::CommandExt as _;
            hear(std::process::Command::new(program).args(words).uid(NOBODY).gid(NOBODY))
        }
        (Some("killed"), Some(milliseconds)) => act::killed(milliseconds, words),
        (Some("wait"), Some(milliseconds)) => act::wait(milliseconds),
        (Some("insmod"), Some(file)) => act::insmod(file, &words.collect::<Vec<_>>()),
        (Some("up"), Some(device)) => act::up(device),
        (Some("emit"), Some(device)) => act::emit(device),
        (Some("send"), None) => act::send(),
        (Some("vsock"), Some(port)) => act::vsock(port),
        (Some("try-mount"), Some(kind)) => act::try_mount(kind),
        _ => Err(std::io::Error::other("no such job")),
    };
    if let Err(error) = &done {
        say(&format!("error {job}: {error}"));
    }
    done.is_ok()
}

/// Who has no right.
#[cfg(target_os = "linux")]
const NOBODY: u32 = 65534;

/// Runs a program, and says what it says.
#[cfg(target_os = "linux")]
fn hear(command: &mut std::process::Command) -> std::io::Result<()> {
    let heard = command.output()?;
    for (name, bytes) in [("out", &heard.stdout), ("err", &heard.stderr)] {
        for line in String::from_utf8_lossy(bytes).lines() {
            say(&format!("{name} {line}"));
        }
    }
    say(&format!("exit {}", heard.status.code().unwrap_or(-1)));
    Ok(())
}

/// A line of result.
#[expect(
    clippy::print_stdout,
    reason = "stdout is the console, and lines on it are all this makes"
)]
#[cfg(target_os = "linux")]
fn say(line: &str) {
    println!("{MARK} {line}");
}
