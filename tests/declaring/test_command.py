"""`preuve cpf check`, as a manager calls it."""

import json

import pytest

from preuve.cli import main

NAMESPACE = "urn:cdc:cpf:pc5:schema:1.0.0"
FLOW = f"""<?xml version="1.0" encoding="UTF-8"?>
<flux xmlns="{NAMESPACE}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<idFlux>F</idFlux><horodatage>2026-03-01T12:30:05+00:00</horodatage><emetteur><idClient>12345678</idClient>
<certificateurs><certificateur><idClient>12345678</idClient><idContrat>M</idContrat>
<certifications><certification><type>RNCP</type><code>RNCP37674</code><passageCertifications>
<passageCertification><idTechnique>C-1</idTechnique>
<obtentionCertification>PAR_ADMISSION</obtentionCertification><donneeCertifiee>true</donneeCertifiee>
<dateDebutValidite>2026-02-01</dateDebutValidite><dateFinValidite xsi:nil="true"/>
<presenceNiveauLangueEuro>false</presenceNiveauLangueEuro>
<presenceNiveauNumeriqueEuro>false</presenceNiveauNumeriqueEuro>
<scoring xsi:nil="true"/><mentionValidee xsi:nil="true"/>
<modalitesInscription><modaliteAcces xsi:nil="true"/></modalitesInscription>
<identificationTitulaire><titulaire><nomNaissance>DUPONT</nomNaissance><nomUsage xsi:nil="true"/>
<prenom1>Zoé</prenom1><anneeNaissance>1990</anneeNaissance><moisNaissance>4</moisNaissance>
<jourNaissance>30</jourNaissance>
<sexe>F</sexe>
<codeCommuneNaissance><codeInseeNaissance><codeInsee>75056</codeInsee></codeInseeNaissance></codeCommuneNaissance>
</titulaire></identificationTitulaire></passageCertification></passageCertifications>
</certification></certifications></certificateur></certificateurs></emetteur></flux>
"""


@pytest.fixture
def run(tmp_path, capsys):
    def run(text, *options):
        path = tmp_path / "flux.xml"
        path.write_text(text)
        status = main(["cpf", "check", str(path), *options])
        return status, capsys.readouterr().out.replace(f"{path}:", "")

    return run


def test_a_flow_without_fault(run):
    assert run(FLOW) == (0, "")
    assert run(FLOW, "--schema", "1.1.5") == (1, "2: Action : il manque « action » (/flux)\n")


def test_a_fault_in_both_languages(run):
    broken = FLOW.replace("<sexe>F", "<sexe>")
    path = (
        "/flux/emetteur/certificateurs/certificateur/certifications/certification[1]/passageCertifications/"
        "passageCertification[1]/identificationTitulaire/titulaire/sexe"
    )

    assert run(broken) == (1, f"16: Sexe : vide : l’omettre, ou donner une valeur [C-1] ({path})\n")
    assert (
        run(broken, "--language", "en")[1]
        == f"16: Sex: empty: leave it out, or give a value [C-1] ({path})\n"
    )
    status, out = run(broken, "--format", "json")
    assert (status, json.loads(out)) == (
        1,
        {
            "line": 16,
            "path": path,
            "entry": "C-1",
            "source": "form",
            "code": "empty",
            "severity": "error",
            "text": "Sexe : vide : l’omettre, ou donner une valeur",
        },
    )


def test_a_warning_does_not_fail(run):
    status, out = run(FLOW.replace("DUPONT", "DUPONT2"))

    assert (status, out.partition(" [")[0]) == (
        0,
        "13: à vérifier : Nom de naissance : un chiffre dans un nom : à vérifier",
    )


def test_a_file_that_is_not_there(tmp_path, capsys):
    assert main(["cpf", "check", str(tmp_path / "none.xml")]) == 2
    assert "none.xml: No such file or directory" in capsys.readouterr().err
