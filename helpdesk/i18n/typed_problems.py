"""What people can type or choose wrong, and what to do about it; see `problems`."""

from helpdesk.i18n.texts import N_

# Keep sorted by code. Placeholders are the names of the problem's params.
TYPED: dict[str, str] = {
    "author-foreign": N_(
        "The city keeps this record aside: it came from a desk and names somebody of the city as its author."
    ),
    "batch-line": N_(
        "Line {line} of the file is no number of a case here. Put it right and print again; nothing was printed."
    ),
    "applicant-missing": N_("Choose the resident, or enter a new one, before registering."),
    "birth-contradicts": N_(
        "The birth date entered ({typed}) differs from the one in the ID number ({identity}). Check both."
    ),
    "birth-future": N_("The birth date {birth} lies in the future. Check it."),
    "calendar-date": N_("Line {line}: {text} is not a date. Write it like 2027-01-01."),
    "calendar-duplicate": N_(
        "Line {line}: {date} stands in the table twice. Delete one of the two lines."
    ),
    "calendar-empty": N_(
        "The working-day table for {year} has no days. Choose the published table."
    ),
    "calendar-kind": N_("Line {line}: {text} is not a kind of day. Write one of: {known}."),
    "calendar-other-year": N_(
        "Line {line}: {date} does not belong to the table of {year}. Check the year."
    ),
    "case-unknown": N_(
        "There is no such case here. Search for it by number, or sync and try again."
    ),
    "catalogue-duplicate": N_(
        "The catalogue holds edition {version} of matter {code} twice. Ask the city for a new catalogue."
    ),
    "cell-digits": N_(
        "A number in this line is longer than Excel can keep, so its last digits are lost. Format the column as text and enter it again."
    ),
    "cell-empty": N_("The column {column} is empty in this line."),
    "cell-error": N_(
        "A cell of this line holds the error {text} instead of a value. Correct the formula."
    ),
    "cell-unknown": N_("{text} cannot stand in the column {column}."),
    "changed-meanwhile": N_(
        "“{field}” was changed by somebody else while you were typing. Look at the new value, then save again."
    ),
    "columns-missing": N_(
        "The table lacks the columns: {missing}. Its headers are: {found}. Rename the headers and import again."
    ),
    "conflict-changed": N_(
        "Somebody decided this already, or another entry has arrived. Look at it again."
    ),
    "conflict-choice": N_("Choose one of the entries; here no other value can be written."),
    "credit-character": N_(
        "Character {position} of the credit code is {character}, which cannot stand there. The letters I, O, S, V and Z are never used."
    ),
    "credit-check": N_(
        "The credit code does not add up: at least one character is wrong. Compare it with the licence, character by character."
    ),
    "credit-length": N_(
        "The credit code has {count} characters; it must have 18. Check whether one is missing or doubled."
    ),
    "date-impossible": N_("{text} is not a date. Write it like 1958-03-12."),
    "deferral-long": N_(
        "A deferral may last until {latest} at most, the promised date of the matter."
    ),
    "deferral-past": N_("The date {until} has passed. Choose today or later."),
    "deferral-undated": N_(
        "The deferred material {name} needs the day by which it will be brought (until)."
    ),
    "division-ambiguous": N_(
        "{count} divisions are called {name}. Write the 12-digit code, or the name with its township."
    ),
    "division-code": N_("{code} is not a division code. It has 12 digits."),
    "division-duplicate": N_(
        "The division {code} stands in the list twice. Ask the city for a new list."
    ),
    "division-parent": N_(
        "The division {code} cannot lie below {parent}. Ask the city for a new list."
    ),
    "division-several": N_(
        "Several places are called {text}. Type the digits of the right one: {places}"
    ),
    "division-unknown": N_(
        "There is no division {code} in the list. Choose the village or township from the list."
    ),
    "document-kind-unknown": N_(
        "There is no kind of document called {kind}. Choose one from the list."
    ),
    "extension-days": N_(
        "An extension of {days} days is not possible; at most {longest} can be added."
    ),
    "export-long": N_(
        "A sheet of Excel has room for {most} cases. Filter first, then export again."
    ),
    "field-unknown": N_("The field {field} is not known. Check the spelling."),
    "file-damaged": N_(
        "The file is damaged and cannot be read. Save it again in Excel or WPS, then import that file."
    ),
    "file-empty": N_("The file is empty. Choose another one."),
    "file-encoding": N_(
        "The text of this file cannot be read safely: it is neither UTF-8 nor GB 18030. In Excel or WPS, save it as “CSV UTF-8”."
    ),
    "file-kind": N_(
        "Files ending in {suffix} cannot be imported. Save the table as .xlsx or .csv."
    ),
    "file-large": N_(
        "The file is larger than {megabytes} MB. Divide it and import the parts one by one."
    ),
    "file-not-csv": N_(
        "This is an Excel workbook, not a CSV file. Give it the ending .xlsx and import it again."
    ),
    "file-not-xlsx": N_(
        "This is not an Excel workbook, whatever its name says. Save the table as .xlsx or .csv."
    ),
    "file-xls": N_(
        "The workbook is of the old .xls kind or locked with a password. Save it as .xlsx without a password."
    ),
    "id-birth-date": N_(
        "The birth date in the ID number, {digits}, is not possible. Check digits 7 to 14 on the card."
    ),
    "id-character": N_(
        "Character {position} of the ID number is {character}, which cannot stand there. Only digits can, and X at the end."
    ),
    "id-check": N_(
        "The ID number does not add up: at least one digit is wrong. Compare it with the card, digit by digit."
    ),
    "id-length": N_(
        "The ID number has {count} characters; it must have 18. Check whether one is missing or doubled."
    ),
    "internal": N_(
        "Something in the program went wrong; it was noted in the log. What was saved is safe. Try again."
    ),
    "kind-foreign": N_(
        "The city keeps this record aside: such an act is the city's alone, and it came from a desk."
    ),
    "limit-days": N_("A limit of {days} days is not possible. Enter 1 to 1000."),
    "list-long": N_(
        "A printed list holds at most {most} cases, and these are {count}. Filter first, or export them to Excel."
    ),
    "material-wrong-why": N_(
        "Say what is wrong with {material}: the resident has to know what to bring instead."
    ),
    "material-not-deferrable": N_(
        "The material {material} cannot be deferred. Ask the department, or note it as missing."
    ),
    "material-unknown": N_("There is no such material in this case."),
    "matter-code": N_("{code} cannot be a matter's code. It has 1 to 50 characters."),
    "matter-missing": N_("Choose the matter before registering."),
    "matter-unknown": N_(
        "The matter {code} is not in the catalogue. Sync to update the catalogue, or choose another matter."
    ),
    "matter-validity": N_("The matter {code} ends before it begins. Check both dates."),
    "name-empty": N_("The name is empty. Enter the name as it stands on the document."),
    "name-long": N_("The name has {length} characters; at most {limit} can be kept."),
    "name-short": N_("The name is too short; it needs at least {minimum} characters."),
    "not-enrolled": N_(
        "This desk has not been enrolled with the city yet, so it cannot give numbers. Enter the enrolment code from the city first."
    ),
    "not-owner": N_(
        "Only {name}, whose case it is now, or the city can decide this. Whoever takes it over has the case reassigned first."
    ),
    "number-arrived": N_(
        "The city keeps this case aside: the desk that gave its number has sent the case itself."
    ),
    "number-character": N_(
        "{character} cannot stand in a case number. Check the number on the receipt."
    ),
    "number-check": N_(
        "The case number {text} does not add up: something in it is misread or mistyped. Compare it with the receipt."
    ),
    "number-date": N_(
        "The case number holds the date {text}, which does not exist. Compare it with the receipt."
    ),
    "number-foreign": N_("The city keeps this case aside: its number belongs to another device."),
    "number-format": N_("{text} is not a case number. One looks like BA-1505-021-261123-0008-M."),
    "number-known": N_(
        "There is a case with the number {number} already. Look it up by its number."
    ),
    "number-reentered": N_(
        "The city keeps this case aside: another desk re-entered it from its paper stub meanwhile, under the same number."
    ),
    "number-reused": N_("The city keeps this case aside: another case has the same number."),
    "number-taken": N_(
        "The next case number is in use already, so nothing was registered; the draft and everything saved before are kept. Ask the administrator to look at this device."
    ),
    "number-twice": N_("Two cases here have the same number."),
    "number-wrong": N_("The city keeps this case aside: its number is not a case number."),
    "number-year": N_(
        "The clock of this computer says {year}. Set date and time, then register the case."
    ),
    "outside-number-twice": N_(
        "The number {number} stands in line {other} already, with another content. Check which is right."
    ),
    "owner-missing": N_("Choose to whom the case goes: a colleague or a department."),
    "owner-same": N_("The case is with {name} already. Choose somebody else."),
    "pause-order": N_(
        "The pause cannot end on {until}, before it began on {since}. Check both dates."
    ),
    "form-missing": N_("There is no form for this matter. Ask the city to load one."),
    "people-columns": N_(
        "The table has no column with names. Put “{header}” above the column of the names."
    ),
    "people-many": N_(
        "At most {limit} applicants fit into one intake. Register the others in another."
    ),
    "people-twice": N_(
        "The same person stands in the list of applicants twice. Take one of them out."
    ),
    "proxy-over": N_("The authorisation ended on {until}. Ask for a new one, or correct the day."),
    "special-unknown": N_("{special} is no kind of special request."),
    "phrase-empty": N_("Type the words that are to be kept."),
    "phrase-long": N_("A phrase has at most {limit} characters; this one has {length}."),
    "phrases-many": N_("The file has more than {limit} phrases. Take only those that are needed."),
    "phone-digits": N_(
        "{text} is not a telephone number. Enter the digits, with the area code for a landline."
    ),
    "phone-empty": N_("The telephone number is empty. Enter it, or leave the line out."),
    "phone-unusual": N_(
        "This is neither a mobile number nor a landline of the city. Read it back to the resident."
    ),
    "prefix-format": N_("{text} is not a device prefix. Enter it as the city issued it."),
    "prefix-none-left": N_(
        "There is no device prefix number {n}. The first is 1, the last 1175551."
    ),
    "print-nothing": N_("There is no case to print. Look at the day, or at the file of numbers."),
    "print-unclear": N_(
        "Give one case number, or a file of numbers (--batch), or a day (--day); the last two print receipts only."
    ),
    "printer-address": N_(
        "{text} is no printer's address. Enter an IP address such as 192.0.2.50, a serial port such as COM3 or /dev/ttyUSB0, or usb: with vendor and product such as usb:04b8:0e15."
    ),
    "printer-empty": N_(
        "The printer {printer} has no paper, or its cover is open. Put paper in, close it, and print again; the case is safe."
    ),
    "printer-failed": N_(
        "The printer {printer} did not take the paper. The case is safe; try again, choose another printer or save a PDF."
    ),
    "printer-known": N_("There is already a printer {printer}. Choose another name."),
    "printer-missing": N_(
        "The printer {printer} is not there. The case is safe; choose another printer or save a PDF."
    ),
    "printer-name": N_(
        "A printer's name has up to 40 characters and no | in it. Choose another one."
    ),
    "printer-narrow": N_(
        "The paper is wider than the roll of the printer {printer}. Choose the size that fits the roll, or another printer."
    ),
    "printer-slow": N_(
        "The printer {printer} has the paper, but has not confirmed it within ten seconds. It is recorded as soon as it comes out; look at the printer, choose another one, or save a PDF."
    ),
    "printer-width": N_("A roll is 80 or 58 millimetres wide. Enter 80 or 58."),
    "proposal-decided": N_(
        "This late record was decided on already; the decision stands in the history."
    ),
    "reason-missing": N_("Say why first, in a few words."),
    "resident-unknown": N_(
        "There is no such resident here. Search again, or enter a new resident."
    ),
    "row-quotes": N_("The quotation marks of this line do not match. Save the table as CSV again."),
    "sex-contradicts": N_("The sex entered differs from the one in the ID number. Check both."),
    "stage-forbids": N_(
        "The case is at a stage that does not allow this. Look at its history and choose another step."
    ),
    "table-broken": N_(
        "Line {line}: the quotation marks do not match. Save the table as CSV again."
    ),
    "table-cells": N_("Line {line} has {count} cells; it must have {expected}. Check the commas."),
    "table-columns": N_("The table lacks the columns: {columns}. Check its first line."),
    "table-empty": N_("The table is empty. Choose another file."),
    "table-orphans": N_(
        "There are materials for edition {version} of matter {matter}, but no such matter. Add the matter or delete the materials."
    ),
    "table-repeated": N_(
        "Line {line}: {value} stands in the column {column} a second time. Keep one of the lines."
    ),
    "table-value": N_(
        "Line {line}: {value} cannot stand in the column {column}. Correct it there."
    ),
    "text-control": N_(
        "The field {field} has a character that cannot be kept ({code_point}). Delete it and type again."
    ),
    "text-long": N_(
        "The field {field} has {length} characters; at most {limit} can be kept. Shorten it or divide it."
    ),
    "time-impossible": N_("{text} is not a time. Write it like 2026-01-06 12:09."),
    "title-missing": N_("Give the request a title."),
    "words-missing": N_("Write a few words first."),
}
