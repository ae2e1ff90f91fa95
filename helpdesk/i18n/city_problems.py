"""What stands between the city's people and the city; see `problems`."""

from helpdesk.i18n.texts import N_

# Keep sorted by code. Placeholders are the names of the problem's params.
CITY: dict[str, str] = {
    "authority-file": N_(
        "The authority's certificate {path} (HELPDESK_CA) cannot be read. Give a PEM file, or remove the setting."
    ),
    "case-changed": N_(
        "Somebody else did something with this case meanwhile. Look at its history below, then send yours again if it still fits."
    ),
    "city-backup-damaged": N_(
        "The backup in {folder} is damaged. Take another one; the folder of backups keeps several."
    ),
    "city-backup-folder": N_(
        "The backup could not be written to {folder}. Check the disk and its room; earlier backups are as they were."
    ),
    "city-backup-newer": N_(
        "This backup was made by a newer program (schema {version}; this one knows {known}). Install the newer program."
    ),
    "city-backup-none": N_(
        "There is no backup in {folder}. Name a folder helpdesk-city-… in the folder of backups."
    ),
    "city-backup-running": N_(
        "A backup is being made already. Nothing was changed; wait until it has ended."
    ),
    "city-dump-differs": N_(
        "The backup did not hold all records when it was tried out, so it was not kept. Look into the server's log, then try again."
    ),
    "city-dump-failed": N_(
        "PostgreSQL's {program} did not finish. Check that the database answers and the disk has room, then try again."
    ),
    "city-restore-cut": N_(
        "A restore of this city has not come to its end. Wait for it, or, if it was cut short, run it again; the database before it lies in {folder}."
    ),
    "seal-password-missing": N_(
        "Nobody is there to type the file's password. Give it with --password-file FILE, or - for standard input."
    ),
    "seal-unreadable": N_(
        "This is no PKCS#12 file (.p12, .pfx), or the password is another one. Nothing was changed."
    ),
    "seal-incomplete": N_(
        "The file has no private key with its certificate. Export both together, with the chain, and load that."
    ),
    "seal-key": N_(
        "This key, or the signature under its certificate, is not safe enough: take RSA of at least 2048 bits, ECDSA of 256 or Ed25519, certified with SHA-256 or better."
    ),
    "seal-sm2": N_(
        "The key is SM2, or of another kind that this program cannot work with. Ask whoever issued it for the same certificate with RSA of at least 2048 bits. Nothing was changed."
    ),
    "seal-large": N_(
        "The file is larger than {limit} MB: no certificate is. Choose the PKCS#12 file (.p12, .pfx) that you were given. Nothing was changed."
    ),
    "seal-no-file": N_(
        "No file was chosen. Choose the PKCS#12 file (.p12, .pfx) and type its password."
    ),
    "seal-unknown": N_("No certificate of the city's has this fingerprint."),
    "seal-none": N_("No certificate is loaded there: it is the city's own key already."),
    "seal-no-signer": N_(
        "“{name}” is not for signing documents (its key usage says so). Ask for one with digitalSignature or nonRepudiation, which is not for web servers or software. Nothing was changed."
    ),
    "seal-no-use": N_(
        "“{name}” may neither sign documents nor certify desks (its key usage says so). Ask for one with digitalSignature or nonRepudiation. Nothing was changed."
    ),
    "seal-no-authority": N_(
        "“{name}” may not certify others. Load it to seal what the city prints, or ask for one that may (CA, keyCertSign). Nothing was changed."
    ),
    "seal-expired": N_(
        "This certificate, or one that it rests on, expired on {day}. Ask for a new one."
    ),
    "seal-not-yet": N_("This certificate is valid from {day} on only. Load it then."),
    "city-file-foreign": N_(
        "city.json does not belong to this database: what was sealed does not open. Put the city.json of this city back."
    ),
    "city-not-empty": N_(
        "The database named is not empty. Make an empty one and name it; nothing was changed."
    ),
    "city-other": N_(
        "{path} is of another city than the backup. Choose the right data folder; nothing was changed."
    ),
    "database-role": N_(
        "The database's owner may not make the user that the server works as. Give it the right: ALTER ROLE … CREATEROLE."
    ),
    "department-missing": N_("A department handler needs a department. Give the department, too."),
    "desk-scope": N_("This desk is not in your division. Ask whoever looks after it."),
    "form-repeated": N_("This was sent twice; it was done once."),
    "left-category": N_(
        "Choose what it is: a question, a plea for help, a complaint, a report, a suggestion or praise."
    ),
    "left-consent": N_(
        "Tick that name and telephone may be used to deal with the request; otherwise nobody can call you."
    ),
    "left-fast": N_(
        "That was too fast. What you typed is still here: look at it once more, then send it."
    ),
    "left-form": N_(
        "This page stood open too long, or was sent by something that is no person. What you typed is still here: send it once more."
    ),
    "left-often": N_(
        "Many requests were left here within the hour. Try later, or call the desk; what you typed is still here."
    ),
    "left-words": N_("Write what it is about, in a few words at least."),
    "login-name": N_(
        "{login} is no login. Use up to 40 letters a-z, digits, hyphens and full stops."
    ),
    "login-wrong": N_(
        "Login, password or code is wrong. Check the keyboard, and the clock of the phone that shows the code."
    ),
    "notice-days": N_("A notice is told for 1 to {limit} days. Give a number of days."),
    "notice-empty": N_("There are no words. Write what the desks are to know."),
    "notice-scope": N_(
        "You may not speak to all of these desks. Give the digits of your own division."
    ),
    "password-long": N_("The password is too long; it may have {maximum} characters."),
    "person-known": N_("There is somebody with the login {login} already. Choose another one."),
    "person-name": N_("The name is empty. Give the name that the history is to show."),
    "person-own": N_(
        "This is your own account. Another administrator changes or blocks it; the password you change yourself."
    ),
    "person-unknown": N_("Nobody has the login {login}. See the list of people."),
    "plate-desk": N_("Choose a desk of your division that has been set up."),
    "plate-unknown": N_(
        "This code is not in use any more, or it was not read whole. Scan it again, or ask the desk."
    ),
    "plates-many": N_("At most {limit} plates are made in one go. Make the rest afterwards."),
    "plates-none": N_("Type at least one place, such as a house or a group."),
    "request-replayed": N_(
        "This request came before, so it was not answered again. The next sync goes through."
    ),
    "request-slow": N_("The request came too slowly and was given up. It is sent again by itself."),
    "requests-many": N_(
        "Too many requests at once. It goes on by itself in {seconds} seconds; nothing is lost."
    ),
    "role-lacks": N_(
        "Your role does not include this. If it should, ask the city's administrator."
    ),
    "role-unknown": N_("Choose a role."),
    "second-factor-wrong": N_(
        "This is not the code that the authenticator shows now. Check the phone's clock and type the next one."
    ),
    "server-full": N_(
        "The city's disk is full. Nothing was kept of this: send it once more when there is room."
    ),
    "setup-code-wrong": N_(
        "This link is not valid any more. Ask the city's administrator for another one."
    ),
    "snapshot-gone": N_(
        "The city has made this part of its records anew. The program asks for the rest by itself."
    ),
    "status-code": N_(
        "This code is not from a receipt of ours. Type the case number and the last four digits of the telephone."
    ),
    "status-unknown": N_(
        "No case with this number and these digits. Check both against the receipt; a case of the last days may not have reached the city yet: then scan the receipt's code."
    ),
}
