"""Asks: questionnaires as text become surveys on phones, and their answers a release."""
