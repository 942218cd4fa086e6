//! An old reader of BTF · the lab → bullseye's bpftool, with the libbpf of Linux 5.10 in it, run by the sid root's loader ·
//! never part of a complete lab: only what is made for old readers is shown to it, so it is fetched when that is asked.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result};

use super::apt::Apt;
use super::{Lab, kernel, sid, stage};
use crate::command;

/// The suite of Linux 5.10.
const SUITE: &str = "bullseye";

/// Its bpftool; fetched if the lab does not have it.
pub(super) fn bpftool(lab: &Lab) -> Result<Command> {
    let folder = lab.path("elder");
    stage::publish_once(&folder, |new| {
        let apt = Apt::open(lab.root(), SUITE, "amd64")?;
        apt.download(&["bpftool".to_owned()], new)?;
        let deb = kernel::files(new)?.into_iter().next().context("no package")?;
        command::quiet(Command::new("dpkg-deb").arg("-x").arg(&deb).arg(new.join("tree")))?;
        fs::remove_file(deb)?;
        Ok(())
    })?;
    Ok(sid::run(lab, &folder.join("tree/usr/sbin/bpftool")))
}
