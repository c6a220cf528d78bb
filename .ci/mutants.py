"""Counts mutants, and judges what became of them.

Results lie in mutants/, one file for each file of src/: `sources HASH`, `seconds N`, then a line `OUTCOME MUTANT` for
each mutant. They stand until that file changes. mutants/equivalent lists survivors that change nothing: `MUTANT`, without line and column, under a reason that starts
with `#`.
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
    """What identifies the present text of a file."""
    return hashlib.sha256(file.read_bytes()).hexdigest()[:16] if file.exists() else "none"


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
    for line in pathlib.Path(file).read_text(encoding="utf-8").splitlines():
        kind, mutant = line.split(" ", 1)
        if kind == "missed" and unplaced(mutant) not in listed:
            print(mutant)


def report(what, folder):
    outcomes, seconds, files = collections.defaultdict(collections.Counter), 0, 0
    survivors = []
    folder = pathlib.Path(folder) / what
    for file in sorted(folder.rglob("*.txt")):
        files += 1
        source = pathlib.Path("src") / file.relative_to(folder).with_suffix(".rs")
        # What ran out of time was asked again with more tests and more time: the last word counts.
        last = {}
        for line in file.read_text(encoding="utf-8").splitlines():
            kind, rest = line.split(" ", 1)
            if kind == "sources" and rest != sources(source):
                print(f"{source} changed since")
            elif kind == "seconds":
                seconds += int(rest)
            elif kind != "sources":
                last[rest] = kind
        for mutant, kind in last.items():
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
    if viable == 0:
        sys.exit("no mutant was tried")
    share = 100 * found / (viable - spared)
    print(
        f"{what}: {tried} mutants in {files} files and {seconds} s ({seconds / tried:.1f} s each), {viable} viable, {found} found, "
        f"{len(survivors)} survived, {spared} of them equivalent: {share:.1f} % found, promised are {LEAST[what]:g} %"
    )
    sys.exit(share < LEAST[what])


match sys.argv[1:]:
    case ["count"]:
        count()
    case ["open", file]:
        open_survivors(file)
    case ["report", what, folder]:
        report(what, folder)
    case _:
        sys.exit(__doc__)
