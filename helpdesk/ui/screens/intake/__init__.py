"""Taking a case down: resident, matter and materials, confirmation, on one screen."""
