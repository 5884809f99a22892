namespace Sweeps.Tests;

/// <summary>Tests of one Slurm run sequentially.</summary>
[CollectionDefinition(Name)]
public sealed class SlurmTurns : ICollectionFixture<SlurmLab>
{
    public const string Name = "slurm";
}
