namespace Benchmarks.Containers;

/// <summary>A program that starts containers, uses and removes them.</summary>
internal interface IContainerSide
{
    /// <summary>Name in the results.</summary>
    string Name { get; }

    /// <summary>Starts containers. Returns when a first command ran in each.</summary>
    Task StartAsync(int count);

    /// <summary>Runs the command <c>true</c> in the first container.</summary>
    Task RunAsync();

    /// <summary>Removes the containers.</summary>
    Task RemoveAsync();
}
