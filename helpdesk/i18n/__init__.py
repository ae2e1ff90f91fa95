"""Texts for screen, paper and command line alike, through gettext. No Qt."""

from helpdesk.i18n.texts import N_, _, language, ngettext, set_language

__all__ = ["N_", "_", "language", "ngettext", "set_language"]
