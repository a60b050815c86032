// Verifies credentials with Digital Bazaar's libraries, offline: every document comes from the file given.
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import {checkStatus} from '@digitalbazaar/vc-bitstring-status-list';
import fs from 'node:fs';

const {credentials, revoking, issuer, contexts} = JSON.parse(fs.readFileSync(process.argv[2]));
const known = new Map(Object.entries(contexts));
const key = issuer.verificationMethod[0];
known.set(issuer.id, issuer);
known.set(key.id, {'@context': 'https://w3id.org/security/multikey/v1', ...key});
for(const credential of credentials) {
  known.set(credential.id, credential);
}
const documentLoader = async url => {
  if(!known.has(url)) {
    throw new Error(`not shipped: ${url}`);
  }
  return {contextUrl: null, documentUrl: url, document: known.get(url)};
};
// the controller of the key is a DID document in a context that isn't needed to read it
const suite = () => new DataIntegrityProof({cryptosuite});
const purposeDocument = {...issuer, '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1']};
known.set(issuer.id, purposeDocument);

async function verified(credential) {
  const result = await vc.verifyCredential({
    credential, suite: suite(), documentLoader, now: new Date('2026-09-01T00:00:00Z'),
    checkStatus: async () => ({verified: true})
  });
  if(!result.verified) {
    console.error(credential.id, result.error?.errors?.map(String) ?? String(result.error));
  }
  return result.verified;
}

const report = {verified: []};
for(const credential of credentials) {
  report.verified.push(await verified(credential));
}
async function purposesSet(lists) {
  for(const list of lists) {
    known.set(list.id, list);
  }
  const status = await checkStatus({
    credential: credentials[0], documentLoader, suite: suite(), verifyBitstringStatusListCredential: true
  });
  if(!status.results) {
    return String(status.error);
  }
  return status.results.filter(item => item.status).map(item => item.credentialStatus.statusPurpose);
}
report.before = await purposesSet([]);
report.after = await purposesSet(revoking);
// one character of the list's signature
const forged = structuredClone(revoking[0]);
forged.proof.proofValue = forged.proof.proofValue.replace(/.$/, last => last === '1' ? '2' : '1');
report.forged = Array.isArray(await purposesSet([forged]));
const changed = structuredClone(credentials[0]);
changed.name += '!';
const error = console.error;
console.error = () => {};
report.changed = await verified(changed);
console.error = error;
console.log(JSON.stringify(report));
