"""From a release to tables and briefs."""
