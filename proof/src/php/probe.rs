//! Is there a PHP here that can be the judge?

use std::fmt;
use std::process::{Command, Stdio};

/// One of PHP's two programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Program {
    /// `php`, the command line: judges `parse_str` and `http_build_query`.
    Cli,
    /// `php-cgi`, the `FastCGI` server: judges `$_POST`.
    Cgi,
}

/// The version of a PHP program: major, minor, patch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(pub u16, pub u16, pub u16);

/// Why a program cannot be the judge.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Missing {
    /// It is not installed.
    #[error("`{program}` is not on the PATH (Debian: apt-get install {})", program.package())]
    NotFound {
        /// The program looked for.
        program: Program,
    },
    /// It is there but does not run.
    #[error("`{program} -n -v` does not run: {reason}")]
    Unusable {
        /// The program looked for.
        program: Program,
        /// What was seen.
        reason: String,
    },
    /// It reads bodies by other rules than those of PHP 8.0 to 8.5 with the path-wide prefix check.
    #[error("`{program}` is {found}, whose rules differ (needed: 8.1.28+, 8.2.18+, 8.3.6+, 8.4 or 8.5)")]
    OtherRules {
        /// The program looked for.
        program: Program,
        /// Its version.
        found: Version,
    },
}

/// Whether `PHPFORM_REQUIRE_PHP=1` makes a missing PHP a failure.
pub fn required() -> bool {
    std::env::var_os("PHPFORM_REQUIRE_PHP").is_some_and(|value| value == "1")
}

impl Program {
    /// The program's file name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cli => "php",
            Self::Cgi => "php-cgi",
        }
    }

    const fn package(self) -> &'static str {
        match self {
            Self::Cli => "php-cli",
            Self::Cgi => "php-cgi",
        }
    }

    /// Runs the program once and tells its version.
    ///
    /// # Errors
    /// The reason why it cannot be the judge.
    pub fn probe(self) -> Result<Version, Missing> {
        let output = Command::new(self.name()).args(["-n", "-v"]).stdin(Stdio::null()).output();
        let output = output.map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => Missing::NotFound { program: self },
            _ => Missing::Unusable { program: self, reason: error.to_string() },
        })?;
        let text = String::from_utf8_lossy(&output.stdout);
        let Some(found) = Version::in_banner(&text) else {
            let reason = format!("{}, no version in {:?}", output.status, text.lines().next().unwrap_or(""));
            return Err(Missing::Unusable { program: self, reason });
        };
        if found.has_our_rules() { Ok(found) } else { Err(Missing::OtherRules { program: self, found }) }
    }
}

impl fmt::Display for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Version {
    /// `PHP 8.2.36 (cli) …`
    fn in_banner(text: &str) -> Option<Self> {
        let version = text.split_whitespace().skip_while(|word| *word != "PHP").nth(1)?;
        let mut numbers = version.split(|c: char| !c.is_ascii_digit()).map(str::parse);
        let mut next = || numbers.next()?.ok();
        Some(Self(next()?, next()?, next()?))
    }

    /// CVE-2024-2756 made the prefix check path-wide (specification 2.12); 8.6 refuses raw NULs (1.9).
    const fn has_our_rules(self) -> bool {
        matches!(self, Self(8, 1, 28..) | Self(8, 2, 18..) | Self(8, 3, 6..) | Self(8, 4 | 5, _))
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PHP {}.{}.{}", self.0, self.1, self.2)
    }
}

#[cfg(test)]
mod tests {
    use super::Version;

    #[test]
    fn banners_are_read() {
        let debian = "PHP 8.2.36 (cli) (built: Nov 18 2026 20:02:04) (NTS)\nCopyright (c) The PHP Group";
        assert_eq!(Version::in_banner(debian), Some(Version(8, 2, 36)));
        assert_eq!(Version::in_banner("PHP 8.6.0RC3 (cgi-fcgi)"), Some(Version(8, 6, 0)));
        assert_eq!(Version::in_banner("HHVM"), None);
        assert_eq!(Version::in_banner("PHP"), None);
    }

    #[test]
    fn only_our_rules_judge() {
        for good in
            [Version(8, 1, 28), Version(8, 2, 18), Version(8, 3, 6), Version(8, 4, 0), Version(8, 5, 7)]
        {
            assert!(good.has_our_rules(), "{good}");
        }
        for other in
            [Version(7, 4, 33), Version(8, 0, 30), Version(8, 1, 27), Version(8, 3, 5), Version(8, 6, 0)]
        {
            assert!(!other.has_our_rules(), "{other}");
        }
    }
}
