//! The pages of `docs/guide/`, whose examples are compiled and run as doctests. Nothing is here but that.
//!
//! Blocks for a shell are run by `kit/tests/guide.rs`, and links are followed by `docs/tests/pages.rs`.

#[cfg(doctest)]
mod guide {
    #[doc = include_str!("guide/errors.md")]
    struct Errors;

    #[doc = include_str!("guide/events.md")]
    struct Events;

    #[doc = include_str!("guide/from-serde-qs.md")]
    struct FromSerdeQs;

    #[doc = include_str!("guide/handler.md")]
    struct Handler;

    #[doc = include_str!("guide/limits.md")]
    struct Limits;

    #[doc = include_str!("guide/testing.md")]
    struct Testing;

    #[doc = include_str!("guide/token.md")]
    struct Token;
}
