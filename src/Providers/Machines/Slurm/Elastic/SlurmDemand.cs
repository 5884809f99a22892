namespace Scalewright.Providers.Slurm.Elastic;

/// <summary>What jobs of a partition ask for.</summary>
/// <param name="Running">Nodes of jobs that run, each counted once for each job on it.</param>
/// <param name="Waiting">Nodes that jobs wait for; jobs that a person holds, that wait for others or for a later time are left out.</param>
public readonly record struct SlurmDemand(int Running, int Waiting);
