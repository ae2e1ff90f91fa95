"""What goes wrong with bundles on their way: sticks, other cities, neighbours; see `problems`."""

from helpdesk.i18n.texts import N_

# Keep sorted by code. Placeholders are the names of the problem's params.
BUNDLES: dict[str, str] = {
    "bundle-blocked": N_(
        "The city has blocked this device, so nothing was taken from it. If its records are to count, take them in at the server: helpdesk-city bundle import --late."
    ),
    "bundle-damaged": N_(
        "This bundle arrived cut or altered, so nothing was taken from it. Nothing is lost: make it again where it came from."
    ),
    "bundle-device-unknown": N_(
        "The city does not know the device that made this bundle. Nothing was taken from it. Enrol the desk first, or ask which city it belongs to."
    ),
    "bundle-foreign": N_(
        "This file is no bundle of this program, whatever its name says. Choose another one."
    ),
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
    "bundle-passing": N_(
        "This bundle is on its way from another desk to the city. Nothing was changed; take it to the city."
    ),
    "bundle-restored": N_(
        "The city has other records under this desk's name, as after a restored backup or a copied folder. Nothing is lost: export once more, the bundle asks the city where to go on."
    ),
    "bundle-returned": N_(
        "This is a return bundle from the city to a desk. It is imported at the desk it is for."
    ),
    "bundle-scope": N_(
        "This bundle is from a desk outside your division. Take it to that township, or to the city."
    ),
    "carried-full": N_(
        "The neighbour carries as much as it can. Sync there first, then hand over again; nothing is lost."
    ),
    "neighbour-address": N_(
        "{address} is no address. Type the one that the neighbour's screen shows, such as 192.0.2.15."
    ),
    "neighbour-away": N_(
        "Nobody listens at {address}. Check the cable, the address, and whether the neighbour's screen still shows the code."
    ),
    "neighbour-code": N_(
        "The code is not the one that the neighbour's screen shows. Type it again."
    ),
    "neighbour-disk": N_(
        "This computer could not keep the neighbour's bundle, so the door was closed; the neighbour still has everything. Free some space on the disk and open the door again."
    ),
    "neighbour-foreign": N_(
        "What answered there was no desk of this program. Check the address on the neighbour's screen."
    ),
    "neighbour-gone": N_(
        "The line to the neighbour broke off. Nothing is lost: check the cable and do it again."
    ),
    "neighbour-late": N_("Nobody came in time, so the door was closed. Open it again when needed."),
    "neighbour-port": N_(
        "This computer lets nobody listen on its network. Ask the administrator about the firewall."
    ),
    "neighbour-tries": N_(
        "The code was wrong too often, so the door was closed. Open it again; there will be another code."
    ),
    "prefix-differs": N_(
        "That is not this device's prefix. To block it type {prefix}; nothing was changed."
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
    "stub-day": N_("{text} is not a date. Write it as 2026-11-23, or leave it out."),
    "stub-device": N_(
        "No device of this city ever had the numbers with {prefix}. Compare the number with the stub."
    ),
    "stub-empty": N_("Choose the matter, or write what the request is about."),
    "stub-future": N_("{day} lies ahead. Compare the date with the stub."),
}
