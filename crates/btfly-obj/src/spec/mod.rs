//! What an object holds, as plain data.
