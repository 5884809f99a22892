namespace Scalewright.Providers.Containers.Client;

/// <summary>Container as an engine lists or inspects it.</summary>
/// <param name="Id">ID, which is never reused.</param>
/// <param name="Name">Current name, without a slash.</param>
/// <param name="Status">State in the words of the engine, for example <c>running</c>.</param>
/// <param name="Labels">The labels, which never change.</param>
internal sealed record EngineContainer(string Id, string Name, string Status, IReadOnlyDictionary<string, string> Labels)
{
    /// <summary>Status of a container whose removal began, on an engine that may not complete it.</summary>
    public const string PartlyRemoved = "partly removed";

    public const string Healthy = "healthy";
    public const string Unhealthy = "unhealthy";
    public const string Starting = "starting";

    /// <summary>
    /// Result of the health command: <see cref="Healthy"/>, <see cref="Unhealthy"/> or <see cref="Starting"/>; empty if
    /// the container has no such command, and in lists of Podman.
    /// </summary>
    public string Health { get; init; } = "";

    /// <summary>True if the container was created and lacks files that only its creator knows.</summary>
    public bool LacksFiles { get; init; }

    /// <summary>True while the startup commands and scripts of a running container are under way.</summary>
    public bool IsStartingUp { get; init; }

    /// <summary>Final output of the main process; empty while it runs.</summary>
    public string Output { get; init; } = "";

    /// <summary>Exit code of the main process; 0 while it runs, and in a list.</summary>
    public long ExitCode { get; init; }
}
