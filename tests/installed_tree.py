#!/usr/bin/env python3
"""Installs into a folder, moves it, and uses it from another one: nothing may point back. Usage: installed_tree.py CMAKE BUILD_DIR"""
import os
import pathlib
import subprocess
import sys
import tempfile


def main():
    cmake, build = sys.argv[1], sys.argv[2]
    with tempfile.TemporaryDirectory() as scratch:
        first, moved = pathlib.Path(scratch) / "first", pathlib.Path(scratch) / "moved here"
        subprocess.run([cmake, "--install", build, "--prefix", first], check=True, stdout=subprocess.DEVNULL)
        first.rename(moved)
        environment = {key: value for key, value in os.environ.items() if key != "PROVBANK_DATA"}
        elsewhere = pathlib.Path(scratch) / "elsewhere"
        elsewhere.mkdir()
        done = subprocess.run([moved / "bin/provbank", "run", "DP-VAG-anna"], cwd=elsewhere, env=environment,
                              capture_output=True, text=True, check=False)
        report = elsewhere / "provbank-out/report.sv.html"
        data = subprocess.run([moved / "bin/provbank", "validate", moved / "share/provbank/fixtures"], cwd=elsewhere,
                              env=environment, capture_output=True, text=True, check=False)
        fine = done.returncode == 0 and report.exists() and data.returncode == 0
        if not fine:
            print(done.stdout, done.stderr, data.stdout[-2000:], data.stderr)
        print("1 passed, 0 failed" if fine else "0 passed, 1 failed")
        return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
