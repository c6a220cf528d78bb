//! The report as JUnit XML: a suite for each testee, and one for the kit itself where it did not prove itself.

use std::io::{self, Write};

use phpform_conformance::Verdict;
use quick_junit::{NonSuccessKind, Report as Xml, TestCase, TestCaseStatus, TestSuite};

use super::{Case, End, Report, Testee};

/// Writes the report.
pub(crate) fn write(report: &Report, out: &mut impl Write) -> io::Result<()> {
    let mut xml = Xml::new(format!("phpform conform {}", report.subject));
    xml.add_test_suites(report.testees.iter().map(suite));
    let findings = report.controls.iter().flat_map(|controls| &controls.findings);
    let proof = findings.map(|finding| broken("the kit proves itself", finding)).collect::<Vec<_>>();
    if !proof.is_empty() {
        let mut suite = TestSuite::new("the kit itself");
        suite.add_test_cases(proof);
        xml.add_test_suite(suite);
    }
    xml.serialize(out).map_err(io::Error::other)
}

fn suite(testee: &Testee) -> TestSuite {
    let mut suite = TestSuite::new(testee.full_name());
    suite.add_test_cases(testee.cases.iter().map(|case| self::case(testee, case)));
    let summary = &testee.summary;
    for (what, findings) in [
        ("the attachment works", &summary.broken),
        ("the known failures are true", &summary.stale),
        ("every selector matches", &summary.unmatched),
    ] {
        suite.add_test_cases(findings.iter().map(|finding| broken(what, finding)));
    }
    if testee.end == End::Interrupted {
        suite.add_test_case(broken("the run is complete", "somebody stopped it"));
    } else if summary.ran() == 0 {
        suite.add_test_case(broken("a case ran", "nothing ran, which proves nothing"));
    }
    suite
}

fn case(testee: &Testee, case: &Case) -> TestCase {
    let mut test = TestCase::new(case.name(), status(case));
    test.set_classname(format!("{}.{}", testee.name, case.group()));
    test.set_time(case.took);
    let blocks = case.seen.iter().chain(&case.commands);
    let shown: Vec<String> = blocks.map(|block| format!("{}: {}", block.name, block.text)).collect();
    if case.is_open() && !shown.is_empty() {
        test.set_system_out(shown.join("\n"));
    }
    test
}

/// What did not pass is a failure where an answer was wrong, and an error where there was none.
fn status(case: &Case) -> TestCaseStatus {
    if let Some(reason) = &case.known {
        return skipped(&format!("known to {}: {reason}", case.verdict.name()));
    }
    let kind = match &case.verdict {
        Verdict::Pass | Verdict::Warn(_) => return TestCaseStatus::success(),
        Verdict::Skipped(reason) => return skipped(reason),
        Verdict::Fail(_) | Verdict::Unproven(_) => NonSuccessKind::Failure,
        Verdict::Crash(_) | Verdict::Timeout(_) => NonSuccessKind::Error,
    };
    let mut status = TestCaseStatus::non_success(kind);
    status.set_type(case.verdict.name()).set_message(case.title.as_str());
    let body = case.body.as_deref().unwrap_or_default();
    status.set_description(format!("{}\n\nwhy: {}\nbody: {body}", case.verdict.said(), case.why));
    status
}

fn skipped(reason: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::skipped();
    status.set_message(reason);
    status
}

/// A case of the kit's own, which broke.
fn broken(what: &str, finding: &str) -> TestCase {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
    status.set_message(finding);
    TestCase::new(what, status)
}
