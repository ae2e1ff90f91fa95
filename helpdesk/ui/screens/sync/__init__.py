"""What is waiting for the city, and why."""
