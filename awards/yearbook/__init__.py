"""The yearbook: what stands on a page (content), one honoree's page (pages), the rest of the book (front), where
everything stands (plan), binding (assembly), the whole build (building), and reading a book back (verify)."""
