//! What a broken promise says: [`Mismatch`].

use std::fmt;

/// Something other than what was promised.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mismatch {
    place: String,
    want: String,
    got: String,
}

/// What became of a check.
pub type Outcome = Result<(), Mismatch>;

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "  where  {}\n  want   {}\n  got    {}", self.place, self.want, self.got)
    }
}

/// Wants two things to be the same.
pub(super) fn same<T: PartialEq + fmt::Debug + ?Sized>(
    place: fmt::Arguments<'_>,
    want: &T,
    got: &T,
) -> Outcome {
    if want == got {
        return Ok(());
    }
    Err(Mismatch { place: place.to_string(), want: format!("{want:?}"), got: format!("{got:?}") })
}

/// Wants a condition to hold.
pub(super) fn wants(place: fmt::Arguments<'_>, condition: bool, want: &str, got: &dyn fmt::Debug) -> Outcome {
    if condition {
        return Ok(());
    }
    Err(Mismatch { place: place.to_string(), want: want.to_owned(), got: format!("{got:?}") })
}
