#!/usr/bin/env python3
"""Holds the source to the rules that no compiler checks. Usage: check_source.py ROOT

1. Includes point down the layers and never up (docs/architecture.md).
2. Nothing reads a clock or a random source it was not given.
3. Patterns that this compiler mistranslates inside co_await expressions are not used.
4. Libraries stay behind the folder that owns them.
"""
import pathlib
import re
import sys

# Each folder and the folders whose headers it may include, besides its own.
PLATFORM = ["platform/base", "platform/text", "platform/time", "platform/chance", "platform/crypto",
            "platform/xml", "platform/json", "platform/http", "platform/net", "platform/process",
            "platform/postgres_server", "platform/ldap_server"]
PLATFORM_LAYERS = {
    "platform/base": [], "platform/text": ["platform/base"], "platform/time": ["platform/base"],
    "platform/chance": ["platform/base"], "platform/crypto": ["platform/base"],
    "platform/xml": ["platform/base", "platform/text"], "platform/json": ["platform/base"],
    "platform/http": ["platform/base"],
    "platform/net": ["platform/base", "platform/time", "platform/crypto", "platform/http"],
    "platform/process": ["platform/base", "platform/time", "platform/net"],
    "platform/postgres_server": ["platform/base", "platform/time", "platform/process"],
    "platform/ldap_server": ["platform/base", "platform/time", "platform/crypto", "platform/process"],
    "platform/wiping_heap": [],
}
BELOW_HARNESS = PLATFORM + ["contract"]
REFERENCE = ["reference-impl/wire", "reference-impl/wire/shs", "reference-impl/eventlog", "reference-impl/eventlog_postgres", "reference-impl/shs", "reference-impl/shs_ldap", "reference-impl/aggregator", "reference-impl/bastjanst",
             "reference-impl/kommun"]
LAYERS = PLATFORM_LAYERS | {
    "contract": PLATFORM,
    "schemas": PLATFORM,
    "fixtures": PLATFORM + ["contract"],
    "reference-impl/wire": BELOW_HARNESS,
    # SHS is one of the doors: the codecs of what goes through it know nothing of it.
    "reference-impl/wire/shs": BELOW_HARNESS + ["reference-impl/wire"],
    "reference-impl/eventlog": BELOW_HARNESS,
    "reference-impl/eventlog_postgres": BELOW_HARNESS + ["reference-impl/eventlog"],
    "reference-impl/shs": BELOW_HARNESS + ["reference-impl/wire/shs"],
    "reference-impl/shs_ldap": BELOW_HARNESS + ["reference-impl/wire/shs", "reference-impl/shs"],
    "reference-impl/aggregator": BELOW_HARNESS + ["reference-impl/wire", "reference-impl/wire/shs", "reference-impl/shs", "reference-impl/eventlog"],
    "reference-impl/bastjanst": BELOW_HARNESS + ["reference-impl/wire"],
    "reference-impl/kommun": BELOW_HARNESS + ["reference-impl/wire", "reference-impl/wire/shs", "reference-impl/eventlog"],
    # The judge never shares a parser with the judged.
    "harness/evidence": BELOW_HARNESS,
    # Searches anything; knows nothing of runs, checks or the service.
    "harness/residue": PLATFORM,
    "harness/logbook": BELOW_HARNESS + ["harness/evidence", "harness/residue"],
    "harness/checks": BELOW_HARNESS + ["harness/evidence", "harness/residue", "harness/logbook"],
    "harness/onboarding": BELOW_HARNESS + ["harness/evidence"],
    "harness/scenario": BELOW_HARNESS + ["reference-impl/bastjanst"],
    "harness/certify": BELOW_HARNESS + ["harness/evidence", "harness/residue", "harness/logbook", "harness/scenario"],
    "harness/world": BELOW_HARNESS + REFERENCE
                     + ["harness/evidence", "harness/residue", "harness/logbook", "harness/checks", "harness/scenario", "harness/certify",
                        "harness/generate"],
    # Reads what a run wrote, never how it came about.
    "harness/results": BELOW_HARNESS + ["harness/evidence"],
    # Documents made from schemas alone.
    "harness/generate": BELOW_HARNESS,
    "harness/defects": BELOW_HARNESS + REFERENCE
                       + ["harness/evidence", "harness/residue", "harness/checks", "harness/scenario", "harness/certify", "harness/world"],
    # Measures from the agreement and from files alone.
    "harness/sla": BELOW_HARNESS,
    # Looks at a log's lines alone, whoever wrote them.
    "harness/logreview": BELOW_HARNESS + ["harness/sla"],
    # A report knows the result's schema and nothing of how it came about.
    "reports": ["platform/base", "platform/xml"],
    "harness/cli": BELOW_HARNESS + REFERENCE
                   + ["harness/evidence", "harness/residue", "harness/logbook", "harness/checks", "harness/onboarding", "harness/scenario", "harness/world",
                      "harness/sla", "harness/logreview", "harness/certify", "harness/results", "harness/generate", "harness/defects",
                      "reports"],
    "tests": None,  # anything
}
# Tests and benchmarks may also reach sideways for real parts to test with.
EXTRA_FOR_TESTS = {
    "reference-impl/shs_ldap": ["platform/ldap_server"],
    "reference-impl/eventlog_postgres": ["platform/postgres_server"],
    "platform/net": ["platform/chance"],
    "harness/sla": ["reports"],
    "harness/cli": ["platform/postgres_server", "platform/ldap_server"],
    "reference-impl/aggregator": ["reference-impl/bastjanst", "reference-impl/kommun", "platform/wiping_heap"],
    "reference-impl/kommun": ["reference-impl/bastjanst", "reference-impl/aggregator"],
}
# Which folders may include a library's headers.
OWNERS = {
    r"openssl/": ["platform/crypto", "platform/net"],
    r"libxml/|libxslt/": ["platform/xml", "reports"],
    r"valijson/": ["platform/json"],
    r"curl/": ["reference-impl/kommun", "harness/residue"],
    r"archive|sqlite3": ["harness/residue", "harness/defects"],
    r"boost/beast/": ["platform/http"],
    r"pugixml": ["contract", "reference-impl/wire", "reference-impl/wire/shs", "reference-impl/bastjanst", "harness/scenario", "harness/certify"],
    r"CLI/": ["harness/cli"],
    r"soci/": ["reference-impl/eventlog_postgres"],
    r"libpq": ["reference-impl/eventlog_postgres", "harness/residue"],
    r"(open)?ldap\.h|lber\.h": ["reference-impl/shs_ldap"],
    r"re2/": ["harness/logbook"],
    r"gmime/|glib": ["harness/evidence"],
}
CLOCK_OWNERS = ["platform/time"]
AWAIT = re.compile(r"\bco_await\b((?:(?!\)\s*\{)[^;])*)")
AWAIT_BANS = [
    # Capturing by reference alone leaves nothing to destroy twice.
    (re.compile(r"(?<![\w)\]])\[(?!&\]|this\])[^\]\s][^\]]*\]\s*[({]"), "capturing lambda inside co_await: name it, then await"),
    (re.compile(r"(?:\b[A-Z]\w*\s*|[(,]\s*)\{"), "braced temporary inside co_await: name it, then await"),
]
WORDS = [
    (re.compile(r"\bthis_thread::sleep|\bsleep_until\(std|\busleep\b"), "sleep on an injected Clock"),
    (re.compile(r"\b(?:system|steady|high_resolution)_clock::now\b|\btime\(nullptr\)"), "ask an injected Clock"),
    (re.compile(r"\brandom_device\b|\brand\(|\bmt19937"), "use an injected Rng"),
]
ALWAYS = [
    (re.compile(r"\bFIXME\b|\bTODO\b"), "finish it or write it down in docs/"),
    (re.compile(r"\bDISABLED_"), "fix or delete the test"),
]


def folder_of(path):
    parts = path.parts
    three = "/".join(parts[:3])
    if three in LAYERS:
        return three
    two = "/".join(parts[:2])
    return two if two in LAYERS else parts[0]


def blank(match):
    """Comments and literals away, line numbers kept."""
    text = match.group(0)
    return "\n" * text.count("\n") if text[0] == "/" else '""'


def problems(root, path):
    raw = path.read_text()
    relative = path.relative_to(root)
    folder = folder_of(relative)
    code = re.sub(r'//[^\n]*|/\*.*?\*/|R"\w*\(.*?\)\w*"|"(?:\\.|[^"\\\n])*"', blank, raw, flags=re.S)
    line = lambda text, at: text.count("\n", 0, at) + 1
    is_test = bool(re.search(r"(_test|_bench|_fuzz|test_support)$", path.stem))
    allowed = LAYERS.get(folder)
    for match in re.finditer(r'#include "([\w\-/]+)/[\w\-]+\.hpp"', raw):
        other = folder_of(pathlib.PurePath(match.group(1)) / "x")
        extra = EXTRA_FOR_TESTS.get(folder, []) if is_test else []
        if other not in LAYERS:
            yield line(raw, match.start()), f"{match.group(1)} is no folder of the architecture"
        elif allowed is not None and other != folder and other not in allowed + extra:
            yield line(raw, match.start()), f"{folder} must not include {other}"
    for match in re.finditer(r"#include <([^>]+)>", raw):
        for library, owners in OWNERS.items():
            if re.match(library, match.group(1)) and folder not in owners and not is_test:
                yield line(raw, match.start()), f"<{match.group(1)}> belongs to {', '.join(owners)}"
    for match in AWAIT.finditer(code):
        for pattern, advice in AWAIT_BANS:
            if pattern.search(match.group(1)):
                yield line(code, match.start()), advice
    for pattern, advice in ALWAYS:
        for match in pattern.finditer(raw):
            yield line(raw, match.start()), advice
    if folder in CLOCK_OWNERS or is_test:
        return
    for pattern, advice in WORDS:
        for match in pattern.finditer(code):
            yield line(code, match.start()), advice


def main():
    root = pathlib.Path(sys.argv[1]).resolve()
    files = [p for p in sorted(root.rglob("*")) if p.suffix in (".hpp", ".cpp")
             and p.relative_to(root).parts[0] not in ("build", "out", ".git")]
    found = 0
    for path in files:
        for number, text in problems(root, path):
            found += 1
            print(f"{path.relative_to(root)}:{number}: {text}")
    print(f"{len(files)} source files, {found} problems")
    if not files:
        return 2
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
