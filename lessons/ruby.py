"""Furigana: `{漢字|かんじ}` in a lesson's text and answers; on a terminal 漢字(かんじ), on a page real <ruby>."""

import html
import re
from collections.abc import Mapping

from lessons.miss import Figure

__all__ = ["KNOWN_KANJI", "bare_kanji", "fill", "html_ruby", "plain"]

# What a Japanese child of eight has learned at school (first and second year): these may stand without a reading.
KNOWN_KANJI = frozenset(
    "一右雨円王音下火花貝学気九休玉金空月犬見五口校左三山子四糸字耳七車手十出女小上森人水正生青夕石赤千川先早草足村"
    "大男竹中虫町天田土二日入年白八百文木本名目立力林六"
    "引羽雲園遠何科夏家歌画回会海絵外角楽活間丸岩顔汽記帰弓牛魚京強教近兄形計元言原戸古午後語工公広交光考行高黄合谷"
    "国黒今才細作算止市矢姉思紙寺自時室社弱首秋週春書少場色食心新親図数西声星晴切雪船線前組走多太体台地池知茶昼長鳥"
    "朝直通弟店点電刀冬当東答頭同道読内南肉馬売買麦半番父風分聞米歩母方北毎妹万明鳴毛門夜野友用曜来里理話"
)
_RUBY = re.compile(r"\{([^{}|]+)\|([^{}|]+)\}")
_FIGURE = re.compile(r"\{([a-z_]+)(?::([^{}|]*))?\}")
_KANJI = re.compile(r"[\u3400-\u9fff々〆]")


def fill(text: str, figures: Mapping[str, Figure]) -> str:
    """Put figures in: `{actual_cm:.0f}`; readings stay as they are. Raises: KeyError, ValueError: no such figure."""
    return _FIGURE.sub(lambda match: format(figures[match[1]], match[2] or ""), text)


def plain(text: str) -> str:
    """For a terminal: 漢字(かんじ)."""
    return _RUBY.sub(r"\1(\2)", text)


def html_ruby(text: str) -> str:
    """For a page, safe to stand in it."""
    return _RUBY.sub(r"<ruby>\1<rp>(</rp><rt>\2</rt><rp>)</rp></ruby>", html.escape(text))


def bare_kanji(text: str) -> str:
    """Return the kanji that have no reading and that a child of eight has not learned; empty when all is well."""
    return "".join(dict.fromkeys(kanji for kanji in _KANJI.findall(_RUBY.sub("", text)) if kanji not in KNOWN_KANJI))
