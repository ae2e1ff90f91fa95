"""The whole product from outside: processes, windows, a city."""
