"""This computer's keys, people, backups and room on the disk."""
