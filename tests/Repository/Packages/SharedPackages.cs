namespace Packages.Tests;

/// <summary>Tests that share what was packed; one after the other, since each builds.</summary>
[CollectionDefinition(Name)]
public sealed class SharedPackages : ICollectionFixture<Consumers>
{
    public const string Name = "packages";
}
