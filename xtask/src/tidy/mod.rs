//! tidy
use anyhow::Result;
/// Nothing yet.
pub fn run(_: &[String]) -> Result<()> {
    Ok(())
}
