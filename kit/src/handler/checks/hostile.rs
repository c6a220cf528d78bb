//! Bodies that nobody means well with.

use super::rules::ANYONE;
use super::{Check, Trial, robust};
use crate::handler::check::Expect;
use crate::handler::request::Request;
use crate::handler::scene::Scene;

pub(super) const CHECKS: &[Check] = &[
    robust("hostile/bytes", "survives escapes and bytes that are none", ANYONE, |scene| {
        behind(
            scene,
            &[
                ("an escape that is none", b"&a=%zz&%zz=1"),
                ("an escape that is cut off", b"&a=%4&b=%"),
                ("no UTF-8", b"&a=%FF%FE&%C3%28=1&b=\xFF\xFE"),
                ("NULs", b"&a=%00&%00=1&a%00b=1&b=\x00"),
            ],
        )
    }),
    robust("hostile/names", "survives names that are none", ANYONE, |scene| {
        behind(
            scene,
            &[
                ("brackets left open", b"&a[=1&a[b=2&a[b][=3"),
                ("brackets alone", b"&[]=1&[=2&]=3&a]b[=4&[[]]=5&a[[b]]=6"),
                ("appends", b"&a[]=1&a[][]=2&a[][b]=3"),
                ("nothing", b"&=x&&&=&"),
            ],
        )
    }),
    robust("hostile/depth", "survives names of many brackets", ANYONE, |scene| {
        let deep = |levels| {
            Request::form([valid(scene), b"&a".to_vec(), b"[a]".repeat(levels), b"=1".to_vec()].concat())
        };
        vec![
            deep(100).trial("100 levels", Expect::Survived),
            deep(5000).trial("5000 levels", Expect::Survived),
        ]
    }),
    robust("hostile/pairs", "survives 100000 pairs", ANYONE, |scene| {
        let pairs: Vec<u8> = (0..100_000).flat_map(|number| format!("&k{number}=1").into_bytes()).collect();
        vec![
            Request::form([valid(scene), pairs].concat()).trial("of different names", Expect::Survived),
            Request::form([valid(scene), b"&a[]=1".repeat(100_000)].concat())
                .trial("appended", Expect::Survived),
        ]
    }),
    robust("hostile/size", "survives a value of 4 MB", ANYONE, |scene| {
        let long = |byte: &[u8]| {
            Request::form([valid(scene), b"&a=".to_vec(), byte.repeat((4 << 20) / byte.len())].concat())
        };
        vec![long(b"a").trial("letters", Expect::Survived), long(b"%41").trial("escapes", Expect::Survived)]
    }),
    robust("hostile/index", "survives indices that nobody can count to", ANYONE, |scene| {
        behind(
            scene,
            &[
                ("2^32-1", b"&a[4294967295]=1&data[MESSAGES][4294967295]=1"),
                ("2^63-1, and one more", b"&a[9223372036854775807]=1&a[]=2"),
                ("below zero", b"&a[-1]=1&a[-9223372036854775808]=2&a[]=3"),
            ],
        )
    }),
    robust(
        "hostile/prototype",
        "is the same after names that are special in some languages",
        ANYONE,
        |scene| {
            behind(scene, &[
            ("__proto__", b"&__proto__[data]=x&__proto__[toString]=x&auth[__proto__][application_token]=x"),
            ("constructor", b"&constructor[prototype][data]=x&data[constructor][prototype][LINE]=x"),
            ("in data", b"&data[__proto__][MESSAGES]=x&data[MESSAGES][__proto__][length]=9&data[hasOwnProperty]=x"),
        ])
        },
    ),
    robust("hostile/conflicts", "survives texts in the place of arrays, and the reverse", ANYONE, |scene| {
        vec![
            scene.message().bent(|body| body.after("data", "1")).trial("data is both", Expect::Survived),
            scene.message().bent(|body| body.after("auth", "1")).trial("auth is both", Expect::Survived),
            scene.message().bent(|body| body.and("data", "1")).trial("data becomes a text", Expect::Survived),
            scene.message().bent(|body| body.and("auth", "1")).trial("auth becomes a text", Expect::Harmless),
            scene
                .message()
                .without("data[MESSAGES]")
                .set("data[MESSAGES]", "1")
                .trial("MESSAGES is a text", Expect::Survived),
            scene.message().without("data[MESSAGES]").trial("no MESSAGES", Expect::Survived),
            scene.message().without("data[MESSAGES][0][chat]").trial("no chat", Expect::Survived),
            scene
                .message()
                .set("data[MESSAGES][0][im]", "undefined")
                .trial("undefined for im", Expect::Survived),
            scene
                .message()
                .without("event")
                .bent(|body| body.and("event[]", "x"))
                .trial("event is an array", Expect::Survived),
        ]
    }),
];

/// A plain event with the right token.
fn valid(scene: &Scene) -> Vec<u8> {
    scene.message().body.to_bytes()
}

/// Bytes behind a plain event with the right token: the event itself may or may not be taken.
fn behind(scene: &Scene, tails: &[(&'static str, &[u8])]) -> Vec<Trial> {
    let trial = |(name, tail): &(&'static str, &[u8])| {
        Request::form([valid(scene), tail.to_vec()].concat()).trial(name, Expect::Survived)
    };
    tails.iter().map(trial).collect()
}
