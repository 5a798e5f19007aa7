import { describe, expect, test } from 'vitest';
import { estimateTransfer, type TransferFacts } from '../../../shared/ecr/moving/estimate';

const GB = 2 ** 30;
const eu = { host: '111122223333.dkr.ecr.eu-central-1.amazonaws.com', region: 'eu-central-1' };
const us = { host: '111122223333.dkr.ecr.us-east-1.amazonaws.com', region: 'us-east-1' };
const other = { host: '444455556666.dkr.ecr.eu-central-1.amazonaws.com', region: 'eu-central-1' };
const hub = { host: 'docker.io' };
const facts = (over: Partial<TransferFacts>): TransferFacts => ({ bytes: 100 * GB, counted: 'blobs', images: 10, from: eu, to: us, ...over });

describe('what a transfer costs', () => {
  test.each<[string, Partial<TransferFacts>, number, number]>([
    ['between regions through a machine outside of AWS: the internet’s rate', {}, 9, 10],
    ['between accounts of one region through such a machine: the same', { to: other }, 9, 10],
    ['between accounts of one region on a machine there: nothing', { to: other, machineRegion: 'eu-central-1' }, 0, 10],
    ['between regions on a machine in the target’s: at most the internet’s rate', { machineRegion: 'us-east-1' }, 9, 10],
    ['into China on a machine of another partition: the internet’s rate', { to: { host: 'x', region: 'cn-north-1' }, machineRegion: 'cn-north-1' }, 9, 10],
    ['within one registry: nothing moves', { to: { ...eu } }, 0, 10],
    ['from Docker Hub: nothing into AWS', { from: hub }, 0, 10],
    ['from ECR to another registry: no storage in ECR', { to: hub }, 9, 0],
    ['nothing', { bytes: 0, images: 0 }, 0, 0],
  ])('%s', (_what, over, transferOut, storagePerMonth) => {
    expect(estimateTransfer(facts(over)).cost).toEqual({ transferOut, storagePerMonth });
  });
});

describe('how long it takes', () => {
  test('with a speed that was measured, within a factor of two and with the round trips', () => {
    expect(estimateTransfer(facts({ bytes: 100_000_000, images: 10, measuredSpeed: 10_000_000 })).seconds).toEqual({ least: 6, most: 30 });
  });
  test('with one that is assumed, within a factor of four, and says so', () => {
    const { seconds, assumptions } = estimateTransfer(facts({ bytes: 125_000_000, images: 0 + 1 }));
    expect(seconds).toEqual({ least: 2, most: 41 });
    expect(assumptions.join(' ')).toContain('assumed');
  });
  test('not at all where nothing moves', () => {
    expect(estimateTransfer(facts({ bytes: 0, images: 0 })).seconds).toEqual({ least: 0, most: 0 });
  });
  test('as little as the round trips where layers may be mounted', () => {
    expect(estimateTransfer(facts({ to: { ...eu }, images: 10, measuredSpeed: 1_000_000 })).seconds.least).toBe(1);
  });
});

test('says how the bytes were counted, with which speed, of which month the prices are and that they vary', () => {
  const said = (over: Partial<TransferFacts>): string => estimateTransfer(facts(over)).assumptions.join('\n');
  expect(said({})).toContain('counted once');
  expect(said({ counted: 'images' })).toContain('counted each time');
  expect(said({ counted: 'unknown', bytes: 0 })).toContain('not known');
  expect(said({ measuredSpeed: 34_500_000 })).toContain('34.5 MB a second');
  expect(said({})).toMatch(/List prices of us-east-1, \w+ 20\d\d; other regions differ/);
});
