"""Reading a release: read-only connections, ad-hoc SQL, answers as table, CSV or JSON."""
