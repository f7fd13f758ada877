"""The source store: the only place where data is edited, so the only place that has migrations."""
