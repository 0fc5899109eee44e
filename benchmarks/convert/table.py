"""Write ranking tables for the converter benchmark: `python table.py ROWS FOLDER`.

`entries.csv` has ROWS rows, `lists.csv` and `places.csv` what its foreign keys refer to. RFC 4180 with CR LF between
rows, UTF-8, the same bytes on every run. One row in 200 bears a name that a careless converter gets wrong.
"""

import random
import sys
from array import array
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

BATCH = 8_192
AWKWARD_EVERY = 200
HEADER = "id,list,position,name,restored,score,value,date,adcode\r\n"

CITIES = ("苏州", "杭州", "深圳市", "成都", "雄安新区", "海口", "青岛市南区", "乌鲁木齐", "朝阳区", "喀什",
          "Suzhou ", "Hangzhou ", "Xi'an ", "Lhasa ", "Xiong'an ", "Ürümqi ", "Chengdu ", "Haikou ", "Qingdao ",
          "Shenzhen ")
SUBJECTS = ("智慧城市", "政务服务", "城市大脑", "智慧交通", "数字经济", "一网通办", "健康码", "云上贵州",
            "Smart City ", "City Brain ", "e-Government ", "Smart Traffic ", "App No. ", "智慧医疗 #", "公积金·",
            "Cloud & Data ")
BEGINNINGS = tuple(city + subject for city in CITIES for subject in SUBJECTS)

# Whole names, and what stands in the middle of one.
WORDS = ("NULL", "nan", "007", "N/A", "None", "NA", "null", "NaN", "true", "1e5", "-", "#N/A", "<NA>", "<p>", "{name}",
         "$1", "a|b")
INSIDE = ('"智慧"', '""', '"', "\\", "\\n", "\\u0041", "\n", "\r\n", "\r", "\t", ",", "\n\n", "😀", "👨‍👩‍👧", "🇨🇳",
          "\u00a0", "\u200b", "\u2028", "\u0085", "\ufeff", "e\u0301", "é", "𠮷", "'", "<b>&amp;</b>", "^^<x>", "@zh",
          " . ", *map(chr, range(1, 32)), "\x7f")
AROUND = ((" ", ""), ("", " "), ("  ", "  "), ("\t", ""), ("", "\u3000"), ("#", ""), ("=", ""))


def awkward_names() -> list[str]:
    """Every awkward name, without the number that makes it a row's own."""
    names = list(WORDS)
    names += [f"{before}苏州 Suzhou{after}" for before, after in AROUND]
    for text in INSIDE:
        names += [f"苏州{text}智慧", f"Suzhou {text}", f"{text}智慧"]
    return names


def quoted(name: str) -> str:
    """A cell, in quotes only where RFC 4180 asks for them."""
    return '"' + name.replace('"', '""') + '"' if any(c in name for c in '",\r\n') else name


def row_count(table: str, rows: int) -> int:
    return {"lists": max(10, min(1_000, rows // 100)), "places": max(10, rows // 10)}[table]


def entries(rows: int) -> Iterator[str]:
    """The text of entries.csv, header first, a batch of rows at a time."""
    yield HEADER
    lists, places = row_count("lists", rows), row_count("places", rows)
    awkward = [quoted(name) for name in awkward_names()]
    scores = [f"{cents // 100}.{cents % 100:02d}" for cents in range(10_001)]
    scores = [f"{score},{score}" for score in scores]
    days = [(date(2015, 1, 1) + timedelta(n)).isoformat() for n in range(4_096)]
    draw = random.Random(2019)
    for first in range(0, rows, BATCH):
        last = min(first + BATCH, rows)
        numbers = array("Q", draw.randbytes(8 * (last - first)))
        lines = []
        for row, x in enumerate(numbers, first):
            if row % AWKWARD_EVERY == 77:
                name = awkward[row // AWKWARD_EVERY % len(awkward)]
            else:
                name = BEGINNINGS[x % 320] + str(x >> 46)
            lines.append(f"{row},list-{row % lists},{row // lists + 1},{name},{name},{scores[(x >> 9) % 10_001]},"
                         f"{days[x >> 23 & 4_095]},{100_000_000 + (x >> 31) % places * 7}\r\n")
        yield "".join(lines)


def lists(rows: int) -> Iterator[str]:
    yield "list,title\r\n"
    for number in range(row_count("lists", rows)):
        yield f"list-{number},List {number}\r\n"


def places(rows: int) -> Iterator[str]:
    yield "adcode,name\r\n"
    numbers = iter(range(row_count("places", rows)))
    while batch := list(islice(numbers, BATCH)):
        yield "".join(f"{100_000_000 + number * 7},地方 {number}\r\n" for number in batch)


def write(folder: Path, rows: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (("entries", entries(rows)), ("lists", lists(rows)), ("places", places(rows))):
        with (folder / f"{name}.csv").open("wb") as file:
            file.writelines(batch.encode() for batch in text)


if __name__ == "__main__":
    write(Path(sys.argv[2]), int(sys.argv[1]))
