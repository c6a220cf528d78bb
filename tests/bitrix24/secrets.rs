//! No secret shows up where people read.

use phpform::bitrix24::Event;

use crate::samples::{names, pairs, read, sample};

/// Planted into every value under `auth`, and into values with a telling key.
const SECRET: &str = "pl4nted5ecret";

/// The body with the secret in the value of every pair under `auth` but the numbers.
fn planted(body: &str) -> String {
    let plant = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap();
        let is_number = value.bytes().all(|byte| byte.is_ascii_digit());
        if name.starts_with("auth") && !is_number {
            format!("{name}={SECRET}{value}")
        } else {
            pair.to_owned()
        }
    };
    pairs(body).into_iter().map(plant).collect::<Vec<_>>().join("&")
}

#[test]
fn the_debug_output_of_an_event_shows_nothing_under_auth() {
    for name in names() {
        let body = planted(&sample(&name));
        let event = read(&body);
        let user = event.auth.user.as_ref();
        let mut shown = vec![format!("{event:?}"), format!("{event:#?}"), format!("{:?}", event.auth)];
        shown.push(format!("{} {:?}", event.auth.application_token, event.auth.application_token));
        if let Some(user) = user {
            shown.push(format!("{} {:?} {:?}", user.access_token, user.access_token, user.refresh_token));
        }
        for shown in shown {
            assert!(!shown.contains(SECRET), "{name}: {shown}");
            assert!(shown.contains("***"), "{name}: {shown}");
        }
        // It is there, only not shown.
        assert!(event.to_body().unwrap().contains(SECRET));
        assert!(event.auth.application_token.expose().starts_with(SECRET));
    }
}

#[test]
fn forms_inside_an_event_mask_what_their_keys_call_secret() {
    let tokens = format!(
        "[TOKEN]={SECRET}&data[a][client_secret]={SECRET}&data[AUTH][member_id]={SECRET}&data[other]=shown"
    );
    for (event, data) in [
        ("ONIMBOTMESSAGEADD", "data".to_owned() + &tokens),
        ("ONAPPTEST", format!("data[QUERY]{tokens}&data[LANGUAGE_ID]=en")),
    ] {
        let body = crate::samples::body(event, &data);
        let event = read(&body);
        assert!(!format!("{event:?} {event:#?}").contains(SECRET), "{event:?}");
        assert!(format!("{event:?}").contains("\"TOKEN\": ***"), "{event:?}");
    }
}

/// What no key calls secret is there to be read.
#[test]
fn data_without_a_type_is_shown() {
    let shown = |data: &str| format!("{:?}", read(&crate::samples::body("ONX", data)).into_owned().data);
    assert_eq!(shown("data=a+b%FF"), "Other(Text(\"a b\u{fffd}\"))");
    assert_eq!(shown("data[a][b]=c"), r#"Other(Form({"a": {"b": "c"}}))"#);
    assert_eq!(shown("x=1"), "Other(Absent)");
}

/// Whatever is broken in an event, no error quotes a secret.
#[test]
fn no_error_shows_a_secret() {
    let mut errors = 0;
    for name in names() {
        let body = planted(&sample(&name));
        let pairs = pairs(&body);
        for broken in 0..pairs.len() {
            for how in [
                |_: &str| String::new(),
                |name: &str| format!("{name}[x]={SECRET}"),
                |name: &str| format!("{name}=%FF{SECRET}"),
            ] {
                let mut pairs: Vec<String> = pairs.iter().map(|pair| (*pair).to_owned()).collect();
                let name = pairs[broken].split_once('=').unwrap().0.to_owned();
                if !name.starts_with("auth") && how(&name).contains(SECRET) {
                    continue;
                }
                pairs[broken] = how(&name);
                let body = pairs.join("&");
                let Err(error) = phpform::from_str::<Event>(&body) else { continue };
                errors += 1;
                for shown in
                    [error.to_string(), format!("{error:?}"), error.render(body.as_bytes()).to_string()]
                {
                    assert!(!shown.contains(SECRET), "{shown}");
                }
            }
        }
    }
    assert!(errors > 500, "{errors}");
}
