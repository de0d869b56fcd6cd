"""The pages about the portal, by the last part of their addresses; each has its template in templates/about/."""

ABOUT_PAGES = (
    "editorial-policy",
    "how-we-review",
    "corrections",
    "funding",
    "privacy",
    "accessibility",
    "contact",
)
