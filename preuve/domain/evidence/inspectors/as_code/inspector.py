"""The inspector of infrastructure, environments and pipelines described as code."""

from __future__ import annotations

from typing import ClassVar

from preuve.domain.evidence.contract import Format
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
from preuve.domain.evidence.stated import Reader, ReadersInspector

_READERS: dict[str, Reader] = {
    "compose": Reader(compose.read, environments.state, comparing.compare),
    "kubernetes": Reader(kubernetes.read, environments.state, comparing.compare),
    "helm-history": Reader(helm.read, helm.state),
    "terraform": Reader(terraform.read_hcl, infrastructure.state, infrastructure.compare),
    "terraform-json": Reader(terraform.read_json, infrastructure.state, infrastructure.compare),
    "ansible-playbook": Reader(ansible.read_playbook, ansible.state_playbook),
    "ansible-inventory-ini": Reader(ansible.read_ini_inventory, ansible.state_inventory),
    "ansible-inventory-yaml": Reader(ansible.read_yaml_inventory, ansible.state_inventory),
    "ansible-json": Reader(ansible_run.read_json, ansible_run.state, ansible_run.compare),
    "ansible-text": Reader(ansible_run.read_text, ansible_run.state, ansible_run.compare),
    "checkov": Reader(checkov.read, checkov.state, checkov.compare),
    "dockerfile": Reader(dockerfile.read, dockerfile.state),
    "cloud-init": Reader(cloud_init.read, cloud_init.state),
    "gitlab-ci": Reader(gitlab.read, pipelines.state),
    "github-actions": Reader(github.read, pipelines.state),
    "azure-pipelines": Reader(azure.read, pipelines.state),
    "drone": Reader(drone.read, pipelines.state),
    "jenkins": Reader(jenkins.read, pipelines.state),
}


class AsCodeInspector(ReadersInspector):
    """Compose, Kubernetes, Terraform, Ansible, Dockerfiles and pipelines.

    `measures` of a Compose file: ``{"dependencies": [{"service", "needs": […], "place"}]}``, at most 300.
    """

    id: ClassVar[str] = "as_code"
    version: ClassVar[str] = "1.0"
    title: ClassVar[tuple[str, str]] = ("Infrastructure et pipelines", "Infrastructure and pipelines")
    readers: ClassVar = _READERS
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
            "Terraform (plan ou état, tfstate)",
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
