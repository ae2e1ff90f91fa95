"""One desk with all its papers for every test of printing that only reads."""

from collections.abc import Iterator

import pytest

from tests.printing.every import Every, every_paper


@pytest.fixture(scope="session")
def every(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Every]:
    """Every paper, drawn from cases that it fits."""
    with every_paper(tmp_path_factory.mktemp("papers") / "desk") as found:
        yield found
