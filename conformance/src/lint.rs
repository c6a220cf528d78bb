//! What must hold for the vector files as a whole, beyond what their schema says.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::vector::{Note, Topic, Vector};
use crate::{Answer, Limit, Profile};

/// Everything that is wrong with vector files, one finding a line; none when all is well.
pub fn lint(topics: &[Topic], notes: &BTreeMap<String, Note>, retired: &[&str]) -> Vec<String> {
    let mut findings: Vec<String> = topics.iter().filter_map(count).collect();
    findings
        .extend(topics.iter().flat_map(|topic| topic.vectors.iter().flat_map(|vector| one(topic, vector))));
    let vectors: Vec<&Vector> = topics.iter().flat_map(|topic| &topic.vectors).collect();
    findings.extend(ids(&vectors, retired));
    findings.extend(flags(&vectors, notes));
    findings.extend(twins(&vectors));
    findings
}

/// The declared count is the real one.
fn count(topic: &Topic) -> Option<String> {
    let found = topic.vectors.len();
    (topic.count != found)
        .then(|| format!("{}.json: declares {} vectors and has {found}", topic.topic, topic.count))
}

/// What one vector must keep to.
fn one(topic: &Topic, vector: &Vector) -> Vec<String> {
    let mut findings = Vec::new();
    if !vector.id.strip_prefix(&topic.topic).is_some_and(|slug| slug.starts_with('/')) {
        findings.push(format!(
            "{}: stands in {}.json, so its id has to start with {}/",
            vector.id, topic.topic, topic.topic
        ));
    }
    if let Err(reason) = vector.reading().check() {
        findings.push(format!("{}: {reason}", vector.id));
    }
    if vector.options.keep_names {
        findings.push(format!("{}: PHP cannot answer with keep_names", vector.id));
    }
    if let Err(reason) = answer(vector) {
        findings.push(format!("{}: {reason}", vector.id));
    }
    findings
}

/// The answer is one that the profile can give.
fn answer(vector: &Vector) -> Result<(), String> {
    let has_byte_limit = vector.reading().max_bytes().is_some();
    match (&vector.expect, vector.profile) {
        (Answer::Unsupported(_), _) => Err("expects no answer".to_owned()),
        (Answer::Error { kind: Limit::Other(name), .. }, _) => {
            Err(format!("expects an error of unknown kind {name}"))
        }
        (Answer::Error { kind: Limit::MaxBytes, .. }, _) if has_byte_limit => Ok(()),
        (Answer::Error { .. }, Profile::Default) => Ok(()),
        (Answer::Error { .. }, profile) => Err(format!("expects an error where {profile} has none")),
        (Answer::Tree { warnings, .. }, Profile::Default) if !warnings.is_empty() => {
            Err("expects warnings where a limit is an error".to_owned())
        }
        (Answer::Tree { warnings, .. }, _) => match warnings.iter().find(|warning| !is_warning(warning)) {
            Some(warning) => Err(format!("expects the unknown warning {warning}")),
            None => Ok(()),
        },
    }
}

/// Whether PHP warns of a limit.
fn is_warning(limit: &Limit) -> bool {
    matches!(limit, Limit::MaxPairs | Limit::MaxDepth)
}

/// Ids are given once and for ever.
fn ids(vectors: &[&Vector], retired: &[&str]) -> Vec<String> {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut findings = Vec::new();
    for vector in vectors {
        if !seen.insert(&vector.id) {
            findings.push(format!("{}: there are two vectors of this id", vector.id));
        }
        if retired.contains(&vector.id.as_str()) {
            findings.push(format!("{}: the id is retired", vector.id));
        }
    }
    findings
}

/// Every flag is explained, and every explanation needed.
fn flags(vectors: &[&Vector], notes: &BTreeMap<String, Note>) -> Vec<String> {
    let mut findings = Vec::new();
    let mut used: BTreeSet<&str> = BTreeSet::new();
    for vector in vectors {
        for flag in &vector.flags {
            used.insert(flag);
            if !notes.contains_key(flag) {
                findings.push(format!("{}: notes.json does not explain the flag {flag}", vector.id));
            }
        }
    }
    let idle = notes.keys().filter(|flag| !used.contains(flag.as_str()));
    findings.extend(idle.map(|flag| format!("notes.json: no vector has the flag {flag}")));
    findings
}

/// No two vectors ask the same.
fn twins(vectors: &[&Vector]) -> Vec<String> {
    let mut asked = HashMap::new();
    let mut findings = Vec::new();
    for vector in vectors {
        if let Some(first) = asked.insert((&vector.body, vector.reading()), &vector.id) {
            findings.push(format!("{}: asks the same as {first}", vector.id));
        }
    }
    findings
}
