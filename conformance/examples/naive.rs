//! The naive reading as a decoder under test: it speaks the decoder protocol on stdin and stdout.
//!
//! `cargo run -p phpform-conformance --example naive -- [PROFILE [BUG]]`, where the profile is what a hello without one
//! asks for (php-post unless given), and the bug is switched on.

use std::error::Error;
use std::io;

use phpform_conformance::{Bug, Naive, Profile, Reading, protocol};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let profile: Profile = arguments.next().map_or(Ok(Profile::PhpPost), |name| name.parse())?;
    let bare = Reading::from(profile);
    let mut naive = Naive::new(bare.clone());
    if let Some(name) = arguments.next() {
        naive = naive.with_bug(name.parse::<Bug>()?);
    }
    Ok(protocol::serve(&mut naive, &bare, io::stdin().lock(), io::stdout().lock())?)
}
