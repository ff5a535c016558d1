"""The web server's application. It starts only under a login that cannot rewrite acts and ledger."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tajawub.node.settings")
application = get_wsgi_application()

from tajawub.node import grant  # noqa: E402  # needs the applications' registry

grant.examine_or_exit()
