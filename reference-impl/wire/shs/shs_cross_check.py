#!/usr/bin/env python3
"""SHS messages between our reader and writer and Python's email package, both ways.

Usage: shs_cross_check.py PROGRAM, where PROGRAM is the shs_cross_check that the build made.
"""
import email
import email.encoders
import email.generator
import email.message
import email.mime.base
import email.mime.multipart
import email.policy
import pathlib
import random
import subprocess
import sys
import tempfile

TX = "3f0c9a52-7d41-4b6e-9c28-51a07e6b2d14"
SEED = 20260302
ROUNDS = 300


def latin1(header):
    """A header's raw bytes as the characters they are."""
    return str(header).encode("ascii", "surrogateescape").decode("iso-8859-1")


def raw_header(part, name):
    return next((latin1(value) for key, value in part.raw_items() if key.lower() == name), None)


def filename(part):
    """As the package finds it, once its header is text."""
    carrier = email.message.Message()
    disposition = raw_header(part, "content-disposition")
    if disposition is not None:
        carrier["Content-Disposition"] = disposition
    return carrier.get_filename("")


def check(truth, what):
    if not truth:
        sys.exit(f"shs_cross_check: {what}")


def python_reads_ours(program, folder):
    subprocess.run([program, "write", folder], check=True)
    files = sorted(folder.glob("*.message"), key=lambda file: int(file.stem))
    check(len(files) > 20, "the program wrote hardly anything")
    parts_seen = 0
    for file in files:
        raw = file.read_bytes()
        message = email.message_from_bytes(raw)
        check(not message.defects, f"{file.name}: {message.defects}")
        check([key for key, _ in message.raw_items()] == ["Subject", "MIME-Version", "Content-Type"],
              f"{file.name}: other headers, or in another order")
        check(message["Subject"] == "SHS Message" and message["MIME-Version"] == "1.0", f"{file.name}: headers")
        check(message.get_content_type() == "multipart/mixed", f"{file.name}: content type")
        boundary = message.get_boundary().encode()
        check(raw.startswith(b"Subject: SHS Message\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; \r\n\tboundary=\""
                             + boundary + b"\"\r\n\r\n--" + boundary + b"\r\n"), f"{file.name}: the head's bytes")
        check(raw.endswith(b"\r\n--" + boundary + b"--\r\n"), f"{file.name}: the last line")
        label, *parts = message.get_payload()
        check(label.get_content_type() == "text/xml" and label.get_content_charset() == "iso-8859-1"
              and label["Content-Transfer-Encoding"] == "binary", f"{file.name}: the label's headers")
        check(label.get_payload(decode=True) == file.with_suffix(".label").read_bytes(), f"{file.name}: the label")
        check(raw.index(b"</shs.label>") + len(b"</shs.label>") <= 4096, f"{file.name}: the label's window")
        for i, part in enumerate(parts):
            stem = folder / f"{file.stem}.{i}"
            check(not part.defects, f"{stem.name}: {part.defects}")
            check(part.get_payload(decode=True) == stem.with_suffix(f".{i}.part").read_bytes(), f"{stem.name}: content")
            check(filename(part) == stem.with_suffix(f".{i}.name").read_text(), f"{stem.name}: file name")
            check(part["Content-Transfer-Encoding"] in ("binary", "base64"), f"{stem.name}: encoding")
            parts_seen += 1
        check(not folder.joinpath(f"{file.stem}.{len(parts)}.part").exists(), f"{file.name}: a part is missing")
    return len(files), parts_seen


def label_text(count):
    data = "".join(f'<data datapartType="xml" no-of-records="{i}"/>' for i in range(count))
    return ('<?xml version="1.0" encoding="ISO-8859-1"?>\n<!DOCTYPE shs.label SYSTEM "shs-label-1.2.dtd">\n'
            f'<shs.label version="1.2" tx.id="{TX}" corr.id="{TX}" sequence-type="event">\n'
            '<from commonName="Provstads kommun">urn:X-shs:162120009911</from>\n'
            '<product>urn:X-shs:64c2f8a1-5b3e-4d97-a0c6-2e9f71b8d350</product>\n<subject>\xe5\xe4\xf6</subject>\n'
            f'<datetime>2026-03-02T09:15:00</datetime>\n<content content.id="c">{data}</content>\n</shs.label>\n')


def as_payload(raw):
    return raw.decode("ascii", "surrogateescape")


ENCODERS = {"base64": email.encoders.encode_base64, "quoted-printable": email.encoders.encode_quopri}


def random_part(chance):
    """A part as the package builds it, what it holds and what it is called. The generator turns every line end into the
    message's, so what travels unencoded has only those."""
    encoding = chance.choice(["base64", "quoted-printable", "7bit", "8bit"])
    size = chance.choice([0, 1, 56, 57, 58, 76, 500, 5000])
    if encoding == "base64":
        content = chance.randbytes(size)
    elif encoding == "quoted-printable":
        content = bytes(chance.choice(b"ab =\xe5\t.-\n") for _ in range(size))
    else:
        alphabet = b"ab -=." + (b"\xe5\xff" if encoding == "8bit" else b"")
        content = b"\r\n".join(bytes(chance.choice(alphabet) for _ in range(chance.randrange(90))) for _ in range(size // 50 + 1))
    part = email.mime.base.MIMEBase(*chance.choice([("application", "xml"), ("text", "plain"), ("application", "octet-stream")]))
    part.set_payload(content if encoding in ENCODERS else as_payload(content))
    if encoding in ENCODERS:
        ENCODERS[encoding](part)
    else:
        part["Content-Transfer-Encoding"] = encoding
    name = chance.choice(["", "svar.xml", "mitt svar; nr \"1\".xml", "a\\b.xml"])
    if name:
        part.add_header("Content-Disposition", "attachment", filename=name)
    return part, content, name


def compose(chance, line_end):
    label = email.mime.base.MIMEBase("text", "xml", charset=chance.choice(["ISO-8859-1", "iso-8859-1"]))
    count = chance.randrange(1, 4)
    label.set_payload(as_payload(label_text(count).encode("iso-8859-1")))
    label["Content-Transfer-Encoding"] = "binary"
    message = email.mime.multipart.MIMEMultipart(chance.choice(["mixed", "related"]))
    message.attach(label)
    parts = [random_part(chance) for _ in range(count)]
    for part, _, _ in parts:
        message.attach(part)
    if chance.random() < 0.3:
        message.preamble = "Ett meddelande i flera delar."
        message.epilogue = "slut\n"
    message["Subject"] = "SHS-message"
    policy = email.policy.compat32.clone(linesep=line_end, cte_type="8bit")
    file = tempfile.SpooledTemporaryFile()
    email.generator.BytesGenerator(file, mangle_from_=False, policy=policy).flatten(message)
    file.seek(0)
    return file.read(), parts


def we_read_pythons(program, folder):
    chance = random.Random(SEED)
    expected = {}
    for number in range(ROUNDS):
        line_end = chance.choice(["\r\n", "\n"])
        raw, parts = compose(chance, line_end)
        folder.joinpath(f"{number}.message").write_bytes(raw)
        expected[number] = line_end.encode(), parts
    subprocess.run([program, "read", folder], check=True)
    seen = 0
    for number, (line_end, parts) in expected.items():
        error = folder / f"{number}.error.read"
        check(not error.exists(), f"{number}: refused, {error.read_text() if error.exists() else ''}")
        check(folder.joinpath(f"{number}.tx.read").read_text() == TX, f"{number}: tx.id")
        for i, (part, content, name) in enumerate(parts):
            read = folder.joinpath(f"{number}.{i}.part.read").read_bytes()
            if part["Content-Transfer-Encoding"] != "base64":
                read, content = (text.replace(b"\r\n", b"\n") for text in (read, content))
            check(read == content, f"{number}.{i}: content, {part['Content-Transfer-Encoding']}: {content!r} read as {read!r}")
            check(folder.joinpath(f"{number}.{i}.name.read").read_text() == name, f"{number}.{i}: file name")
            check(folder.joinpath(f"{number}.{i}.type.read").read_text() == part.get_content_type(), f"{number}.{i}: type")
            seen += 1
        check(not folder.joinpath(f"{number}.{len(parts)}.part.read").exists(), f"{number}: a part too many")
    return len(expected), seen


def main():
    program = sys.argv[1]
    with tempfile.TemporaryDirectory() as ours, tempfile.TemporaryDirectory() as theirs:
        messages, parts = python_reads_ours(program, pathlib.Path(ours))
        print(f"email reads ours: {messages} messages, {parts} data parts")
        messages, parts = we_read_pythons(program, pathlib.Path(theirs))
        print(f"we read email's: {messages} messages, {parts} data parts")


if __name__ == "__main__":
    main()
