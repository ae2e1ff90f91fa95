"""The console: pages for the city's dispatchers and departments, rendered on the server."""
