namespace Exploration.Tests;

/// <summary>Tests that listen to meters and traces run alone: what is heard takes more steps, and the listeners hear every cluster of the process.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Listening
{
    public const string Name = "listening";
}
