//! Running other programs · a `Command` → its output, or an error that says which command and what it said · never hides a failure.

use std::fmt::Write as _;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use anyhow::{Context, Result, anyhow, bail};

/// How many of the last lines of stderr an error repeats: enough for a compiler's message, no screenful.
const STDERR_LINES: usize = 20;

/// Runs `command` to its end, taking stdout and stderr; anything but success is an error.
pub fn output(command: &mut Command) -> Result<Vec<u8>> {
    let done = finish(command)?;
    if !done.status.success() {
        bail!(failure(command, &done));
    }
    Ok(done.stdout)
}

/// As [`output`], as text: a tool's answer that is not UTF-8 is an error too.
pub fn text(command: &mut Command) -> Result<String> {
    let bytes = output(command)?;
    String::from_utf8(bytes).with_context(|| format!("output of `{}`", line(command)))
}

/// As [`output`], for commands run for their effect.
pub fn quiet(command: &mut Command) -> Result<()> {
    output(command).map(drop)
}

/// Runs `command` on our own terminal; its exit code decides.
pub fn loud(command: &mut Command) -> Result<()> {
    let status = command
        .stdin(Stdio::null())
        .status()
        .with_context(|| format!("cannot start `{}`", line(command)))?;
    if status.success() { Ok(()) } else { Err(anyhow!("`{}`: {status}", line(command))) }
}

/// Runs `command` to its end whatever its exit code; only one that cannot start is an error.
pub fn finish(command: &mut Command) -> Result<Output> {
    command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("cannot start `{}`", line(command)))
}

/// As [`finish`], with `input` on stdin. For programs that read all of it before they write much, as compilers do.
pub fn fed(command: &mut Command, input: &str) -> Result<Output> {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().with_context(|| format!("cannot start `{}`", line(command)))?;
    let stdin = child.stdin.take().context("a piped stdin")?;
    // One that fails early closes its end; its exit code and stderr say more than a broken pipe.
    let _ = BufWriter::new(stdin).write_all(input.as_bytes());
    child.wait_with_output().with_context(|| format!("cannot run `{}`", line(command)))
}

/// What to say about a command that ended badly.
pub fn failure(command: &Command, done: &Output) -> String {
    let stderr = String::from_utf8_lossy(&done.stderr);
    let lines: Vec<&str> = stderr.lines().collect();
    let tail = lines.len().saturating_sub(STDERR_LINES);
    let mut message = format!("`{}`: {}", line(command), done.status);
    for said in lines.iter().skip(tail) {
        let _ = write!(message, "\n    {said}");
    }
    message
}

/// The path of program `name`, if `$PATH` has it; the system folders are searched too, as not every user's `$PATH` does.
pub fn which(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .chain([PathBuf::from("/usr/sbin"), PathBuf::from("/sbin")])
        .map(|folder| folder.join(name))
        .find(|candidate| is_program(candidate))
}

fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    path.metadata().is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0)
}

fn line(command: &Command) -> String {
    let mut line = command.get_program().to_string_lossy().into_owned();
    for argument in command.get_args() {
        let _ = write!(line, " {}", argument.to_string_lossy());
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_command_is_named_with_what_it_said() {
        let error = quiet(Command::new("sh").args(["-c", "echo went wrong >&2; exit 3"]))
            .unwrap_err()
            .to_string();
        assert!(error.contains("`sh -c"), "{error}");
        assert!(error.contains("went wrong"), "{error}");
        assert!(error.contains('3'), "{error}");
    }

    #[test]
    fn a_command_gets_its_input_and_one_that_does_not_want_it_is_no_error() {
        let echoed = fed(&mut Command::new("cat"), "words").unwrap();
        assert_eq!(echoed.stdout, b"words");
        let long = "x".repeat(1 << 20);
        let refused = fed(Command::new("sh").args(["-c", "exit 4"]), &long).unwrap();
        assert_eq!(refused.status.code(), Some(4));
    }

    #[test]
    fn a_missing_program_is_named() {
        let error = quiet(&mut Command::new("/no/such/program")).unwrap_err().to_string();
        assert!(error.contains("/no/such/program"), "{error}");
    }

    #[test]
    fn programs_are_found_on_the_path_and_invented_ones_are_not() {
        assert!(which("sh").is_some());
        assert!(which("no-such-program-at-all").is_none());
    }
}
