"""The slug of an address in any script: letters and figures of every language, hyphen, underscore."""


class UnicodeSlug:
    regex = r"[-\w]{1,160}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
