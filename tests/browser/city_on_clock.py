"""`helpdesk-city` whose clock stands in a file; all else is the program's own. Only tests start it."""

import sys

from helpdesk.bootstrap import city, city_parts
from tests.browser.clock import FileClock

if __name__ == "__main__":
    city_parts.now_ms = FileClock.of_environment().now_ms
    sys.exit(city.main())
