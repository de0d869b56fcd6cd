"""Whether words can be read on what lies behind them: WCAG 2 contrast, from the colours the browser computed.

Of a gradient the first colour is taken; over pictures, and of what is hidden from the eye, nothing is said.
"""

from __future__ import annotations

from playwright.sync_api import Page

#: Text with less contrast than this is reported; large text (24 px, or bold from 18.66 px) needs 3.
LEAST = 4.5

FAINT = """least => {
    document.getAnimations().forEach(animation => animation.finish());
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 1;
    const brush = canvas.getContext("2d", {willReadFrequently: true});
    const read = new Map();
    const rgba = colour => {
        if (!read.has(colour)) {
            brush.clearRect(0, 0, 1, 1);
            brush.fillStyle = colour;
            brush.fillRect(0, 0, 1, 1);
            const [r, g, b, a] = brush.getImageData(0, 0, 1, 1).data;
            read.set(colour, [r, g, b, a / 255]);
        }
        return read.get(colour);
    };
    const over = ([r, g, b, a], [r2, g2, b2]) => [r * a + r2 * (1 - a), g * a + g2 * (1 - a), b * a + b2 * (1 - a), 1];
    const light = colour => {
        const [r, g, b] = colour.slice(0, 3).map(value => {
            const part = value / 255;
            return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const colours = /(?:rgba?|color|oklch|oklab)\\([^)]*\\)/g;
    const washes = style => [...style.backgroundImage.matchAll(colours)].map(found => found[0]);
    const grounds = new Map([[null, [255, 255, 255, 1]]]);
    const behind = element => {
        if (!grounds.has(element)) {
            const style = getComputedStyle(element);
            const wash = washes(style);
            const ground = over(rgba(style.backgroundColor), behind(element.parentElement));
            grounds.set(element, wash.length ? over(rgba(wash[0]), ground) : ground);
        }
        return grounds.get(element);
    };
    const faint = new Map();
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        const words = texts.currentNode.textContent.trim();
        const element = texts.currentNode.parentElement;
        if (!words || !element.checkVisibility({visibilityProperty: true, opacityProperty: true})) continue;
        if (element.closest(".vh, script, style, option, [disabled], .skip")) continue;
        const style = getComputedStyle(element);
        const size = parseFloat(style.fontSize);
        const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
        const ground = behind(element);
        const [one, two] = [light(over(rgba(style.color), ground)), light(ground)].sort((a, b) => b - a);
        const ratio = (one + 0.05) / (two + 0.05);
        if (ratio < (large ? 3 : least))
            faint.set(`${element.tagName}.${element.className} ${ratio.toFixed(2)}`, words.slice(0, 40));
    }
    return [...faint].map(([where, words]) => `${where}: ${words}`);
}"""


def faint_words(page: Page) -> list[str]:
    """Where words have too little contrast, each with its ratio."""
    found: list[str] = page.evaluate(FAINT, LEAST)
    return found
