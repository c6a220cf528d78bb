//! Which addresses may be called.
//!
//! An event names the addresses of its portal. Anyone can send an event, so an address is believed only if it is that
//! of a portal: else the handler would carry tokens and texts to whoever asks.

use reqwest::Url;

/// Whose addresses are believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trust {
    /// `https://<name>.bitrix24.<land>` and the two authorization servers.
    Cloud,
    /// These origins and no others, such as `https://portal.example.com`: portals on machines of your own, or the
    /// stand-in.
    Origins(Vec<String>),
}

/// The servers that the documentation names as `server_endpoint`.
const SERVERS: [&str; 2] = ["oauth.bitrix.info", "oauth.bitrix24.tech"];

impl Trust {
    pub(crate) fn allows(&self, endpoint: &str) -> bool {
        let Ok(url) = Url::parse(endpoint) else { return false };
        if !url.username().is_empty() || url.password().is_some() {
            return false;
        }
        match self {
            Self::Cloud => url.scheme() == "https" && url.host_str().is_some_and(is_of_the_cloud),
            Self::Origins(origins) => {
                origins.iter().any(|origin| Url::parse(origin).is_ok_and(|own| own.origin() == url.origin()))
            }
        }
    }
}

/// `b24-x.bitrix24.com`, `x.bitrix24.com.br`; never `bitrix24.evil.com`.
fn is_of_the_cloud(host: &str) -> bool {
    let labels: Vec<&str> = host.split('.').collect();
    SERVERS.contains(&host)
        || matches!(labels.as_slice(), [_, "bitrix24", land] if land.len() <= 4)
        || matches!(labels.as_slice(), [_, "bitrix24", "com", land] if land.len() == 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn portals_are_believed_and_others_are_not() {
        for endpoint in ["https://some-domain.bitrix24.com/rest/", "https://oauth.bitrix.info/rest/"] {
            assert!(Trust::Cloud.allows(endpoint), "{endpoint}");
        }
        for endpoint in [
            "http://some-domain.bitrix24.com/rest/",
            "https://bitrix24.evil.com/rest/",
            "https://x.bitrix24.com.evil/rest/",
            "https://x.bitrix24.com@evil.com/rest/",
            "https://a:b@x.bitrix24.com/rest/",
            "https://127.0.0.1/rest/",
            "some-domain.bitrix24.com",
            "",
        ] {
            assert!(!Trust::Cloud.allows(endpoint), "{endpoint}");
        }
    }

    #[test]
    fn origins_are_compared_whole() {
        let trust = Trust::Origins(vec!["http://127.0.0.1:8081".to_owned()]);
        assert!(trust.allows("http://127.0.0.1:8081/rest/"));
        for other in
            ["http://127.0.0.1:80810/rest/", "https://127.0.0.1:8081/", "http://127.0.0.1:8081@evil.com/"]
        {
            assert!(!trust.allows(other), "{other}");
        }
    }
}
