//! A bar on stderr while something takes long.
//!
//! *In:* how far it is. *Out:* a line that is drawn over and leaves nothing behind. *Never:* a line where
//! stderr is no terminal.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// What takes less time than this needs no bar, which would only flicker.
const PATIENCE: Duration = Duration::from_millis(300);

/// A bar, or nothing.
pub(crate) struct Bar(Option<(ProgressBar, Instant)>);

impl Bar {
    /// Counts bytes; drawn only if `shown`.
    pub(crate) fn bytes(shown: bool) -> Self {
        Self::new(shown, "{bar:30} {bytes}/{total_bytes}  {wide_msg}")
    }

    /// Counts kernel modules; drawn only if `shown`.
    pub(crate) fn kmods(shown: bool) -> Self {
        Self::new(shown, "{bar:30} {pos}/{len} modules")
    }

    /// Counts kernels; drawn only if `shown`.
    pub(crate) fn kernels(shown: bool) -> Self {
        Self::new(shown, "{bar:30} {pos}/{len} kernels")
    }

    fn new(shown: bool, template: &str) -> Self {
        if !shown {
            return Self(None);
        }
        let bar = ProgressBar::hidden();
        bar.set_style(
            ProgressStyle::with_template(template)
                .unwrap_or_else(|_| ProgressStyle::default_bar())
                .progress_chars("=> "),
        );
        Self(Some((bar, Instant::now())))
    }

    /// `done` of `total`, at `what`.
    pub(crate) fn set(&self, done: u64, total: u64, what: &str) {
        if let Some((bar, since)) = &self.0 {
            if bar.is_hidden() && PATIENCE <= since.elapsed() {
                // Ten times a second: reading does not wait for the terminal.
                bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(10));
            }
            bar.set_length(total);
            bar.set_position(done);
            bar.set_message(what.to_owned());
        }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        if let Some((bar, _)) = &self.0 {
            bar.finish_and_clear();
        }
    }
}
