//! Two texts side by side, line by line.

use similar::{Algorithm, DiffOp, capture_diff_slices};

/// A line of either text beside what stands in its place in the other one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Side<'t> {
    /// The line that was wanted.
    pub(crate) want: Option<&'t str>,
    /// The line that came.
    pub(crate) got: Option<&'t str>,
}

impl Side<'_> {
    /// Whether both are the same.
    pub(crate) fn is_same(&self) -> bool {
        self.want == self.got
    }
}

/// Lays two texts side by side.
pub(crate) fn sides<'t>(want: &'t str, got: &'t str) -> Vec<Side<'t>> {
    let (want, got): (Vec<&str>, Vec<&str>) = (want.lines().collect(), got.lines().collect());
    let mut sides = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &want, &got) {
        let (old, new) = (op.old_range(), op.new_range());
        let is_equal = matches!(op, DiffOp::Equal { .. });
        debug_assert!(!is_equal || old.len() == new.len());
        for at in 0..old.len().max(new.len()) {
            let line = |lines: &[&'t str], range: &std::ops::Range<usize>| {
                lines.get(range.clone()).and_then(|lines| lines.get(at)).copied()
            };
            sides.push(Side { want: line(&want, &old), got: line(&got, &new) });
        }
    }
    sides
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_are_the_same_stand_beside_each_other() {
        let found = sides("a\nb\nc", "a\nc\nd");
        let expected = [(Some("a"), Some("a")), (Some("b"), None), (Some("c"), Some("c")), (None, Some("d"))];
        assert_eq!(found, expected.map(|(want, got)| Side { want, got }));
        assert!(found[0].is_same() && !found[1].is_same());
    }
}
