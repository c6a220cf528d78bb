"""Counts mutants, and judges what became of them.

Results lie in mutants/, one file for each file of src/: `sources HASH`, `seconds N`, then a line `OUTCOME MUTANT` for
each mutant. They stand until that file changes, its unit tests aside. mutants/equivalent lists survivors that change
nothing: `MUTANT`, without line and column, under a reason that starts with `#`.
"""

import collections
import hashlib
import json
import pathlib
import re
import sys

# How many of the viable mutants that are not equivalent have to be found.
LEAST = {"vectors": 95.0, "all": 97.0}
# Seconds a mutant takes where nothing was measured: building and testing.
SECONDS = 8


def sources(file):
    """What identifies the present text of a file, without the unit tests at its end: they are not mutated."""
    if not file.exists():
        return "none"
    mutated = file.read_bytes().split(b"\n#[cfg(test)]\nmod tests {\n")[0]
    return hashlib.sha256(mutated).hexdigest()[:16]


def verdicts(file):
    """What became of each mutant. One that ran out of time was asked again with more tests: the last word counts."""
    last = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        kind, mutant = line.split(" ", 1)
        if kind not in ("sources", "seconds"):
            last[mutant] = kind
    return last


def head(file):
    """The sources that a result was made from, and its seconds."""
    first, second = file.read_text(encoding="utf-8").splitlines()[:2]
    return first.removeprefix("sources "), int(second.removeprefix("seconds "))


def unplaced(mutant):
    """The mutant without its line and column: they change with every edit above."""
    return re.sub(r"^(\S+?):\d+:\d+: ", r"\1: ", mutant)


def count():
    mutants = collections.Counter(mutant["file"] for mutant in json.load(sys.stdin))
    for file, number in mutants.most_common():
        print(f"{number:6}  {file}")
    total = sum(mutants.values())
    print(f"{total:6}  in all: about {total * SECONDS / 3600:.1f} hours on one machine, {SECONDS} s each")


def equivalent():
    listed, reason = {}, ""
    path = pathlib.Path("mutants/equivalent")
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else []:
        if line.startswith("#"):
            reason = line[1:].strip()
        elif line:
            listed[line] = reason or sys.exit(f"{path}: {line}: without a reason")
    return listed


def open_survivors(file):
    """Prints those that survived and are not listed as equivalent."""
    listed = equivalent()
    for mutant, kind in verdicts(file).items():
        if kind == "missed" and unplaced(mutant) not in listed:
            print(mutant)


def report(what, folder):
    outcomes, seconds, files = collections.defaultdict(collections.Counter), 0, 0
    survivors, unasked = [], []
    folder = pathlib.Path(folder) / what
    if what == "all" and folder.parts[0] == "mutants":
        wanted = {path.relative_to("src").with_suffix(".txt") for path in pathlib.Path("src").rglob("*.rs")}
        there = {path.relative_to(folder) for path in folder.rglob("*.txt")}
        # The step counter is not compiled.
        unasked += [f"src/{path.with_suffix('.rs')}" for path in wanted - there - {pathlib.Path("steps.txt")}]
    for file in sorted(folder.rglob("*.txt")):
        files += 1
        source = pathlib.Path("src") / file.relative_to(folder).with_suffix(".rs")
        made_from, took = head(file)
        seconds += took
        if made_from != sources(source):
            unasked.append(f"{source}, which changed since")
        for mutant, kind in verdicts(file).items():
            outcomes[mutant.split(":", 1)[0]][kind] += 1
            if kind == "missed":
                survivors.append(mutant)
    listed = equivalent()
    found = viable = tried = spared = 0
    for file, kinds in sorted(outcomes.items()):
        killed = kinds["caught"] + kinds["timeout"]
        here = killed + kinds["missed"]
        same = sum(unplaced(mutant) in listed for mutant in survivors if mutant.startswith(file + ":"))
        print(f"{file:28} {here:5} viable {killed:5} found {kinds['missed']:4} survived, {same} of them equivalent")
        found, viable, spared, tried = found + killed, viable + here, spared + same, tried + sum(kinds.values())
    for mutant in survivors:
        print(f"survived: {mutant}" + (f" ({listed[unplaced(mutant)]})" if unplaced(mutant) in listed else ""))
    for source in unasked:
        print(f"to be asked: {source}")
    if viable == 0:
        sys.exit("no mutant was tried")
    share = 100 * found / (viable - spared)
    print(
        f"{what}: {tried} mutants in {files} files and {seconds} s ({seconds / tried:.1f} s each), {viable} viable, {found} found, "
        f"{len(survivors)} survived, {spared} of them equivalent: {share:.1f} % found, promised are {LEAST[what]:g} %"
    )
    sys.exit(share < LEAST[what] or bool(unasked))


match sys.argv[1:]:
    case ["count"]:
        count()
    case ["sources", file]:
        print(sources(pathlib.Path(file)))
    case ["open", file]:
        open_survivors(pathlib.Path(file))
    case ["report", what, folder]:
        report(what, folder)
    case _:
        sys.exit(__doc__)
