"""What goes wrong with bundles on their way: sticks, other cities, neighbours; see `problems`."""

from helpdesk.i18n.texts import N_

# Keep sorted by code. Placeholders are the names of the problem's params.
BUNDLES: dict[str, str] = {
    "bundle-damaged": N_(
        "This bundle arrived cut or altered, so nothing was taken from it. Nothing is lost: make it again where it came from."
    ),
    "bundle-device-unknown": N_(
        "The city does not know the device that made this bundle. Nothing was taken from it. Enrol the desk first, or ask which city it belongs to."
    ),
    "bundle-foreign": N_("This file is no bundle of this program. Choose a file ending in .hdb."),
    "bundle-forged": N_(
        "The signature of this bundle is not its sender's, so nothing was taken from it. Do not use this stick again, and tell the city's administrator."
    ),
    "bundle-large": N_(
        "This bundle is larger than {megabytes} MB. Import it on the server: helpdesk-city bundle import."
    ),
    "bundle-missing": N_("There is no bundle for this desk in {folder}. Nothing was changed."),
    "bundle-newer": N_(
        "This bundle was made by a newer version of the program. Nothing was taken from it: update this program, then import it again."
    ),
    "bundle-none": N_("Choose the bundle first: a file ending in .hdb."),
    "bundle-old": N_(
        "This return bundle is from before the city's data were restored. Nothing was changed; export a new bundle and take it to the city."
    ),
    "bundle-other": N_(
        "This bundle is for another desk, so it cannot be opened here. Nothing was changed; take it to the desk it is for."
    ),
    "bundle-other-city": N_(
        "This bundle is sealed to another city, so it cannot be opened here. Nothing was changed."
    ),
    "bundle-outgoing": N_(
        "This bundle is from this desk to the city. Take it there; what comes back is imported here."
    ),
    "bundle-restored": N_(
        "This desk was restored and has to find its place with the city first. Sync once over the network, then export."
    ),
    "bundle-returned": N_(
        "This is a return bundle from the city to a desk. It is imported at the desk it is for."
    ),
    "stick-full": N_(
        "There is no room left in {folder}. No half file was left; free some space or use another stick, then export again."
    ),
    "stick-gone": N_(
        "The stick in {folder} was pulled or does not answer. Nothing here was changed; plug it in and do it again."
    ),
    "stick-read-only": N_(
        "Nothing can be written to {folder}: it is write-protected. Unlock the stick or use another one."
    ),
    "stick-wrong": N_(
        "What was written to {folder} did not come back as it was, so it was removed. Use another stick."
    ),
    "stub-date": N_(
        "The number says it was given on {day}, the form says {typed}. Compare both with the stub."
    ),
    "stub-device": N_(
        "No device of this city ever had the numbers with {prefix}. Compare the number with the stub."
    ),
    "stub-empty": N_("Choose the matter, or write what the request is about."),
    "stub-future": N_("{day} lies ahead. Compare the date with the stub."),
}
