#!/usr/bin/env python3
"""The reference operator forgets: after a thousand questions, and after what goes wrong, nothing of a question is left in the
process's memory, open files or folders one second after its answer. The aggregator is a process of its own, which knows nobody; the
same scan finds the same values in a process that does remember. Not for sanitized builds, whose heap keeps what was freed.
Usage: operator_memory_test.py PROVBANK"""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

from free_ports import free_ports

FOUND = 1  # the exit code of a scan that found something forbidden
WAVES = 5  # of two hundred questions at once
CROWD = "DP-KORS-tvahundra"
WRONG = ["DP-FRAGA-*", "DP-KALLA-bryter-*", "DP-KALLA-olasligt-*", "DP-KALLA-fel-person-*", "DP-KALLOR-dalig-dag"]
LAST = "DP-VAG-dawit"
LAST_PERSON = "198105209939"


class Bench:
    def __init__(self, program, folder):
        self.program, self.folder, self.plan = program, folder, folder / "plan.xml"
        self.call("plan", "--new", "driftspart", "--out", folder)
        text = self.plan.read_text()
        old = sorted(set(re.findall(r'port="(\d+)"', text)))
        for port, fresh in zip(old, free_ports(len(old))):
            text = text.replace(f'port="{port}"', f'port="{fresh}"')
        # A thousand questions in minutes, not in the agreement's six.
        self.plan.write_text(re.sub(r'per-second="\d+"', 'per-second="100"', text))

    def call(self, *arguments, wanted=0):
        done = subprocess.run([self.program, *map(str, arguments)], capture_output=True, text=True, timeout=600, check=False)
        assert done.returncode == wanted, f"{arguments}: exit {done.returncode}\n{done.stdout[-3000:]}{done.stderr[-3000:]}"
        return done.stdout

    def ask(self, *scenarios, seed=1, door="http"):
        out = self.folder / f"result-{seed}"
        self.call("run", self.plan, "--seed", seed, "--door", door, "--out", out, *scenarios)
        return out


def waits_for(line, process):
    for got in process.stdout:
        if line in got:
            return
    raise AssertionError(f"the party ended: {process.stderr.read()}")


def remembering(value):
    """A process that keeps the value, as a program does that has read it."""
    program = "import sys\nkept = sys.stdin.readline().strip()\nprint('kept', flush=True)\nsys.stdin.readline()"
    process = subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    process.stdin.write(value + "\n")
    process.stdin.flush()
    assert process.stdout.readline() == "kept\n"
    return process


def main(program):
    scratch = pathlib.Path(tempfile.mkdtemp(prefix="provbank-memory-"))
    processes = []
    try:
        bench = Bench(program, scratch)
        party = subprocess.Popen([program, "party", bench.plan], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        processes.append(party)
        waits_for("Ctrl-C", party)
        limits = pathlib.Path(f"/proc/{party.pid}/limits").read_text()
        assert re.search(r"Max core file size\s+1\s+1\s", limits), f"crash dumps are on:\n{limits}"

        for wave in range(WAVES):
            bench.ask(CROWD, seed=100 + wave)
        bench.ask(*WRONG, seed=200)
        bench.ask(LAST, seed=301, door="shs")
        bench.ask(LAST, seed=302, door="shs-asynch")
        last = bench.ask(LAST, seed=300)
        time.sleep(1)
        for out in (last, scratch / "result-301", scratch / "result-302", scratch / "result-200", scratch / f"result-{100 + WAVES - 1}"):
            told = bench.call("scan", "--run", out, "--at", f"pid:{party.pid}", "--at", scratch / "part")
            print(told.strip().splitlines()[-1])

        keeper = remembering(LAST_PERSON)
        processes.append(keeper)
        told = bench.call("scan", "--run", last, "--at", f"pid:{keeper.pid}", wanted=FOUND)
        assert "personnummer" in told, told
        print("a process that remembers is found out")
        return 0
    finally:
        for process in processes:
            process.kill()
            process.wait()
        shutil.rmtree(scratch, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
