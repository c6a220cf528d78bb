#!/usr/bin/env bash
# Builds every target of `cargo fuzz list` into $OUT, each with the dictionary, and with the seeds where its input is a
# body. The environment of ClusterFuzzLite sets SRC, OUT and the flags.
set -euo pipefail
cd "$SRC/phpform"

# The steps of the parser are counted: one target holds them against their bound.
export RUSTFLAGS="${RUSTFLAGS:-} --cfg phpform_steps"
cargo fuzz build -O --debug-assertions
for target in $(cargo fuzz list); do
    cp "fuzz/target/x86_64-unknown-linux-gnu/release/$target" "$OUT/$target"
    cp fuzz/dictionary "$OUT/$target.dict"
    printf '[libfuzzer]\nmax_len = 4096\n' >"$OUT/$target.options"
    # The input of `structured` is no body.
    [ "$target" = structured ] || zip -q -j "$OUT/${target}_seed_corpus.zip" fuzz/seeds/*.form
done
