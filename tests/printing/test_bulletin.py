"""The monthly bulletin: heads on every sheet, figures in columns."""

import pypdfium2
import pytest

from helpdesk.application.bulletin import Unit
from helpdesk.i18n import _
from helpdesk.printing import Size
from helpdesk.printing.papers import render_forms
from tests.printing import reading, samples
from tests.printing.bulletins import bulletin, bulletin_of, month
from tests.printing.test_pages import check_places


@pytest.mark.parametrize("size", samples.SHEETS, ids=lambda size: size.name)
def test_a_bulletin_of_every_township(size: Size) -> None:
    units = [Unit(f"大林镇第{n}便民服务中心", month(n % 34)) for n in range(143)]
    pdf = render_forms([bulletin_of(units, units[:9])], size=size)
    check_places(pdf, size)
    text = reading.text(pdf)
    heads = text.count(reading.squeezed(_("Satisfaction rate")))
    assert heads > 2 + len(units) // 60, "heads are repeated"
    for words in ("2026年11月", "98.3", "—", "13500", _("Departments")):
        assert reading.squeezed(words) in text


def test_figures_stand_one_under_the_other() -> None:
    """Numbers of three and of four digits end at the same place."""
    rights = set()
    with pypdfium2.PdfDocument(render_forms([bulletin()], size=Size.A4)) as document:
        words = document[0].get_textpage()
        for figure in ("1270", "974", "530"):
            found = words.search(figure)
            first, count = found.get_next()
            rights.add(round(words.get_charbox(first + count - 1)[2]))
            found.close()
        words.close()
    assert len(rights) == 1
