"""Problems a person can do something about, as codes; `helpdesk.i18n.problems` turns them into sentences."""


class Problem(ValueError):  # noqa: N818  most are no errors, but things to put right
    """Something the person at the counter can put right.

    `code` is stable (scripts and tests rely on it); `params` fill the sentence. Params may hold what
    the person typed, so a problem is shown to that person and never written to a log.
    """

    def __init__(self, code: str, /, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


class EnvironmentProblem(Problem):
    """The machine is in the way, not the input: disk, lock, key, printer, network."""
