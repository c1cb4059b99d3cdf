#!/usr/bin/env python3
"""Starts `provbank lab` as a stranger would and points independent clients at it: curl's library through Python's ssl for the WSDL,
a client generated from that WSDL, and `provbank ask` from another process. Usage: lab_from_outside.py PROVBANK SOURCE_DIR"""
import email
import email.mime.application
import email.mime.base
import email.mime.multipart
import email.policy
import json
import pathlib
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import uuid


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


def shs_post(address, folder, body):
    request = urllib.request.Request(f"https://localhost:{address['port']}/shs/rs", data=body,
                                     headers={"Content-Type": "message/rfc822"})
    try:
        with urllib.request.urlopen(request, context=tls(folder), timeout=30) as reply:
            return reply.status, reply.read()
    except urllib.error.HTTPError as refused:
        return refused.code, refused


PING = """<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>{}</soap:Body></soap:Envelope>"""
LABEL = """<?xml version="1.0" encoding="ISO-8859-1"?>
<!DOCTYPE shs.label SYSTEM "shs-label-1.2.dtd">
<shs.label version="1.2" tx.id="{id}" corr.id="{id}" transfer-type="synch" message-type="simple" document-type="simple"
 sequence-type="request" status="test"><from commonName="Exempelkommun">urn:X-shs:162120009903</from>
<to>urn:X-shs:162021009986</to><product>urn:X-shs:c4e81f07-3a9d-4b52-8e16-5d70a2b94f3c</product>
<datetime>2026-03-02T09:00:00</datetime><content content.id="prov"><data datapartType="xml"/></content></shs.label>
"""


def ask_by_email_package(address, folder):
    """A question that nothing of ours put into its envelope or takes out of it. What is asked is not understood by the
    service, so the reply carries its fault: here the envelope is what counts."""
    label = email.mime.base.MIMEBase("text", "xml", charset="ISO-8859-1")
    label.set_payload(LABEL.format(id=uuid.uuid4()).replace("\n", "\r\n"))
    question = email.mime.application.MIMEApplication(PING.format("<nothing/>").encode(), "xml")
    whole = email.mime.multipart.MIMEMultipart("mixed", _subparts=[label, question])
    status, body = shs_post(address, folder, whole.as_bytes(policy=email.policy.SMTP))
    if status != 200:
        return status, body.read() if hasattr(body, "read") else body
    reply = email.message_from_bytes(body, policy=email.policy.default)
    parts = list(reply.iter_parts())
    fine = (len(parts) == 2 and parts[0].get_content_type() == "text/xml" and "sequence-type=\"reply\"" in parts[0].as_string()
            and b"Fault" in parts[1].get_payload(decode=True))
    return (200 if fine else 0), body


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
            for how in (["--shs"], ["--shs", "--asynch"]):
                shs = run(provbank, "ask", "--lab", folder, "--person", "anna", *how)
                expect("the same through SHS: " + " ".join(how), shs.returncode == 0 and shs.stdout.count("✔") == 7,
                       shs.stdout + shs.stderr)
            status, seen = ask_by_email_package(address, folder)
            expect("an SHS message of Python's email package gets a reply that the package reads", status == 200, seen)
            status, seen = shs_post(address, folder, b"no message")
            expect("what is no SHS message is refused with a code",
                   status == 400 and seen.headers["X-shs-errorcode"] == "IllegalMessageStructure", seen)

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
    print(f"{13 - len(failures)} passed, {len(failures)} failed")
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
