namespace Sdk.Tests.Clusters;

/// <summary>Not run in parallel, because listeners receive the measurements of all clusters of the process.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Listening
{
    public const string Name = "listening";
}
