"""The app's pages: a page draws, its questions live in the sibling module `<page>_queries`."""
