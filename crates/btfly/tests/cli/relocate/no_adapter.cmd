# The module is not loaded: `bpf_core_type_exists` is false, and hints say who would have the type.
btfly relocate any.o nics --module none
