"""Schemas that Django makes itself: its own applications, and those of packages that are built on it."""
import subprocess
import sys
from urllib.parse import urlsplit

import sources

PROGRAM = """
import sys, pymysql
pymysql.version_info = (2, 2, 4, "final", 0)
pymysql.install_as_MySQLdb()
import django
from django.conf import settings
settings.configure(INSTALLED_APPS=sys.argv[1].split(","), DATABASES={"default": eval(sys.argv[2])},
    SECRET_KEY="zoo", USE_TZ=True, SITE_ID=1, DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    WAGTAIL_SITE_NAME="zoo", WAGTAILADMIN_BASE_URL="http://zoo", STATIC_URL="/static/", ROOT_URLCONF="zoo",
    MIDDLEWARE=["django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware"],
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "OPTIONS": {"context_processors": [
        "django.template.context_processors.request", "django.contrib.auth.context_processors.auth",
        "django.contrib.messages.context_processors.messages"]}}])
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0, skip_checks=True)
"""


def load(specimen, database):
    """Runs the applications' migrations on the database, and removes Django's own records of them."""
    package = specimen.source.split(":")[1]
    sources.python_package(package)
    command = [sys.executable, "-c", PROGRAM, specimen.files, repr(settings(database))]
    result = subprocess.run(command, capture_output=True, text=True)
    if result.returncode != 0:
        raise RuntimeError(result.stderr.strip().splitlines()[-1])


def settings(database):
    if database.kind == "sqlite":
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(database.path)}
    engine = "postgresql" if database.kind == "postgres" else "mysql"
    parts = urlsplit(database.url)
    return {
        "ENGINE": f"django.db.backends.{engine}",
        "NAME": database.name,
        "HOST": parts.hostname,
        "PORT": parts.port,
        "USER": parts.username,
        "PASSWORD": parts.password,
    }
