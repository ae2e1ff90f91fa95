"""What a serving process writes to stderr: sentences, or JSON lines for whoever collects them.

Nothing personal: no names, no numbers of cases, no addresses of requests, no words of exceptions.
"""

import json
import logging
import sys
from datetime import UTC, datetime


class JsonLines(logging.Formatter):
    """One JSON object a line; `extra={"fields": {…}}` adds to it."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        said: dict[str, object] = {
            "at": at,
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        said |= {"process": record.process, "message": record.getMessage()}
        return json.dumps(said | getattr(record, "fields", {}), ensure_ascii=False)


def log_to_stderr(*, json_lines: bool) -> None:
    """Warnings as sentences; with `json_lines` also each request and a sum each minute."""
    handler = logging.StreamHandler(sys.stderr)
    plain = logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s")
    handler.setFormatter(JsonLines() if json_lines else plain)
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("helpdesk").setLevel(logging.INFO if json_lines else logging.WARNING)
    # It would talk on stdout, where programs read the URL.
    logging.getLogger("_granian").setLevel(logging.ERROR)
