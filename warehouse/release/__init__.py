"""Plan, build, audit, publish, roll back: how a release comes to be."""
