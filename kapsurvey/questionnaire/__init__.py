"""What a questionnaire is and how it flows: pure, without database, web, clock or chance."""
