"""Every sentence of the door: children read them, so they are short and name one thing to do."""

from datetime import datetime

from clubhouse_logs.visits import Role
from tui.i18n import _

__all__ = [
    "again",
    "ask_full",
    "ask_group",
    "ask_leave",
    "ask_names",
    "ask_new",
    "ask_nobody",
    "ask_others",
    "ask_pin",
    "ask_programme",
    "ask_stay_or_go",
    "ask_visitor",
    "attends",
    "form_failed",
    "form_is_coming",
    "goodbye",
    "goodbye_all",
    "group_words",
    "heads_first",
    "key_words",
    "language_words",
    "nickname_first",
    "nickname_taken",
    "not_in",
    "not_written",
    "of_role",
    "pin_wrong",
    "programme_words",
    "resting",
    "role_words",
    "stage_unknown",
    "today_words",
    "undone",
    "unknown_card",
    "welcome",
    "welcome_all",
    "welcome_new",
    "with_soft",
]  # fmt: skip


def resting() -> str:
    """What the resting screen asks."""
    return _("Hello! Touch the first letter of your nickname.")


def language_words() -> str:
    """The key that changes the language: the name of the one that is spoken."""
    return _("Language: English")


def today_words(heads: int) -> str:
    """How many came today: a number, no names."""
    return _("Today: {heads}", heads=heads)


def key_words() -> dict[str, str]:
    """The keys below the pad and beside it, by what they do."""
    return {
        "new": _("I am new"),
        "nameless": _("No name"),
        "group": _("Group"),
        "visitor": _("Grown-ups"),
        "leave": _("Going home"),
        "back": _("Back"),
        "more": _("More"),
        "undo": _("That was wrong"),
        "rest": _("All done"),
        "stay": _("I stay"),
        "go": _("I go home"),
        "let_in": _("Staff lets in"),
        "erase": _("erase"),
        "sister": _("゛゜"),
        "kana": _("kana"),
        "abc": "ABC",
        "others": _("other"),
    }


def role_words() -> dict[str, str]:
    """What somebody may come as."""
    return {
        Role.YOUTH: _("Children"),
        Role.GUARDIAN: _("Family"),
        Role.OBSERVER: _("Visitor"),
        Role.MENTOR: _("Mentor"),
        Role.STAFF: _("Staff"),
    }


def ask_names(letters: str) -> str:
    """What is asked when some letters were touched."""
    return _("{letters}… Touch your nickname, or one more letter.", letters=letters)


def ask_nobody(letters: str) -> str:
    """Nobody's nickname begins so."""
    return _("{letters}… Nobody yet. New here? Touch: I am new.", letters=letters)


def ask_new(nickname: str) -> str:
    """What a new child is asked."""
    return _("Your nickname: {nickname} Then touch your school.", nickname=nickname or "＿")


def nickname_taken(nickname: str) -> str:
    """Somebody is called so."""
    return _("{nickname} is taken. Add one more letter.", nickname=nickname)


def ask_group(heads: str) -> str:
    """How many come together, and as what."""
    return _("How many of you? {heads} Then touch who.", heads=heads or "＿")


def ask_visitor() -> str:
    """As what a grown-up comes."""
    return _("Welcome! Who are you?")


def ask_leave() -> str:
    """Who goes home."""
    return _("Going home? Touch your nickname.")


def ask_stay_or_go(nickname: str) -> str:
    """Somebody who is inside touched their name."""
    return _("{nickname}, you are inside. Do you go home?", nickname=nickname)


def ask_full(heads: int, limit: int) -> str:
    """The house is full."""
    return _("It is full now: {heads} of {limit}. Please call staff.", heads=heads, limit=limit)


def ask_pin(nickname: str, digits: int) -> str:
    """A member of staff types a PIN."""
    return _("{nickname}, your PIN: {dots}", nickname=nickname, dots="●" * digits)


def welcome(nickname: str, heads: int) -> str:
    """Somebody came in."""
    return _("Welcome, {nickname}! You are number {heads} today.", nickname=nickname, heads=heads)


def of_role(nickname: str) -> str:
    """Somebody came in who is not counted."""
    return _("Welcome, {nickname}!", nickname=nickname)


def welcome_new(nickname: str) -> str:
    """A new child came in."""
    return _("Welcome, {nickname}! Take the paper home.", nickname=nickname)


def form_is_coming() -> str:
    """The consent form is on its way out of the printer."""
    return _("A paper comes out for your family.")


def form_failed() -> str:
    """The printer did not take it."""
    return _("No paper came. Please ask staff for one.")


def again(nickname: str) -> str:
    """A second scan of one visit."""
    return _("{nickname}, you are in already. Have fun!", nickname=nickname)


def goodbye(nickname: str) -> str:
    """Somebody went home."""
    return _("Goodbye, {nickname}! See you.", nickname=nickname)


def not_in(nickname: str) -> str:
    """Somebody goes home whom nobody saw coming in."""
    return _("Goodbye, {nickname}! Nobody saw you come.", nickname=nickname)


def with_soft(greeting: str, heads: int) -> str:
    """A greeting when it is getting full."""
    return greeting + " " + _("{heads} are inside. Please tell staff.", heads=heads)


def undone() -> str:
    """What was touched was taken back."""
    return _("Taken back. Try again.")


def unknown_card() -> str:
    """A card that nobody has."""
    return _("I do not know this card. Touch your nickname.")


def not_written() -> str:
    """The record took nothing: a full disk, say."""
    return _("I could not write that. Please call staff.")


def pin_wrong() -> str:
    """The PIN was not right, or there were too many wrong ones."""
    return _("This PIN is not right.")


def nickname_first() -> str:
    """A school was touched before any letter."""
    return _("First touch your nickname.")


def heads_first() -> str:
    """A group of nobody."""
    return _("First touch how many you are.")


def ask_others() -> str:
    """Nicknames that begin with no letter of the pads."""
    return _("Touch your nickname.")


def welcome_all() -> str:
    """Somebody without a name came in."""
    return _("Welcome!")


def goodbye_all() -> str:
    """People without a name went home."""
    return _("Goodbye! See you.")


def stage_unknown() -> str:
    """A child of no school that the town names."""
    return _("Other")


def group_words(at: datetime, heads: int) -> str:
    """People without a name who are inside."""
    return _("{at} without a name: {heads}", at=f"{at:%H:%M}", heads=heads)


def ask_programme() -> str:
    """Who came in may take part in something today."""
    return _("Are you here for this? Touch it.")


def programme_words(title: str) -> str:
    """A programme of today, as staff wrote its title."""
    return _("I take part:") + "\n" + title


def attends(title: str) -> str:
    """Somebody takes part in a programme."""
    return _("You take part: {title}. Have fun!", title=title)
