"""What Python's argparse says, in the language in use: it asks a domain of gettext that nobody sets here."""

import argparse
from typing import Any, cast

from helpdesk.i18n import N_, _, ngettext

_USAGE = "usage: "
WORDS = (
    N_("%(prog)s: error: %(message)s\n"),
    N_("ambiguous option: %(option)s could match %(matches)s"),
    N_("argument %(argument_name)s: %(message)s"),
    N_("expected at least one argument"),
    N_("expected at most one argument"),
    N_("expected one argument"),
    N_("ignored explicit argument %r"),
    N_("invalid %(type)s value: %(value)r"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
    N_("not allowed with argument %s"),
    N_("one of the arguments %s is required"),
    N_("options"),
    N_("positional arguments"),
    N_("show this help message and exit"),
    N_("the following arguments are required: %s"),
    N_("unrecognized arguments: %s"),
    N_("usage: "),
)
"""As argparse has them; a newer Python may say one otherwise, and that stays English."""


def speak() -> None:
    """From now on, in this process."""
    module = cast(Any, argparse)
    module._, module.ngettext = _, ngettext
