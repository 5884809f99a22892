using Scalewright.Providers.Ssh;

namespace Storage.Operations.Tests;

public sealed record RemoteSiteOptions
{
    /// <summary>
    /// The file with the machines, which are used in turn for servers, workers and clients. Default empty: plain
    /// processes of this machine, a node for each host.
    /// </summary>
    public string NodeFile { get; init; } = "";

    /// <summary>The default is the user's SSH configuration.</summary>
    public SshClientOptions Client { get; init; } = new();

    /// <summary>
    /// Program and first arguments. Its Main calls <see cref="TestPrograms.Storage.StorageServerProgram.TryRunAsync"/>.
    /// </summary>
    public ValueList<string> Program { get; init; } = [];

    /// <summary>Working directory of the program on its node.</summary>
    public string Folder { get; init; } = "";

    /// <summary>Speed of time for servers, manager and test, from 0.01 to 100.</summary>
    public double TimeScale { get; init; } = 1;
}
