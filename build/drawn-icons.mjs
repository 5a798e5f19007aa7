/** The module of one icon, whose drawing stands in it as JSON. */
const ICON = /@lucide\/svelte\/dist\/icons\/[\w-]+\.svelte$/;
const DRAWING = /const iconData = (\{.*\});/;

/**
 * A Vite plugin that draws icons while they are built. Lucide's component puts every icon together from data when it is shown, attribute by attribute; the
 * same drawing as markup is copied in one piece. Such an icon takes `size`, `strokeWidth`, `fill`, `class` and `aria-label`, and nothing else.
 * @returns {import('vite').Plugin}
 */
export const drawnIcons = () => ({
  name: 'drawn-icons',
  enforce: 'pre',
  transform(code, id) {
    if (!ICON.test(id)) return undefined;
    const data = DRAWING.exec(code)?.[1];
    if (data === undefined) return this.error(`${id} has no drawing: Lucide writes its icons in another way now.`);
    return { code: componentOf(JSON.parse(data)), map: null };
  },
});

/** @param {{ name: string, size: number, node: [tag: string, attributes: Record<string, string>][], aliases?: string[] }} drawing */
function componentOf({ name, size, node, aliases = [] }) {
  const classes = ['lucide-icon', 'lucide', ...[name, ...aliases].map((each) => `lucide-${each}`)].join(' ');
  const shapes = node.map(([tag, attributes]) => `<${tag} ${Object.entries(attributes).map(([key, value]) => `${key}="${value}"`).join(' ')} />`).join('');
  return `<script>
  const { size = 24, strokeWidth = 2, fill = 'none', class: own, 'aria-label': label } = $props();
</script>
<svg xmlns="http://www.w3.org/2000/svg" width={size} height={size} viewBox="0 0 ${size} ${size}" {fill} stroke="currentColor" stroke-width={strokeWidth} stroke-linecap="round" stroke-linejoin="round" class={['${classes}', own]} aria-hidden={label === undefined ? 'true' : undefined} aria-label={label}>${shapes}</svg>
`;
}
