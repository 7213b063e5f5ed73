"""How many are enough, in whole numbers.

"Two thirds or more" (三分之二以上) includes exactly two thirds (以上 includes the number itself,
Civil Code art. 1259); "more than half" (过半数) does not include half. No division is rounded,
so no rounding can tip a meeting.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Threshold:
    """A share of a whole that a count must reach.

    strict: the count must lie above the share; otherwise the share itself is enough.
    """

    numerator: int
    denominator: int
    strict: bool

    def __post_init__(self) -> None:
        """A share lies above nothing and can be reached by everybody together."""
        most = self.denominator - 1 if self.strict else self.denominator
        if not 1 <= self.numerator <= most:
            raise ValueError(f"{self.numerator}/{self.denominator} is no share that can be met")

    def required(self, total: int) -> int:
        """The smallest count that meets the threshold; of nobody, one, whom nobody can send."""
        if total <= 0:
            return 1
        share = self.numerator * total
        if self.strict:
            return share // self.denominator + 1
        return -(-share // self.denominator)

    def met(self, count: int, total: int) -> bool:
        """Whether `count` of `total` is enough; of an empty whole, nothing is."""
        return total > 0 and count >= self.required(total)
