"""Thousands of citizens' messages, as a county exports them; made up, with everything that goes wrong."""

import csv
import io
import random
from collections.abc import Sequence

import openpyxl

HEADERS = ("留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "一级标签")
_PLACES = ("保安村", "大林镇", "科尔沁区", "永清街道", "霍林河大街", "西门外", "团结路")
_THINGS = ("路灯", "井盖", "供暖", "自来水", "低保", "噪音", "医保报销", "校车", "垃圾清运", "网络")
_WRONGS = ("半个月没人管", "一直不通", "收费不合理", "夜里扰民", "申请被退回", "影响老人出行")
_CLASSES = (
    "城乡建设",
    "环境保护",
    "交通运输",
    "教育文体",
    "劳动和社会保障",
    "商贸旅游",
    "卫生计生",
    "",
)
_ODD = (
    "😀🙏",
    "𠮷𠀀𪚥",
    "㐀㐂",
    "“引号”",
    '"直引号"',
    "a,b;c",
    "行一\n行二\n\n行四",
    "\t制表",
    "é—…",
)

Row = tuple[str, str, str, str, str, str]


def messages(count: int) -> list[Row]:
    """Always the same for the same count."""
    dice = random.Random(count)

    def pick(words: Sequence[str]) -> str:
        return words[dice.randrange(len(words))]

    rows: list[Row] = []
    for n in range(count):
        title = f"{pick(_PLACES)}{pick(_THINGS)}{pick(_WRONGS)}"
        body = "，".join(
            f"{pick(_PLACES)}的{pick(_THINGS)}{pick(_WRONGS)}" for _ in range(1 + n % 9)
        )
        text = f"{body}。{pick(_ODD)}{'请尽快处理。' * dice.randrange(1, 20)}"
        at = f"2020/{1 + n % 12}/{1 + n % 28} {n % 24}:{n % 60:02d}:{n % 59:02d}"
        rows.append((str(180_000 + n), f"A{n:07d}", title, at, text, pick(_CLASSES)))
    return rows


def as_csv(rows: Sequence[Row], encoding: str) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows((HEADERS, *rows))
    return out.getvalue().encode(encoding)


def as_xlsx(rows: Sequence[Row]) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("留言")
    for row in (HEADERS, *rows):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
