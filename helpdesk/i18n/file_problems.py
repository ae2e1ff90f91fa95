"""What is wrong with files, what keeps them waiting, and what to do about it; see `problems`."""

from helpdesk.i18n.texts import N_

# Keep sorted by code. Placeholders are the names of the problem's params.
FILES: dict[str, str] = {
    "attachment-attached": N_("This file is attached to the case already."),
    "attachment-busy": N_(
        "This file is being received already. The program tries again by itself."
    ),
    "attachment-damaged": N_(
        "This file was damaged on the disk. Fetch it from the city, or attach it once more."
    ),
    "attachment-differs": N_(
        "The file arrived altered and was not kept. It is transferred once more by itself."
    ),
    "attachment-empty": N_("This file is empty. Choose another one."),
    "attachment-frames": N_("This TIFF has several pages. Save it as PDF, or page by page."),
    "attachment-gone": N_(
        "The file cannot be read. Check that it is still there and that you may open it."
    ),
    "attachment-heic": N_(
        "Pictures in the HEIC format cannot be kept. Save it as JPEG on the telephone."
    ),
    "attachment-kind": N_(
        "Only pictures (JPEG, PNG, TIFF, BMP, WebP, GIF) and PDF can be attached, and this is neither, whatever its name says. Save or scan it as one of them."
    ),
    "attachment-large": N_(
        "The picture is larger than {limit} MB. Scan it with fewer dots per inch."
    ),
    "attachment-lost": N_(
        "This file is gone from this computer's disk, and the city does not have it. Attach the same picture once more; it is sent then."
    ),
    "attachment-many": N_("The case has {limit} files already. Put several pages into one PDF."),
    "attachment-missing": N_("This file is not on this desk. Fetch it from the city."),
    "attachment-no-camera": N_(
        "No camera can be used here. Take the photograph with the camera's own program and drop it here."
    ),
    "attachment-no-room": N_(
        "The disk is nearly full, so no files are taken in. Cases can still be saved: free some space, then attach it again."
    ),
    "attachment-not-a-picture": N_(
        "Only pictures can be blackened. Cover it on the paper, or scan the page as a picture."
    ),
    "attachment-not-here": N_(
        "The city does not have this file yet. The desk that attached it has not sent it."
    ),
    "attachment-offset": N_(
        "The file went on elsewhere. The program asks how far it is and goes on."
    ),
    "attachment-pdf-large": N_(
        "The document is larger than {limit} MB. Scan it with fewer dots per inch, or split it."
    ),
    "attachment-pdf-locked": N_(
        "This PDF asks for a password. Save it without one, then attach it."
    ),
    "attachment-pdf-pages": N_("The document has {n} pages; 1 to {limit} are possible. Split it."),
    "attachment-pixels": N_(
        "The picture has more than {limit} million pixels. Scan it with fewer dots per inch."
    ),
    "attachment-size": N_("The file is not as large as its record says. Attach it once more."),
    "attachment-unknown": N_("The case has no such file. Look at the case again."),
    "pdf-none": N_("No file was chosen. Choose the PDF that is to be checked."),
    "pdf-large": N_(
        "The file is larger than {limit} MB: no sealed paper is. Choose the PDF itself."
    ),
    "pdf-heavy": N_(
        "This PDF takes more work than any paper; it was not checked. Ask for the one that the desk or the city handed out."
    ),
    "checked-often": N_(
        "Many PDFs were checked from here. Wait {minutes} minutes and try again, or ask a desk."
    ),
    "pdf-cut": N_(
        "The end of this PDF is missing, or something else follows it: it did not arrive whole. Have it sent again, or copy it anew."
    ),
    "attachment-unreadable": N_(
        "This file is damaged: it cannot be opened. Scan or save it once more."
    ),
    "attachment-unreferenced": N_(
        "No case that the city knows has this file yet. It is sent after the case."
    ),
    "files-away": N_("The city's store of files cannot be reached. Tell the city's administrator."),
    "files-begun": N_(
        "Too many files of this computer are begun and not finished. They are gone on with first."
    ),
    "files-full": N_("The city's disk is full. Nothing is lost; tell the city's administrator."),
    "files-none": N_("There is no file in what was pasted or dropped. Copy a picture or a file."),
    "files-over-month": N_(
        "This file is larger than what files may take over this line in a month. Send it now all the same, take it on a stick, or wait for a free line; the limit stands under When to sync."
    ),
    "files-place": N_(
        "{place} is no place for files. Name a folder, or an address like s3://bucket/folder."
    ),
    "files-quota": N_(
        "The city has no room left for files of this desk. Nothing is lost; tell the city's administrator."
    ),
    "files-wait-line": N_("Waits for Wi-Fi: this line is paid for by volume."),
    "files-wait-month": N_(
        "Waits for next month: the month's data budget is used up. It can be raised in the settings."
    ),
    "scan-gone": N_("This page was sorted meanwhile. Look at the list again."),
    "scan-unclear": N_(
        "Name files to scan, or a waiting page with --page and its case with --case."
    ),
    "seal-failed": N_(
        "The PDF could not be sealed, so nothing was recorded. Try again; if it stays so, save a support pack."
    ),
    "signature-empty": N_(
        "There is nothing to be seen. Sign again, or press the thumb more firmly."
    ),
    "code-foreign": N_(
        "This is no code of one of our papers. Scan the large code on its first sheet."
    ),
    "comparison-words": N_("Say which words read otherwise, and how."),
    "comparison-facts": N_("That is no fact of this paper. Open the comparison again."),
    "signature-missing": N_("Nobody has signed yet. Sign on the pad, or choose how else."),
    "signature-name": N_("Who signed? Write the name."),
    "signing-changed": N_(
        "The case was changed meanwhile. Read the paper as it is now, and sign that."
    ),
    "witness-missing": N_("Without a signature a witness is needed. Write the name."),
}
