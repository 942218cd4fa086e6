//! Compilers on a header · its text → nothing, or BTF · never a warning that is overlooked: each is an error here.

use std::ffi::OsStr;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};
use btfly_btf::Btf;
use btfly_btf::view::Type;

use crate::command;
use crate::lab::{Lab, Scratch};

/// A compiler of the machine or of the sid root.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(in crate::real) enum Compiler {
    HostClang,
    HostGcc,
    SidClang,
    SidGcc,
}

/// What a user may have switched on. The first set is nothing: the compiler's own idea of C and of warnings.
const FLAG_SETS: [&[&str]; 3] = [
    &[],
    &["-Wall", "-Wextra", "-Wmissing-declarations"],
    &["-Wall", "-Wextra", "-std=gnu11", "-g", "-O2"],
];
/// The newest C, which only newer compilers know.
const FLAG_SETS_OF_SID: [&[&str]; 4] =
    [FLAG_SETS[0], FLAG_SETS[1], FLAG_SETS[2], &["-Wall", "-Wextra", "-std=gnu23"]];

impl Compiler {
    pub(in crate::real) const ALL: [Compiler; 4] =
        [Self::HostClang, Self::HostGcc, Self::SidClang, Self::SidGcc];

    pub(in crate::real) const fn name(self) -> &'static str {
        match self {
            Self::HostClang => "the host's clang",
            Self::HostGcc => "the host's gcc",
            Self::SidClang => "sid's clang",
            Self::SidGcc => "sid's gcc",
        }
    }

    pub(in crate::real) const fn flag_sets(self) -> &'static [&'static [&'static str]] {
        match self {
            Self::HostClang | Self::HostGcc => &FLAG_SETS,
            Self::SidClang | Self::SidGcc => &FLAG_SETS_OF_SID,
        }
    }

    fn command(self, lab: &Lab) -> Result<Command> {
        let host = |name| command::which(name).with_context(|| format!("no `{name}` here"));
        let mut command = match self {
            Self::HostClang => Command::new(host("clang")?),
            Self::HostGcc => Command::new(host("gcc")?),
            Self::SidClang => lab.sid_command("clang"),
            Self::SidGcc => lab.sid_command("gcc"),
        };
        if matches!(self, Self::HostClang | Self::SidClang) {
            command.args(["-target", "bpf"]);
        }
        Ok(command)
    }

    /// Compiles the header alone.
    pub(in crate::real) fn check(self, place: &Place<'_>, flags: &[&str]) -> Result<()> {
        let source = place.file("check.c", "#include \"vmlinux.h\"\n")?;
        let object = place.path("check.o");
        let mut command = self.command(place.lab)?;
        command::quiet(
            command.args(flags).args(["-Werror", "-c"]).arg(source).arg("-o").arg(object),
        )
    }
}

/// What a compiler made of a header.
pub(super) struct Back {
    pub(super) btf: Btf,
    /// Whether it has no more than 32 bits of each value of an enum: clang knows the kind for more since version 15.
    pub(super) cuts_values: bool,
}

/// A folder with a header in it.
pub(in crate::real) struct Place<'l> {
    lab: &'l Lab,
    folder: Scratch,
}

impl Place<'_> {
    pub(in crate::real) fn new<'l>(lab: &'l Lab, header: &[u8]) -> Result<Place<'l>> {
        let place = Place { lab, folder: lab.scratch()? };
        fs::write(place.path("vmlinux.h"), header)?;
        Ok(place)
    }

    /// The header by way of gcc's debug information and pahole.
    pub(super) fn through_gcc(&self) -> Result<Back> {
        let source = self.file("gcc.c", "#include \"vmlinux.h\"\n")?;
        let (object, btf) = (self.path("gcc.o"), self.path("gcc.btf"));
        let mut gcc = Compiler::HostGcc.command(self.lab)?;
        gcc.args(["-g", "-fno-eliminate-unused-debug-types", "-c"]);
        command::quiet(gcc.arg(source).arg("-o").arg(&object))?;
        let mut pahole = self.lab.peer("pahole")?;
        pahole.args(["-J", "--btf_features=encode_force,float,enum64,type_tag,decl_tag"]);
        pahole.arg(format!("--btf_encode_detached={}", btf.display()));
        command::quiet(pahole.arg(&object))?;
        Ok(Back { btf: Btf::parse(fs::read(btf)?)?, cuts_values: false })
    }

    /// Has clang read the header, for [`Place::through_clang`] to start from there each time.
    pub(super) fn precompile(&self, compiler: Compiler) -> Result<()> {
        let (source, read) = (self.path("vmlinux.h"), self.path("vmlinux.pch"));
        let mut clang = compiler.command(self.lab)?;
        command::quiet(clang.args(["-g", "-w", "-x", "c-header"]).arg(source).arg("-o").arg(read))
    }

    /// What clang writes for BPF about lines that use types of the header.
    pub(super) fn through_clang(&self, compiler: Compiler, uses: &str) -> Result<Btf> {
        let header = self.path("vmlinux.pch");
        self.clang(compiler, &["-include-pch".as_ref(), header.as_os_str()], uses)
    }

    /// Whether the compiler writes values of more than 32 bits.
    pub(super) fn knows_enum64(&self, compiler: Compiler) -> Result<bool> {
        let btf = self.clang(compiler, &[], "enum e { E = 1ULL << 40 };\nenum e *e;\n")?;
        Ok(btf.iter().any(|(_, ty)| matches!(ty, Type::Enum64(_))))
    }

    fn clang(&self, compiler: Compiler, arguments: &[&OsStr], text: &str) -> Result<Btf> {
        let source = self.file("clang.c", text)?;
        let (object, btf) = (self.path("clang.o"), self.path("clang.btf"));
        let mut clang = compiler.command(self.lab)?;
        // A union of everything is not what warnings are for.
        clang.args(["-g", "-w"]).args(arguments).arg("-c").arg(source).arg("-o").arg(&object);
        command::quiet(&mut clang)?;
        let mut objcopy = self.lab.peer("llvm-objcopy")?;
        let dump = format!("--dump-section=.BTF={}", btf.display());
        command::quiet(objcopy.arg(dump).arg(&object).arg("/dev/null"))?;
        Ok(Btf::parse(fs::read(btf)?)?)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn file(&self, name: &str, text: &str) -> Result<PathBuf> {
        let path = self.path(name);
        fs::write(&path, text)?;
        Ok(path)
    }
}
