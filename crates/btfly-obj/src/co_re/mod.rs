//! CO-RE: relocation × set of types → outcome → instruction.
