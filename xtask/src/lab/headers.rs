//! C headers of four kernels, as Debian packages them · the lab → where each kernel's UAPI headers and its own headers
//! lie · never those of the host, which has one kernel's and one architecture's.
//!
//! From trixie on, `linux-libc-dev` holds the UAPI headers of all architectures; before, those of its own. They are no part
//! of a complete lab: only the table of constants is made from them, so it fetches them when it needs them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::apt::Apt;
use super::{Lab, kernel, stage};
use crate::command;

/// Oldest kernel first.
const SUITES: &[&str] = &["bullseye", "bookworm", "trixie", "sid"];

/// What the UAPI headers take from the C library: types that they name without defining them.
const LIBC: &[(&str, &str)] = &[
    (
        "sys/socket.h",
        "#pragma once\n#include <stddef.h>\ntypedef unsigned short sa_family_t;\n\
         struct sockaddr { sa_family_t sa_family; char sa_data[14]; };\n",
    ),
    ("unistd.h", ""),
];

/// The headers of one kernel.
#[derive(Debug)]
pub struct Headers {
    /// Debian's suite that they come from.
    pub suite: &'static str,
    /// Version of its `linux-libc-dev`.
    pub version: String,
    folder: PathBuf,
}

impl Headers {
    /// The headers of every suite, oldest kernel first; fetches what the lab does not have.
    pub fn fetch(lab: &Lab) -> Result<Vec<Headers>> {
        fs::create_dir_all(lab.path("headers"))?;
        SUITES.iter().map(|suite| fetch(lab, suite).with_context(|| (*suite).to_owned())).collect()
    }

    /// Where to look for UAPI headers of `arch`, named as in the kernel's own tree.
    pub fn uapi(&self, arch: &str) -> Vec<PathBuf> {
        let include = self.folder.join("tree/usr/include");
        let of_all = self.folder.join("tree/usr/lib/linux/uapi").join(arch);
        let of_host = include.join("x86_64-linux-gnu");
        vec![if of_all.exists() { of_all } else { of_host }, include, self.folder.join("libc")]
    }

    /// The kernel's own `include`, as far as modules need it.
    pub fn internal(&self) -> Result<PathBuf> {
        let sources = self.folder.join("tree/usr/src");
        let common =
            kernel::files(&sources)?.into_iter().find(|path| is_common(kernel::file_name(path)));
        Ok(common.context("no folder of headers in the package")?.join("include"))
    }
}

fn fetch(lab: &Lab, suite: &'static str) -> Result<Headers> {
    let folder = lab.path("headers").join(suite);
    stage::publish_once(&folder, |new| make(lab, suite, new))?;
    let version = fs::read_to_string(folder.join("version"))?.trim().to_owned();
    Ok(Headers { suite, version, folder })
}

fn make(lab: &Lab, suite: &str, new: &Path) -> Result<()> {
    let apt = Apt::open(lab.root(), suite, "amd64")?;
    // The release is a part of this one's name, and releases move on.
    let mut common = apt.names("linux-headers-")?;
    common.retain(|name| is_common(name));
    let common =
        common.into_iter().max_by_key(|name| numbers(name)).context("no package of headers")?;
    let debs = new.join("debs");
    fs::create_dir(&debs)?;
    apt.download(&["linux-libc-dev".to_owned(), common], &debs)?;
    let tree = new.join("tree");
    for deb in kernel::files(&debs)? {
        command::quiet(Command::new("dpkg-deb").arg("-x").args([&deb, &tree]))?;
        // NAME_VERSION_ARCHITECTURE.deb
        let mut parts = kernel::file_name(&deb).split('_');
        if let (Some("linux-libc-dev"), Some(version)) = (parts.next(), parts.next()) {
            fs::write(new.join("version"), version)?;
        }
    }
    for (header, text) in LIBC {
        let path = new.join("libc").join(header);
        fs::create_dir_all(path.parent().unwrap_or(new))?;
        fs::write(&path, text)?;
    }
    Ok(())
}

fn is_common(name: &str) -> bool {
    name.starts_with("linux-headers-") && name.ends_with("-common")
}

/// The numbers in a name: 6.12.107 is newer than 6.12.94.
fn numbers(name: &str) -> Vec<u64> {
    name.split(|c: char| !c.is_ascii_digit()).filter_map(|part| part.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_are_compared_as_numbers() {
        let newer = numbers("linux-headers-6.12.107+deb13-common");
        assert!(newer > numbers("linux-headers-6.12.94+deb13-common"));
    }

    #[test]
    fn only_the_headers_of_all_flavours_are_common() {
        assert!(is_common("linux-headers-6.12.107+deb13-common"));
        assert!(!is_common("linux-headers-6.12.107+deb13-common-rt"));
        assert!(!is_common("linux-headers-6.12.107+deb13-amd64"));
    }
}
