//! The table of constants on real input · kernel headers, kernels → counts · never with our own C header: bpftool's is the
//! neighbour here.

use anyhow::{Context, Result, ensure};

use super::Report;
use crate::lab::Lab;
use crate::{command, defines};

/// Compilers find every constant equal to what the headers say.
pub(super) fn values(lab: &Lab) -> Result<Report> {
    let compared = defines::values(lab)?;
    let mut report = Report::default();
    report.count("constants", u64::try_from(compared.names)?);
    report.count("comparisons", u64::try_from(compared.comparisons)?);
    Ok(report)
}

/// The table goes with the header of every kernel, before it and after it.
pub(super) fn beside_kernels(lab: &Lab) -> Result<Report> {
    let mut report = Report::default();
    for kernel in lab.kernels()? {
        let Some(btf) = kernel.vmlinux_btf() else { continue };
        let mut dump = lab.peer("bpftool")?;
        let vmlinux =
            command::text(dump.args(["btf", "dump", "file"]).arg(&btf).args(["format", "c"]))?;
        let declared = defines::beside(lab, &vmlinux).with_context(|| kernel.label)?;
        // `IPPROTO_…` and `IFF_…` at least: fewer means that they were not recognised.
        ensure!(declared > 50, "{}: only {declared} names are enumerators", kernel.label);
        report.count("kernels", 1);
    }
    Ok(report)
}
