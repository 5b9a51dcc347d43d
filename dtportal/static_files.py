"""Static files under names that tell their content."""

from whitenoise.storage import CompressedManifestStaticFilesStorage as Manifest


class HashedFiles(Manifest):
    """Our scripts import one another by these names too: a page never mixes an old module with a new one.

    Only ours (`static/js`): a comment in somebody else's script may look like an import of a file that is not there.
    """

    patterns = (*Manifest.patterns, ("js/*.js", Manifest._js_module_import_aggregation_patterns[1]))
