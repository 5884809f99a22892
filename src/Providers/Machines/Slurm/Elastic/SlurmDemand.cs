namespace Scalewright.Providers.Slurm.Elastic;

/// <summary>Number of nodes that jobs of a partition request.</summary>
/// <param name="Running">Nodes of running jobs, each counted once per job on it.</param>
/// <param name="Waiting">Nodes requested by pending jobs, except held, dependent and later scheduled ones.</param>
public readonly record struct SlurmDemand(int Running, int Waiting);
