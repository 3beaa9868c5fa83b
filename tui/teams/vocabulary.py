"""What schools write in a list of teams, beside the names that the town and the challenges give. Data only."""

import re
from collections.abc import Mapping

__all__ = [
    "BETWEEN_CHALLENGES", "BETWEEN_MEMBERS", "CELL_ERRORS", "DAMAGED", "DITTO", "DIVISIONS", "EXAMPLE", "GRADE",
    "HEADINGS", "LANGUAGES", "MARKS", "MEMBER", "NOBODY", "PERHAPS_BETWEEN", "TOTAL", "WITHDRAWN",
]  # fmt: skip


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


HEADINGS: Mapping[str, frozenset[str]] = {
    "number": _words(
        """no no. # id 番号 チーム番号 エントリー番号 エントリーno エントリーno. 受付番号 整理番号 登録番号 チームno
        チームno. teamno teamno. teamnumber teamid 編號 编号 隊號 队号"""
    ),
    "name": _words("チーム名 チーム チーム名称 teamname team name 隊名 队名 隊伍名稱 队伍名称 團隊名稱 团队名称"),
    "reading": _words(
        """ふりがな フリガナ よみ 読み 読み方 よみがな 読み仮名 カナ チーム名ふりがな チーム名フリガナ チーム名よみ
        チーム名カナ reading kana pinyin 拼音"""
    ),
    "division": _words("部門 区分 出場部門 参加部門 カテゴリ カテゴリー クラス 学年区分 division category 組別 组别"),
    "challenges": _words(
        """競技 種目 競技名 種目名 出場競技 参加競技 出場種目 参加種目 エントリー種目 challenge challenges event events
        比賽項目 比赛项目 項目 项目"""
    ),
    "language": _words("言語 使用言語 language 語言 语言"),
    "heads": _words("人数 メンバー数 参加人数 選手数 チーム人数 members numberofmembers 人數"),
    "remark": _words("備考 状態 状況 参加状況 出欠 備註 备注 remarks remark notes note status"),
}
"""Kind of column -> its headings, as `columns.find_header` folds them."""
MEMBER = re.compile(
    r"(?:メンバー|選手|参加者|児童|生徒|隊員|队员|member|player)(?:氏名|名|の氏名|name)?[0-9a-z]?|氏名[0-9]*",
    re.IGNORECASE,
)
"""The heading of a member's name."""

MARKS = _words("o ○ ◯ 〇 ● ◎ ✓ ✔ ☑ レ 1 y 有 参加 出場 はい yes true ok")
"""What stands in the column of a challenge for "takes part"."""
NOBODY = _words("- ‐ ― ー なし 無し 無 × ✕ ✗ x / none n no")
DITTO = _words("""〃 " '' 同上 々 ”""")
TOTAL = re.compile(r"総?合計|小計|総?計|チーム数|total", re.IGNORECASE)
EXAMPLE = re.compile(r"[(〔【]?(?:記入|入力)?例\d*[)〕】]?|example|sample", re.IGNORECASE)
WITHDRAWN = re.compile(r"辞退|取り?消|キャンセル|欠場|欠席|棄権|不参加|cancel|withdr", re.IGNORECASE)
CELL_ERRORS = _words("#N/A #REF! #NAME? #VALUE! #DIV/0! #NULL! #NUM!")
DAMAGED = re.compile(r"\?\?|〓|\ufffd")
"""What a character becomes that an encoding does not have."""
BETWEEN_CHALLENGES = re.compile(r"[、,/;+&|]+")
PERHAPS_BETWEEN = re.compile(r"[・\s]+")
"""Stands in names as well: only where the whole is no name."""
BETWEEN_MEMBERS = re.compile(r"[、,/;|]+")
GRADE = re.compile(r"([小中高])(?:学校?|校)?第?[1-6](?:学?年生?)?")

LANGUAGES: Mapping[str, frozenset[str]] = {
    "ja": _words("ja jp 日本語 日 japanese"),
    "en": _words("en 英語 英 english 英文"),
    "zh-tw": _words("zhtw 繁体 繁体字 繁體 繁體中文 台湾 台湾華語 正體中文 traditionalchinese"),
    "zh-cn": _words("zhcn 簡体 簡体字 简体 简体中文 中国語簡体 simplifiedchinese"),
}
DIVISIONS: Mapping[str, frozenset[str]] = {
    "ES": _words("小 小学 小学生 小学校 小学生の部 小学部門 小学生部門 elementary 國小"),
    "MS": _words("中 中学 中学生 中学校 中学生の部 中学部門 中学生部門 middle middleschool"),
    "HS": _words("高 高校 高校生 高等学校 高校生の部 高校部門 高校生部門 high highschool"),
    "UP": _words("一般 大学 大学生 大学一般 大学生一般 一般の部 university bk bigkids"),
}
