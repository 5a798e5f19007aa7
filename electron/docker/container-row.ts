import type Docker from 'dockerode';
import { Container } from '../../shared/model/container';

/** One row of Docker's list as Berth shows it; a state Docker invents later reads as `exited`. */
export function containerOf(row: Docker.ContainerInfo): Container {
  return {
    id: row.Id,
    name: row.Names[0]?.replace(/^\//, '') ?? row.Id.slice(0, 12),
    image: row.Image,
    state: Container.shape.state.catch('exited').parse(row.State),
    status: row.Status,
    createdAt: new Date(row.Created * 1000).toISOString(),
    labels: row.Labels ?? {},
  };
}
