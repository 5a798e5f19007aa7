import fc from 'fast-check';
import { expect, test } from 'vitest';
import { baseImages, dockerfileFacts, parseDockerfile } from '../../../shared/docker/dockerfile';
import { propertyRuns } from '../../support/properties';

test('stages and arguments are found, the builder’s own arguments left out', () => {
  const text = 'ARG NODE=22\nFROM --platform=$BUILDPLATFORM node:${NODE} AS build\nARG TARGETARCH\nARG VERSION="1.0 beta" COMMIT\nRUN npm ci\nFROM scratch\nARG NODE\ncopy --from=build /a /a\n';
  expect(dockerfileFacts(text)).toEqual({
    stages: [{ image: 'node:${NODE}', name: 'build' }, { image: 'scratch', name: undefined }],
    args: [{ name: 'NODE', default: '22' }, { name: 'VERSION', default: '1.0 beta' }, { name: 'COMMIT' }],
  });
});

test('continued lines are joined, with comments and empty lines between them', () => {
  expect(parseDockerfile('# comment\nRUN a \\\n  # FROM not\n\n  && b\nFROM x')).toEqual([
    { name: 'RUN', rest: 'a   && b', line: 2 },
    { name: 'FROM', rest: 'x', line: 6 },
  ]);
});

test('the escape directive makes ` the sign of a continued line, at the top only', () => {
  expect(parseDockerfile('# syntax=docker/dockerfile:1\n# escape=`\nFROM a `\n AS b\nRUN dir c:\\\nFROM c').map(({ name }) => name)).toEqual(['FROM', 'RUN', 'FROM']);
  expect(parseDockerfile('FROM a\n# escape=`\nRUN x \\\nFROM').map(({ name }) => name)).toEqual(['FROM', 'RUN']);
});

test('what is in a heredoc is no instruction', () => {
  const text = 'FROM a\nRUN <<EOF cat && <<-"END" sh\nFROM not\nEOF\nARG not\n\tEND\nFROM b AS last\nRUN echo "1 << 2"\nFROM c';
  expect(dockerfileFacts(text)).toEqual({ stages: [{ image: 'a', name: undefined }, { image: 'b', name: 'last' }, { image: 'c', name: undefined }], args: [] });
});

test('base images are those that a registry has', () => {
  const text = 'ARG REGISTRY=docker.io\nARG TAG\nFROM ${REGISTRY}/team/base:${TAG:-1} AS base\nFROM Base AS next\nFROM scratch\nFROM $UNKNOWN/x\nFROM host:5000/y';
  expect(baseImages(text, {})).toEqual(['docker.io/team/base:1', 'host:5000/y']);
  expect(baseImages(text, { REGISTRY: 'r.example.com', TAG: '2' })).toEqual(['r.example.com/team/base:2', 'host:5000/y']);
});

test('whatever the text, it is read without failing', () => {
  const piece = fc.oneof(fc.constantFrom('FROM a AS b\n', 'ARG X="1', 'RUN <<EOF\n', 'EOF\n', '\\\n', '# escape=`\n', '`\r\n', '#', '\n'), fc.string());
  fc.assert(
    fc.property(fc.array(piece).map((pieces) => pieces.join('')), (text) => {
      for (const { name, line } of parseDockerfile(text)) {
        expect(name).toMatch(/^[A-Z]+$/);
        expect(line).toBeLessThanOrEqual(text.split('\n').length);
      }
      expect(dockerfileFacts(text).stages.length).toBeLessThanOrEqual(text.length);
    }),
    propertyRuns('Dockerfiles', { short: 2_000, long: 10_000 }),
  );
});
