"""Pages of this room, one module per subject; `urls.py` names them."""
