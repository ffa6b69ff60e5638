"""How items are judged, where that is longer than the line of the list: a folder a stage, and what several stages share.

Pure, as the checklist: facts in, an outcome or a part of one out. Nothing here knows an item or its place.
"""
