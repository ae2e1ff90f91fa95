"""The day sheet and the trip sheet: paper and city laid side by side, by number."""
