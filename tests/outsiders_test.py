#!/usr/bin/env python3
"""Certifies each role as an outsider does: a plan of its own, the party as a separate process, everything through the program's own
commands. Then what surrounds it: nobody answers, a person (played by a script) acts and tells, a run that is killed and gone on with,
and two parties at one bench at the same time. Usage: outsiders_test.py PROVBANK"""
import http.server
import json
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
import xml.etree.ElementTree as tree

from free_ports import free_ports

RESULT = "{urn:provbank:result:1}"
CONFIGURATION = 2  # the exit code of what must be mended in the plan or around it


def wait_until(what, condition, seconds=20):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        value = condition()
        if value:
            return value
        time.sleep(0.05)
    raise TimeoutError(what)


def fetch(url, body=None, kind="application/json"):
    request = urllib.request.Request(url, data=None if body is None else body.encode(),
                                     headers={} if body is None else {"Content-Type": kind})
    with urllib.request.urlopen(request, timeout=20) as reply:
        return reply.read().decode()


def verdicts(out):
    """Check by check, of those that ran: {(scenario, check): verdict}."""
    root = tree.parse(out / "result.xml").getroot()
    return {(scenario.get("id"), check.get("name")): check.get("verdict")
            for scenario in root.iter(RESULT + "scenario") for check in scenario.iter(RESULT + "check")
            if check.get("verdict") != "not-run"}


class Outsider:
    """One plan, its folder and its party."""

    def __init__(self, bench, name, role, *more):
        self.bench = bench
        self.folder = bench.scratch / name
        self.plan = self.folder / "plan.xml"
        made = bench.provbank("plan", "--new", role, *more, "--out", self.folder)
        assert made.returncode == 0, made.stdout + made.stderr
        text = self.plan.read_text()
        old = sorted(set(re.findall(r'port="(\d+)"', text) + re.findall(r"127\.0\.0\.1:(\d+)/", text)))
        self.ports = dict(zip(old, free_ports(len(old))))
        for port, fresh in self.ports.items():
            text = re.sub(rf'(port="|127\.0\.0\.1:){port}\b', rf"\g<1>{fresh}", text)
        self.plan.write_text(text.replace('wait="30min"', 'wait="20s"'))
        self.party = None

    def port(self, skeleton_port):
        return self.ports[str(skeleton_port)]

    def change(self, pattern, to):
        text, count = re.subn(pattern, to, self.plan.read_text(), count=1, flags=re.DOTALL)
        assert count == 1, pattern
        self.plan.write_text(text)

    def start(self, plan=None):
        self.party = self.bench.start("party", plan or self.plan)
        line = self.party.stdout.readline()
        assert ":" in line, "the party did not start: " + line
        return self

    def stop(self):
        self.party.send_signal(signal.SIGTERM)
        return self.party.wait(timeout=20)

    def preflight(self):
        return self.bench.provbank("preflight", self.plan)

    def words(self, out, *targets):
        return ("run", self.plan, *targets, "--out", self.folder / out)


class Bench:
    def __init__(self, program, scratch):
        self.program = program
        self.scratch = scratch
        self.started = []
        self.failures = []
        self.count = 0

    def expect(self, what, fine, seen=""):
        self.count += 1
        print(("ok      " if fine else "NOT OK  ") + what, flush=True)
        if not fine:
            self.failures.append(what)
            print(seen, flush=True)

    def expect_exit(self, what, ended, code):
        self.expect(what, ended.returncode == code, f"exit {ended.returncode}, not {code}\n{ended.stdout}{ended.stderr}")

    def provbank(self, *words):
        return subprocess.run([self.program, *map(str, words)], capture_output=True, text=True, timeout=90, check=False,
                              stdin=subprocess.DEVNULL)

    def start(self, *words):
        process = subprocess.Popen([self.program, *map(str, words)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.STDOUT, text=True)
        self.started.append(process)
        return process

    def finish(self, process):
        output, _ = process.communicate(timeout=90)
        return subprocess.CompletedProcess(process.args, process.returncode, output, "")

    def end_all(self):
        for process in self.started:
            if process.poll() is None:
                process.kill()
                process.wait()
            process.stdout.close()


def each_role(bench):
    roles = [("driftspart", ["driftspart"], ["DP-VAG-anna", "DP-PING-alla-uppe", "DP-LOGG-forvanskning-upptacks", "DP-SHS-synkron", "DP-SHS-asynkron",
                                                 "DP-SHS-hamtas-en-gang", "DP-SHS-annans-brevlada", "DP-SHS-utan-etikett"]),
             ("so", ["uppgiftslamnare", "--source", "SO"], ["UL-ANROPARE-none-SO", "UL-FRAGA-ingen-person-SO"]),
             ("kommun", ["kommun"], ["KM-SVAR-utan-AF"])]
    for name, words, targets in roles:
        outsider = Outsider(bench, name, *words)
        bench.expect_exit(f"{name}: preflight says no when nobody answers", outsider.preflight(), CONFIGURATION)
        outsider.start()
        bench.expect_exit(f"{name}: preflight says yes to the party in a process of its own", outsider.preflight(), 0)
        bench.expect_exit(f"{name}: the party passes", bench.provbank(*outsider.words("ut", *targets)), 0)
        judged = verdicts(outsider.folder / "ut")
        bench.expect(f"{name}: what was asked for ran, and nothing else", {scenario for scenario, _ in judged} == set(targets),
                     str(judged))
        bench.expect(f"{name}: the party ends when told", outsider.stop() == 0)
        bench.expect_exit(f"{name}: preflight says no when it has ended", outsider.preflight(), CONFIGURATION)


def a_kommun_chooses_its_door(bench):
    for door, mine, other in (("shs", "KM-SHS-vanlig", "KM-SHS-brevlada"), ("shs-asynch", "KM-SHS-brevlada", "KM-SHS-vanlig")):
        outsider = Outsider(bench, f"dorr-{door}", "kommun")
        outsider.change(r'(<listen [^>]*)/>', rf'\1 door="{door}"/>')
        outsider.start()
        bench.expect_exit(f"kommun by {door}: passes at its door", bench.provbank(*outsider.words("ut", mine)), 0)
        bench.expect_exit(f"kommun by {door}: an ordinary scenario passes at its door too",
                          bench.provbank(*outsider.words("vanlig", "KM-SVAR-utan-AF")), 0)
        ended = bench.provbank(*outsider.words("annan", other))
        bench.expect(f"kommun by {door}: what is about another door is not run, and it is said why",
                     verdicts(outsider.folder / "annan") == {} and "dörren" in ended.stdout + ended.stderr,
                     ended.stdout + ended.stderr)
        bench.expect_exit(f"kommun by {door}: --door is refused, for the plan says it",
                          bench.provbank(*outsider.words("flagga", mine), "--door", "shs"), CONFIGURATION)
        outsider.stop()
    liar = Outsider(bench, "dorr-lognare", "kommun").start()  # says one door in its plan and uses another
    liar.change(r'(<listen [^>]*)/>', r'\1 door="shs"/>')
    ended = bench.provbank(*liar.words("ut", "KM-SHS-vanlig"))
    bench.expect("a kommun that comes by another door than it said does not pass at that door",
                 ended.returncode != 0 and verdicts(liar.folder / "ut")[("KM-SHS-vanlig", "shs-question-conforms")] == "untestable",
                 ended.stdout + ended.stderr)
    liar.stop()


# ---- A person, played by a script


def shown_of(interface, task):
    """What a person would read off the party's screen."""
    shown = json.loads(fetch(f"{interface}/arenden/{task['case']}"))["kallor"]
    words = {"uppgifter": "found", "inga uppgifter": "nothing", "kunde inte hämtas": "failed"}
    return {"by": "Skriptet", "somebody-else": False, "files": [],
            "sources": {code: words[shown[code]["visar"]] for code in task["sources"]}}


def do_task(interface, task):
    if task["kind"] == "look":
        return shown_of(interface, task)
    fetch(f"{interface}/fragor", json.dumps({"person": task["person"], "arende": task["case"], "kallor": task["sources"],
                                             "from": task["from"], "tom": task["tom"]}))
    return {"by": "Skriptet"}


def a_person_acts_and_tells(bench):
    outsider = Outsider(bench, "person", "kommun")
    interface = f"http://127.0.0.1:{outsider.port(8765)}"
    with_interface = outsider.folder / "med-granssnitt.xml"  # the reference party is told its place by its own plan
    with_interface.write_text(outsider.plan.read_text())
    outsider.change(r"<act>.*</act>", "<act><operator/></act>")
    outsider.change(r"<show>.*</show>", "<show><operator/></show>")
    outsider.start(with_interface)
    bench.expect_exit("operator: preflight says yes", outsider.preflight(), 0)

    out = outsider.folder / "filer"
    (out / "waiting").mkdir(parents=True)
    (out / ".provbank").write_text("")
    run = bench.start(*outsider.words("filer", "KM-SVAR-utan-AF"))
    for kind in ("fraga", "visar"):
        task_file = wait_until("a task file", lambda: next((out / "waiting").glob(f"*.{kind}.json"), None))
        task = json.loads(task_file.read_text())
        answer = do_task(interface, task)
        if kind == "visar":
            (out / "waiting" / "skarmbild.txt").write_text("det som syns")
            answer["files"] = ["skarmbild.txt"]
        answer_file = task_file.with_name(task["answer-file"])
        if kind == "fraga":
            answer_file.write_text("{ trasigt")
            wait_until("the broken answer to be put aside", lambda: answer_file.with_name(answer_file.name + ".fel").exists())
        answer_file.write_text(json.dumps(answer))
        wait_until("the task to be done", lambda: not task_file.exists())
    bench.expect_exit("operator: answered by files, the party passes", bench.finish(run), 0)
    bench.expect("operator: a broken answer was put aside and the wait went on", True)

    [desk] = free_ports(1)
    run = bench.start(*outsider.words("http", "KM-SVAR-utan-AF"), "--desk", desk)
    address = f"http://127.0.0.1:{desk}"

    def tasks():
        try:
            return json.loads(fetch(f"{address}/tasks"))
        except (urllib.error.URLError, ConnectionError):
            return None

    for kind in ("act", "look"):
        task = wait_until("a task over HTTP", lambda: next(iter([t for t in tasks() or [] if t["kind"] == kind]), None))
        if kind == "act":
            try:
                fetch(f"{address}/tasks/{task['id']}", "{}")
                refused = 200
            except urllib.error.HTTPError as error:
                refused = error.code
            bench.expect("operator: an answer without a name is refused", refused == 400)
        answer = do_task(interface, task)
        if kind == "look":
            answer["sources"]["AF"] = "nothing"  # the bench made it fail
        fetch(f"{address}/tasks/{task['id']}", json.dumps(answer))
    bench.expect_exit("operator: a person's word can fail the party", bench.finish(run), 1)
    bench.expect("operator: ... for showing a failure as no data",
                 verdicts(outsider.folder / "http")[("KM-SVAR-utan-AF", "shows-failure")] == "fail")
    outsider.stop()


# ---- Killed in the middle


def a_killed_run_goes_on(bench):
    outsider = Outsider(bench, "avbruten", "kommun").start()
    out = outsider.folder / "ut"
    targets = ["KM-SVAR-utan-AF", "KM-SVAR-utan-CSN", "KM-SVAR-utan-FK"]
    run = bench.start(*outsider.words("ut", *targets))
    done = wait_until("the first scenario to be done", lambda: list(out.glob("progress/*.xml")))
    run.kill()
    run.communicate()
    bench.expect("resume: the run was killed before it was done", not (out / "result.xml").exists() and len(done) < 3)
    before = {file.name: (file.stat().st_mtime_ns, file.read_bytes()) for file in out.glob("progress/*.xml")}
    evidence = {name: sorted(file.stat().st_mtime_ns for file in (out / "evidence" / name[:-4]).rglob("*")) for name in before}
    bench.expect_exit("resume: it goes on and the party passes", bench.provbank("run", "--resume", out), 0)
    after = {name: ((out / "progress" / name).stat().st_mtime_ns, (out / "progress" / name).read_bytes()) for name in before}
    bench.expect("resume: what was done is not played again", before == after and evidence == {
        name: sorted(file.stat().st_mtime_ns for file in (out / "evidence" / name[:-4]).rglob("*")) for name in before})
    bench.expect("resume: the result holds every scenario",
                 {scenario for scenario, _ in verdicts(out)} == set(targets), str(verdicts(out)))
    outsider.plan.write_text(outsider.plan.read_text() + "\n<!-- ändrad -->\n")
    bench.expect_exit("resume: not with a plan that has changed", bench.provbank("run", "--resume", out), CONFIGURATION)
    bench.expect_exit("resume: not where nothing was begun", bench.provbank("run", "--resume", bench.scratch / "tom"),
                      CONFIGURATION)
    outsider.stop()


# ---- Two parties at the same time


class Liar(http.server.BaseHTTPRequestHandler):
    """Stands before a case system and shows every failure as if there were no data."""
    behind = ""

    def relay(self, body):
        try:
            status, text = 200, fetch(self.behind + self.path, body)
        except urllib.error.HTTPError as error:
            status, text = error.code, error.read().decode()
        shown = text.replace("kunde inte hämtas", "inga uppgifter").encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(shown)))
        self.end_headers()
        self.wfile.write(shown)

    def do_GET(self):
        self.relay(None)

    def do_POST(self):
        self.relay(self.rfile.read(int(self.headers["Content-Length"])).decode())

    def log_message(self, *_):
        pass


def two_at_the_same_time(bench):
    honest = Outsider(bench, "arlig", "kommun").start()
    liar = Outsider(bench, "lognare", "kommun").start()
    proxy = http.server.ThreadingHTTPServer(("127.0.0.1", 0),
                                            type("TheLiar", (Liar,), {"behind": f"http://127.0.0.1:{liar.port(8765)}"}))
    threading.Thread(target=proxy.serve_forever, daemon=True).start()
    liar.plan.write_text(liar.plan.read_text().replace(f"127.0.0.1:{liar.port(8765)}/", f"127.0.0.1:{proxy.server_port}/"))
    runs = [bench.start(*each.words("ut", "KM-SVAR-utan-AF", "KM-SVAR-utan-SO")) for each in (honest, liar)]
    ended = [bench.finish(run) for run in runs]
    bench.expect_exit("two at once: the honest party passes", ended[0], 0)
    bench.expect_exit("two at once: the other fails", ended[1], 1)
    kept = verdicts(honest.folder / "ut"), verdicts(liar.folder / "ut")
    bench.expect("two at once: each has its own verdicts",
                 set(kept[0].values()) == {"pass"} and all(
                     kept[1][(scenario, check)] == ("fail" if check == "shows-failure" else "pass")
                     for scenario, check in kept[1]), str(kept))
    proxy.shutdown()
    proxy.server_close()
    honest.stop()
    liar.stop()


def main():
    scratch = pathlib.Path(tempfile.mkdtemp(prefix="provbank-outsiders-"))
    bench = Bench(sys.argv[1], scratch)
    try:
        for part in (each_role, a_kommun_chooses_its_door, a_person_acts_and_tells, a_killed_run_goes_on, two_at_the_same_time):
            begun = time.monotonic()
            part(bench)
            print(f"        {part.__name__}: {time.monotonic() - begun:.1f} s", flush=True)
    finally:
        try:
            bench.end_all()
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
    print(f"{bench.count - len(bench.failures)} passed, {len(bench.failures)} failed")
    return 1 if bench.failures else 0


if __name__ == "__main__":
    sys.exit(main())
