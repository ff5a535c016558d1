"""The AS4 listener's application, under the same condition as the web server's."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tajawub.node.settings")

from tajawub.node import grant
from tajawub.node.listener import app as application

__all__ = ["application"]

grant.examine_or_exit()
