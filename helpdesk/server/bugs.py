"""What a log may hold of a mistake of ours: which, and where; never its words, which may be personal."""

import traceback


def whereabouts(error: BaseException) -> str:
    """The error's class and the lines that led to it."""
    frames = traceback.extract_tb(error.__traceback__)
    places = " < ".join(f"{frame.filename}:{frame.lineno}" for frame in reversed(frames))
    return f"{type(error).__qualname__} at {places}"
