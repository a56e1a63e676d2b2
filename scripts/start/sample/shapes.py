"""Go to the end of this file and type “def add(a, b):” and Enter: grey text is a suggestion, Tab takes it."""

import math


def circle_area(radius):
    return math.pi * radius**2


def square_area(side):
    return side**2


