"""Small files in the true shape of each tool, for tests."""

from __future__ import annotations

import json

COMPOSE = """name: boutique
services:
  web:
    image: registry.example:5000/web:1.4.2
    ports:
      - "127.0.0.1:8443:8443"
      - "80:80"
      - 9090
      - target: 5432
        published: "5433"
        host_ip: ""
      - "not a port!"
    depends_on: [db, cache]
    restart: unless-stopped
    healthcheck:
      test: ["CMD", "true"]
    deploy:
      replicas: 2
      resources:
        limits: {cpus: "0.5", memory: 256M}
    environment:
      API_TOKEN: abc123
      DATABASE_URL: postgres://app:secret@db/app
      SAFE_URL: postgres://app:${PW}@db/app
      DB_PASSWORD_FILE: /run/secrets/db
      EMPTY_PASSWORD:
      ALLOW_EMPTY_PASSWORD: "yes"
  db:
    image: postgres
    privileged: true
    network_mode: host
    cap_add: [SYS_ADMIN, NET_ADMIN]
    volumes:
      - /etc:/host/etc:ro
      - /var/run/docker.sock:/var/run/docker.sock
      - {type: volume, source: data, target: /data}
      - {type: tmpfs, target: /tmp}
    environment:
      - POSTGRES_PASSWORD=hunter2
      - TZ
  cache:
    image: redis:${REDIS}
    depends_on:
      elsewhere: {condition: service_started}
    healthcheck:
      disable: true
      test: x
  job:
    build: .
    restart: "no"
    mem_limit: 64m
    scale: 3
  child:
    extends: {service: web}
volumes:
  data:
networks:
  front:
  back:
"""

OVERLAY = """services:
  web:
    environment: {API_TOKEN: other, EXTRA: x}
    deploy: {replicas: 1}
  db:
    image: postgres:16
  mail:
    image: mailhog/mailhog:v1.0.1
"""

KUBERNETES = """apiVersion: v1
kind: List
items:
  - apiVersion: apps/v1
    kind: StatefulSet
    metadata: {name: db, namespace: prod}
    spec:
      replicas: 2
      volumeClaimTemplates:
        - metadata: {name: data}
      template:
        spec:
          hostNetwork: true
          volumes:
            - name: host
              hostPath: {path: /var}
          containers:
            - name: main
              image: mysql:8.0
              volumeMounts: [{name: data}, {name: host}]
              resources: {limits: {memory: 1Gi, "nvidia.com/gpu": 1}}
              livenessProbe: {}
              securityContext: {privileged: true}
              ports: [{containerPort: 3306, hostPort: 3306}, {containerPort: 1}]
              env:
                - {name: ROOT_PASSWORD, value: s3cret}
                - {name: TOKEN, valueFrom: {secretKeyRef: {name: a, key: b}}}
            - name: side
              image: exporter@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: cache, namespace: prod}
spec:
  template:
    spec:
      affinity: {podAntiAffinity: {}}
      volumes: [{name: tmp, emptyDir: {}}, {name: kept, persistentVolumeClaim: {claimName: x}}]
      containers:
        - name: redis
          image: redis:alpine
          volumeMounts: [{name: tmp}]
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: night, namespace: prod}
spec:
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: Never
          containers: [{name: night, image: "busybox:1.36"}]
---
apiVersion: v1
kind: Secret
metadata: {name: s, namespace: prod}
stringData: {a: b}
data: {c: ZA==, d: ""}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: p, namespace: prod}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: x, namespace: prod}
---
- not an object
"""

HELM = json.dumps(
    [
        {
            "revision": 2,
            "updated": "2026-03-02T10:00:00+01:00",
            "status": "failed",
            "chart": "shop-1.1.0",
            "description": "Upgrade failed",
        },
        {
            "revision": 1,
            "updated": "2026-03-01T10:00:00+01:00",
            "status": "superseded",
            "chart": "shop-1.0.0",
            "description": "Install complete",
        },
        {
            "revision": 3,
            "updated": "2026-03-02T10:04:00+01:00",
            "status": "deployed",
            "chart": "shop-1.0.0",
            "description": "Rollback to 1",
        },
        {
            "revision": 4,
            "updated": "2026-03-01T00:00:00+01:00",
            "status": "pending-upgrade",
            "chart": "shop-1.2.0",
            "description": "Preparing upgrade",
        },
        {"revision": "x"},
    ],
    indent=1,
)

TERRAFORM = """terraform {
  required_version = ">= 1.5"
  required_providers {
    aws    = { source = "hashicorp/aws", version = "~> 5.0" }
    random = "3.5.1"
  }
  backend "s3" { bucket = "x" }
}
provider "aws" {
  region = "eu-west-3"
}
provider "google" {}
variable "db_password" {
  default = "hunter2"
}
variable "size" { default = 2 }
locals { api_token = "abc" }
resource "aws_security_group" "web" {
  ingress {
    from_port   = 22
    cidr_blocks = ["0.0.0.0/0"]
  }
  ingress {
    cidr_blocks = [var.office]
  }
}
resource "aws_instance" "web" {
  user_data = <<EOF
hello ${var.x}
EOF
  password = var.db_password
  connection { password = "root" }
  tags = { secret = "x", list = ["a"] }
}
resource "google_compute_firewall" "ssh" {
  source_ranges = ["0.0.0.0/0"]
  allow { protocol = "tcp" }
}
resource "azurerm_network_security_group" "n" {
  location = "westeurope"
  security_rule {
    direction = "Inbound"
    access    = "Deny"
    source_address_prefix = "*"
  }
  security_rule { direction = "Outbound" }
}
resource "aws_security_group_rule" "r" {
  type        = "ingress"
  cidr_blocks = "10.0.0.0/8"
}
resource "odd" {}
data "aws_ami" "a" {}
output "ip" { value = 1 }
module "net" { source = "terraform-aws-modules/vpc/aws" }
module "own" { source = "./own" }
moved {
  from = a.b
}
x = 1
"""

PLAN = json.dumps(
    {
        "format_version": "1.2",
        "terraform_version": "1.7.5",
        "timestamp": "2026-03-01T10:00:00Z",
        "variables": {"a": {"value": 1}},
        "planned_values": {"outputs": {"o": {}}},
        "resource_changes": [
            {"address": "a.b", "mode": "managed", "type": "a", "change": {"actions": ["delete", "create"]}},
            {"address": "a.c", "mode": "managed", "type": "a", "change": {"actions": ["create"]}},
            {"address": "data.x", "mode": "data", "type": "x", "change": {"actions": ["read"]}},
        ],
        "configuration": {
            "provider_config": {
                "aws": {
                    "name": "aws",
                    "version_constraint": "~> 5.0",
                    "expressions": {"region": {"constant_value": "eu-west-3"}},
                }
            },
            "root_module": {"module_calls": {"net": {}}},
        },
    },
    indent=1,
)

STATE = json.dumps(
    {
        "format_version": "1.0",
        "values": {
            "root_module": {
                "resources": [{"address": "a.b", "mode": "managed", "type": "a"}, {"mode": "data"}],
                "child_modules": [{"resources": [{"address": "m.a.d", "mode": "managed", "type": "a"}]}],
            }
        },
    },
    indent=1,
)

KEPT = json.dumps(
    {
        "version": 4,
        "terraform_version": "1.11.4",
        "serial": 3,
        "lineage": "1c2d",
        "outputs": {"o": {"value": 1}},
        "resources": [
            {"mode": "data", "type": "x", "name": "y", "instances": [{}]},
            {"mode": "managed", "type": "a", "name": "b", "instances": [{"attributes": {}}]},
            {
                "module": "module.m",
                "mode": "managed",
                "type": "a",
                "name": "c",
                "instances": [{"index_key": 0}, {"index_key": "nord"}],
            },
        ],
    },
    indent=1,
)

PLAYBOOK = """---
- import_playbook: base.yml
- name: Web
  hosts: web
  become: true
  vars:
    admin_password: hunter2
  roles:
    - nginx
    - role: php
    - {}
  tasks:
    - name: Paquets
      ansible.builtin.apt:
        name: nginx
    - shell: echo bonjour
    - name: Une fois
      command: /bin/x
      args: {creates: /etc/x}
    - name: Aussi
      shell: make creates=/tmp/x
    - name: Bloc
      block:
        - name: Service
          service: {name: nginx}
      rescue:
        - debug: {msg: raté}
    - name: Ancien
      action: ansible.builtin.copy src=a
    - with_items: [1]
      name: rien
    - not a task
  handlers:
    - name: Relancer
      service: {name: nginx, state: restarted}
- hosts: [db, cache]
  gather_facts: false
"""

TASKS = """- name: Paquet
  apt:
    name: x
- name: Copie
  copy: {src: a, dest: b}
"""

INI = """# inventaire
lonely
[web]
web[01:03].exemple ansible_host=192.0.2.1
web[a:c] ansible_password=hunter2

[db]
db1
[prod:children]
web
db
[web:vars]
api_token=abc
"""

YAML_INVENTORY = """all:
  children:
    web:
      hosts:
        web1: {ansible_host: 192.0.2.1}
        web2:
    db:
      hosts:
        db1: {ansible_password: hunter2}
"""

RUN = """
PLAY [Serveurs] ****************************************************************

TASK [Fichier] *****************************************************************
changed: [web1]
\x1b[0;33mchanged: [bd1 -> web1]\x1b[0m
TASK [mal formée
ok: [bd2]

RUNNING HANDLER [Relancer] *****************************************************
changed: [web1]

PLAY RECAP *********************************************************************
bd1                        : ok=3    changed=1    unreachable=0    failed=0    skipped=0    ignored=0
bd2                        : ok=1    changed=0    unreachable=0    failed=1    skipped=0    ignored=0
bd3                        : ok=0    changed=0    unreachable=1    failed=0
web1                       : ok=3    changed=2    unreachable=0    failed=0    skipped=1    ignored=0
 : ok=not a recap
"""

SECOND = """
PLAY [Serveurs] ****************************************************************

TASK [Fichier] *****************************************************************
ok: [web1]
changed: [bd1]

PLAY RECAP *********************************************************************
bd1                        : ok=3    changed=1    unreachable=0    failed=0    skipped=0    ignored=0
bd2                        : ok=1    changed=0    unreachable=0    failed=0    skipped=0    ignored=0
bd3                        : ok=1    changed=0    unreachable=0    failed=0
web1                       : ok=3    changed=0    unreachable=0    failed=0    skipped=1    ignored=0
"""

RUN_JSON = json.dumps(
    {
        "plays": [
            {
                "play": {
                    "name": "Serveurs",
                    "duration": {"start": "2026-03-01T10:00:00Z", "end": "2026-03-01T10:01:00Z"},
                },
                "tasks": [
                    {
                        "task": {"name": "Fichier"},
                        "hosts": {"web1": {"changed": True}, "bd1": {"changed": False}},
                    }
                ],
            },
            {"play": {"name": "Autre"}},
        ],
        "stats": {
            "web1": {"ok": 1, "changed": 1, "unreachable": 0, "failures": 0},
            "bd1": {"ok": 1, "changed": 0, "unreachable": 0, "failures": 0},
        },
    },
    indent=1,
)

CHECKOV = json.dumps(
    [
        {
            "check_type": "terraform",
            "results": {
                "passed_checks": [{"check_id": "CKV_1", "file_path": "/a.tf", "resource": "r.a"}],
                "failed_checks": [{"check_id": "CKV_2", "file_path": "/a.tf", "resource": "r.a"}],
                "skipped_checks": [
                    {"check_id": "CKV_3", "check_result": {"suppress_comment": "No comment provided"}},
                    {"check_id": "CKV_4", "check_result": {"suppress_comment": "réseau isolé"}},
                ],
                "parsing_errors": ["/b.tf"],
            },
            "summary": {"passed": 1, "failed": 2, "skipped": 2, "checkov_version": "3.2.1"},
        },
        {
            "check_type": "kubernetes",
            "results": {"passed_checks": []},
            "summary": {"passed": 0, "failed": 0, "skipped": 0},
        },
        {"passed": 0},
    ],
    indent=1,
)

DOCKERFILE = """# syntax=docker/dockerfile:1
ARG BASE_TOKEN=abc
FROM --platform=linux/amd64 node AS build
ENV NPM_TOKEN hunter2
ENV A=1 B="two"
RUN <<EOF
USER nobody
EOF
RUN npm ci && \\
    # une note
    npm run build
ADD https://example.org/x.tgz /x
ADD --checksum=sha256:00 https://example.org/y.tgz /y
COPY <<"FIN" /etc/conf
USER x
FIN
FROM build AS test
FROM nginx:1.27-alpine
EXPOSE 80 443/tcp
HEALTHCHECK CMD curl -f http://localhost/
USER root
CMD
"""

CLOUD_INIT = """#cloud-config
hostname: web1
package_upgrade: true
packages: [nginx, php]
ssh_pwauth: true
users:
  - default
  - name: admin
    plain_text_passwd: hunter2
chpasswd:
  list: root:x
  users:
    - {name: a, type: text, password: abc}
    - {name: b, type: hash, password: $6$x}
write_files:
  - path: /etc/x
runcmd: [ls]
"""

GITHUB = """name: CI
on: [push, pull_request]
env:
  API_TOKEN: abc
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@8f4b7f84864484a7bf31766abe9204da3cbe65b3
      - uses: ./local
      - name: Unit tests
        run: pytest --cov
        env: {DB_PASSWORD: hunter2}
      - uses: docker/login-action@v3
        with: {password: hunter2}
  scan:
    runs-on: ubuntu-latest
    needs: [test]
    continue-on-error: true
    steps:
      - run: trivy fs .
  staging:
    needs: test
    runs-on: ubuntu-latest
    environment: staging
    steps:
      - run: kubectl apply -f k8s/
  smoke:
    needs: staging
    runs-on: ubuntu-latest
    steps:
      - name: Smoke tests
        run: ./smoke.sh
  production:
    needs: scan
    runs-on: ubuntu-latest
    steps:
      - name: Deploy
        run: helm upgrade --install shop .
  preview:
    runs-on: ubuntu-latest
    steps:
      - run: kubectl apply --dry-run=client -f k8s/
"""

GITLAB = """stages: [build, test, deploy, production]
variables:
  DB_PASSWORD: hunter2
default:
  image: node:20
.base:
  before_script: [npm ci]
.deploy:
  extends: .base
  stage: deploy
unit:
  stage: test
  script:
    - npm test
    - [nested, list]
  coverage: /x/
  variables: {API_TOKEN: abc}
flaky:
  stage: test
  allow_failure: true
  script: [pytest]
staging:
  extends: [.deploy, .unknown]
  environment: {name: staging, url: https://x}
  script: [./x.sh]
stop:
  stage: deploy
  environment: {name: staging, action: stop}
  script: [./stop.sh]
  rules: [{when: manual}]
production:
  stage: production
  environment: production
  script: [kubectl set image deploy/x y]
hotfix:
  stage: production
  needs: []
  script: [kubectl apply -f prod.yaml]
  rules: [{if: $CI_COMMIT_TAG}]
tagged:
  stage: production
  needs: [unit, {job: staging}, tagged]
  script: [kubectl apply -f prod.yaml]
  only: [tags]
child:
  stage: production
  trigger: {include: other.yml}
  when: manual
"""

AZURE = """trigger: [main]
pr: none
variables:
  - {name: DB_PASSWORD, value: hunter2}
  - {name: A, value: b}
stages:
  - stage: Build
    jobs:
      - job: unit
        steps:
          - script: dotnet test
            displayName: Tests
          - task: Npm@1
            inputs: {command: custom}
      - job: lint
        dependsOn: unit
        continueOnError: true
        steps:
          - bash: sonar-scanner
  - stage: Prod
    jobs:
      - deployment: web
        environment: {name: production}
        strategy:
          runOnce:
            deploy:
              steps:
                - task: HelmDeploy@0
                  inputs: {command: upgrade}
            on:
              failure:
                steps:
                  - script: ./undo.sh
                    displayName: Retour
  - jobs:
      - job: wait
        steps:
          - task: ManualValidation@0
      - job:
        dependsOn: [wait]
        steps: [{script: ls}]
  - stage: Last
    dependsOn: [Build]
    steps: [{script: echo fin}]
"""

DRONE = """kind: pipeline
name: build
trigger:
  event: [push]
steps:
  - name: test
    image: golang:1.22
    commands: [go test ./...]
    environment:
      API_TOKEN: abc
      DB_PASSWORD: {from_secret: db}
  - name: deploy
    image: alpine/k8s
    failure: ignore
    commands: [kubectl apply -f .]
    settings: {kubeconfig: {from_secret: kube}, repo: x}
    when: {event: tag}
---
kind: pipeline
name: prod
depends_on: [build]
trigger:
  event: {include: [promote]}
steps:
  - name: a
    image: x
    depends_on: [b]
  - image: y
    when: {event: promote}
"""

JENKINS = """@Library('common') _
// stage('Nothing') {
pipeline {
  agent any
  triggers { cron('H 4 * * *') }
  stages {
    stage('Build') { steps { sh 'echo "}" && make' } }
    stage("Checks") {
      parallel {
        stage('Unit') { steps { sh "pytest" } }
        stage('Lint') {
          stages {
            stage('One') { steps { sh 'eslint .' } }
            stage('Two') { steps { sh '''sonar-scanner {''' } }
          }
        }
      }
    }
    stage('Production') {
      steps {
        input message: 'Go?'
        sh 'kubectl apply -f prod.yaml'
      }
    }
  }
  }
}
"""

FILES = {
    "compose": COMPOSE,
    "overlay": OVERLAY,
    "kubernetes": KUBERNETES,
    "helm": HELM,
    "terraform": TERRAFORM,
    "plan": PLAN,
    "state": STATE,
    "playbook": PLAYBOOK,
    "tasks": TASKS,
    "ini": INI,
    "yaml inventory": YAML_INVENTORY,
    "run": RUN,
    "json run": RUN_JSON,
    "checkov": CHECKOV,
    "dockerfile": DOCKERFILE,
    "cloud-init": CLOUD_INIT,
    "github": GITHUB,
    "gitlab": GITLAB,
    "azure": AZURE,
    "drone": DRONE,
    "jenkins": JENKINS,
}
