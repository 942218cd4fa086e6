# One of each kind.
btfly find '/./' kernel/vmlinux.btf --kind int --kind float --kind typedef --kind fwd --kind enum --kind union --kind var --kind datasec --kind decl_tag
