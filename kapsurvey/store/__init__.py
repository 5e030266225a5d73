"""Tables and queries; knows no questionnaire."""
