"""The demonstration: an invented cohort on the real référentiel, played through the actions of the rooms.

What is shown is in `preuve/data/demo/` (its README says the shape); this package only says who does it, and
when. Each module tells its subject's part of the story as events; the loader plays them in the order of time.
"""
