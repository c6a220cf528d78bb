//! Whose turn it is: what is dear is done for some readings and some types at a time, where there are many bodies.

/// What is done so many times is done for one of so many.
const PARTS: usize = 12;

/// What a body is held against.
#[derive(Clone, Copy, Debug)]
pub(super) enum Turn {
    /// Everything.
    All,
    /// Those whose turn it is.
    Of(usize),
}

impl Turn {
    /// The turn of a body: it follows from the bytes, so that a body is checked the same way every time, and from all of
    /// them, so that its like meet the others.
    pub(super) fn of_body(body: &[u8]) -> Self {
        // FNV-1a.
        let hash = body.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
        });
        // The low bits of a product tell little.
        Self::Of(usize::try_from(hash >> 40).unwrap_or_default())
    }

    /// Those of a list whose turn it is: one in [`PARTS`], and one at least.
    pub(super) fn of<T>(self, list: &[T]) -> impl Iterator<Item = &T> {
        let parts = usize::max(usize::min(PARTS, list.len()), 1);
        let (first, step) = match self {
            Self::All => (0, 1),
            Self::Of(turn) => (turn % parts, parts),
        };
        list.iter().skip(first).step_by(step)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_item_has_its_turn_once() {
        for length in [1, 6, 12, 45] {
            let list: Vec<usize> = (0..length).collect();
            assert!(Turn::All.of(&list).eq(&list));
            let turns = usize::min(PARTS, length);
            let mut met: Vec<usize> = (0..turns).flat_map(|turn| Turn::Of(turn).of(&list)).copied().collect();
            met.sort_unstable();
            assert_eq!(met, list);
            assert!((0..1000).all(|turn| Turn::Of(turn).of(&list).next().is_some()));
        }
    }

    #[test]
    fn bodies_that_are_alike_have_different_turns() {
        let list: Vec<usize> = (0..PARTS).collect();
        let turns = |body: String| Turn::of_body(body.as_bytes()).of(&list).copied().collect::<Vec<_>>();
        let mut met: Vec<_> = (0..200).flat_map(|number| turns(format!("a[b]={number}"))).collect();
        met.sort_unstable();
        met.dedup();
        assert_eq!(met, list);
    }
}
