"""What is wrong with card readers and cards, and what to do about it; see `problems`."""

from helpdesk.i18n.texts import N_

# Keep sorted by code. Placeholders are the names of the problem's params.
CARDS: dict[str, str] = {
    "card-absent": N_(
        "No card was read. Lay it on the reader and press F8 again, or type the number."
    ),
    "card-reader-busy": N_(
        "The card reader “{reader}” still hangs in the reading before. Unplug it, plug it in again, or type the number."
    ),
    "card-reader-faulty": N_(
        "The driver of the card reader “{reader}” made a mistake; nothing was taken from the card. Try again, or type the number, and tell whoever looks after this computer."
    ),
    "card-reader-missing": N_(
        "The driver “{reader}” is not installed on this computer any more. Choose another in the settings (F10), or type the number."
    ),
    "card-reader-none": N_(
        "No card reader is chosen. Choose one in the settings (F10); a reader that types like a keyboard needs nothing."
    ),
    "card-unplugged": N_(
        "The card reader does not answer. Check its cable and what the settings (F10) say about it, then press F8 again."
    ),
    "card-unreadable": N_(
        "The card could not be read. Leave it on the reader until it is done and press F8 again; if it is worn, type the number."
    ),
    "card-wrong": N_(
        "This is no resident identity card. Lay that on the reader, or type the number."
    ),
}
