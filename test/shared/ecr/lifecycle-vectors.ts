/** Worked cases of lifecycle policies: rules, images, and which of them expire. */
export const vectors = [
  {
    name: 'prod first, one image each',
    rules: [
      {
        rulePriority: 1,
        selection: {
          tagStatus: 'tagged',
          tagPrefixList: ['prod'],
          countType: 'imageCountMoreThan',
          countNumber: 1,
        },
        action: {
          type: 'expire',
        },
      },
      {
        rulePriority: 2,
        selection: {
          tagStatus: 'tagged',
          tagPrefixList: ['beta'],
          countType: 'imageCountMoreThan',
          countNumber: 1,
        },
        action: {
          type: 'expire',
        },
      },
    ],
    images: [
      {
        name: 'A',
        tags: ['beta-1', 'prod-1'],
        pushedDaysAgo: 10,
      },
      {
        name: 'B',
        tags: ['beta-2', 'prod-2'],
        pushedDaysAgo: 9,
      },
      {
        name: 'C',
        tags: ['beta-3'],
        pushedDaysAgo: 8,
      },
    ],
    expires: ['A'],
  },
  {
    name: 'beta first, one image each',
    rules: [
      {
        rulePriority: 1,
        selection: {
          tagStatus: 'tagged',
          tagPrefixList: ['beta'],
          countType: 'imageCountMoreThan',
          countNumber: 1,
        },
        action: {
          type: 'expire',
        },
      },
      {
        rulePriority: 2,
        selection: {
          tagStatus: 'tagged',
          tagPrefixList: ['prod'],
          countType: 'imageCountMoreThan',
          countNumber: 1,
        },
        action: {
          type: 'expire',
        },
      },
    ],
    images: [
      {
        name: 'A',
        tags: ['beta-1', 'prod-1'],
        pushedDaysAgo: 10,
      },
      {
        name: 'B',
        tags: ['beta-2', 'prod-2'],
        pushedDaysAgo: 9,
      },
      {
        name: 'C',
        tags: ['beta-3'],
        pushedDaysAgo: 8,
      },
    ],
    expires: ['A', 'B'],
  },
  {
    name: 'several prefixes in one rule must all match',
    rules: [
      {
        rulePriority: 1,
        selection: {
          tagStatus: 'tagged',
          tagPrefixList: ['alpha', 'beta'],
          countType: 'sinceImagePushed',
          countNumber: 5,
          countUnit: 'days',
        },
        action: {
          type: 'expire',
        },
      },
    ],
    images: [
      {
        name: 'A',
        tags: ['alpha-1'],
        pushedDaysAgo: 12,
      },
      {
        name: 'B',
        tags: ['beta-1'],
        pushedDaysAgo: 11,
      },
      {
        name: 'C',
        tags: ['alpha-2', 'beta-2'],
        pushedDaysAgo: 10,
      },
      {
        name: 'D',
        tags: ['alpha-3'],
        pushedDaysAgo: 4,
      },
      {
        name: 'E',
        tags: ['beta-3'],
        pushedDaysAgo: 3,
      },
      {
        name: 'F',
        tags: ['alpha-4', 'beta-4'],
        pushedDaysAgo: 2,
      },
    ],
    expires: ['C'],
  },
  {
    name: 'all images, keep one',
    rules: [
      {
        rulePriority: 1,
        selection: {
          tagStatus: 'any',
          countType: 'imageCountMoreThan',
          countNumber: 1,
        },
        action: {
          type: 'expire',
        },
      },
    ],
    images: [
      {
        name: 'A',
        tags: ['alpha-1'],
        pushedDaysAgo: 4,
      },
      {
        name: 'B',
        tags: ['beta-1'],
        pushedDaysAgo: 3,
      },
      {
        name: 'C',
        tags: [],
        pushedDaysAgo: 2,
      },
      {
        name: 'D',
        tags: ['alpha-2'],
        pushedDaysAgo: 1,
      },
    ],
    expires: ['A', 'B', 'C'],
  },
  {
    name: 'all images, keep five of four',
    rules: [
      {
        rulePriority: 1,
        selection: {
          tagStatus: 'any',
          countType: 'imageCountMoreThan',
          countNumber: 5,
        },
        action: {
          type: 'expire',
        },
      },
    ],
    images: [
      {
        name: 'A',
        tags: ['alpha-1'],
        pushedDaysAgo: 4,
      },
      {
        name: 'B',
        tags: ['beta-1'],
        pushedDaysAgo: 3,
      },
      {
        name: 'C',
        tags: [],
        pushedDaysAgo: 2,
      },
      {
        name: 'D',
        tags: ['alpha-2'],
        pushedDaysAgo: 1,
      },
    ],
    expires: [],
  },
  {
    name: 'untagged older than 14 days',
    rules: [
      {
        rulePriority: 1,
        selection: {
          tagStatus: 'untagged',
          countType: 'sinceImagePushed',
          countNumber: 14,
          countUnit: 'days',
        },
        action: {
          type: 'expire',
        },
      },
    ],
    images: [
      {
        name: 'A',
        tags: [],
        pushedDaysAgo: 15,
      },
      {
        name: 'B',
        tags: [],
        pushedDaysAgo: 13,
      },
      {
        name: 'C',
        tags: ['x'],
        pushedDaysAgo: 40,
      },
    ],
    expires: ['A'],
  },
];
