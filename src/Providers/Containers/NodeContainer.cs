namespace Scalewright.Providers.Containers;

/// <summary>Program, environment and health of the container of a node.</summary>
/// <remarks>
/// Values apply when a container is created. Different values for an existing container do not change it.
/// </remarks>
public sealed record NodeContainer
{
    /// <summary>
    /// Main process of the container and its arguments. If empty, the default, it is the agent. Otherwise, the agent is
    /// started when a program connects to the node.
    /// </summary>
    public ValueList<string> Command { get; init; } = [];

    /// <summary>
    /// True if the main process is the program of the image (<c>ENTRYPOINT</c> and <c>CMD</c>), for example a database.
    /// Default false. <see cref="Command"/> must then be empty.
    /// </summary>
    public bool UseImageCommand { get; init; }

    /// <summary>Environment variables of all programs of the container, in addition to those of the image.</summary>
    public ValueMap<string> Environment { get; init; } = ValueMap<string>.Empty;

    /// <summary>
    /// Folders and files of the engine's machine, each with the absolute path of its mount in the container.
    /// </summary>
    public ValueMap<string> Mounts { get; init; } = ValueMap<string>.Empty;

    /// <summary>
    /// User of the main process as name or ID, for example <c>postgres</c> or <c>1000:1000</c>. If empty, the default,
    /// it is the user of the image. Requires <see cref="Command"/> or <see cref="UseImageCommand"/>: the agent always
    /// runs as root.
    /// </summary>
    public string User { get; init; } = "";

    /// <summary>
    /// Command that the engine runs in the container, and its arguments. Exit code 0 means that the node is ready. If
    /// empty, the default, a node is ready as soon as its container runs.
    /// </summary>
    public ValueList<string> HealthCommand { get; init; } = [];

    /// <summary>Interval between two runs of the health command, 1 ms or more. Default 1 second.</summary>
    public TimeSpan HealthInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Time after the start in which a failed health command does not make the node fail, zero or more. Default 1
    /// minute. Afterwards, three failures in a row do.
    /// </summary>
    public TimeSpan HealthStartPeriod { get; init; } = TimeSpan.FromMinutes(1);
}
