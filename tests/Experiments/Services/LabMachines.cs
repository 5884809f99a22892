namespace Experiments.Services.Tests;

/// <summary>The tests run sequentially because they share the machines.</summary>
[CollectionDefinition(Name)]
public sealed class LabMachines : ICollectionFixture<SshLab>
{
    public const string Name = "lab";
}
