namespace Sdk.Tests.Clusters;

/// <summary>Run alone: listeners receive the measurements of every cluster of the process.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Listening
{
    public const string Name = "listening";
}
