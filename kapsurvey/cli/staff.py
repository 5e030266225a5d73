"""Adds members of staff, lists them, disables them, gives them new passwords; what lets in is printed this once."""

import argparse
import os
from collections.abc import Callable, Mapping
from contextlib import closing

import segno

from kapsurvey.config import Config, from_environment
from kapsurvey.fieldwork import staff
from kapsurvey.fieldwork.sealing import Secret
from kapsurvey.fieldwork.staff import ENUMERATOR, Access, Staff
from kapsurvey.store.database import Database
from kapsurvey.store.tables import ROLES

_Act = Callable[[Database, Config, argparse.Namespace], None]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do, and with whom."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    adding = acts.add_parser("add", help="add somebody, and print what lets them in")
    adding.add_argument("number", type=int, help="a number that nobody has, such as 7")
    adding.add_argument("--role", choices=ROLES, default=ENUMERATOR, help="researchers may fetch the answers")
    adding.add_argument("--name", default="", help="stands beside the number; may be left out")
    acts.add_parser("list", help="list everybody")
    disabling = acts.add_parser("disable", help="let somebody in no more, at once")
    disabling.add_argument("number", type=int)
    renewing = acts.add_parser("password", help="print a new password; lets in again whoever was disabled")
    renewing.add_argument("number", type=int)


def run(arguments: argparse.Namespace) -> int:
    """Do it, and say so."""
    config = from_environment(os.environ)
    with closing(Database(config.database)) as database:
        ACTS[arguments.act](database, config, arguments)
    return 0


def _add(database: Database, config: Config, arguments: argparse.Namespace) -> None:
    member = Staff(arguments.number, arguments.name.strip(), arguments.role)
    with database.transaction() as connection:
        access = staff.add(connection, Secret(config.secret), member)
    print(f"{member.number} ({member.role}) may sign in at /staff/")
    _tell(access)


def _list(database: Database, config: Config, arguments: argparse.Namespace) -> None:
    with database.reading() as connection:
        members = staff.everybody(connection)
    for member in members:
        state = "disabled" if member.disabled else "active"
        print(f"{member.number:>6}  {member.role:<10}  {state:<8}  {member.name}".rstrip())
    if not members:
        print("There is nobody yet. Run: kapsurvey staff add 1")


def _disable(database: Database, config: Config, arguments: argparse.Namespace) -> None:
    with database.transaction() as connection:
        staff.disable(connection, arguments.number)
    print(f"{arguments.number} is disabled, and every visit of theirs has ended. What they handed in stays.")


def _password(database: Database, config: Config, arguments: argparse.Namespace) -> None:
    with database.transaction() as connection:
        access = staff.renew(connection, Secret(config.secret), arguments.number)
    print(f"{arguments.number} may sign in with this, and with nothing given before. Every earlier visit has ended.")
    _tell(access)


def _tell(access: Access) -> None:
    """Print what lets in: it cannot be shown again."""
    print(f"password: {access.password}")
    if access.second_factor:
        print(f"second factor: {access.second_factor}")
        print("Scan this with an app for one-time codes, such as Aegis or Google Authenticator:")
        segno.make(access.second_factor).terminal(compact=True)
    print("It is shown this once and kept nowhere in clear: hand it over now, then clear this screen.")


ACTS: Mapping[str, _Act] = {"add": _add, "list": _list, "disable": _disable, "password": _password}
