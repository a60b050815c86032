"""The inspector of infrastructure, environments and pipelines described as code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from preuve.domain.evidence.contract import Comparison, Format, Inspection, Inspector
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.as_code import (
    ansible,
    ansible_run,
    azure,
    checkov,
    cloud_init,
    comparing,
    compose,
    dockerfile,
    drone,
    environments,
    github,
    gitlab,
    helm,
    infrastructure,
    jenkins,
    kubernetes,
    pipelines,
    terraform,
)
from preuve.domain.evidence.reading.head import Head

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from preuve.domain.evidence.contract import Artefact, Context
    from preuve.domain.evidence.inspectors.as_code.model import Stated


@dataclass(frozen=True, slots=True)
class _Reader:
    """How a format is read and stated, and with which family it can be held side by side."""

    read: Callable[[Artefact], Any]
    state: Callable[[Any, Artefact, Context], Stated]
    compare: Callable[[Any, Any], tuple[Stated, bool]] | None = None


_READERS: dict[str, _Reader] = {
    "compose": _Reader(compose.read, environments.state, comparing.compare),
    "kubernetes": _Reader(kubernetes.read, environments.state, comparing.compare),
    "helm-history": _Reader(helm.read, helm.state),
    "terraform": _Reader(terraform.read_hcl, infrastructure.state, infrastructure.compare),
    "terraform-json": _Reader(terraform.read_json, infrastructure.state, infrastructure.compare),
    "ansible-playbook": _Reader(ansible.read_playbook, ansible.state_playbook),
    "ansible-inventory-ini": _Reader(ansible.read_ini_inventory, ansible.state_inventory),
    "ansible-inventory-yaml": _Reader(ansible.read_yaml_inventory, ansible.state_inventory),
    "ansible-json": _Reader(ansible_run.read_json, ansible_run.state, ansible_run.compare),
    "ansible-text": _Reader(ansible_run.read_text, ansible_run.state, ansible_run.compare),
    "checkov": _Reader(checkov.read, checkov.state, checkov.compare),
    "dockerfile": _Reader(dockerfile.read, dockerfile.state),
    "cloud-init": _Reader(cloud_init.read, cloud_init.state),
    "gitlab-ci": _Reader(gitlab.read, pipelines.state),
    "github-actions": _Reader(github.read, pipelines.state),
    "azure-pipelines": _Reader(azure.read, pipelines.state),
    "drone": _Reader(drone.read, pipelines.state),
    "jenkins": _Reader(jenkins.read, pipelines.state),
}


class AsCodeInspector(Inspector):
    """Compose, Kubernetes, Terraform, Ansible, Dockerfiles and pipelines.

    `measures` of a Compose file: ``{"dependencies": [{"service", "needs": […], "place"}]}``, at most 300.
    """

    id: ClassVar[str] = "as_code"
    version: ClassVar[str] = "1.0"
    title: ClassVar[tuple[str, str]] = ("Infrastructure et pipelines", "Infrastructure and pipelines")
    formats: ClassVar[tuple[Format, ...]] = (
        Format("compose", "Compose", "docker compose config > compose.yaml", compose.sniff),
        Format(
            "kubernetes",
            "Kubernetes YAML",
            "kubectl get deploy,sts,svc,pdb,hpa -o yaml > k8s.yaml (ou helm template)",
            kubernetes.sniff,
        ),
        Format("helm-history", "Helm history", "helm history RELEASE -o json > helm.json", helm.sniff),
        Format("terraform", "Terraform (.tf)", "le fichier .tf lui-même", terraform.sniff_hcl),
        Format(
            "terraform-json",
            "Terraform (plan ou état)",
            "terraform show -json plan.out > plan.json",
            terraform.sniff_json,
        ),
        Format("ansible-playbook", "Ansible (playbook)", "le playbook lui-même", ansible.sniff_playbook),
        Format(
            "ansible-inventory-ini", "Ansible (inventaire INI)", "le fichier d’inventaire", ansible.sniff_ini
        ),
        Format(
            "ansible-inventory-yaml",
            "Ansible (inventaire YAML)",
            "ansible-inventory --list --yaml > inventaire.yml",
            ansible.sniff_yaml,
        ),
        Format(
            "ansible-json",
            "Ansible (sortie JSON)",
            "ANSIBLE_STDOUT_CALLBACK=json ansible-playbook site.yml > passage.json",
            ansible_run.sniff_json,
        ),
        Format(
            "ansible-text",
            "Ansible (sortie texte)",
            "ansible-playbook site.yml > passage.txt",
            ansible_run.sniff_text,
        ),
        Format("checkov", "Checkov JSON", "checkov -d . -o json > checkov.json", checkov.sniff),
        Format("dockerfile", "Dockerfile", "le Dockerfile lui-même", dockerfile.sniff),
        Format("cloud-init", "cloud-init", "le fichier user-data lui-même", cloud_init.sniff),
        Format("gitlab-ci", "GitLab CI", "le fichier .gitlab-ci.yml lui-même", gitlab.sniff),
        Format("github-actions", "GitHub Actions", "un fichier de .github/workflows/ lui-même", github.sniff),
        Format("azure-pipelines", "Azure Pipelines", "le fichier azure-pipelines.yml lui-même", azure.sniff),
        Format("drone", "Drone CI", "le fichier .drone.yml lui-même", drone.sniff),
        Format("jenkins", "Jenkinsfile (déclaratif)", "le Jenkinsfile lui-même", jenkins.sniff),
    )

    def inspect(self, artefacts: Sequence[Artefact], context: Context) -> Inspection:
        """State what one file describes; others are not read with it."""
        artefact = artefacts[0]
        format_id = self.format_of(Head.of(artefact)).id
        reader = _READERS[format_id]
        stated = reader.state(reader.read(artefact), artefact, context)
        return Inspection(
            self.id,
            self.version,
            stated.description(artefact, format_id),
            tuple(stated.facts),
            tuple(stated.findings),
            tuple(stated.limits),
            measures=stated.measures,
        )

    def compare(self, before: Artefact, after: Artefact, context: Context) -> Comparison:
        """Hold two environments, infrastructures, runs or reports side by side."""
        ids = [self.format_of(Head.of(each)).id for each in (before, after)]
        readers = [_READERS[each] for each in ids]
        compare = readers[0].compare
        if compare is None or compare is not readers[1].compare:
            raise UnreadableArtefactError(Unreadable.NOT_COMPARABLE, after.place(), " / ".join(ids))
        models = [reader.read(each) for reader, each in zip(readers, (before, after), strict=True)]
        described = [
            reader.state(model, each, context).description(each, format_id)
            for reader, model, each, format_id in zip(readers, models, (before, after), ids, strict=True)
        ]
        stated, same = compare(*models)
        return Comparison(
            self.id,
            self.version,
            described[0],
            described[1],
            same,
            tuple(stated.facts),
            tuple(stated.findings),
            tuple(stated.limits),
        )
