//! Promise: reading takes no more steps than a constant times the length of the body, whatever the body.
//!
//! `RUSTFLAGS="--cfg phpform_steps" cargo test --test steps --test properties`; without that nothing counts steps, and
//! this test says so and does nothing.

#[cfg(not(phpform_steps))]
#[test]
fn steps_are_counted_with_a_cfg_only() {
    println!("not run: RUSTFLAGS=\"--cfg phpform_steps\" counts steps");
}

#[cfg(phpform_steps)]
mod counted {
    use phpform::Options;
    use phpform_proof::adversaries::Adversary;
    use phpform_proof::properties::steps::{A_BYTE, linear_under, most};

    /// So long that anything quadratic shows.
    const BYTES: usize = 256 * 1024;

    #[test]
    fn every_hostile_body_is_read_in_linear_steps() {
        let mut worst = (0, String::new());
        for adversary in Adversary::ALL {
            let usual = [Options::new(), Options::php_post(), Options::php_parse_str()];
            for bytes in [1, 2, 3, 5, 8, 13, 40, 100, 600, 5000, BYTES] {
                let body = adversary.body(bytes);
                let readings: Vec<Options> = usual
                    .into_iter()
                    .chain(usual.map(|reading| adversary.options(reading).unlimited_pairs()))
                    .collect();
                if let Err(mismatch) = linear_under(&body, &readings) {
                    panic!("{} of {} bytes\n{mismatch}", adversary.name, body.len());
                }
                let (steps, way) = most(&body, &readings);
                let permille = steps * 1000 / (body.len() as u64 + 1);
                if permille > worst.0 {
                    worst = (permille, format!("{} of {} bytes: {way}", adversary.name, body.len()));
                }
            }
        }
        println!(
            "at most {}.{:03} steps a byte of {A_BYTE} allowed: {}",
            worst.0 / 1000,
            worst.0 % 1000,
            worst.1
        );
        assert!(worst.0 > 0, "nothing was counted");
    }
}
