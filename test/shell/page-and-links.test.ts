import { expect, test } from 'vitest';
import { isAllowedLink } from '../../electron/shell/window/links';
import { pageFile } from '../../electron/shell/window/page-file';
import { placeWindow, readBounds } from '../../electron/shell/window/bounds/window-bounds';

test.each([
  'https://console.aws.amazon.com/ecr',
  'https://eu-central-1.console.aws.amazon.com/ecr/repositories',
  'https://docs.aws.amazon.com/AmazonECR/latest/userguide/',
  'https://gallery.ecr.aws/docker/library/alpine',
  'https://github.com/moby/moby',
])('opens %s', (address) => expect(isAllowedLink(address)).toBe(true));

test.each([
  'http://github.com/',
  'https://github.com:8443/',
  'https://github.com@evil.example/',
  'https://github.com.evil.example/',
  'https://evilconsole.aws.amazon.com/',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'nonsense',
])('does not open %s', (address) => expect(isAllowedLink(address)).toBe(false));

test('serves files below its folder', () => {
  expect(pageFile('/page', 'app://berth/assets/a.js')).toBe('/page/assets/a.js');
});

test.each([
  'app://berth/%2e%2e%2fsecret',
  'app://berth/a%5c..%5csecret',
  'app://other/index.html',
  'file:///etc/passwd',
  'app://berth/%00',
])('serves nothing for %s', (address) => expect(pageFile('/page', address)).toBeUndefined());

test('forgets a place that no display shows any more, but keeps the size', () => {
  const last = readBounds('{"x":5000,"y":0,"width":1000,"height":700,"maximized":false}');
  expect(placeWindow(last, [{ x: 0, y: 0, width: 1920, height: 1080 }])).toEqual({
    width: 1000,
    height: 700,
  });
});
