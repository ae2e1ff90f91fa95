"""The screens, one folder each: `view.py` has the widgets, `presenter.py` decides and knows no Qt."""
