using Scalewright.Providers.Ssh;

namespace Storage.Operations.Tests;

/// <summary>The real nodes of a site: where they are, and what runs on them.</summary>
public sealed record RemotePlace
{
    /// <summary>The file that names the machines, reached over SSH; empty, the default: plain processes of this machine, a node for each host.</summary>
    /// <remarks>Hosts of the site are put on the machines in turn, in the order of the file: servers, workers, clients.</remarks>
    public string NodeFile { get; init; } = "";

    /// <summary>How machines are reached; default as the user's SSH configuration has it.</summary>
    public SshOptions Ssh { get; init; } = new();

    /// <summary>The program that plays a server, and its first arguments; its Main calls <see cref="TestPrograms.Storage.StorageNode.TryRunAsync"/>.</summary>
    public ValueList<string> Program { get; init; } = [];

    /// <summary>The folder that the program is started in, as its node knows it; empty: the one that nodes start in.</summary>
    public string Folder { get; init; } = "";

    /// <summary>How many times as fast as on the wall time passes for servers, manager and test, from 0.01 to 100; default 1.</summary>
    public double Speed { get; init; } = 1;
}
