"""Settings of the tests: the embedded PostgreSQL, a database of this run's own, mail in memory."""

import os
import tempfile

os.environ.setdefault("PREUVE_DATA_DIR", "build/tests")

from preuve.web.database import start_embedded_if_needed

start_embedded_if_needed()

from preuve.web.settings import *  # noqa: E402, F403 (that is how Django's settings are extended)
from preuve.web.settings import DATABASES  # noqa: E402

DATABASES["default"]["TEST"] = {"NAME": f"test_preuve_{os.getpid()}"}
DATABASES["default"]["OPTIONS"]["options"] = "-c synchronous_commit=off"
DATABASES["default"]["CONN_MAX_AGE"] = 0
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MEDIA_ROOT = tempfile.mkdtemp(prefix="preuve-artefacts-")
ACCOUNT_RATE_LIMITS = False
