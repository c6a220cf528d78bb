//! Reads nested form bodies exactly as PHP does.
#![no_std]
#![forbid(unsafe_code)]
