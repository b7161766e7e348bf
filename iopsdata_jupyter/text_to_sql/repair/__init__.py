"""Repair of a failed statement without a model: a module for each kind of fault, each sure or silent.

A repair that could mean something else is none: it is then the model's business, or the person's.
"""
