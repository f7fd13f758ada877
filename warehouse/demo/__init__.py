"""The synthetic panel: invented rows in a home of their own, to show planning features and to measure scale."""
