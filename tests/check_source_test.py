#!/usr/bin/env python3
"""Each rule of check_source.py turns red for its own reason, and a clean file passes."""
import pathlib
import subprocess
import sys
import tempfile

CHECKER = pathlib.Path(__file__).with_name("check_source.py")
CASES = [  # folder, content, what must be said (empty: nothing)
    ("harness/checks", '#include "harness/evidence/evidence.hpp"\n', ""),
    ("harness/checks", '#include "reference-impl/wire/ssbt.hpp"\n', "must not include reference-impl/wire"),
    ("harness/evidence", '#include "reference-impl/kommun/client.hpp"\n', "must not include"),
    ("reports", '#include "harness/evidence/result.hpp"\n', "must not include"),
    ("platform/http", '#include "contract/source.hpp"\n', "must not include contract"),
    ("contract", '#include "harness/cli/app.hpp"\n', "must not include"),
    ("harness/world", "#include <pugixml.hpp>\n", "belongs to"),
    ("contract", "auto t = std::chrono::system_clock::now();\n", "injected Clock"),
    ("platform/time", "auto t = std::chrono::system_clock::now();\n", ""),
    ("contract", "std::random_device d;\n", "injected Rng"),
    ("platform/net", "void f() { co_await g([x](int) {}); }\n", "capturing lambda"),
    ("platform/net", "void f() { co_await g([&] { return x; }); }\n", ""),
    ("platform/net", "void f() { co_await g(Thing{1}); }\n", "braced temporary"),
    ("platform/net", "void f() { co_await g(std::move(thing)); }\n", ""),
    ("contract", "// TO" + "DO later\n", "finish it"),
]


def main():
    wrong = 0
    for folder, content, expected in CASES:
        with tempfile.TemporaryDirectory() as root:
            place = pathlib.Path(root) / folder
            place.mkdir(parents=True)
            (place / "one.cpp").write_text(content)
            done = subprocess.run([sys.executable, CHECKER, root], capture_output=True, text=True, check=False)
            fine = done.returncode == 0 if not expected else done.returncode == 1 and expected in done.stdout
            if not fine:
                wrong += 1
                print(f"{folder}: {content.strip()!r}: expected {expected!r}, got {done.returncode}: {done.stdout}")
    print(f"{len(CASES) - wrong} passed, {wrong} failed")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
