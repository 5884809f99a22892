namespace Storage.Remote.Tests;

/// <summary>Runs tests sequentially, because they share the machines.</summary>
[CollectionDefinition(Name)]
public sealed class LabMachines : ICollectionFixture<SshLab>
{
    public const string Name = "lab";
}
