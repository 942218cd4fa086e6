# Of a module that is named, not its whole kernel.
btfly find '*' kernel/mods/alpha.btf
