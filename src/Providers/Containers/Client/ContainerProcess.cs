namespace Scalewright.Providers.Containers.Client;

/// <summary>State of a container as its engine inspects it.</summary>
/// <param name="Status">State in the words of the engine, for example <c>running</c>.</param>
/// <param name="Id">Process ID of the main process on the machine of the engine; 0 if it does not run.</param>
internal sealed record ContainerProcess(string Status, long Id)
{
    public ValueList<ContainerLink> Links { get; init; } = [];

    public bool IsPaused => Status == "paused";

    /// <summary>True if the container has processes and a network namespace.</summary>
    public bool IsUp => Status is "running" or "paused";
}
