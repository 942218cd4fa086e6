//! The root with the newest peers · nothing → a debootstrap folder, and commands that run its tools · never leaves
//! anything mounted: mounts live and die with the command that needs them.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::{Lab, Log, apt, stage};
use crate::command;

/// What the root holds: the peers, two compilers, and what their programs are built with.
const PACKAGES: &[&str] = &[
    "bpftool",
    "dwarves",
    "libbpf-dev",
    "clang",
    "llvm",
    "lld",
    "gcc",
    "libc6-dev",
    "golang-go",
    "golang-github-cilium-ebpf-dev",
    "zlib1g-dev",
    "libelf-dev",
    "pkgconf",
    // Boots the kernels of the lab; older ones of Debian break a guest now and then.
    "qemu-system-x86",
    "seabios",
];

/// The oldest bpftool whose answers the tests are written for.
const BPFTOOL_MIN: (u32, u32) = (7, 8);

/// Runs a command inside the root, for people and for [`Lab::sid_command`]. The mount namespace is the command's own, so
/// nothing stays mounted however it ends. A folder is bound under its own name, so that paths mean the same inside.
const ENTER: &str = r#"#!/bin/sh
# Runs a command in the sid root. /proc, /sys, /dev, the lab, the folder for temporary files and the current folder are
# reachable there under their own names. Needs root.
lab=$(cd "$(dirname "$0")/.." && pwd)
exec unshare --mount --propagation unchanged sh -e -c '
lab=$1; here=$2; temporary=$3; shift 3; root=$lab/sid
mount --make-rprivate / 2>/dev/null || true
for folder in /proc /sys /dev; do mount --rbind "$folder" "$root$folder"; done
for folder in "$lab" "$temporary" "$here"; do
  case $folder in "$root"|"$root"/*|/) continue;; esac
  mkdir -p "$root$folder"
  mount --bind "$folder" "$root$folder"
done
exec chroot "$root" /usr/bin/env -C "$here" PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@"
' sid "$lab" "$(pwd)" "${TMPDIR:-/tmp}" "$@"
"#;

/// Makes the root and the commands, if they are not there.
pub(super) fn make(lab: &Lab, log: &Log) -> Result<()> {
    let root = lab.path("sid");
    if !root.exists() {
        log.say("sid: debootstrap (about a minute)");
        stage::publish(&root, debootstrap)?;
        log.say("sid: root made");
    }
    let bin = lab.path("bin");
    if !holds(&bin.join("sid"), ENTER) {
        stage::publish(&bin, |new| {
            script(&new.join("sid"), ENTER)?;
            for tool in ["bpftool", "pahole"] {
                script(&new.join(tool), &direct(tool, &program(&root, tool)?))?;
            }
            Ok(())
        })?;
    }
    check_bpftool(lab)
}

/// A tool run by the root's own loader with the root's own libraries.
pub(super) fn peer(lab: &Lab, tool: &str) -> Result<Command> {
    let root = lab.path("sid");
    Ok(run(lab, &root.join(program(&root, tool)?)))
}

/// A program from anywhere, run so.
pub(super) fn run(lab: &Lab, program: &Path) -> Command {
    let root = lab.path("sid");
    let mut command = Command::new(root.join(LOADER));
    command.arg("--library-path").arg(root.join(LIBRARIES)).arg(program);
    command
}

/// The root is always of the host's architecture; the lab is written for this one.
const LOADER: &str = "lib64/ld-linux-x86-64.so.2";
const LIBRARIES: &str = "usr/lib/x86_64-linux-gnu";

/// Runs its arguments with mounts that nobody else sees, in a mount namespace just made. Where `/` is no mount of its own,
/// as in a plain chroot, there is nothing to make private.
const PRIVATELY: &str = r#"mount --make-rprivate / 2>/dev/null || true; exec "$@""#;

fn debootstrap(new: &Path) -> Result<()> {
    let debootstrap = command::which("debootstrap").context("no `debootstrap` on this machine")?;
    command::quiet(
        // It mounts things in the new root: in a namespace of its own they vanish with it, even if it is killed.
        Command::new("unshare")
            .args(["--mount", "--propagation", "unchanged", "sh", "-e", "-c", PRIVATELY, "sh"])
            .arg(debootstrap)
            .arg("--variant=minbase")
            .arg(format!("--include={}", PACKAGES.join(",")))
            .arg("sid")
            .arg(new)
            .arg(apt::mirror()?),
    )?;
    // 130 MB that nothing reads again.
    for entry in fs::read_dir(new.join("var/cache/apt/archives"))? {
        let path = entry?.path();
        if path.is_file() {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}

fn check_bpftool(lab: &Lab) -> Result<()> {
    let said = command::text(peer(lab, "bpftool")?.arg("version"))?;
    let version = said.lines().next().and_then(|line| line.rsplit_once(" v")).map(|(_, v)| v);
    let mut numbers = version.unwrap_or_default().split('.').map_while(|n| n.trim().parse().ok());
    match (numbers.next(), numbers.next()) {
        (Some(major), Some(minor)) if (major, minor) >= BPFTOOL_MIN => Ok(()),
        _ => bail!("sid's bpftool is too old or says no version: {said:?}"),
    }
}

/// Where a tool lies, relative to the root.
fn program(root: &Path, tool: &str) -> Result<String> {
    ["usr/bin", "usr/sbin"]
        .into_iter()
        .map(|folder| format!("{folder}/{tool}"))
        .find(|path| root.join(path).exists())
        .with_context(|| format!("no `{tool}` in {}", root.display()))
}

fn direct(tool: &str, program: &str) -> String {
    format!(
        "#!/bin/sh\n# sid's {tool}, run by that root's own loader: no mounts, any path as argument.\n\
         root=$(cd \"$(dirname \"$0\")/..\" && pwd)/sid\n\
         exec \"$root/{LOADER}\" --library-path \"$root/{LIBRARIES}\" \"$root/{program}\" \"$@\"\n"
    )
}

fn script(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text)?;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755))?;
    Ok(())
}

fn holds(path: &Path, text: &str) -> bool {
    fs::read_to_string(path).is_ok_and(|found| found == text)
}
