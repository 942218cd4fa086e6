//! What BTF may say to the running kernel: for each feature the smallest BTF that has it, loaded and let go.
//!
//! *In:* nothing. *Out:* [`Features`]. *Never:* a version asked.

use btfly_btf::build::{Builder, Def, EnumDef, Options, VariantDef};
use btfly_btf::feature::{Feature, Features};
use btfly_btf::{Btf, Endian, text};

use crate::error::{Error, ErrorKind};
use crate::sys;

const INT: &str = "[1] INT 'int' size=4 bits_offset=0 nr_bits=32 encoding=SIGNED\n";

/// What follows `INT` in the BTF that has a feature and nothing newer.
const fn sample(feature: Feature) -> Option<&'static str> {
    Some(match feature {
        Feature::Func => {
            "[2] FUNC_PROTO '(anon)' ret_type_id=0\n[3] FUNC 'f' type_id=2 linkage=static\n"
        }
        Feature::KindFlag => "[2] FWD 'u' fwd_kind=union\n",
        Feature::Datasec => {
            "[2] VAR 'v' type_id=1, linkage=static\n[3] DATASEC '.data' size=4 vlen=1\n\ttype_id=2 offset=0 size=4\n"
        }
        Feature::GlobalFunc => {
            "[2] FUNC_PROTO '(anon)' ret_type_id=0\n[3] FUNC 'f' type_id=2 linkage=global\n"
        }
        Feature::EmptyDatasec => "[2] DATASEC '.data' size=4 vlen=0\n",
        Feature::Float => "[2] FLOAT 'float' size=4\n",
        Feature::DeclTag => {
            "[2] TYPEDEF 't' type_id=1\n[3] DECL_TAG 'x' type_id=2 component_idx=-1\n"
        }
        Feature::TypeTag => "[2] TYPE_TAG 'x' type_id=1\n[3] PTR '(anon)' type_id=2\n",
        Feature::Enum64 => "[2] ENUM64 'e' encoding=UNSIGNED size=8 vlen=1\n\t'A' val=1\n",
        Feature::DotNames => "[2] STRUCT 'a.b' size=4 vlen=1\n\t'm' type_id=1 bits_offset=0\n",
        Feature::SectionNames => {
            "[2] VAR 'v' type_id=1, linkage=static\n[3] DATASEC '?.data' size=4 vlen=1\n\ttype_id=2 offset=0 size=4\n"
        }
        Feature::TagAttributes => {
            "[2] TYPEDEF 't' type_id=1\n[3] DECL_TAG 'x' type_id=2 component_idx=-1 kind_flag\n"
        }
        Feature::LateTypeTag => {
            "[2] TYPE_TAG 'x' type_id=1\n[3] CONST '(anon)' type_id=2\n[4] PTR '(anon)' type_id=3\n"
        }
        // Not a matter of lines.
        Feature::Layout | Feature::WideInfo => return None,
        _ => return None,
    })
}

/// The BTF that has a feature.
fn blob(feature: Feature) -> Option<Btf> {
    if let Some(lines) = sample(feature) {
        return text::parse(&format!("{INT}{lines}")).ok();
    }
    match feature {
        Feature::Layout => text::parse(&format!("btf endian=little hdr_len=32 layout\n{INT}")).ok(),
        Feature::WideInfo => {
            // One more than 16 bits count.
            let names: Vec<String> = (0..=u32::from(u16::MAX)).map(|n| format!("A{n}")).collect();
            let variants = names.iter().zip(0_i128..);
            let variants = variants
                .map(|(name, n)| VariantDef { name: name.as_str().into(), value: n })
                .collect();
            let def = EnumDef { name: "e".into(), size: 4, is_signed: false, variants };
            let mut builder = Builder::new(Endian::Little);
            builder.add(&Def::Enum(def)).ok()?;
            builder.build(&Options::default()).ok()
        }
        _ => None,
    }
}

/// What the running kernel takes of BTF.
///
/// # Errors
///
/// When it takes no BTF at all from who asks: the smallest one is refused.
pub fn btf_features() -> Result<Features, Error> {
    let smallest = text::parse(INT).map_err(|error| {
        Error::new(ErrorKind::Malformed { what: format!("a BTF of one type: {error}") })
    })?;
    sys::btf::load(smallest.bytes(), &mut [])
        .map_err(|cause| Error::call("BPF_BTF_LOAD", "a BTF of one type", cause))?;
    let is_taken = |feature: &Feature| {
        blob(*feature).is_some_and(|btf| sys::btf::load(btf.bytes(), &mut []).is_ok())
    };
    Ok(Feature::all().filter(is_taken).collect())
}

#[cfg(test)]
mod tests {
    use btfly_btf::edit::downgrade::needs;

    use super::*;

    #[test]
    fn each_feature_has_a_btf_that_needs_it() {
        for feature in Feature::all() {
            let btf = blob(feature).unwrap_or_else(|| panic!("no BTF for {feature}"));
            assert!(needs(&btf).has(feature), "{feature}");
        }
    }
}
