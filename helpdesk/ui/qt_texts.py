"""Qt's own words (file dialogs, context menus, calendars) in the language in use. GUI thread."""

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from helpdesk.i18n import language

_NAME = "qt-texts"


def follow_language() -> None:
    """Call after the language was chosen or changed; English is what Qt speaks by itself."""
    application = QCoreApplication.instance()
    if application is None:
        return
    for before in application.findChildren(QTranslator, _NAME):
        application.removeTranslator(before)
        before.deleteLater()
    QLocale.setDefault(QLocale(language()))
    translator = QTranslator(application)
    translator.setObjectName(_NAME)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load(f"qtbase_{language()}", folder):
        application.installTranslator(translator)
