#!/usr/bin/python3
"""Generates a SOAP client from the SSBTEK v10 WSDL and uses it as a case system would.

Builds the messages of both operations and validates them against ssbt.xsd. Given a service (--endpoint, or a WSDL
fetched by URL) it then pings, asks about each person from every source, validates what comes back and prints one line
per source: `AF data` or `SKV error SSBT <felkod>`.

Needs python3-zeep. Exit codes: 0 all well, 1 a message was invalid or refused, 2 wrong usage.
"""
import argparse
import base64
import datetime
import json
import pathlib
import sys

import requests
import zeep
import zeep.exceptions
import zeep.plugins
from lxml import etree

SSBT = "http://schema.forsakringskassan.se/integration/ssbt/10"
ENVELOPE = "{http://schemas.xmlsoap.org/soap/envelope/}"
SOURCES = ("AF", "CSN", "FK", "SKV", "SO", "TNS", "MIV")
HERE = pathlib.Path(__file__).resolve().parent
PERIOD = {"fromDatum": datetime.date(2026, 8, 1), "tomDatum": datetime.date(2026, 10, 31)}
TIMEOUT_SECONDS = 60


class InvalidMessage(Exception):
    """A message breaks ssbt.xsd."""


def lefi_question(person):
    period = {"from": PERIOD["fromDatum"].isoformat(), "tom": PERIOD["tomDatum"].isoformat()}
    question = {"personnummer": person, "period": period,
                "formansinformation": ["FK:SJP", "FK:BOB"], "utbetalningar": ["FK:SJP"]}
    return json.dumps(question).encode()


def question(person, args):
    """The arguments of hamtaBastjanstInformation: one person, every source."""
    sources = {code: {"inkludera": True} for code in SOURCES}
    sources["FK"]["fraga"] = {"aktorsid": args.aktorsid, "lefiJsonFraga": lefi_question(person)}
    return {
        "generellaFrageparametrar": {
            "korrelationsid": "wsdl-client-check",
            "fraganSkallInkluderasISvaret": True,
            "ingivare": {"organisationsnummer": args.organisation, "namn": args.kommun_name,
                         "handlaggare": args.handlaggare},
            "personidentitet": person,
            "arendeidentitet": "wsdl-client-check",
            "tidsperiod": PERIOD,
            "syfte": "Ekonomiskt bistånd",
            "lagtext": "SFS 2008:975",
        },
        "specifikaFrageparametrar": sources,
    }


def check_body(schema, envelope, expected):
    """Throws InvalidMessage unless the SOAP body holds one valid element of the expected name."""
    body = envelope.find(ENVELOPE + "Body")
    names = [] if body is None else [child.tag for child in body]
    if names != [f"{{{SSBT}}}{expected}"]:
        raise InvalidMessage(f"expected {expected} in the body, found {names}")
    # A document of its own: validating in place would drag the envelope along.
    document = etree.fromstring(etree.tostring(body[0]))
    if not schema.validate(document):
        raise InvalidMessage(f"{expected}: {schema.error_log}")


def make_client(args):
    """The generated client, and the history that shows what it received."""
    session = requests.Session()
    session.trust_env = False  # no proxy and no other CA than the one given
    if args.ca:
        session.verify = args.ca
    if args.cert:
        session.cert = (args.cert, args.key) if args.key else args.cert
    transport = zeep.Transport(session=session, timeout=TIMEOUT_SECONDS, operation_timeout=TIMEOUT_SECONDS)
    history = zeep.plugins.HistoryPlugin()
    return zeep.Client(args.wsdl, transport=transport, plugins=[history]), history


def make_service(client, args):
    """The service to call, or None when there is only a WSDL on disk."""
    if args.endpoint:
        return client.create_service(f"{{{SSBT}}}BastjanstInformationInterfaceSoapBinding", args.endpoint)
    return client.service if args.wsdl.startswith(("http://", "https://")) else None


def check_messages(client, schema, args):
    for operation, values in (("testaBastjanstInformation", {}),
                              ("hamtaBastjanstInformation", question(args.person[0], args))):
        check_body(schema, client.create_message(client.service, operation, **values), operation)
        print(f"{operation}: the generated message is valid")


def describe(code, answer):
    """One line on what a source gave."""
    if answer.error is not None:
        return f"{code} error {answer.error.kalla} {answer.error.felkod}"
    return f"{code} data"


def ask(service, history, schema, person, args):
    answer = service.hamtaBastjanstInformation(**question(person, args))
    check_body(schema, history.last_received["envelope"], "hamtaBastjanstInformationResponse")
    for code in SOURCES:
        given = getattr(answer.svarsdata, code, None)
        if given is None:
            raise InvalidMessage(f"{code} was asked for but is not in the answer")
        print(describe(code, given))


def ping(service, history, schema):
    answer = service.testaBastjanstInformation()
    check_body(schema, history.last_received["envelope"], "testaBastjanstInformationResponse")
    for code in SOURCES:
        given = getattr(answer, code, None)
        if given is None:
            raise InvalidMessage(f"{code} is not in the answer to a ping")
        print(f"{code} ping {'failed' if given.error else 'ok'}")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wsdl", default=str(HERE / "ssbt/10/BastjanstInformation.wsdl"), help="path or URL")
    parser.add_argument("--endpoint", help="where to send; the WSDL's own address when the WSDL is a URL")
    parser.add_argument("--cert", help="client certificate, PEM")
    parser.add_argument("--key", help="its private key, PEM")
    parser.add_argument("--ca", help="the CA that issued the server's certificate, PEM")
    parser.add_argument("--person", nargs="+", default=["199001189811"], help="twelve digits each")
    parser.add_argument("--organisation", default="162120009911", help="the kommun's number, twelve digits")
    parser.add_argument("--kommun-name", default="Exempelköpings kommun")
    parser.add_argument("--handlaggare", default="handlaggare-1")
    parser.add_argument("--aktorsid", default="exempelkoping", help="the kommun's id at Försäkringskassan")
    return parser.parse_args()


def main():
    args = arguments()
    schema = etree.XMLSchema(file=str(HERE / "ssbt/10/ssbt.xsd"))
    try:
        client, history = make_client(args)
        check_messages(client, schema, args)
        service = make_service(client, args)
        if service is not None:
            ping(service, history, schema)
            for person in args.person:
                ask(service, history, schema, person, args)
    except zeep.exceptions.Fault as fault:
        detail = "" if fault.detail is None else etree.tostring(fault.detail, encoding="unicode")
        print(f"refused: {fault.code} {fault.message} {detail}", file=sys.stderr)
        return 1
    except (InvalidMessage, zeep.exceptions.Error, requests.RequestException) as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
