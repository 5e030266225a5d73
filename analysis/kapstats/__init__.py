"""Survey statistics: design, variance, estimates; knows no questionnaire and no web."""
