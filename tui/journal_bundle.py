"""The parts of `kagarobo journal` that let others look: `bundle`, `verify`, `export`."""

import argparse
import csv
import json
from pathlib import Path
from typing import Any

from judge.errors import NotBundled
from judge.journal import read_definitions, read_facts
from judge.tournament.hall import fold_hall
from tui.command_io import WrongInput, add_part, print_json, print_lines
from tui.exit_codes import ExitCode
from tui.i18n import _
from tui.kept_definitions import definition_text, known_definitions

__all__ = ["PARTS", "configure"]

BUNDLE_BYTES_MAX = 64 * 1024 * 1024  # a tournament of a thousand runs has some two


def configure(parts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the parts and their options."""
    bundling = add_part(parts, "bundle", _("a whole tournament as one signed file that anyone can work out again"))
    verifying = add_part(parts, "verify", _("work a bundle out again with a second program; no, when anything differs"))
    exporting = add_part(parts, "export", _("readable tables: CSV in a folder, JSON, or a database for Datasette"))
    for part in (bundling, exporting):
        part.add_argument("file", metavar="FILE", type=Path, help=_("a journal, a .db file"))
    bundling.add_argument("to", metavar="TO", type=Path, help=_("the new file"))
    verifying.add_argument("file", metavar="BUNDLE", type=Path, help=_("a file that kagarobo journal bundle made"))
    verifying.add_argument("--key", metavar="HEX", help=_("the public key that must have signed it"))
    exporting.add_argument(
        "to", metavar="TO", type=Path, help=_("the new folder of CSV files, or a new file NAME.json or NAME.db")
    )
    exporting.add_argument("--names", action="store_true", help=_("with the names of the teams"))


def _bundle(args: argparse.Namespace) -> ExitCode:
    from judge.bundle import hall_bundle  # the signature's package takes its time to load
    from judge.home_key import home_key, public_hex

    facts, kept = read_facts(args.file), read_definitions(args.file)
    hall = fold_hall(facts, known_definitions(facts, kept))
    played = [state for state in hall.competitions.values() if state.opened is not None]
    texts = {
        state.opened.definition_hash: definition_text(state.definition, kept)
        for state in played
        if state.opened is not None and state.definition is not None
    }
    if not texts:
        raise NotBundled("nothing_opened")
    _refuse_to_overwrite(args.to)
    key = home_key(args.home)
    args.to.write_bytes(hall_bundle(facts, hall, texts, key))
    if args.json:
        print_json({"bundle": str(args.to), "facts": len(facts), "public_key": public_hex(key)})
        return ExitCode.DONE
    print_lines([_("{count} facts are bundled in {to}.", count=len(facts), to=args.to)])
    print_lines([_("Signed with the key {key}.", key=public_hex(key))])
    return ExitCode.DONE


def _verify(args: argparse.Namespace) -> ExitCode:
    from judge.bundle import public_key
    from judge.verify import Differs, verify

    if not args.file.is_file():
        raise WrongInput(_("There is no file {path}. Is the name right?", path=args.file))
    if args.file.stat().st_size > BUNDLE_BYTES_MAX:
        raise WrongInput(_("{path} is larger than {most} bytes.", path=args.file, most=BUNDLE_BYTES_MAX))
    data = args.file.read_bytes()
    differences, signed_by = verify(data), public_key(data)
    if args.key is not None and args.key.lower() != signed_by:
        differences.append(Differs("key", "manifest.json", signed_by, args.key.lower()))
    if args.json:
        print_json(
            {"bundle": args.file.name, "holds": not differences, "public_key": signed_by,
             "differences": [one._asdict() for one in differences]}
        )  # fmt: skip
        return ExitCode.NO if differences else ExitCode.DONE
    print_lines(_difference(one) for one in differences)
    if not differences:
        print_lines(
            [_("{file}: everything in it holds. Signed with the key {key}.", file=args.file.name, key=signed_by)]
        )
    return ExitCode.NO if differences else ExitCode.DONE


def _export(args: argparse.Namespace) -> ExitCode:
    from judge.bundle import hall_results, results
    from judge.journal.projections import tables, write_database

    facts = read_facts(args.file)
    hall = fold_hall(facts, known_definitions(facts, read_definitions(args.file)))
    states = [state for state in hall.competitions.values() if state.definition is not None]
    said = None if not states else results(facts, states[0]) if hall.is_single else hall_results(facts, hall)
    rows = tables(facts, results=said, has_names=args.names)
    _refuse_to_overwrite(args.to)
    if args.to.suffix == ".db":
        write_database(rows, args.to)
    elif args.to.suffix == ".json":
        args.to.write_text(json.dumps(rows, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    else:
        _write_csv(rows, args.to)
    counts = {name: len(some) for name, some in rows.items()}
    if args.json:
        print_json({"journal": args.file.name, "to": str(args.to), "rows": counts})
    else:
        print_lines(f"{count:>7}  {name}" for name, count in counts.items())
    return ExitCode.DONE


PARTS = {"bundle": _bundle, "verify": _verify, "export": _export}


def _write_csv(rows: dict[str, list[dict[str, Any]]], folder: Path) -> None:
    """One file a table, with the mark that spreadsheets know UTF-8 by."""
    folder.mkdir(parents=True)
    for name, some in rows.items():
        columns = list(dict.fromkeys(column for row in some for column in row))
        with (folder / f"{name}.csv").open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            for row in some:
                writer.writerow({key: _cell(value) for key, value in row.items()})


def _cell(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value


def _difference(one: Any) -> str:
    place = f"{one.what} {one.where}".strip()
    return _("{place}: the bundle says {says}, worked out again it is {found}",
             place=place, says=json.dumps(one.says), found=json.dumps(one.found))  # fmt: skip


def _refuse_to_overwrite(to: Path) -> None:
    if to.exists():
        raise WrongInput(_("{path} is there already. Give another name.", path=to))
