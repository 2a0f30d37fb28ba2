"""Parts of the map: the base and what is seen of it, signs that stand at a point, areas and ways.

``relevo.web.map`` puts them together.
"""
