namespace Packages.Tests;

/// <summary>Tests run sequentially, because each one builds.</summary>
[CollectionDefinition(Name)]
public sealed class SharedPackages : ICollectionFixture<Consumers>
{
    public const string Name = "packages";
}
