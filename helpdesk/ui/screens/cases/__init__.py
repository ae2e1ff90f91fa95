"""All cases, filtered and searched."""
