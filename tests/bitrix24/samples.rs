//! The bodies in `conformance/samples`, and bodies with something changed in them.

use std::fs;
use std::path::Path;

use phpform::bitrix24::Event;

/// A sample as `http_build_query` wrote it.
pub(crate) fn sample(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("conformance/samples").join(name);
    fs::read_to_string(path.with_extension("form")).unwrap()
}

/// The names of all samples.
pub(crate) fn names() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("conformance/samples");
    let mut names: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "form"))
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    names.sort();
    names
}

pub(crate) fn read(body: &str) -> Event<'_> {
    phpform::from_str(body).unwrap_or_else(|error| panic!("{}", error.render(body.as_bytes())))
}

/// The pairs of a body.
pub(crate) fn pairs(body: &str) -> Vec<&str> {
    body.split('&').collect()
}

/// A body of what is tested, in the envelope of an event from no user.
pub(crate) fn body(event: &str, data: &str) -> String {
    format!("event={event}&{data}&ts=1714649632&{AUTH}")
}

/// An `auth` without the tokens of a user.
pub(crate) const AUTH: &str = "auth[domain]=example.bitrix24.com&auth[server_endpoint]=https://oauth.bitrix.info/rest/\
    &auth[client_endpoint]=https://example.bitrix24.com/rest/&auth[member_id]=abc&auth[application_token]=token-0123456789";
