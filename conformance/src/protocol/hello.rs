//! The greeting: which reading is asked for, and who answers.

use serde::{Deserialize, Serialize};

use crate::{Options, Profile, Reading};

/// A request that starts with these bytes is a hello, any other is a body.
pub const HELLO_START: &[u8] = b"{\"hello\":";

/// The request that says how the bodies after it are to be read. What it leaves out is the testee's to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hello {
    /// The version of the protocol.
    pub protocol: u32,
    /// The name of the profile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
    /// How many parts are read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_pairs: Option<usize>,
    /// How many brackets a name may open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_depth: Option<usize>,
    /// How long a body may be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_bytes: Option<usize>,
    /// The bytes that separate parts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub separators: Option<String>,
}

impl Hello {
    /// The hello that asks for a reading.
    ///
    /// # Errors
    ///
    /// Names the option that a hello cannot carry.
    pub fn for_reading(reading: &Reading) -> Result<Hello, String> {
        let Options { max_pairs, max_depth, max_bytes, separators, keep_names } = reading.options.clone();
        if keep_names {
            return Err("the protocol has no keep_names".to_owned());
        }
        let separators = separators.map(String::from_utf8).transpose();
        Ok(Hello {
            protocol: super::VERSION,
            profile: Some(reading.profile.to_string()),
            max_pairs,
            max_depth,
            max_bytes,
            separators: separators.map_err(|_| "the protocol has no separators outside UTF-8".to_owned())?,
        })
    }

    /// The reading that is asked for, where `bare` is what a hello without members means.
    ///
    /// # Errors
    ///
    /// Names the profile or option that does not exist, or the version of the protocol that is not spoken here.
    pub fn reading(self, bare: &Reading) -> Result<Reading, String> {
        if self.protocol != super::VERSION {
            return Err(super::ProtocolError::Version(self.protocol).to_string());
        }
        let mut reading = match self.profile {
            Some(name) => Reading::from(name.parse::<Profile>().map_err(|error| error.to_string())?),
            None => bare.clone(),
        };
        let options = &mut reading.options;
        options.max_pairs = self.max_pairs.or(options.max_pairs);
        options.max_depth = self.max_depth.or(options.max_depth);
        options.max_bytes = self.max_bytes.or(options.max_bytes);
        options.separators = self.separators.map(String::into_bytes).or(options.separators.take());
        reading.check()?;
        Ok(reading)
    }
}

/// Who answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// The name of the decoder.
    pub name: String,
    /// The version of the decoder.
    pub version: String,
    /// The version of the protocol that it speaks.
    pub protocol: u32,
    /// The profiles that it reads.
    pub profiles: Vec<String>,
}

/// `{"hello":…}`, as request and as answer.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Envelope<T> {
    pub(super) hello: T,
}
