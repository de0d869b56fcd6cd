/* Names for what select2 lays over the admin's fields that look records up: it takes none from their labels. */
"use strict";

{
    const nameOf = select => [...select.labels].map(label => label.textContent.trim().replace(/:$/, "")).join(" ");

    const name = container => {
        const select = container.previousElementSibling;
        const box = container.querySelector(".select2-selection");
        if (!box || select?.tagName !== "SELECT") return;
        const words = nameOf(select);
        const shown = container.querySelector(".select2-selection__rendered");
        shown.setAttribute("aria-label", [words, shown.getAttribute("title")].filter(Boolean).join(": "));
        box.setAttribute("aria-label", words);
        box.removeAttribute("aria-labelledby");
        container.querySelector(".select2-search__field")?.setAttribute("aria-label", words);
    };

    const look = () => {
        document.querySelectorAll("select + .select2-container").forEach(name);
        const open = document.querySelector(".select2-container--open .select2-selection");
        const search = document.querySelector(".select2-dropdown .select2-search__field");
        if (open && search) search.setAttribute("aria-label", open.getAttribute("aria-label"));
    };

    new MutationObserver(look).observe(document.body, {childList: true, subtree: true});
    look();
}
