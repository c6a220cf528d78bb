//! From a body that fails to the smallest one at hand that still fails.

/// Shrinks `body` as long as `fails` holds, with at most `steps` calls of it. `fails(body)` is taken for granted.
pub fn shrink(body: &[u8], steps: usize, fails: impl FnMut(&[u8]) -> bool) -> Vec<u8> {
    let mut hunt = Hunt { best: body.to_vec(), steps, fails };
    loop {
        let before = hunt.best.clone();
        hunt.drop_parts();
        hunt.drop_chunks();
        hunt.simplify();
        if hunt.best == before || hunt.steps == 0 {
            return hunt.best;
        }
    }
}

struct Hunt<F> {
    best: Vec<u8>,
    steps: usize,
    fails: F,
}

impl<F: FnMut(&[u8]) -> bool> Hunt<F> {
    /// Keeps a candidate that still fails.
    fn keep(&mut self, candidate: Vec<u8>) -> bool {
        let Some(steps) = self.steps.checked_sub(1) else { return false };
        self.steps = steps;
        let better = (self.fails)(&candidate);
        if better {
            self.best = candidate;
        }
        better
    }

    /// Whole pairs first, the last ones before the first ones.
    fn drop_parts(&mut self) {
        let mut part = self.best.split(|byte| *byte == b'&').count();
        while let Some(index) = part.checked_sub(1) {
            part = index;
            let parts = self.best.split(|byte| *byte == b'&').enumerate();
            let rest: Vec<&[u8]> = parts.filter(|(at, _)| *at != index).map(|(_, part)| part).collect();
            let candidate = rest.join(&b'&');
            if candidate.len() < self.best.len() {
                self.keep(candidate);
            }
        }
    }

    /// Halves, quarters, down to single bytes.
    fn drop_chunks(&mut self) {
        let mut size = self.best.len() / 2;
        while size > 0 && self.steps > 0 {
            let mut end = self.best.len();
            while end > 0 && self.steps > 0 {
                let start = end.saturating_sub(size);
                let mut candidate = self.best.clone();
                candidate.drain(start..end);
                self.keep(candidate);
                end = start.min(self.best.len());
            }
            size /= 2;
        }
    }

    /// Escapes undone, then every byte as plain as it gets.
    fn simplify(&mut self) {
        let mut at = 0;
        while at < self.best.len() && self.steps > 0 {
            if let Some(&[b'%', high, low]) = self.best.get(at..at + 3)
                && let Some(byte) =
                    std::str::from_utf8(&[high, low]).ok().and_then(|hex| u8::from_str_radix(hex, 16).ok())
            {
                let mut candidate = self.best.clone();
                candidate.splice(at..at + 3, [byte]);
                self.keep(candidate);
            }
            for plain in [b'a', b'0', b'1'] {
                match self.best.get(at) {
                    Some(byte) if rank(*byte) > rank(plain) => {}
                    _ => break,
                }
                let candidate =
                    self.best.iter().enumerate().map(|(i, b)| if i == at { plain } else { *b }).collect();
                if self.keep(candidate) {
                    break;
                }
            }
            at += 1;
        }
    }
}

/// How plain a byte is; only plainer ones replace it, so that shrinking ends.
fn rank(byte: u8) -> u8 {
    match byte {
        b'a' => 0,
        b'0' => 1,
        b'1' => 2,
        _ => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::shrink;

    #[test]
    fn what_matters_is_left() {
        let body = b"x=1&name%5Bfoo%5D%5b%5D=long+value&y[zz]=3&data[q]=%00";
        let fails = |body: &[u8]| {
            body.windows(2).any(|pair| pair == b"][") || body.windows(3).any(|pair| pair == b"%5D")
        };
        assert_eq!(shrink(body, 10_000, fails), b"%5D");
        let fails = |body: &[u8]| body.split(|byte| *byte == b'[').count() >= 3;
        assert_eq!(shrink(b"a[b]=c&d[e]=f&[g", 10_000, fails), b"[[");
    }

    #[test]
    fn steps_are_bounded() {
        let mut calls = 0;
        let body = vec![b'x'; 10_000];
        let fails = |body: &[u8]| {
            calls += 1;
            body.len() > 9_990
        };
        assert!(shrink(&body, 100, fails).len() > 9_990);
        assert_eq!(calls, 100);
    }
}
