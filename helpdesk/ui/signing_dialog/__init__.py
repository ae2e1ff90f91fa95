"""Signing a paper at the desk: read it, sign on the pad, press a thumb, or say why not."""
