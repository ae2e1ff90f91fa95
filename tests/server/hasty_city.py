"""`helpdesk-city` that gives requests in work two seconds when it is stopped, not ten: for tests."""

import sys

from helpdesk.bootstrap import city_ladder, city_quiet, city_server
from helpdesk.bootstrap.city import main

for module in (city_ladder, city_quiet, city_server):
    module.STOP_SECONDS = 2  # type: ignore[attr-defined]

if __name__ == "__main__":
    sys.exit(main())
