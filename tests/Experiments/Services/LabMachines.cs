namespace Experiments.Services.Tests;

/// <summary>One after the other: the machines are the same for all.</summary>
[CollectionDefinition(Name)]
public sealed class LabMachines : ICollectionFixture<SshLab>
{
    public const string Name = "lab";
}
