#!/usr/bin/env python3
"""Writes docs/avtalens-brister.md, "Avtalens egna brister", from contract/interpretations.xml.

agreement_page.py [--check]; with --check it writes nothing and fails when the page is not what the records say.
"""
import pathlib
import sys
import xml.etree.ElementTree as ET

NAMESPACE = "{urn:provbank:interpretations:1}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"

# Most consequential first. The records of one kind keep the order of the file.
KINDS = {
    "motsagelse": ("Regler som inte går ihop",
                   "Två eller flera ställen kräver olika saker. Här avgör läsningen vad en part är skyldig att göra."),
    "siffror": ("Siffror som inte går ihop",
                "Tal, enheter och perioder som strider mot varandra. Här avgör läsningen vad som mäts."),
    "lucka": ("Det som inte är sagt",
              "En regel går inte att tillämpa utan att något läggs till. Tillägget är bänkens, inte avtalets."),
    "hanvisning": ("Hänvisningar som leder fel",
                   "Punkter, avtal och lagrum som inte finns, inte längre gäller eller handlar om något annat."),
    "sprak": ("Ordval och uppställning",
              "Sådant som är klart när man ser det, men som inte bör stå kvar."),
}

INTRODUCTION = """# Avtalens egna brister

Provbänken prövar parterna mot de tjänstespecifika villkoren (TV) med bilagor (B1–B4) och mot driftsavtalet (DA).
Avtalen är inte alltid entydiga. Där de är oklara eller säger två saker har bänken valt en läsning, och valet står här,
så att ett utslag aldrig vilar på en tolkning som ingen har sett. Ett utslag som beror på en läsning anger dess
beteckning.

Valet görs i tre steg: först det som skyddar den sökande och den strängare plikten, sedan ordalydelsen, sist hur
Tjänsten används. Där ett senare steg ändå har fått avgöra framgår det av skälen. För rena skrivfel gäller det som är
menat. Läsningarna är bänkens. De binder ingen part och ersätts när avtalen ändras eller expertrådet bestämmer annat.

Tabellerna visar den valda läsningen. De andra läsningarna, vad som står på varje ställe och skälen visar
`provbank lint --agreement`. Inom varje slag står de mest betydelsefulla först.
"""


def swedish(parent, name):
    """The Swedish text of a child, white space collapsed."""
    for child in parent.findall(NAMESPACE + name):
        if child.get(LANG) == "sv":
            return " ".join(child.text.split())
    raise ValueError(f"no Swedish {name}")


def cell(text):
    return text.replace("|", "\\|")


def row(record):
    places = dict.fromkeys(place.get("klausul") for place in record.findall(NAMESPACE + "stalle"))
    chosen = next(each for each in record.findall(NAMESPACE + "lasning") if each.get("vald") == "ja")
    reading = f"**{swedish(record, 'rubrik')}.** {swedish(chosen, 'innebord')} ({chosen.get('id')})"
    return f"| {record.get('id')} | {', '.join(places)} | {cell(reading)} |"


def page(records):
    groups = {kind: [each for each in records if each.get("slag") == kind] for kind in KINDS}
    if sum(map(len, groups.values())) != len(records):
        raise ValueError("a record has a kind that the page does not know")
    lines = [INTRODUCTION, "## Översikt", "", "| slag | antal |", "|---|---:|"]
    lines += [f"| {title} | {len(groups[kind])} |" for kind, (title, _) in KINDS.items()]
    lines += [f"| **Tillsammans** | **{len(records)}** |", ""]
    for kind, (title, explanation) in KINDS.items():
        if not groups[kind]:
            continue
        lines += [f"## {title}", "", explanation, "", "| beteckning | ställen | vald läsning |", "|---|---|---|"]
        lines += [row(each) for each in groups[kind]] + [""]
    return "\n".join(lines).rstrip() + "\n"


def main(arguments):
    contract = pathlib.Path(__file__).resolve().parent
    target = contract.parent / "docs" / "avtalens-brister.md"
    records = ET.parse(contract / "interpretations.xml").getroot().findall(NAMESPACE + "tolkning")
    wanted = page(records)
    if arguments != ["--check"]:
        target.write_text(wanted, encoding="utf-8")
    elif target.read_text(encoding="utf-8") != wanted:
        sys.exit(f"{target} is not what contract/interpretations.xml says; run contract/agreement_page.py")


if __name__ == "__main__":
    main(sys.argv[1:])
