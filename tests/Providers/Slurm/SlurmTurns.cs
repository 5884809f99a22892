namespace Slurm.Tests;

[CollectionDefinition(Name)]
public sealed class SlurmTurns : ICollectionFixture<SlurmLab>
{
    public const string Name = "slurm";
}
