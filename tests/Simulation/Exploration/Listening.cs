namespace Exploration.Tests;

/// <summary>Tests that run alone, because listeners receive the measurements of all clusters in the process.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Listening
{
    public const string Name = "listening";
}
