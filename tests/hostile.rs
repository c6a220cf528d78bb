//! Bodies of the worst kind, of 8 MiB each: what they cost stays in bounds, and nothing recurses as deep as they do.

use std::fmt::{self, Write};
use std::thread;

use allocation_counter::measure;
use phpform::{Encoding, Form, Options};
use phpform_proof::adversaries::Adversary;
use phpform_proof::properties::heap::bound;

const BYTES: usize = 8 * 1024 * 1024;

/// Everything that goes through a whole form gets by with this much stack.
const STACK: usize = 64 * 1024;

/// A place for output that nobody reads.
struct Sink(usize);

impl Write for Sink {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0 += text.len();
        Ok(())
    }
}

fn readings(adversary: &Adversary) -> [Options; 3] {
    [Options::new(), Options::php_post(), Options::php_parse_str()].map(|reading| adversary.options(reading))
}

#[test]
fn a_small_stack_is_enough_for_everything() {
    for adversary in Adversary::ALL {
        let body = adversary.body(BYTES);
        let options = adversary.options(Options::php_post());
        let run = move || {
            let form = options.parse(&body).unwrap();
            let copy = form.clone().into_owned();
            assert!(copy == form);
            drop(form);
            write!(Sink(0), "{copy:?}").unwrap();
        };
        let thread = thread::Builder::new().stack_size(STACK).spawn(run).unwrap();
        thread.join().unwrap_or_else(|_| panic!("{}", adversary.name));
    }
}

#[test]
fn the_same_holds_for_lines_errors_and_types() {
    for adversary in Adversary::ALL {
        let body = adversary.body(BYTES / 16);
        let readings = readings(adversary);
        let run = move || {
            for options in readings {
                match options.parse(&body) {
                    Ok(form) => write!(Sink(0), "{form:#?}").unwrap(),
                    Err(error) => write!(Sink(0), "{error}{}", error.render(&body)).unwrap(),
                }
            }
        };
        let thread = thread::Builder::new().stack_size(STACK).spawn(run).unwrap();
        thread.join().unwrap_or_else(|_| panic!("{}", adversary.name));
    }
}

#[test]
fn heap_stays_within_its_bound() {
    for adversary in Adversary::ALL {
        for bytes in [0, 1, 2, 3, 5, 8, 13, 40, 100, 434, 1000, 14_000, 100_000, BYTES] {
            let body = adversary.body(bytes);
            // The readings differ in what they keep; one is enough for the longest bodies.
            let readings = readings(adversary).into_iter().skip(if bytes == BYTES { 2 } else { 0 });
            for options in readings {
                let heap = measure(|| drop(options.seed(1).parse(&body)));
                let bound = bound(&body, &options);
                assert!(
                    heap.bytes_max <= bound as u64,
                    "{} of {} bytes: {} bytes of heap, allowed are {bound}",
                    adversary.name,
                    body.len(),
                    heap.bytes_max
                );
            }
        }
    }
}

#[test]
fn a_query_of_a_deep_form_is_its_body() {
    let mut body = b"a".to_vec();
    body.extend(b"%5Bx%5D".repeat(100_000));
    body.extend_from_slice(b"=1");
    let form = Options::new().unlimited_depth().parse(&body).unwrap();
    assert_eq!(form.to_query(Encoding::Rfc1738).as_bytes(), body);
}

const fn assert_send_sync<T: Send + Sync>() {}

const _: () = {
    assert_send_sync::<Form<'static>>();
    assert_send_sync::<phpform::Error>();
    assert_send_sync::<phpform::Pairs<'static>>();
};
