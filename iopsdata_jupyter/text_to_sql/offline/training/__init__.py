"""How the weights of the offline translator are learned. Not imported by the product."""
