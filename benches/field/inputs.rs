//! The bodies that are measured. All of them are made from fixed seeds: every run sees the same bytes.

use std::fmt::Write;

/// The documented sample of `OnImConnectorDialogStart`.
const SAMPLE: &[u8] = include_bytes!("../../conformance/samples/on-im-connector-dialog-start.form");

/// An input of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Input {
    /// The documented sample, percent-encoded.
    Sample,
    /// The same with raw brackets.
    RawBrackets,
    /// The same with a hundred items in `DATA`.
    Hundred,
    /// A flat form.
    Flat,
    /// 1 MiB of messages in Cyrillic.
    Messages,
    /// 512 different events in turn.
    Events,
}

impl Input {
    /// All of them, in the order of the table.
    pub(crate) const ALL: &[Self] =
        &[Self::Sample, Self::RawBrackets, Self::Hundred, Self::Flat, Self::Messages, Self::Events];

    /// What it is, in a few words.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Sample => "the documented sample, percent-encoded",
            Self::RawBrackets => "the same with raw brackets",
            Self::Hundred => "the same with 100 items in `DATA`",
            Self::Flat => "a flat form",
            Self::Messages => "1 MiB of Cyrillic messages",
            Self::Events => "512 different events in turn",
        }
    }

    /// The letter that names it in the tables.
    pub(crate) fn letter(self) -> char {
        match self {
            Self::Sample => 'a',
            Self::RawBrackets => 'b',
            Self::Hundred => 'c',
            Self::Flat => 'd',
            Self::Messages => 'e',
            Self::Events => 'g',
        }
    }

    /// Its bodies. They live as long as the program.
    pub(crate) fn bodies(self) -> &'static [Vec<u8>] {
        let bodies = match self {
            Self::Sample => vec![SAMPLE.to_vec()],
            Self::RawBrackets => vec![raw_brackets(SAMPLE)],
            Self::Hundred => vec![hundred()],
            Self::Flat => vec![flat()],
            Self::Messages => vec![messages()],
            Self::Events => events(),
        };
        bodies.leak()
    }
}

/// Numbers that look random and are the same in every run (`SplitMix64`).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    /// A number from `low` to `high`.
    fn within(&mut self, low: u64, high: u64) -> u64 {
        low + self.next() % (high - low + 1)
    }

    /// A number of one to `most` digits, each width as likely as the others.
    fn number(&mut self, most: u32) -> u64 {
        let digits = self.within(1, u64::from(most)) as u32;
        let low = if digits == 1 { 0 } else { 10_u64.pow(digits - 1) };
        self.within(low, 10_u64.pow(digits) - 1)
    }

    /// Lower-case letters and digits, `low` to `high` of them.
    fn word(&mut self, low: u64, high: u64) -> String {
        let len = self.within(low, high);
        let letters = b"abcdefghijklmnopqrstuvwxyz0123456789";
        (0..len).map(|_| char::from(letters[self.within(0, 35) as usize])).collect()
    }
}

fn raw_brackets(body: &[u8]) -> Vec<u8> {
    let text = String::from_utf8(body.to_vec()).unwrap();
    text.replace("%5B", "[").replace("%5D", "]").into_bytes()
}

/// A body that is written pair by pair, as `http_build_query` would write it.
struct Body(String);

impl Body {
    fn new() -> Self {
        Self(String::new())
    }

    fn pair(&mut self, name: &str, value: impl std::fmt::Display) {
        if !self.0.is_empty() {
            self.0.push('&');
        }
        for part in name.chars() {
            match part {
                '[' => self.0.push_str("%5B"),
                ']' => self.0.push_str("%5D"),
                other => self.0.push(other),
            }
        }
        self.0.push('=');
        let value = value.to_string();
        self.0.extend(form_urlencoded::byte_serialize(value.as_bytes()));
    }

    fn into_bytes(self) -> Vec<u8> {
        self.0.into_bytes()
    }
}

/// The end of every event.
fn auth(body: &mut Body, random: &mut Random) {
    let domain = random.word(3, 24);
    body.pair("ts", random.within(1_500_000_000, 1_900_000_000));
    body.pair("auth[access_token]", random.word(32, 70));
    body.pair("auth[expires_in]", 3600);
    body.pair("auth[scope]", "imconnector");
    body.pair("auth[domain]", format_args!("{domain}.bitrix24.com"));
    body.pair("auth[server_endpoint]", "https://oauth.bitrix.info/rest/");
    body.pair("auth[status]", if random.within(0, 1) == 0 { "F" } else { "L" });
    body.pair("auth[client_endpoint]", format_args!("https://{domain}.bitrix24.com/rest/"));
    body.pair("auth[member_id]", random.word(32, 32));
    body.pair("auth[refresh_token]", random.word(32, 70));
    body.pair("auth[application_token]", random.word(32, 32));
}

/// One entry of `DATA`.
fn dialog(body: &mut Body, random: &mut Random, index: u64, connector: &str, line: u64) {
    let mut pair = |name: &str, value: &dyn std::fmt::Display| {
        body.pair(&format!("data[DATA][{index}]{name}"), value);
    };
    pair("[connector][connector_id]", &connector);
    pair("[connector][line_id]", &line);
    pair("[connector][chat_id]", &random.number(8));
    pair("[connector][user_id]", &random.number(6));
    pair("[session][id]", &random.number(9));
    pair("[session][closed]", &if random.within(0, 1) == 0 { "N" } else { "Y" });
    pair("[session][parent_id]", &random.number(9));
    pair("[session][close_term]", &random.number(4));
    pair("[chat][id]", &random.number(8));
    pair("[user][id]", &random.number(6));
}

fn hundred() -> Vec<u8> {
    let mut random = Random(3);
    let mut body = Body::new();
    body.pair("event", "ONIMCONNECTORDIALOGSTART");
    body.pair("eventId", 1);
    body.pair("data[CONNECTOR]", "newcustomconnector");
    body.pair("data[LINE]", 105);
    for index in 0..100 {
        dialog(&mut body, &mut random, index, "newcustomconnector", 105);
    }
    auth(&mut body, &mut random);
    body.into_bytes()
}

fn events() -> Vec<Vec<u8>> {
    let mut random = Random(7);
    (0..512)
        .map(|_| {
            let mut body = Body::new();
            let (connector, line) = (random.word(4, 30), random.number(5));
            body.pair("event", "ONIMCONNECTORDIALOGSTART");
            body.pair("eventId", random.number(7));
            body.pair("data[CONNECTOR]", &connector);
            body.pair("data[LINE]", line);
            for index in 0..random.within(1, 3) {
                dialog(&mut body, &mut random, index, &connector, line);
            }
            auth(&mut body, &mut random);
            body.into_bytes()
        })
        .collect()
}

/// Words of two to nine letters, a sentence mark now and then.
fn sentence(random: &mut Random) -> String {
    let mut text = String::new();
    for word in 0..random.within(1, 5) {
        if word > 0 {
            text.push(' ');
        }
        for letter in 0..random.within(2, 9) {
            let first = if word == 0 && letter == 0 { 'А' } else { 'а' };
            text.push(char::from_u32(u32::from(first) + random.within(0, 31) as u32).unwrap());
        }
    }
    text.push(['.', '!', '?', ','][random.within(0, 3) as usize]);
    text
}

fn messages() -> Vec<u8> {
    let mut random = Random(5);
    let mut body = Body::new();
    body.pair("event", "ONIMCONNECTORMESSAGEADD");
    body.pair("eventId", 1);
    body.pair("data[CONNECTOR]", "newcustomconnector");
    body.pair("data[LINE]", 105);
    let mut index = 0;
    let mut end = Body::new();
    auth(&mut end, &mut random);
    while body.0.len() + end.0.len() + 1 < 1 << 20 {
        let mut pair = |name: &str, value: &dyn std::fmt::Display| {
            body.pair(&format!("data[MESSAGES][{index}]{name}"), value);
        };
        pair("[im][chat_id]", &random.number(6));
        pair("[im][message_id]", &random.number(8));
        pair("[message][user_id]", &random.number(5));
        pair("[message][text]", &sentence(&mut random));
        pair("[chat][id]", &random.number(9));
        index += 1;
    }
    write!(body.0, "&{}", end.0).unwrap();
    body.into_bytes()
}

fn flat() -> Vec<u8> {
    let mut body = Body::new();
    body.pair("form_id", 4711);
    body.pair("csrf_token", "k2v9x8q1m5n7b3c6z0l4p8w2r5t9y1u3");
    body.pair("first_name", "Anna Maria");
    body.pair("last_name", "Müller-Lüdenscheidt");
    body.pair("email", "anna.mueller@example.com");
    body.pair("phone", "+49 30 1234567");
    body.pair("company", "Brücke & Söhne GmbH");
    body.pair("street", "Lange Straße 12a");
    body.pair("postcode", "10115");
    body.pair("city", "Berlin");
    body.pair("country", "DE");
    body.pair("newsletter", 1);
    body.pair("quantity", 25);
    body.pair("price", 129_900);
    body.pair("currency", "EUR");
    body.pair("coupon", "SPRING-2026");
    body.pair("payment_method", "invoice");
    body.pair("delivery_date", "2026-11-22");
    body.pair(
        "message",
        "Please ring twice: the bell is broken, and the door sticks.\r\nThank you & see you on Monday, Anna",
    );
    body.pair(
        "referrer",
        "https://shop.example.com/catalogue?category=garden&page=3&sort=price&utm_source=newsletter",
    );
    body.pair(
        "user_agent",
        "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0 (shop-kiosk 14)",
    );
    body.pair("submitted_at", 1_714_649_632);
    body.into_bytes()
}
