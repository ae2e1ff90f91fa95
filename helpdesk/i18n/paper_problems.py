"""What stands in the way of papers: a translator's file, trays, sizes; see `problems`."""

from helpdesk.i18n.texts import N_

# Keep sorted by code. Placeholders are the names of the problem's params.
PAPER: dict[str, str] = {
    "emblem-empty": N_(
        "There is nothing on this picture but white or clear ground. Choose one with a dark drawing."
    ),
    "emblem-kind": N_(
        "This is no picture that papers can carry, whatever its name says. Save it as PNG or JPEG and choose that."
    ),
    "emblem-large": N_(
        "The file is larger than {limit} MB. An emblem needs a few hundred dots: save a smaller picture and choose that."
    ),
    "emblem-moving": N_("This picture moves. Save one of its frames as PNG and choose that."),
    "emblem-pixels": N_(
        "The picture has more than {limit} million dots. An emblem needs a few hundred: save a smaller picture and choose that."
    ),
    "emblem-small": N_(
        "The drawing is too small or too narrow to be recognised on paper. Choose one with at least {least} dots on each side that is no thin strip."
    ),
    "mongolian-chinese": N_(
        "Line {line}: papers do not say \u201c{text}\u201d (any more), but \u201c{now}\u201d. Fetch the file anew and have "
        "this text translated."
    ),
    "mongolian-control": N_(
        "Line {line}: the Mongolian holds a character that cannot be seen and would turn the text round or "
        "break it ({code}). Take it out and bring the file again."
    ),
    "mongolian-empty": N_(
        "The file has no Mongolian at all. Let the translator fill the third column, then bring it again."
    ),
    "mongolian-key": N_(
        "Line {line}: no paper has a text with the key {key}. Fetch the file anew and do not change its "
        "first column."
    ),
    "mongolian-long": N_(
        "Line {line}: the Mongolian is longer than {most} characters and would not fit on a paper. Is it "
        "in the right line?"
    ),
    "mongolian-script": N_(
        "Line {line}: \u201c{character}\u201d is not traditional Mongolian script. Papers take that script only, "
        "no Cyrillic, no Chinese and no Latin letters."
    ),
    "mongolian-twice": N_(
        "Line {line}: \u201c{text}\u201d was translated differently above. Leave one of the two."
    ),
    "print-came-out": N_(
        "The paper came out of the printer {printer} meanwhile and is recorded. Print again if one more is needed; it is marked as a further copy."
    ),
    "print-underway": N_(
        "This paper is being printed or saved already, or came out meanwhile. Look at the case's papers, then print again if one more is needed."
    ),
    "printer-sheet": N_(
        "The printer {printer} takes no {size} paper. Choose another size or another printer; nothing was sent."
    ),
    "printer-unknown": N_(
        "Nobody can say whether the paper came out of the printer {printer}. Look there first; print again if it did not."
    ),
    "printer-waits": N_(
        "The printer {printer} has the paper, but says: {trouble}. It is recorded as soon as it comes out; see to the printer, choose another one, or save a PDF."
    ),
}
