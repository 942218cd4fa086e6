//! The kernel that this machine runs.

use btfly_source::{Options, open, running};

use super::*;

#[test]
fn the_running_kernel_reads_as_its_file_does() {
    let path = Path::new("/sys/kernel/btf/vmlinux");
    let Ok(expected) = std::fs::read(path) else {
        eprintln!("skipped: no {}", path.display());
        return;
    };
    let options = Options::default();
    let kernel = running(&options).unwrap();
    assert!(kernel.set.base().bytes() == expected, "mapped and read differ");
    let release = std::fs::read_to_string("/proc/sys/kernel/osrelease").unwrap();
    assert_eq!(kernel.release.as_deref(), Some(release.trim_end()));
    let n_files = std::fs::read_dir("/sys/kernel/btf").unwrap().count();
    assert_eq!(kernel.set.kmods().len() + 1, n_files);
    assert!(open(path, &options).unwrap().set.base().bytes() == expected);
}
