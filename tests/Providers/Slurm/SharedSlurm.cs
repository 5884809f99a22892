namespace Slurm.Tests;

/// <summary>Test classes that share the Slurm installation and run one after another.</summary>
[CollectionDefinition(Name)]
public sealed class SharedSlurm : ICollectionFixture<SlurmLab>
{
    public const string Name = "slurm";
}
