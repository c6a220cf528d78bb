//! Sequences come by ascending integer key, and gaps are closed.

use phpform::ErrorKind;

use crate::{assert_error, field, refused};

#[test]
fn keys_in_any_order_with_any_gaps() {
    for (body, wanted) in [
        ("v[]=1&v[]=2&v[]=3", "123"),
        ("v[0]=1&v[1]=2&v[2]=3", "123"),
        ("v[2]=3&v[0]=1&v[1]=2", "123"),
        ("v[7]=1&v[9]=2&v[1000]=3", "123"),
        ("v[-7]=1&v[]=2&v[]=3", "123"),
        ("v[9]=3&v[-9]=1&v[-8]=2", "123"),
        ("v[0]=1&v[0]=2", "2"),
        ("v[5]=2&v[]=3&v[1]=1", "123"),
        ("v=9&v[]=1", "1"),
    ] {
        let list: Vec<String> = field(body).unwrap();
        assert_eq!(list.concat(), wanted, "{body}");
    }
}

#[test]
fn a_textual_key_is_an_error_at_that_key() {
    let body = "v[0]=1&v[x]=2";
    assert_error(&refused::<Vec<u8>>(body), body, ErrorKind::ExpectedIndex, "v[x]", "v[x]");
    let body = "v[01]=2";
    assert_error(&refused::<Vec<u8>>(body), body, ErrorKind::ExpectedIndex, "v[01]", "v[01]");
    let body = "v[9223372036854775808]=2";
    assert_eq!(refused::<Vec<u8>>(body).kind(), ErrorKind::ExpectedIndex);
}

#[test]
fn a_text_is_no_list() {
    let body = "v=x+y";
    assert_error(&refused::<Vec<u8>>(body), body, ErrorKind::ExpectedArray, "v", "x+y");
}

#[test]
fn tuples_have_a_length() {
    assert_eq!(field::<(u8, u8)>("v[3]=1&v[5]=2").unwrap(), (1, 2));
    let short = refused::<(u8, u8)>("v[]=1");
    assert_error(&short, "v[]=1", ErrorKind::InvalidLength, "v", "v[]");
    assert_eq!(short.to_string(), "`v`: expected a tuple of size 2, found 1 of them, at byte 0");
    let long = refused::<(u8, u8)>("v[]=1&v[]=2&v[]=3");
    assert_error(&long, "v[]=1&v[]=2&v[]=3", ErrorKind::InvalidLength, "v", "v[]");
}

#[test]
fn lists_of_arrays() {
    let body = "v[1][0]=3&v[1][1]=4&v[0][]=1&v[0][]=2";
    assert_eq!(field::<Vec<Vec<u8>>>(body).unwrap(), [[1, 2], [3, 4]]);
    let body = "v[][a]=1&v[][a]=2";
    let list: Vec<std::collections::BTreeMap<char, u8>> = field(body).unwrap();
    assert_eq!(list, [[('a', 1)].into(), [('a', 2)].into()]);
}

#[test]
fn an_error_in_a_list_has_its_index() {
    let body = "v[]=1&v[]=2&v[]=x";
    assert_error(&refused::<Vec<u8>>(body), body, ErrorKind::InvalidInteger, "v[2]", "x");
    let body = "v[7]=x&v[5]=1";
    assert_error(&refused::<Vec<u8>>(body), body, ErrorKind::InvalidInteger, "v[7]", "x");
}
