using System.Diagnostics;
using Scalewright.Agents.Processes;
using Scalewright.Journals;
using Scalewright.Providers.Local.Links;
using Scalewright.Providers.Local.Nodes;
using Scalewright.Streams;

namespace Scalewright.Providers.Local.Connections;

/// <summary>Connection through an agent in this process. Programs run in the node and end with it.</summary>
internal sealed class LocalConnection(AgentHost agent, AgentConnection connection, string id, NodeFolders folders)
    : AgentHostConnection(agent, connection)
{
    // As reported by a shell: 128 + SIGKILL.
    private const int KilledExitCode = 137;

    private const string BootFile = "/proc/sys/kernel/random/boot_id";

    public static async Task<INodeConnection> OpenAsync(
        string id,
        LocalNode node,
        NodeFolders folders,
        INodeIsolation isolation,
        LocalOptions options,
        CancellationToken cancellationToken
    )
    {
        string files = folders.GetFilesPath(id);
        LocalNodePrograms programs = new(
            id,
            node,
            files,
            isolation,
            new LocalProcesses(new LocalProcessesOptions { Clock = options.Clock })
        );
        AgentHost agent = new(
            new AgentHostOptions
            {
                Node = node.Name,
                BootId = $"{await BootAsync(cancellationToken)}-{id}",
                Clock = options.Clock,
                Services = options.Services,
                DataFolder = files,
            },
            programs,
            new LocalFiles()
        );
        AgentConnectionOptions settings = new()
        {
            Node = node.Name,
            SessionId = Lineage.CreateRandom(options.Random).ToString(),
            Epoch = node.Mark.Epoch,
            Clock = options.Clock,
        };
        return new LocalConnection(
            agent,
            await ConnectAsync(
                agent,
                settings,
                server => new PausableStream(server, () => File.Exists(folders.GetPausePath(id)), options.Clock),
                cancellationToken
            ),
            id,
            folders
        );
    }

    public override async Task<CommandResult> RunAsync(CommandRequest request, CancellationToken cancellationToken = default)
    {
        long crashes = folders.GetCrashCount(id);
        CommandResult result = await base.RunAsync(request, cancellationToken);
        if (result.ExitCode != KilledExitCode)
        {
            return result;
        }

        // The program was killed together with its node, so the exit code is not its own.
        if (!folders.IsThere(id))
        {
            throw new AgentException(Node, LocalProblems.NotFound(id)) { IsOutcomeUnknown = true };
        }

        return folders.GetCrashCount(id) == crashes
            ? result
            : throw new AgentException(Node, LocalProblems.Crashed(id)) { IsOutcomeUnknown = true };
    }

    private static async Task<string> BootAsync(CancellationToken cancellationToken) =>
        File.Exists(BootFile) ? (await File.ReadAllTextAsync(BootFile, cancellationToken)).Trim() : Environment.MachineName;
}

/// <summary>The agent's end of a stream, which neither receives nor sends while its node is paused.</summary>
internal sealed class PausableStream(Stream inner, Func<bool> isPaused, TimeProvider clock) : DuplexStream
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count = await inner.ReadAsync(buffer, cancellationToken);
        await WaitAsync(cancellationToken);
        return count;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await WaitAsync(cancellationToken);
        await inner.WriteAsync(buffer, cancellationToken);
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        while (isPaused())
        {
            await Task.Delay(PollInterval, clock, cancellationToken);
        }
    }
}

internal sealed class LocalNodePrograms(string id, LocalNode node, string files, INodeIsolation isolation, INodeProcesses programs)
    : INodeProcesses
{
    /// <summary>Environment variables of every program of a node.</summary>
    public static IEnumerable<(string Name, string Value)> GetVariables(string id, LocalNode node) =>
        [(NodeProcesses.Variable, id), ("SCALEWRIGHT_NODE_NAME", node.Name), ("SCALEWRIGHT_NODE_ADDRESS", node.Address)];

    public Task<int> RunAsync(CommandRequest request, ProcessOutput output, CancellationToken cancellationToken)
    {
        if (request.Command.Count == 0 || request.Command[0].Length == 0)
        {
            throw new IOException("there is no program to start");
        }

        string folder = request.WorkingDirectory.Length == 0 ? files : request.WorkingDirectory;
        string? path = request.Environment.TryGetValue("PATH", out string? own) ? own : null;
        // Resolved here, so that a missing program is reported itself instead of as a failure of a wrapper program.
        string program = ExecutablePathResolver.Find(request.Command[0], Path.GetFullPath(folder), path);
        return programs.RunAsync(
            request with
            {
                Command = isolation.Enter(id, node, [program, .. request.Command.Skip(1)]),
                WorkingDirectory = folder,
                Environment = GetVariables(id, node).Aggregate(request.Environment, (all, own) => all.With(own.Name, own.Value)),
            },
            output,
            cancellationToken
        );
    }
}

/// <summary>Transport to one node for deploying an agent.</summary>
internal sealed class NodeAgentTransport(
    string id,
    LocalNode node,
    string files,
    INodeIsolation isolation,
    Func<CancellationToken, Task<INodeConnection>> connect
) : INodeTransport
{
    // Started in a separate session, so that an interrupt of this program lets the agent close its connections first.
    // Failures are reported over the stream.
    private const string Start = "exec setsid \"$@\" 2>/dev/null";

    public Task<INodeConnection> ConnectAsync(NodeAddress address, string node, CancellationToken cancellationToken = default) =>
        connect(cancellationToken);

    public Task<Stream> OpenProcessStreamAsync(
        NodeAddress address,
        ValueList<string> command,
        RetryOptions? busyRetry = null,
        CancellationToken cancellationToken = default
    )
    {
        ValueList<string> entered = isolation.Enter(id, node, ["/bin/sh", "-c", Start, "sh", .. command]);
        ProcessStartInfo start = new(entered[0], entered.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
            WorkingDirectory = files,
        };
        foreach ((string name, string value) in LocalNodePrograms.GetVariables(id, node))
        {
            start.Environment[name] = value;
        }

        return Task.FromResult<Stream>(new ProcessStream(Process.Start(start)!));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
