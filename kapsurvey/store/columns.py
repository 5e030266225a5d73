"""What the tables are built from: kinds of columns, and the checks that go with them."""

from collections.abc import Iterable

from sqlalchemy import Boolean, CheckConstraint, Column, ForeignKey, LargeBinary, MetaData, String

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

ID = LargeBinary(16)
HASH = LargeBinary(32)
FINGERPRINT = String(64)


def sized(length: int, *names: str) -> tuple[CheckConstraint, ...]:
    """Checks that columns hold values of one length."""
    return tuple(CheckConstraint(f"length({name}) = {length}", name=f"{name}_length") for name in names)


def one_of(name: str, words: Iterable[str]) -> CheckConstraint:
    """A check that a column holds one of some words."""
    return CheckConstraint(f"{name} IN ({', '.join(repr(word) for word in words)})", name=name)


def truth(name: str) -> Column[bool]:
    """A column of truths."""
    return Column(name, Boolean(create_constraint=True, name=name), nullable=False)


def wave(*, known: bool = True) -> Column[bytes]:
    """The wave that a row belongs to; where one need not be ``known``, the row may belong to none."""
    return Column("wave_id", ID, ForeignKey("waves.id"), nullable=not known)


def edition() -> Column[str]:
    """The edition that was asked."""
    return Column("fingerprint", FINGERPRINT, ForeignKey("editions.fingerprint"), nullable=False)
