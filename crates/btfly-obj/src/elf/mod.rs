//! An object's sections, symbols and relocations.
