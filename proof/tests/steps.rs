//! Promise: reading takes no more steps than a constant times the length of the body, whatever the body.
//!
//! `RUSTFLAGS="--cfg phpform_steps" cargo test -p phpform-proof --test steps`; without that nothing counts steps, and
//! this test says so and does nothing.

#[cfg(not(phpform_steps))]
#[test]
fn steps_are_counted_with_a_cfg_only() {
    println!("not run: RUSTFLAGS=\"--cfg phpform_steps\" counts steps");
}

#[cfg(phpform_steps)]
mod counted {
    use std::path::Path;

    use phpform::Options;
    use phpform_conformance::Profile;
    use phpform_proof::adversaries::Adversary;
    use phpform_proof::bodies::{self, Near, Seeds};
    use phpform_proof::corpus;
    use phpform_proof::properties::steps::{A_BYTE, linear_under, most};

    /// So long that anything quadratic shows.
    const BYTES: usize = 256 * 1024;
    const BODIES: u64 = 20_000;

    /// The worst that was seen.
    #[derive(Default)]
    struct Worst {
        thousandths: u64,
        of: String,
    }

    impl Worst {
        fn see(&mut self, name: &str, body: &[u8], readings: &[Options]) {
            if let Err(mismatch) = linear_under(body, readings) {
                panic!("{name} of {} bytes\n{mismatch}", body.len());
            }
            let (steps, way) = most(body, readings);
            let thousandths = steps * 1000 / (body.len() as u64 + 1);
            if thousandths > self.thousandths {
                *self = Self { thousandths, of: format!("{name} of {} bytes: {way:.60}", body.len()) };
            }
        }

        fn tell(&self) {
            assert!(self.thousandths > 0, "nothing was counted");
            let (whole, rest) = (self.thousandths / 1000, self.thousandths % 1000);
            println!("at most {whole}.{rest:03} steps a byte of {A_BYTE} allowed: {}", self.of);
        }
    }

    fn usual() -> [Options; 3] {
        [Options::new(), Options::php_post(), Options::php_parse_str()]
    }

    fn with_parted() -> Vec<Options> {
        usual().into_iter().chain([Options::php_parse_str().separators(b"&;")]).collect()
    }

    #[test]
    fn every_hostile_body_is_read_in_linear_steps() {
        let mut worst = Worst::default();
        for adversary in Adversary::ALL {
            let free = usual().map(|reading| adversary.options(reading));
            let readings: Vec<Options> = usual().into_iter().chain(free).collect();
            for bytes in [1, 2, 3, 5, 8, 13, 40, 100, 600, 5000, BYTES] {
                worst.see(adversary.name, &adversary.body(bytes), &readings);
            }
        }
        worst.tell();
    }

    #[test]
    fn every_kept_body_is_read_in_linear_steps() {
        let mut worst = Worst::default();
        for folder in ["seeds", "regressions"] {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz").join(folder);
            for kept in corpus::bodies(&folder).expect("kept bodies") {
                let name = kept.file.file_name().unwrap_or_default().to_string_lossy();
                worst.see(&name, &kept.body, &with_parted());
            }
        }
        worst.tell();
    }

    #[test]
    fn every_generated_body_is_read_in_linear_steps() {
        let (mut worst, mut body) = (Worst::default(), Vec::new());
        let (near, seeds) = (Near::from(&Profile::Default.into()), Seeds::default());
        let readings = with_parted();
        for index in 0..BODIES {
            bodies::write(&mut body, bodies::seed_of(1, index), &near, &seeds);
            worst.see("a generated body", &body, &readings);
        }
        worst.tell();
    }
}
