"""Workbooks as localities send them, turned into drafts with their endorsements, all or nothing.

`reading` makes rows of a workbook, `checking` makes drafts or mistakes of rows, `writing` is the action, `batches`
is the same as long work with a preview.
"""
