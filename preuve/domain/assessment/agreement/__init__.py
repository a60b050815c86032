"""How far jurors agree when they mark the same candidates: for the manager only, never for ranking people.

`marks_csv` reads the marks, `ratings` holds them, `summary` computes every coefficient, `serialise` writes
them. Each coefficient is a function of a `Table`; it answers a figure, or a `NotComputable` with its reason:
never nan, and no exception for marks that were honestly given.
"""
