namespace Sweeps.Tests;

/// <summary>Tests of one Slurm, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class SlurmTurns : ICollectionFixture<SlurmLab>
{
    public const string Name = "slurm";
}
