"""Judges a coverage report: shares, and what is not reached against what is listed.

A list holds lines `src/FILE.rs: text of the line`, under reasons that start with `#`. A region of a generic function
is reached if one of its instances is.
"""

import collections
import json
import re
import sys


def regions(report, files):
    """Each region of the source, by place, with how often it is reached."""
    found = {}
    for function in report["data"][0]["functions"]:
        name = function["filenames"][0]
        if not files.match(name):
            continue
        for first, column, last, end, hits, _, _, kind in function["regions"]:
            if kind == 0:
                place = ("src/" + name.rsplit("/src/", 1)[1], first, column, last, end)
                found[place] = found.get(place, 0) + hits
    return found


def read_list(path):
    """The listed lines, each with its reason."""
    listed, reason = {}, ""
    with open(path, encoding="utf-8") as lines:
        for line in map(str.rstrip, lines):
            if line.startswith("#"):
                reason = line[1:].strip()
            elif line:
                if not reason:
                    sys.exit(f"{path}: {line}: without a reason")
                listed[line] = reason
    return listed


def main():
    report, files, least, path, wish = sys.argv[1:]
    with open(report, encoding="utf-8") as text:
        found = regions(json.load(text), re.compile(files))
    if not found:
        sys.exit("no region was looked at")
    sources = {}
    for name, *_ in found:
        if name not in sources:
            with open(name, encoding="utf-8") as text:
                sources[name] = text.read().splitlines()
    by_file = collections.defaultdict(list)
    missed = collections.Counter()
    for (name, line, *_), hits in sorted(found.items()):
        by_file[name].append(hits > 0)
        text = sources[name][line - 1].strip()
        # A line of brackets alone says nothing: the lines that it closes stand for it.
        if hits == 0 and re.search(r"\w", text):
            missed[f"{name}: {text}"] += 1
    for name, reached in by_file.items():
        print(f"{100 * sum(reached) / len(reached):7.2f} %  {sum(reached):5} of {len(reached):5}  {name}")
    if wish == "--list":
        print(*missed, sep="\n")
        return
    listed = read_list(path)
    wrong = 0
    for text in missed:
        if text not in listed:
            wrong += 1
            print(f"not reached and not listed: {text}")
    for text in listed:
        if text not in missed:
            wrong += 1
            print(f"listed and yet reached, or gone: {text}")
    reached = sum(sum(hits) for hits in by_file.values())
    share = 100 * reached / len(found)
    print(f"{share:.2f} % of {len(found)} regions; promised are {least} %; {len(missed)} lines not reached, {len(listed)} listed with a reason in {path}")
    sys.exit(wrong > 0 or share < float(least))


main()
