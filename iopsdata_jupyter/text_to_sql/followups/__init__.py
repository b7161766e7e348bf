"""Questions that refine the one before: `and by region?`, `only for Texas`, `top 5`, `what about 2024?`.

They are read as edits of the last statement's tree. What a phrase means in the schema is found by asking the
offline translator a small question of its own about the same table (`how many orders for Texas`), and taking
the condition or the group out of its answer.
"""
