/** What stands in the output of npm where the registry is out of reach. */
export const NO_NETWORK =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT|ENOTCACHED/;

/** What npm says when it fails, and what to do about it; the first that matches is meant. */
const EXPLANATIONS = [
  {
    sign: NO_NETWORK,
    problem: 'the package registry cannot be reached',
    remedy:
      'connect this machine, or name its proxy or mirror (npm config set proxy URL, npm config set registry URL), ' +
      'and run the same command again. A machine without any network: run npm ci on one like it, and copy node_modules',
  },
  {
    sign: /SELF_SIGNED_CERT|UNABLE_TO_(VERIFY|GET)|CERT_/,
    problem: 'the certificate of the package registry is not trusted here',
    remedy: 'name the certificate authority: npm config set cafile FILE',
  },
  {
    sign: /EUSAGE/,
    problem: 'package-lock.json does not fit package.json',
    remedy: 'run npm install under Node 24, and commit the lock with it',
  },
  { sign: /ENOSPC/, problem: 'the disk is full', remedy: 'free 1 GB, and run the same command again' },
  {
    sign: /EACCES|EPERM|EROFS/,
    problem: 'node_modules or the cache of npm cannot be written',
    remedy: 'make this folder and the cache (npm config get cache) your own, and run the same command again',
  },
  {
    sign: /EINTEGRITY/,
    problem: 'a package is not the one that the lock names',
    remedy: 'npm cache clean --force, then again',
  },
  {
    sign: /ENOENT.*npm|spawn npm/,
    problem: 'npm is not on the PATH',
    remedy: 'install Node.js 18 or later, which brings npm',
  },
];

/**
 * @param {number} code - exit code of npm ci
 * @param {string} output - what it said
 * @returns {string}
 */
export function explainFailure(code, output) {
  const known = EXPLANATIONS.find(({ sign }) => sign.test(output));
  if (known) return `${known.problem} (npm ci ended with ${code}).\n  What to do: ${known.remedy}.`;
  if (code === 0)
    return `npm ci ended well, and yet ${output}.\n  What to do: remove node_modules and run the same command again.`;
  return `npm ci ended with ${code}.\n  What to do: read its output above, then run npm ci by itself.`;
}
