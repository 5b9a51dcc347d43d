"""The yearbook, from what is written to a file that is checked.

* Said: `writing` (what a nominee may write), `nominee` (one page as data), `content` (the book: chapters of
  honourees), `chapters`, `matter` and `counts` (everything else), `letters` (what our fonts can print), `wording`
  (names of the book's parts).
* Set: `setting` and `pages` (a nominee's page), `front`, `sections`, `lists`, `columns`, `figures` (all other pages),
  `pictures`, `drawing`, `lettering`; `measures` is their geometry, `illustrations` and `marks` the demo's pictures.
* Made: `press` (a process that lays out), `pressing` (two of them), `parts` (one nominee's page), `kept` (parts of the
  frame), `building` (a whole order).
* Bound: `plan` (where everything stands), `assembly`, `shelf`, `sharing`, `stamps`, `boxes`, `links`, `tagging`.
* Read back: `typeface`, `reading`, `soundness`, `verify`.
"""
