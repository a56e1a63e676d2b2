"""Put the cursor at the end of the last line and press Enter: grey text is a suggestion. Tab takes it."""

import math


def circle_area(radius):
    return math.pi * radius**2


def square_area(side):
    return side**2


def add(a, b):
