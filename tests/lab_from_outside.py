#!/usr/bin/env python3
"""Starts `provbank lab` as a stranger would and points independent clients at it: curl's library through Python's ssl for the WSDL,
a client generated from that WSDL, and `provbank ask` from another process. Usage: lab_from_outside.py PROVBANK SOURCE_DIR"""
import json
import pathlib
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.request


def wait_for(file, process, seconds=60):
    for _ in range(seconds * 10):
        if file.exists():
            return json.loads(file.read_text())
        if process.poll() is not None:
            sys.exit("the lab ended before it was ready")
        time.sleep(0.1)
    sys.exit("the lab was not ready in time")


def tls(folder):
    context = ssl.create_default_context(cafile=str(folder / "ca.pem"))
    context.load_cert_chain(folder / "exempelkommun.pem", folder / "exempelkommun.key")
    return context


def fetch(address, folder, path):
    url = f"https://localhost:{address['port']}{path}"
    with urllib.request.urlopen(url, context=tls(folder), timeout=30) as reply:
        return reply.read().decode()


def run(*words):
    return subprocess.run([str(w) for w in words], capture_output=True, text=True, timeout=90, check=False)


def main():
    provbank, source = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    failures = []

    def expect(what, fine, seen=""):
        print(("ok      " if fine else "NOT OK  ") + what)
        if not fine:
            failures.append(what)
            print(seen)

    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch) / "lab"
        lab = subprocess.Popen([provbank, "lab", "--out", folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        try:
            address = wait_for(folder / "lab.json", lab)
            endpoint = f"https://localhost:{address['port']}{address['target']}"
            wsdl = fetch(address, folder, address["target"] + "?wsdl")
            expect("the WSDL names this endpoint", f":{address['port']}{address['target']}" in wsdl, wsdl[:400])
            schema = fetch(address, folder, address["target"] + "/schemas/ssbt/10/ssbt.xsd")
            expect("the schemas are served", "hamtaBastjanstInformation" in schema)

            client = run("/usr/bin/python3", source / "schemas/wsdl_client_check.py", "--wsdl", endpoint + "?wsdl",
                         "--endpoint", endpoint, "--ca", folder / "ca.pem", "--cert", folder / "exempelkommun.pem",
                         "--key", folder / "exempelkommun.key", *person_and_organisation(source))
            expect("a client generated from the WSDL gets its answer",
                   client.returncode == 0 and all(code in client.stdout for code in ("AF", "SKV", "MIV")),
                   client.stdout + client.stderr)

            whole = run(provbank, "ask", "--lab", folder, "--person", "anna")
            expect("provbank ask gets data from all seven", whole.returncode == 0 and whole.stdout.count("✔") == 7,
                   whole.stdout + whole.stderr)
            lab.stdin.write("stop SKV\n")
            lab.stdin.flush()
            time.sleep(1)
            partial = run(provbank, "ask", "--lab", folder, "--person", "anna")
            expect("with SKV stopped: SSBT for SKV, data from six",
                   partial.returncode == 1 and partial.stdout.count("✔") == 6 and "SSBT" in partial.stdout,
                   partial.stdout + partial.stderr)
            several = run(provbank, "ask", "--lab", folder, "--person", "anna bertil", "--sources", "AF SO")
            expect("two persons, two answers", several.returncode == 0 and several.stdout.count("✔") == 4,
                   several.stdout + several.stderr)
            stranger = run(provbank, "ask", "--lab", folder, "--certificate", "expired")
            expect("an expired certificate is turned away", stranger.returncode == 1 and "✔" not in stranger.stdout,
                   stranger.stdout + stranger.stderr)
            lines = (folder / "driftspart/event-log.jsonl").read_text().splitlines()
            expect("every line of the event log is JSON", len(lines) > 5 and all(json.loads(line) for line in lines))
            lab.stdin.write("quit\n")
            lab.stdin.flush()
            expect("the lab ends when told", lab.wait(timeout=30) == 0)
        finally:
            if lab.poll() is None:
                lab.kill()
    print(f"{9 - len(failures)} passed, {len(failures)} failed")
    return 1 if failures else 0


def person_and_organisation(source):
    """Anna's number and the kommun's, read from the fixtures."""
    import xml.etree.ElementTree as tree
    person = tree.parse(source / "fixtures/persons/anna/person.xml").getroot()
    number = person.find("{urn:provbank:person:1}identitet").text
    for kommun in tree.parse(source / "fixtures/organisations.xml").getroot():
        if kommun.get("id") == "exempelkommun":
            return ["--person", number, "--organisation", kommun.get("organisationsnummer"), "--kommun-name",
                    kommun.get("namn")]
    raise SystemExit("exempelkommun is not among the organisations")


if __name__ == "__main__":
    sys.exit(main())
