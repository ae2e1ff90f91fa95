"""Nouns, rules, events and their fold. Standard library only; time and ids come in as arguments."""
