"""About the installation itself."""

from __future__ import annotations

from handlers.blocks.words.phrases import Phrases

INSTALLING = Phrases(
    english={"not_installed": "I am not installed in this workspace any more. Please ask an admin to install me."},
    german={"not_installed": "Ich bin hier nicht mehr installiert. Bitte einen Admin, mich neu zu installieren."},
)
