//! What a file of a kernel package is for, as far as its path tells.
//!
//! *In:* a path. *Out:* a role, a module's name, a release. *Never:* a look into the file.

/// What a file of a package is for, as far as its path tells.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Role {
    /// A kernel, bootable or not.
    Kernel,
    /// A kernel module, with its name.
    Kmod(String),
    /// BTF alone, of a kernel or a module; with the name of its file.
    Btf(String),
}

impl Role {
    /// The role of the file at `path`.
    pub(crate) fn of(path: &str) -> Option<Self> {
        const KERNELS: [&str; 6] = ["vmlinux", "vmlinuz", "bzImage", "Image", "zImage", "uImage"];
        let file = path.rsplit('/').next().unwrap_or(path);
        if let Some(name) = kmod_name(file) {
            return Some(Self::Kmod(name));
        }
        if let Some(name) = file.strip_suffix(".btf") {
            return Some(Self::Btf(name.replace('-', "_")));
        }
        // `vmlinux.h`, `vmlinux.lds`, `vmlinuz.hmac` and their like are about kernels, and are none.
        let is_kernel = KERNELS.iter().any(|kernel| {
            file.strip_prefix(kernel).is_some_and(|rest| {
                let compressed = [".gz", ".xz", ".zst", ".bz2", ".lz4", ".lzma", ".efi", ".debug"];
                rest.is_empty() || rest.starts_with('-') || compressed.contains(&rest)
            })
        });
        let is_about =
            [".h", ".lds", ".hmac", ".sig", ".py", ".map"].iter().any(|s| file.ends_with(s));
        (is_kernel && !is_about).then_some(Self::Kernel)
    }
}

/// The name of the module in a file called `file`, with underscores as the kernel has it.
pub(crate) fn kmod_name(file: &str) -> Option<String> {
    let stem = [".ko", ".ko.xz", ".ko.zst", ".ko.gz", ".ko.bz2", ".ko.lz4", ".ko.debug"]
        .iter()
        .find_map(|suffix| file.strip_suffix(suffix))?;
    (!stem.is_empty()).then(|| stem.replace('-', "_"))
}

/// The release in `…/lib/modules/RELEASE/…` or `…/vmlinuz-RELEASE`.
pub(crate) fn release_of(path: &str) -> Option<String> {
    let parts: Vec<&str> = path.split('/').collect();
    let in_tree = parts.windows(3).find_map(|window| match window {
        ["lib", "modules", release] => Some(*release),
        _ => None,
    });
    let in_name = || {
        let file = parts.last()?;
        let rest = ["vmlinuz-", "vmlinux-"].iter().find_map(|kernel| file.strip_prefix(kernel))?;
        Some(rest.trim_end_matches(".debug"))
    };
    in_tree.or_else(in_name).filter(|release| !release.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_told_by_the_path() {
        let kmod = |name: &str| Some(Role::Kmod(name.into()));
        let rows = [
            ("lib/modules/6.1/kernel/a-b.ko.zst", kmod("a_b")),
            ("usr/lib/debug/lib/modules/6.1/kernel/x.ko.debug", kmod("x")),
            ("lib/modules/6.1/vmlinuz", Some(Role::Kernel)),
            ("boot/vmlinux-6.1", Some(Role::Kernel)),
            ("usr/lib/debug/boot/vmlinux-6.1.debug", Some(Role::Kernel)),
            ("boot/Image.gz", Some(Role::Kernel)),
            ("5.4.0-42-generic.btf", Some(Role::Btf("5.4.0_42_generic".into()))),
            ("lib/modules/6.1/.vmlinuz.hmac", None),
            ("usr/include/vmlinux.h", None),
            ("boot/vmlinuz-6.1.sig", None),
            ("usr/share/vmlinux-gdb.py", None),
            ("arch/x86/kernel/vmlinux.lds", None),
            ("boot/System.map-6.1", None),
            ("lib/modules/.ko", None),
        ];
        for (path, role) in rows {
            assert_eq!(Role::of(path), role, "{path}");
        }
    }

    #[test]
    fn releases_are_told_by_the_path() {
        let rows = [
            ("./usr/lib/modules/6.1-x/kernel/x.ko", Some("6.1-x")),
            ("./boot/vmlinuz-6.1", Some("6.1")),
            ("./usr/lib/debug/boot/vmlinux-6.1.debug", Some("6.1")),
            ("5.4.0.btf", None),
        ];
        for (path, release) in rows {
            assert_eq!(release_of(path).as_deref(), release, "{path}");
        }
    }
}
