//! `encode IN OUT [JOBS [BASE]]`: the BTF of a file's debug information, with nothing else around it, for measuring.

use std::error::Error;
use std::num::NonZeroUsize;

use btfly_btf::Btf;
use btfly_dwarf::{Options, encode};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(from), Some(to)) = (arguments.next(), arguments.next()) else {
        return Err("encode IN OUT [JOBS [BASE]]".into());
    };
    let jobs = arguments.next().map_or(Ok(NonZeroUsize::MIN), |jobs| jobs.parse())?;
    let base = arguments
        .next()
        .map(|base| Btf::parse(std::fs::read(base)?).map_err(Box::<dyn Error>::from));
    let options = Options { jobs, ..Options::default() };
    let file = btfly_source::Bytes::from_file(from.as_ref(), &btfly_source::Limits::default())?;
    let encoded = encode(file.as_ref(), base.transpose()?.as_ref(), &options)?;
    for problem in &encoded.problems {
        eprintln!("{problem}");
    }
    std::fs::write(to, encoded.bytes)?;
    eprintln!("{} types before folding, {} functions", encoded.n_unfolded, encoded.n_functions);
    Ok(())
}
