"""What can be wrong with a page's look, found by measuring it."""

import re

from playwright.sync_api import Page

# Names, units and formats that stand in Chinese sentences as they are.
_LATIN = frozenset(
    (
        *(
            "Enter",
            "Esc",
            "Excel",
            "CSV",
            "PDF",
            "JPEG",
            "PNG",
            "MB",
            "KB",
            "PIN",
            "Alt",
            "hdb",
            "vm",
        ),
        *("PEM", "DER", "CA", "Helpdesk", "pfx"),
    )
)
_OWN = re.compile(
    r"\b(?:p|admin)-[0-9a-f]+\b|wang\.fang|(?<=电脑 )[0-9A-F]{4}\b|\b[A-Z2-7]{32}\b|\bBA-[0-9A-Z-]+|\b[0-9A-F]{4}(?:-[0-9A-F]{4})+-\d+|https?://\S+|\b[0-9A-HJKMNP-TV-Z]{10}\b|<script>.*"
    r"|\b(?:[0-9A-F]{4} ){3,}[0-9A-F]{4}\b"
)
_WORD = re.compile(r"[A-Za-z]{2,}")
_CODE = re.compile(r"\b[a-z]+[._][a-z_]+\b|\b[0-9a-f]{16,}\b")
# Wider than the window, cut off without a way to see the rest, or without a name for who cannot see it.
_MEASURE = """() => {
  const told = [];
  const named = each => (each.innerText || each.name || '').slice(0, 40);
  const name = each => each.tagName + '.' + each.className + ' ' + named(each);
  if (document.documentElement.scrollWidth > window.innerWidth) told.push('wider than the window');
  for (const each of document.querySelectorAll('body *')) {
    const style = getComputedStyle(each), box = each.getBoundingClientRect();
    const seen = each.checkVisibility({visibilityProperty: true}) && box.width;
    if (!seen || each.closest('.hidden, .skip')) continue;
    if (box.right > window.innerWidth + 1) told.push('out of sight: ' + name(each));
    const cut = style.overflowX !== 'visible' && !each.matches('input, select, textarea, .stages');
    if (cut && each.scrollWidth > each.clientWidth + 1) told.push('cut: ' + name(each));
    if (each.matches('button') && each.scrollWidth > each.clientWidth + 1) told.push('cut: ' + name(each));
    if (each.matches('a, button, summary') && !(each.innerText || each.ariaLabel || '').trim())
      told.push('without a name: ' + name(each));
    if (each.matches('input:not([type=hidden]), select, textarea') && !each.labels.length && !each.ariaLabel)
      told.push('without a label: ' + name(each));
  }
  return told;
}"""


def faults(page: Page) -> list[str]:
    """What is wrong with the page as it stands there, in a Chinese browser."""
    text = _OWN.sub(" ", page.locator("body").inner_text())
    found = [f"code: {each}" for each in _CODE.findall(text)]
    found += [f"not Chinese: {each}" for each in _WORD.findall(text) if each not in _LATIN]
    return found + page.evaluate(_MEASURE)
