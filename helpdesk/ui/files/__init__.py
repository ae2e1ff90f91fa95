"""Files of a case on the screen: taken in, shown, looked at."""
