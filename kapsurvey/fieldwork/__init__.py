"""The verbs of fieldwork: each takes the database session first, none commits."""
