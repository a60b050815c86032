"""Small reports in the true shape of each tool, for tests."""

from __future__ import annotations

import json

LIGHTHOUSE_VALUE = {
    "lighthouseVersion": "12.8.2",
    "requestedUrl": "https://www.example.org/",
    "finalDisplayedUrl": "https://www.example.org/accueil?session=hunter2",
    "fetchTime": "2026-11-01T10:00:00.000Z",
    "runWarnings": ["There may be stored data affecting loading performance."],
    "runtimeError": {"code": "NO_ERROR"},
    "configSettings": {
        "formFactor": "mobile",
        "throttlingMethod": "simulate",
        "screenEmulation": {"width": 412, "height": 823},
    },
    "audits": {
        "first-contentful-paint": {
            "title": "First Contentful Paint",
            "score": 0.95,
            "scoreDisplayMode": "numeric",
            "numericValue": 1200.5,
        },
        "largest-contentful-paint": {"score": 0.5, "scoreDisplayMode": "numeric", "numericValue": 3400},
        "cumulative-layout-shift": {"score": 1, "scoreDisplayMode": "numeric", "numericValue": 0.0123},
        "total-blocking-time": {"score": None, "scoreDisplayMode": "error"},
        "document-title": {"title": "Document has a title", "score": 1, "scoreDisplayMode": "binary"},
        "meta-description": {"title": "No meta description", "score": 0, "scoreDisplayMode": "binary"},
        "canonical": {"score": None, "scoreDisplayMode": "notApplicable"},
        "screenshot": {"score": 1, "scoreDisplayMode": "informative"},
    },
    "categories": {
        "performance": {"score": 0.72, "auditRefs": []},
        "seo": {
            "score": 0.5,
            "auditRefs": [{"id": "document-title"}, {"id": "meta-description"}, {"id": "canonical"}],
        },
        "pwa": {"score": None},
    },
}
LIGHTHOUSE = json.dumps(LIGHTHOUSE_VALUE, indent=1)

AXE_VALUE = {
    "testEngine": {"name": "axe-core", "version": "4.9.1"},
    "testEnvironment": {"windowWidth": 1280, "windowHeight": 800},
    "timestamp": "2026-11-01T10:00:00.000Z",
    "url": "https://www.example.org/#menu",
    "passes": [{}, {}],
    "incomplete": [{}],
    "inapplicable": [],
    "violations": [
        {
            "id": "image-alt",
            "impact": "critical",
            "tags": ["cat.text-alternatives", "wcag2a", "wcag111", "RGAA-1.1.1"],
            "help": "Images must have alternate text",
            "nodes": [{"target": ["img"]}, {"target": [["#host", "img"]]}],
        },
        {"id": "region", "impact": "moderate", "nodes": [{"target": ["div"]}]},
        {"id": "odd", "impact": None},
    ],
}
AXE = json.dumps([AXE_VALUE], indent=1)

PA11Y_VALUE = [
    {
        "code": "color-contrast",
        "type": "error",
        "typeCode": 1,
        "message": "Contrast",
        "selector": "html > body > p",
        "runner": "axe",
    },
    {"code": "H30", "type": "warning", "typeCode": 2, "selector": "a", "runner": "htmlcs"},
    {"code": "X", "type": "odd", "typeCode": 9, "selector": "b"},
]
PA11Y = json.dumps(PA11Y_VALUE, indent=1)

NU_VALUE = {
    "url": "https://www.example.org/",
    "messages": [
        {"type": "error", "lastLine": 4, "message": "Duplicate ID “a”.", "extract": "<div id=a>"},
        {"type": "error", "lastLine": 9, "message": "Duplicate ID “a”.", "extract": "<div id=a>"},
        {"type": "info", "subType": "warning", "lastLine": 2, "message": "Consider lang."},
        {"type": "info", "message": "The Content-Type was text/html."},
        {"type": "non-document-error", "message": "Connection refused"},
    ],
}
NU = json.dumps(NU_VALUE, indent=1)

BACKSTOP_VALUE = {
    "testSuite": "BackstopJS",
    "tests": [
        {
            "pair": {
                "selector": "document",
                "label": "Accueil",
                "misMatchThreshold": 0.1,
                "url": "https://www.example.org/",
                "viewportLabel": "phone",
                "diff": {"misMatchPercentage": "0.00"},
            },
            "status": "pass",
        },
        {
            "pair": {
                "selector": "document",
                "label": "Accueil",
                "url": "https://www.example.org/",
                "viewportLabel": "desktop",
                "diff": {"misMatchPercentage": "12.50"},
            },
            "status": "fail",
        },
        {"pair": {"error": "no reference"}, "status": "fail"},
    ],
    "id": "boutique",
}
BACKSTOP = f"report({json.dumps(BACKSTOP_VALUE, indent=1)});\n"

HAR_VALUE = {
    "log": {
        "version": "1.2",
        "creator": {"name": "Firefox", "version": "120"},
        "pages": [{"pageTimings": {"onContentLoad": 800, "onLoad": 1500.5}}],
        "entries": [
            {
                "startedDateTime": "2026-11-01T10:00:00.000Z",
                "request": {"url": "https://www.example.org/?token=hunter2"},
                "response": {
                    "status": 200,
                    "headers": [
                        {"name": "Strict-Transport-Security", "value": "max-age=1"},
                        {"name": "X-Content-Type-Options", "value": "nosniff"},
                    ],
                    "content": {"size": 1000, "mimeType": "text/html; charset=utf-8"},
                },
            },
            {
                "request": {"url": "http://cdn.example.org/a.js"},
                "response": {"status": 404, "content": {"size": -1, "mimeType": "text/html"}},
            },
            {"request": {"url": "data:text/plain,a"}, "response": {"status": 200, "content": {"size": 20}}},
        ],
    }
}
HAR = json.dumps(HAR_VALUE, indent=1)

OBSERVATORY_VALUE = {
    "scan": {
        "algorithm_version": 2,
        "end_time": "Tue, 04 May 2021 10:05:44 GMT",
        "grade": "B+",
        "score": 80,
        "tests_failed": 1,
        "tests_quantity": 3,
    },
    "tests": {
        "content-security-policy": {
            "expectation": "csp-implemented-with-no-unsafe",
            "pass": False,
            "result": "csp-implemented-with-unsafe-inline",
        },
        "redirection": {
            "expectation": "redirection-to-https",
            "pass": True,
            "result": "redirection-to-https",
        },
    },
}
OBSERVATORY = json.dumps(OBSERVATORY_VALUE, indent=1)

SITEMAP = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>https://www.example.org/</loc></url>
<url><loc>https://www.example.org/contact</loc></url>
</urlset>
"""

ROBOTS = """# robots
User-agent: *
User-agent: odd
Disallow: /admin/  # private
Allow: /
Crawl-delay: 3

User-agent: *
Disallow: /
Sitemap: https://www.example.org/sitemap.xml
"""

REPORTS = {
    "lighthouse": LIGHTHOUSE,
    "axe": AXE,
    "pa11y": PA11Y,
    "nu": NU,
    "backstop": BACKSTOP,
    "har": HAR,
    "observatory": OBSERVATORY,
    "sitemap": SITEMAP,
    "robots": ROBOTS,
}
