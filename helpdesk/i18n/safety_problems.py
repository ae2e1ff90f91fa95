"""What stands between a desk and its backups, its numbers and its newer program; see `problems`."""

from helpdesk.i18n.texts import N_

# Keep sorted by code. Placeholders are the names of the problem's params.
SAFETY: dict[str, str] = {
    "backup-damaged": N_(
        "This backup is damaged and was left as it is. Choose another one; helpdesk restore --newest finds the newest good one."
    ),
    "backup-failed": N_(
        "The backup did not come back from the disk as it was written, so it was not kept. Check that disk, or choose another folder."
    ),
    "backup-foreign": N_("This file is no backup of this program. Choose another one."),
    "backup-missing": N_("There is no backup at {path}. Check the folder, or plug the stick in."),
    "backup-no-room": N_(
        "There is no room for a backup in {folder}. Nothing is lost: free some space there, or choose another folder."
    ),
    "backup-none": N_(
        "There is no good backup of this desk in {folder}. Name another folder with --from."
    ),
    "backup-other": N_(
        "This password does not open this backup. Use a password of the desk, and of the day, it was made."
    ),
    "cancelled": N_("Stopped as you wished. Nothing was changed."),
    "desk-healthy": N_(
        "The desk in {folder} is in order, so nothing was restored. To look into a backup, restore it into an empty folder (--data)."
    ),
    "disk-low": N_(
        "The disk is nearly full. Cases can still be saved for a while: free some space today."
    ),
    "disk-reserve": N_(
        "The disk is full; the reserve is being used so that cases can still be saved. Free some space now."
    ),
    "events-missing": N_(
        "The backup holds records that the desk's data lacks. Restore it: helpdesk restore --newest"
    ),
    "lists-differ": N_("The lists in the backup differ from its records. Run: helpdesk rebuild"),
    "number-backwards": N_(
        "The city keeps this record aside: higher numbers of that day had arrived from this device before."
    ),
    "prefix-awaited": N_(
        "This desk was restored. Its old numbers must not come again, so it waits for new ones: sync once, then register. Everything else works."
    ),
    "prefix-closed": N_(
        "This desk has a new device prefix for its numbers. Close the window and open it again; nothing is lost."
    ),
    "rehearsal-broken-off": N_(
        "The restore on trial was ended from outside, perhaps for want of memory. Nothing was changed; the program tries again in an hour."
    ),
    "reserve-range": N_("The room kept back is 0 to {most} megabytes."),
    "upgrade-failed": N_(
        "The data could not be brought to this version. It was left as it was: the version before goes on working. Free some space, or tell the administrator."
    ),
}
