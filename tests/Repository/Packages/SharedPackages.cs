namespace Packages.Tests;

/// <summary>Tests run sequentially, because each builds.</summary>
[CollectionDefinition(Name)]
public sealed class SharedPackages : ICollectionFixture<Consumers>
{
    public const string Name = "packages";
}
