"""Hadamard matrices: which half of a sample each replicate takes, so that all strata balance."""

import numpy as np

from kapstats.arrays import Codes


def hadamard(least: int) -> Codes:
    """A matrix of ones and minus ones with orthogonal columns, the first all ones, of the least order found.

    Doubling (Sylvester 1867) and quadratic residues of primes (Paley 1933, J Math Phys 12: 311-320). Orders such as 92,
    which need more than that, are passed over; ``least`` is where the search begins.
    """
    order = least if least <= 2 else -(-least // 4) * 4
    while (found := _of_order(order)) is None:
        order += 4
    return found * found[:, :1]


def _of_order(order: int) -> Codes | None:
    if order == 1:
        return np.ones((1, 1), dtype=np.intp)
    if order % 4 == 0 and _prime(order - 1):
        return _first_paley(order - 1)
    if order % 4 == 0 and _prime(order // 2 - 1) and (order // 2 - 1) % 4 == 1:
        return _second_paley(order // 2 - 1)
    half = _of_order(order // 2) if order % 2 == 0 else None
    return None if half is None else np.block([[half, half], [half, -half]])


def _prime(number: int) -> bool:
    return number > 1 and all(number % divisor for divisor in range(2, int(number**0.5) + 1))


def _residues(prime: int) -> Codes:
    """One where the difference of row and column is a square modulo the prime, minus one where not, zero if none."""
    character = np.full(prime, -1, dtype=np.intp)
    character[np.arange(1, prime) ** 2 % prime] = 1
    character[0] = 0
    places = np.arange(prime)
    return np.asarray(character[(places[:, None] - places) % prime], dtype=np.intp)


def _bordered(prime: int, corner: int) -> Codes:
    found = np.ones((prime + 1, prime + 1), dtype=np.intp)
    found[1:, 1:] = _residues(prime)
    found[1:, 0] = corner
    found[0, 0] = 0
    return found


def _first_paley(prime: int) -> Codes:
    """For primes one below a multiple of four."""
    return _bordered(prime, -1) + np.eye(prime + 1, dtype=np.intp)


def _second_paley(prime: int) -> Codes:
    """For primes one above a multiple of four."""
    one, other = np.array([[1, 1], [1, -1]]), np.array([[1, -1], [-1, -1]])
    return np.kron(_bordered(prime, 1), one) + np.kron(np.eye(prime + 1, dtype=np.intp), other)
