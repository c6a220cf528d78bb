"""Python's urllib.parse as a testee: what parse_qsl gives, as flat names; a name that comes again replaces the first."""

import json
import platform
import struct
import sys
from urllib.parse import parse_qsl

HELLO = {"name": "Python urllib.parse", "version": platform.python_version(), "protocol": 1,
         "profiles": ["php-post", "php-parse-str", "default"]}


def text(string):
    """Bytes that are no UTF-8 have come as surrogates."""
    try:
        string.encode()
        return string
    except UnicodeEncodeError:
        return {"hex": string.encode("utf-8", "surrogateescape").hex()}


def decode(body, options):
    separator = options.get("separators", "&")
    pairs = parse_qsl(body.decode("utf-8", "surrogateescape"), keep_blank_values=True, separator=separator,
                      max_num_fields=options.get("max_pairs"), errors="surrogateescape")
    return {"tree": {"array": [[text(name), text(value)] for name, value in dict(pairs).items()]}}


def answer(request, options):
    if request.startswith(b'{"hello":'):
        options.clear()
        options.update(json.loads(request)["hello"])
        missing = {"max_depth", "max_bytes"} & options.keys()
        if missing or len(options.get("separators", "&")) > 1:
            return {"unsupported": "parse_qsl has no such option"}
        return {"hello": HELLO}
    try:
        return decode(request, options)
    except ValueError as error:
        return {"error": {"kind": str(error), "offset": 0, "path": ""}}


options = {}
while len(header := sys.stdin.buffer.read(4)) == 4:
    request = sys.stdin.buffer.read(struct.unpack("<I", header)[0])
    reply = json.dumps(answer(request, options)).encode()
    sys.stdout.buffer.write(struct.pack("<I", len(reply)) + reply)
    sys.stdout.buffer.flush()
