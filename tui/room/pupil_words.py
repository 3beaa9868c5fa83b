"""The words of a pupil's pages, whole: fields are filled in by the page, so that it counts without asking again."""

from tui.i18n import _

__all__ = ["LANGUAGE_NAMES", "page_words"]

LANGUAGE_NAMES = {"ja-easy": "やさしい にほんご", "ja": "日本語", "en": "English"}
"""How each language of a child's pages is called by those who read it."""


def page_words() -> dict[str, str]:
    """Return every word of the pupil's pages in the language in use; `{n}` and other fields are still in them."""
    return {
        **_everywhere(),
        **_entering(),
        **_pictures(),
        **_lessons(),
        **_program(),
        **_field(),
        **_verdict(),
        **_robot(),
        **_mentor(),
    }


def _everywhere() -> dict[str, str]:
    return {
        "class": _("Class"),
        "language": _("Language"),
        "leave": _("Leave"),
        "lost": _("No connection. Keep typing: your text is kept here and sent later."),
        "back_again": _("Connected again."),
        "not_done": _("That did not work. Try again."),
        "wait": _("Wait {n} seconds, then try again."),
        "close": _("Close"),
        "go_on": _("Go on"),
        "go_back": _("Go back"),
        "menu": _("Your page"),
    }


def _entering() -> dict[str, str]:
    return {
        "enter_title": _("Come in"),
        "room_code": _("Room code"),
        "room_code_where": _("It is on the wall."),
        "enter": _("Come in"),
        "who_title": _("Who are you?"),
        "your_name": _("Choose your name"),
        "new_name": _("I am not in the list"),
        "nickname": _("Your nickname"),
        "nickname_hint": _("Not your real name. At most {n} letters."),
        "letters": _("Letters"),
        "erase_letter": _("Delete a letter"),
        "pictures_set": _("Choose 3 pictures. Remember them and their order."),
        "pictures_again": _("The same 3 pictures once more."),
        "pictures_asked": _("Your 3 pictures, in their order"),
        "pictures_differ": _("Those were others. Choose your 3 pictures anew."),
        "pictures_chosen": _("{n} of 3 chosen"),
        "pictures_clear": _("Delete"),
        "hello": _("Hello, {name}!"),
    }


def _pictures() -> dict[str, str]:
    return {
        "picture_sun": _("sun"),
        "picture_moon": _("moon"),
        "picture_star": _("star"),
        "picture_cat": _("cat"),
        "picture_fish": _("fish"),
        "picture_bird": _("bird"),
        "picture_tree": _("tree"),
        "picture_flower": _("flower"),
        "picture_apple": _("apple"),
        "picture_house": _("house"),
        "picture_boat": _("boat"),
        "picture_key": _("key"),
    }


def _lessons() -> dict[str, str]:
    return {
        "lessons_title": _("Lessons"),
        "lesson_n": _("Lesson {n}"),
        "all_lessons": _("All lessons"),
        "passed": _("passed"),
        "started": _("begun"),
        "your_next": _("Go on here"),
        "passed_of": _("{n} of {total} passed"),
        "to_do": _("What to do"),
        "picture_of": _("What your robot will do"),
    }


def _program() -> dict[str, str]:
    return {
        "your_program": _("Your program"),
        "editor_help": _("[Tab] indents. To leave the editor: [Esc], then [Tab]."),
        "saved": _("Saved"),
        "saving": _("Saving …"),
        "not_saved": _("Not sent yet"),
        "full_width": _("This is a wide letter. Python wants the narrow one."),
        "begin_again": _("Start over"),
        "begin_again_ask": _("Begin with the first program again? Yours is kept."),
        "conflict_title": _("You typed on another computer too"),
        "conflict_say": _("Which program do you want? The other one is kept too."),
        "conflict_here": _("The one here"),
        "conflict_there": _("The other one"),
        "take_here": _("Take the one here"),
        "take_there": _("Take the other one"),
    }


def _field() -> dict[str, str]:
    return {
        "field": _("Field"),
        "run": _("Run it"),
        "stop": _("Stop"),
        "again": _("Once more"),
        "faster": _("Faster"),
        "whole_field": _("Whole field"),
        "sound": _("Sound"),
        "tries": _("Tries"),
        "try_n": _("Try {n} of {total}"),
        "queued": _("Your place in the line: {n}"),
        "reading": _("Reading the program …"),
        "nothing_yet": _("Press Run and your robot drives here."),
        "drives": _("The robot drives: try {n} of {total}"),
        "stands": _("The film is over: {n} seconds"),
        "field_told": _("{field}. Time {n} seconds. The robot is {x} cm from the left and {y} cm from below."),
        "seconds": _("{n} s"),
        "line_sensor": _("Line"),
        "line_left": _("left"),
        "line_middle": _("middle"),
        "line_right": _("right"),
        "distance": _("Distance"),
        "centimetres": _("{n} cm"),
        "no_echo": _("nothing near"),
        "light": _("Light"),
        "on": _("on"),
        "off": _("off"),
        "tone": _("Buzzer"),
        "hertz": _("{n} Hz"),
        "printed": _("What it printed"),
        "printed_nothing": _("Nothing yet."),
        "printed_more": _("It printed more than is shown here."),
    }


def _verdict() -> dict[str, str]:
    return {
        "well_done": _("Passed!"),
        "not_yet": _("Not yet"),
        "passed_say": _("It worked {n} times out of {total}."),
        "at_line": _("Look at line {n}."),
        "next": _("Next lesson"),
        "hint": _("Hint"),
        "hint_n": _("Hint {n}"),
        "hints_left": _("{n} hints left"),
        "no_hints": _("That was the last hint."),
        "help": _("Ask for help"),
        "help_asked": _("You asked for help. Press again to take it back."),
        "run_lost": _("The run was lost. Press Run again."),
    }


def _robot() -> dict[str, str]:
    return {
        "to_robot": _("To the robot"),
        "which_robot": _("Which robot?"),
        "robot_n": _("Robot {n}"),
        "robot_free": _("free"),
        "robot_line": _("{n} are waiting"),
        "no_robots": _("No robot is plugged in."),
        "robot_waiting": _("{name}: your place in the line is {n}."),
        "robot_sending": _("{name}: your program is on its way."),
        "robot_done": _("{name} has your program. Pull the cable and try it."),
        "robot_failed": _("{name}: that did not work."),
    }


def _mentor() -> dict[str, str]:
    return {
        "minutes_left": _("{n} minutes left"),
        "over": _("The class is over. All your programs are kept."),
        "shared_title": _("Look at this program"),
        "fresh_code": _("Choose new pictures now."),
    }
