import os

from django.core.wsgi import get_wsgi_application

from preuve.web.database import start_embedded_if_needed

start_embedded_if_needed()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "preuve.web.settings")
application = get_wsgi_application()
