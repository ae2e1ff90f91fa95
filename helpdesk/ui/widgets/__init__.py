"""Small widgets that every screen is composed of, one per file. GUI thread; no business."""
