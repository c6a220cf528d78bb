//! The pairs of a body against its tree.

use phpform::{Key, Options, Pair};

use super::mismatch::{Outcome, same};

/// A body that is written anew from its pairs is the same form.
pub(super) fn agree(body: &[u8]) -> Outcome {
    for options in [Options::new(), Options::php_parse_str().separators(b"&;")] {
        let options = options.unlimited_pairs().unlimited_depth();
        let pairs: Vec<Pair<'_>> = options.pairs(body).collect();
        // A variable that is dropped for a forbidden prefix may leave arrays behind: pairs have no word for them.
        if pairs.iter().any(|pair| pair.keys().len() == 0 && speaks_of_a_prefix(&pair.name())) {
            continue;
        }
        let (Ok(want), again) = (options.parse(body), write(&pairs)) else { continue };
        let got = Options::new().unlimited_pairs().unlimited_depth().parse(&again);
        same(format_args!("written anew: {}", again.escape_ascii()), &Some(&want), &got.as_ref().ok())?;
    }
    Ok(())
}

fn speaks_of_a_prefix(name: &[u8]) -> bool {
    [&b"Host-"[..], b"Secure-"].iter().any(|word| name.windows(word.len()).any(|window| window == *word))
}

fn write(pairs: &[Pair<'_>]) -> Vec<u8> {
    let mut body = Vec::new();
    for pair in pairs.iter().filter(|pair| pair.keys().len() > 0) {
        for (level, key) in pair.keys().enumerate() {
            let (open, close): (&[u8], &[u8]) = if level == 0 { (b"", b"") } else { (b"[", b"]") };
            body.extend_from_slice(open);
            match key {
                None => {}
                Some(Key::Int(int)) => body.extend_from_slice(int.to_string().as_bytes()),
                Some(Key::Bytes(bytes)) => escape(&mut body, bytes),
            }
            body.extend_from_slice(close);
        }
        body.push(b'=');
        escape(&mut body, &pair.value());
        body.push(b'&');
    }
    body
}

/// Every byte as `%XX`.
fn escape(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend(
        percent_encoding::percent_encode(bytes, percent_encoding::NON_ALPHANUMERIC).flat_map(str::bytes),
    );
}
