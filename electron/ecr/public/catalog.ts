import { GetRepositoryCatalogDataCommand, PutRepositoryCatalogDataCommand, type RepositoryCatalogDataInput } from '@aws-sdk/client-ecr-public';
import type { CatalogData } from '../../../shared/model/changes/change';
import type { RepositoryKey } from '../../../shared/model/repository';
import { callEcrPublic, type EcrPublicClients } from './call-ecr-public';

/** What the gallery shows of a public repository. @throws AppError. */
export const getCatalog = (clients: EcrPublicClients, key: RepositoryKey): Promise<CatalogData> =>
  callEcrPublic(clients, { key, operation: 'GetRepositoryCatalogData' }, async (client) => {
    const { catalogData } = await client.send(new GetRepositoryCatalogDataCommand({ repositoryName: key.name }));
    const { description, architectures, operatingSystems, aboutText, usageText, logoUrl } = catalogData ?? {};
    return {
      ...(description !== undefined && { description }),
      ...(architectures !== undefined && { architectures }),
      ...(operatingSystems !== undefined && { operatingSystems }),
      ...(aboutText !== undefined && { aboutText }),
      ...(usageText !== undefined && { usageText }),
      ...(logoUrl !== undefined && { logoUrl }),
    };
  });

/** Replaces what the gallery shows. @throws AppError. */
export const putCatalog = async (clients: EcrPublicClients, key: RepositoryKey, catalog: CatalogData): Promise<void> => {
  await callEcrPublic(clients, { key, operation: 'PutRepositoryCatalogData' }, (client) => client.send(new PutRepositoryCatalogDataCommand({ repositoryName: key.name, catalogData: catalogInput(catalog) })));
};

/** The catalogue data as the API takes it; the logo as bytes. */
export function catalogInput({ logo, logoUrl: _url, ...texts }: CatalogData): RepositoryCatalogDataInput {
  return { ...texts, ...(logo !== undefined && { logoImageBlob: Buffer.from(logo, 'base64') }) };
}
