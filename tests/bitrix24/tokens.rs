//! Tokens verify in constant time, and only where both sides hold something.

use phpform::bitrix24::{AccessToken, ApplicationToken, Auth, Event, RefreshToken};

use crate::samples::{AUTH, body, read};

#[test]
fn a_token_verifies_as_itself_alone() {
    let secret = "51856fefc120afa4b628cc82d3935cce";
    let token = ApplicationToken::new(secret);
    assert!(token.verify(secret));
    for guess in [
        "",
        "5",
        "51856fefc120afa4b628cc82d3935ccd",
        "51856fefc120afa4b628cc82d3935cce ",
        &secret.to_uppercase(),
        &secret[1..],
    ] {
        assert!(!token.verify(guess), "{guess}");
    }
    assert!(AccessToken::new("a").verify("a") && !AccessToken::new("a").verify("b"));
    assert!(RefreshToken::new("a").verify("a") && !RefreshToken::new("a").verify("b"));
}

#[test]
fn nothing_verifies_nothing() {
    assert!(!ApplicationToken::new("").verify(""));
    assert!(!ApplicationToken::new("a").verify(""));
    assert!(!ApplicationToken::new("").verify("a"));
    let body = body("ONX", "data=1").replace("token-0123456789", "");
    assert!(!read(&body).auth.verify(""));
}

/// A token anywhere but in the `auth` at the top proves nothing.
#[test]
fn only_the_auth_at_the_top_counts() {
    let token = "51856fefc120afa4b628cc82d3935cce";
    for elsewhere in [
        format!("data[bot][auth][application_token]={token}"),
        format!("data[auth][application_token]={token}"),
        format!("application_token={token}"),
        format!("AUTH[application_token]={token}"),
        format!("auth[APPLICATION_TOKEN]={token}"),
        format!("auth[auth][application_token]={token}"),
    ] {
        let body = body("ONIMBOTMESSAGEADD", &elsewhere);
        assert!(!read(&body).auth.verify(token), "{elsewhere}");
        let without = body.replace("&auth[application_token]=token-0123456789", "");
        assert!(phpform::from_str::<Event>(&without).is_err(), "{elsewhere}");
    }
}

#[test]
fn the_token_is_compared_as_it_was_decoded() {
    for (written, token) in [("a%2Bb", "a+b"), ("a+b", "a b"), ("%D1%8F", "я"), ("a%00", "a\0")] {
        let auth = AUTH.replace("token-0123456789", written);
        let body = format!("event=ONX&ts=1&{auth}");
        assert!(read(&body).auth.verify(token), "{written}");
        assert!(!read(&body).auth.verify("a"), "{written}");
    }
}

#[test]
fn a_token_that_is_not_utf8_is_refused() {
    let auth = AUTH.replace("token-0123456789", "%FF");
    let body = format!("event=ONX&ts=1&{auth}");
    assert_eq!(phpform::from_str::<Event>(&body).unwrap_err().kind(), phpform::ErrorKind::InvalidUtf8);
}

#[test]
fn a_made_auth_is_of_the_portal_it_names() {
    let auth = Auth::of_portal("my.bitrix24.de", "secret-0123456789");
    assert_eq!((&*auth.domain, &*auth.client_endpoint), ("my.bitrix24.de", "https://my.bitrix24.de/rest/"));
    assert!(auth.verify("secret-0123456789"));
}
