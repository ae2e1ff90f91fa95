"""What can be wrong with a delivery, a callback or a return of originals; see `problems`."""

from helpdesk.i18n.texts import N_

# Keep sorted by code. Placeholders are the names of the problem's params.
OUTCOMES: dict[str, str] = {
    "day-future": N_("{day} is still to come. Enter the day on which it happened."),
    "delivery-number": N_(
        "Enter the number of the postal item; it stands on the slip of the post."
    ),
    "delivery-witness": N_(
        "If the recipient refuses to sign, name the witness and the place where the papers were left."
    ),
    "original-held": N_(
        "The original of “{material}” still lies at the desk. Give it back first (Ctrl+U)."
    ),
    "original-not-here": N_(
        "No original of “{material}” lies at the desk. Look at the case again; it may have gone back already."
    ),
    "originals-none": N_("Tick the originals that go back."),
    "originals-to": N_("Enter the name of who takes the originals."),
    "rating-unknown": N_("A rating is 1 to 5, not {rating}. Choose one of the five."),
}
