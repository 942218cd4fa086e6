//! Instructions as `llvm-objdump` prints them.
//!
//! *In:* an instruction, and for a `ld_imm64` the one behind it. *Out:* text. What `llvm-objdump` calls
//! `<unknown>` is called so here, except for instructions that are newer than it (`gotox`).
//!
//! *Never:* a symbol: what a call or a jump goes to is known to whoever has the object.

use std::fmt;

use super::opcode::{AluOp, Class, JmpOp, Mode, Size, Source, atomic};
use super::{Insn, Opcode};

/// The registers that there are: `r0` to `r10`, and `r11`, which only the kernel itself uses.
const LAST_REGISTER: u8 = 11;

/// A line of a listing: an instruction that takes one or two slots.
///
/// ```
/// use btfly_obj::insn::{Insn, Line, Opcode};
///
/// let first = Insn { opcode: Opcode::LD_IMM64, dst: 1, imm: 0x20, ..Insn::default() };
/// let line = Line { first, second: Some(Insn { imm: 1, ..Insn::default() }) };
/// assert_eq!(line.to_string(), "r1 = 0x100000020 ll");
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Line {
    /// The instruction.
    pub first: Insn,
    /// The second half of a `ld_imm64`.
    pub second: Option<Insn>,
}

/// The lines of a listing, each with the index of its first slot.
///
/// ```
/// use btfly_obj::insn::{Insn, Opcode, listing};
///
/// let code = [
///     Insn { opcode: Opcode::LD_IMM64, dst: 1, imm: 7, ..Insn::default() },
///     Insn::default(),
///     Insn { opcode: Opcode(0x95), ..Insn::default() },
/// ];
/// let lines: Vec<String> = listing(&code).map(|(at, line)| format!("{at}: {line}")).collect();
/// assert_eq!(lines, ["0: r1 = 0x7 ll", "2: exit"]);
/// ```
pub fn listing(insns: &[Insn]) -> impl Iterator<Item = (usize, Line)> + use<'_> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let first = *insns.get(at)?;
        let second = if first.is_wide() { insns.get(at + 1).copied() } else { None };
        let here = at;
        at += 1 + usize::from(second.is_some());
        Some((here, Line { first, second }))
    })
}

/// One slot alone. The first half of a `ld_imm64` is shown as if the other half were zero.
impl fmt::Display for Insn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let second = if self.is_wide() { Some(Self::default()) } else { None };
        Line { first: *self, second }.fmt(f)
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.text() {
            Some(text) => f.pad(&text),
            None => f.pad("<unknown>"),
        }
    }
}

impl Line {
    fn text(&self) -> Option<String> {
        let insn = &self.first;
        match insn.opcode.class() {
            Class::Ld => self.ld(),
            Class::Ldx => ldx(insn),
            Class::St => st(insn),
            Class::Stx => stx(insn),
            Class::Alu | Class::Alu64 => alu(insn),
            Class::Jmp | Class::Jmp32 => jmp(insn),
        }
    }

    fn ld(&self) -> Option<String> {
        let insn = &self.first;
        let size = insn.opcode.size();
        if insn.opcode == Opcode::LD_IMM64 {
            let second = self.second?;
            if insn.off != 0 {
                return None;
            }
            let dst = r(insn.dst)?;
            return Some(if insn.src == 0 {
                format!("{dst} = {} ll", hex(insn.wide_value(&second).cast_signed()))
            } else {
                format!("ld_pseudo\t{dst}, {:#x}, {:#x}", insn.src, insn.imm)
            });
        }
        if size == Size::Dw {
            return None;
        }
        let place = match insn.opcode.mode() {
            Mode::Abs => hex(insn.imm.into()),
            Mode::Ind => r(insn.src)?,
            Mode::Imm | Mode::Mem | Mode::MemSx | Mode::Atomic | Mode::Other => return None,
        };
        Some(format!("r0 = *({} *)skb[{place}]", unsigned(size)))
    }
}

fn ldx(insn: &Insn) -> Option<String> {
    let size = insn.opcode.size();
    let place = place(insn.src, insn.off)?;
    match insn.opcode.mode() {
        Mode::Mem => Some(format!("{} = *({} *){place}", sized(insn.dst, size)?, unsigned(size))),
        Mode::MemSx if size != Size::Dw => {
            Some(format!("{} = *({} *){place}", r(insn.dst)?, signed(size)))
        }
        Mode::MemSx | Mode::Imm | Mode::Abs | Mode::Ind | Mode::Atomic | Mode::Other => None,
    }
}

fn st(insn: &Insn) -> Option<String> {
    let (size, place) = (unsigned(insn.opcode.size()), place(insn.dst, insn.off)?);
    (insn.opcode.mode() == Mode::Mem)
        .then(|| format!("*({size} *){place} = {}", hex(insn.imm.into())))
}

fn stx(insn: &Insn) -> Option<String> {
    let size = insn.opcode.size();
    match insn.opcode.mode() {
        Mode::Mem => Some(format!(
            "*({} *){} = {}",
            unsigned(size),
            place(insn.dst, insn.off)?,
            sized(insn.src, size)?
        )),
        Mode::Atomic => atomic_text(insn),
        Mode::Imm | Mode::Abs | Mode::Ind | Mode::MemSx | Mode::Other => None,
    }
}

fn atomic_text(insn: &Insn) -> Option<String> {
    let size = insn.opcode.size();
    let c_type = unsigned(size);
    let src = sized(insn.src, size)?;
    match insn.imm {
        atomic::LOAD_ACQUIRE => {
            let place = place(insn.src, insn.off)?;
            let dst = sized(insn.dst, size)?;
            return Some(format!("{dst} = load_acquire(({c_type} *){place})"));
        }
        atomic::STORE_RELEASE => {
            let place = place(insn.dst, insn.off)?;
            return Some(format!("store_release(({c_type} *){place}, {src})"));
        }
        _ => {}
    }
    // Only words and double words have more than loads and stores.
    let (width, r0) = match size {
        Size::W => ("32_32", "w0"),
        Size::Dw => ("_64", "r0"),
        Size::B | Size::H => return None,
    };
    let place = place(insn.dst, insn.off)?;
    if insn.imm == atomic::XCHG {
        let bare = place.trim_matches(['(', ')']);
        return Some(format!("{src} = xchg{width}({bare}, {src})"));
    }
    if insn.imm == atomic::CMPXCHG {
        let bare = place.trim_matches(['(', ')']);
        return Some(format!("{r0} = cmpxchg{width}({bare}, {r0}, {src})"));
    }
    let (name, sign) = match insn.imm & !atomic::FETCH {
        atomic::ADD => ("add", "+="),
        atomic::OR => ("or", "|="),
        atomic::AND => ("and", "&="),
        atomic::XOR => ("xor", "^="),
        _ => return None,
    };
    Some(if insn.imm & atomic::FETCH == 0 {
        format!("lock *({c_type} *){place} {sign} {src}")
    } else {
        format!("{src} = atomic_fetch_{name}(({c_type} *){place}, {src})")
    })
}

fn alu(insn: &Insn) -> Option<String> {
    let is_64 = insn.opcode.class() == Class::Alu64;
    let reg = |number| if is_64 { r(number) } else { w(number) };
    let op = insn.opcode.alu()?;
    match op {
        AluOp::Neg => {
            let dst = reg(insn.dst)?;
            return (insn.opcode.source() == Source::Imm).then(|| format!("{dst} = -{dst}"));
        }
        AluOp::End => {
            let order = match (is_64, insn.opcode.source()) {
                (false, Source::Imm) => "le",
                (false, Source::Reg) => "be",
                (true, Source::Imm) => "bswap",
                (true, Source::Reg) => return None,
            };
            let dst = r(insn.dst)?;
            return matches!(insn.imm, 16 | 32 | 64)
                .then(|| format!("{dst} = {order}{} {dst}", insn.imm));
        }
        AluOp::Add
        | AluOp::Sub
        | AluOp::Mul
        | AluOp::Div
        | AluOp::Or
        | AluOp::And
        | AluOp::Lsh
        | AluOp::Rsh
        | AluOp::Mod
        | AluOp::Xor
        | AluOp::Mov
        | AluOp::Arsh => {}
    }
    let dst = reg(insn.dst)?;
    let value = match insn.opcode.source() {
        Source::Imm => hex(insn.imm.into()),
        Source::Reg => reg(insn.src)?,
    };
    let from_register = insn.opcode.source() == Source::Reg;
    let sign = match (op, insn.off) {
        (AluOp::Mov, 8 | 16) if from_register => {
            return Some(format!("{dst} = (s{}){value}", insn.off));
        }
        (AluOp::Mov, 32) if from_register && is_64 => return Some(format!("{dst} = (s32){value}")),
        (AluOp::Mov, 1) if from_register && is_64 => {
            let spaces = insn.imm.cast_unsigned();
            let (to, from) = (spaces >> 16, spaces & 0xffff);
            return Some(format!("{dst} = addr_space_cast({value}, {to:#x}, {from:#x})"));
        }
        (AluOp::Div, 1) => "s/=",
        (AluOp::Mod, 1) => "s%=",
        (AluOp::Add, 0) => "+=",
        (AluOp::Sub, 0) => "-=",
        (AluOp::Mul, 0) => "*=",
        (AluOp::Div, 0) => "/=",
        (AluOp::Or, 0) => "|=",
        (AluOp::And, 0) => "&=",
        (AluOp::Lsh, 0) => "<<=",
        (AluOp::Rsh, 0) => ">>=",
        (AluOp::Mod, 0) => "%=",
        (AluOp::Xor, 0) => "^=",
        (AluOp::Mov, 0) => "=",
        (AluOp::Arsh, 0) => "s>>=",
        (_, _) => return None,
    };
    Some(format!("{dst} {sign} {value}"))
}

fn jmp(insn: &Insn) -> Option<String> {
    let is_64 = insn.opcode.class() == Class::Jmp;
    let sign = match (insn.opcode.jmp()?, insn.opcode.source(), is_64) {
        (JmpOp::Ja, Source::Imm, true) => return Some(format!("goto {}", jump(insn.off.into()))),
        (JmpOp::Ja, Source::Imm, false) => return Some(format!("gotol {}", jump(insn.imm))),
        (JmpOp::Ja, Source::Reg, true) => return Some(format!("gotox {}", r(insn.dst)?)),
        (JmpOp::Cond, Source::Imm, true) => {
            return Some(format!("may_goto {}", jump(insn.off.into())));
        }
        (JmpOp::Call, Source::Imm, true) => {
            return Some(format!("call {}", hex(insn.imm.into())));
        }
        (JmpOp::Call, Source::Reg, true) => return Some(format!("callx {}", r(insn.dst)?)),
        (JmpOp::Exit, Source::Imm, true) => {
            return (insn.imm == 0).then(|| "exit".to_owned());
        }
        (JmpOp::Ja | JmpOp::Cond | JmpOp::Call | JmpOp::Exit, _, _) => return None,
        (JmpOp::Eq, _, _) => "==",
        (JmpOp::Gt, _, _) => ">",
        (JmpOp::Ge, _, _) => ">=",
        (JmpOp::Set, _, _) => "&",
        (JmpOp::Ne, _, _) => "!=",
        (JmpOp::Sgt, _, _) => "s>",
        (JmpOp::Sge, _, _) => "s>=",
        (JmpOp::Lt, _, _) => "<",
        (JmpOp::Le, _, _) => "<=",
        (JmpOp::Slt, _, _) => "s<",
        (JmpOp::Sle, _, _) => "s<=",
    };
    let reg = |number| if is_64 { r(number) } else { w(number) };
    let value = match insn.opcode.source() {
        Source::Imm => hex(insn.imm.into()),
        Source::Reg => reg(insn.src)?,
    };
    Some(format!("if {} {sign} {value} goto {}", reg(insn.dst)?, jump(insn.off.into())))
}

fn r(number: u8) -> Option<String> {
    (number <= LAST_REGISTER).then(|| format!("r{number}"))
}

fn w(number: u8) -> Option<String> {
    (number <= LAST_REGISTER).then(|| format!("w{number}"))
}

/// The whole register for eight bytes, its lower half for less.
fn sized(number: u8, size: Size) -> Option<String> {
    if size == Size::Dw { r(number) } else { w(number) }
}

fn unsigned(size: Size) -> &'static str {
    match size {
        Size::W => "u32",
        Size::H => "u16",
        Size::B => "u8",
        Size::Dw => "u64",
    }
}

fn signed(size: Size) -> &'static str {
    match size {
        Size::W => "s32",
        Size::H => "s16",
        Size::B => "s8",
        Size::Dw => "s64",
    }
}

fn place(register: u8, off: i16) -> Option<String> {
    let sign = if off < 0 { '-' } else { '+' };
    Some(format!("({} {sign} {:#x})", r(register)?, off.unsigned_abs()))
}

fn hex(value: i64) -> String {
    let sign = if value < 0 { "-" } else { "" };
    format!("{sign}{:#x}", value.unsigned_abs())
}

fn jump(distance: i32) -> String {
    let sign = if distance < 0 { '-' } else { '+' };
    format!("{sign}{:#x}", distance.unsigned_abs())
}

#[cfg(test)]
mod tests {
    use super::{Insn, Line};
    use btfly_btf::Endian;

    #[track_caller]
    fn check(bytes: [u8; 8], expected: &str) {
        assert_eq!(Insn::from_bytes(bytes, Endian::Little).to_string(), expected, "{bytes:02x?}");
    }

    // Each row as LLVM 21 prints it.
    #[test]
    fn loads_and_stores() {
        check([0x61, 0x21, 0xfc, 0xff, 0, 0, 0, 0], "w1 = *(u32 *)(r2 - 0x4)");
        check([0x91, 0x21, 8, 0, 0, 0, 0, 0], "r1 = *(s8 *)(r2 + 0x8)");
        check([0x99, 0x21, 8, 0, 0, 0, 0, 0], "<unknown>");
        check([0x7b, 0x21, 0, 0, 0, 0, 0, 0], "*(u64 *)(r1 + 0x0) = r2");
        check([0x62, 0x01, 1, 0, 0xff, 0xff, 0xff, 0xff], "*(u32 *)(r1 + 0x1) = -0x1");
        check([0x20, 0, 0, 0, 0x10, 0, 0, 0], "r0 = *(u32 *)skb[0x10]");
        check([0x50, 0x20, 0, 0, 0, 0, 0, 0], "r0 = *(u8 *)skb[r2]");
        check([0x61, 0x21, 0, 0x80, 0, 0, 0, 0], "w1 = *(u32 *)(r2 - 0x8000)");
        check([0x61, 0xc1, 0, 0, 0, 0, 0, 0], "<unknown>");
    }

    #[test]
    fn atomics() {
        check([0xc3, 0x21, 8, 0, 0, 0, 0, 0], "lock *(u32 *)(r1 + 0x8) += w2");
        check([0xdb, 0x21, 0, 0, 0x41, 0, 0, 0], "r2 = atomic_fetch_or((u64 *)(r1 + 0x0), r2)");
        check([0xc3, 0x21, 0, 0x80, 0xe1, 0, 0, 0], "w2 = xchg32_32(r1 - 0x8000, w2)");
        check([0xdb, 0x21, 0, 0, 0xf1, 0, 0, 0], "r0 = cmpxchg_64(r1 + 0x0, r0, r2)");
        check([0xd3, 0x21, 4, 0, 0, 1, 0, 0], "w1 = load_acquire((u8 *)(r2 + 0x4))");
        check([0xdb, 0x21, 4, 0, 0x10, 1, 0, 0], "store_release((u64 *)(r1 + 0x4), r2)");
        check([0xcb, 0x21, 0, 0, 0xe1, 0, 0, 0], "<unknown>");
    }

    #[test]
    fn arithmetic() {
        check([0xb7, 1, 0, 0, 0, 0, 0, 0x80], "r1 = -0x80000000");
        check([0x37, 1, 1, 0, 5, 0, 0, 0], "r1 s/= 0x5");
        check([0x9c, 0x21, 1, 0, 0, 0, 0, 0], "w1 s%= w2");
        check([0xbf, 0x12, 32, 0, 0, 0, 0, 0], "r2 = (s32)r1");
        check([0xbc, 0x12, 32, 0, 0, 0, 0, 0], "<unknown>");
        check([0xbf, 0x21, 1, 0, 2, 0, 1, 0], "r1 = addr_space_cast(r2, 0x1, 0x2)");
        check([0x84, 1, 0, 0, 0, 0, 0, 0], "w1 = -w1");
        check([0xd7, 1, 0, 0, 32, 0, 0, 0], "r1 = bswap32 r1");
        check([0xdc, 1, 0, 0, 16, 0, 0, 0], "r1 = be16 r1");
        check([0xdc, 1, 0, 0, 17, 0, 0, 0], "<unknown>");
        check([0x07, 1, 8, 0, 0, 0, 0, 0], "<unknown>");
    }

    #[test]
    fn jumps() {
        check([0x05, 0, 0xfc, 0xff, 0, 0, 0, 0], "goto -0x4");
        check([0x06, 0, 0, 0, 0, 0, 0, 0x80], "gotol -0x80000000");
        check([0xe5, 0, 8, 0, 0, 0, 0, 0], "may_goto +0x8");
        check([0x56, 1, 8, 0, 0x10, 0, 0, 0], "if w1 != 0x10 goto +0x8");
        check([0xdd, 0x21, 0, 0, 0, 0, 0, 0], "if r1 s<= r2 goto +0x0");
        check([0x85, 0x10, 0, 0, 0xff, 0xff, 0xff, 0xff], "call -0x1");
        check([0x8d, 2, 0, 0, 0, 0, 0, 0], "callx r2");
        check([0x95, 0, 0, 0, 1, 0, 0, 0], "<unknown>");
    }

    #[test]
    fn constants_of_64_bits() {
        let line = |value: u64, src| {
            let (low, high) = Insn::wide_halves(value);
            let first = Insn { opcode: super::Opcode(0x18), dst: 1, src, off: 0, imm: low };
            Line { first, second: Some(Insn { imm: high, ..Insn::default() }) }.to_string()
        };
        assert_eq!(line(0x8000_0000_8000_0000, 0), "r1 = -0x7fffffff80000000 ll");
        assert_eq!(line(0xffff_ffff, 0), "r1 = 0xffffffff ll");
        assert_eq!(line(0xffff_ffff, 2), "ld_pseudo\tr1, 0x2, 0xffffffff");
    }
}
