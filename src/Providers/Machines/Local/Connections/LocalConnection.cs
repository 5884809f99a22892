using Scalewright.Agents.Processes;
using Scalewright.Agents.Services;
using Scalewright.Journals;
using Scalewright.Providers.Local.Links;
using Scalewright.Providers.Local.Nodes;
using Scalewright.Streams;

namespace Scalewright.Providers.Local.Connections;

/// <summary>A way into a node: an agent in this process, whose programs run inside the node and end with the connection.</summary>
internal sealed class LocalConnection : INodeConnection, IServiceCaller
{
    // As a shell tells it: 128 and SIGKILL.
    private const int KilledExitCode = 137;

    private const string BootFile = "/proc/sys/kernel/random/boot_id";
    private readonly AgentHost _agent;
    private readonly AgentConnection _connection;
    private readonly string _id;
    private readonly NodeFolders _folders;

    private LocalConnection(AgentHost agent, AgentConnection connection, string id, NodeFolders folders) =>
        (_agent, _connection, _id, _folders) = (agent, connection, id, folders);

    public string Node => _connection.Node;

    public string BootId => _connection.BootId;

    public static async Task<INodeConnection> OpenAsync(
        string id, LocalNode node, NodeFolders folders, INodeIsolation isolation, LocalProviderOptions options, CancellationToken cancellationToken)
    {
        string files = folders.FilesOf(id);
        NodePrograms programs = new(id, node, files, isolation, new LocalPrograms(new LocalProgramsOptions { Clock = options.Clock }));
        AgentHost agent = new(new AgentHostOptions { Node = node.Name, Boot = $"{await BootAsync(cancellationToken)}-{id}", Clock = options.Clock, Services = options.Services, Folder = files }, programs, new LocalFiles());
        (Stream ours, Stream theirs) = StreamPair.Create();
        _ = agent.ServeAsync(new PausableStream(theirs, () => File.Exists(folders.PausePathOf(id)), options.Clock), CancellationToken.None);
        try
        {
            AgentConnectionOptions whom = new() { Node = node.Name, Session = Lineage.Draw(options.Chance).ToString(), Epoch = node.Mark.Epoch, Clock = options.Clock };
            return new LocalConnection(agent, await AgentConnection.OpenAsync(ours, whom, cancellationToken), id, folders);
        }
        catch
        {
            await agent.DisposeAsync();
            throw;
        }
    }

    public async Task<CommandResult> RunAsync(CommandRequest request, CancellationToken cancellationToken = default)
    {
        long crashes = _folders.CrashesOf(_id);
        CommandResult result = await _connection.RunAsync(request, cancellationToken);
        if (result.ExitCode != KilledExitCode)
        {
            return result;
        }

        // Killed with its node: the exit code is not the program's own.
        if (!_folders.IsThere(_id))
        {
            throw new AgentException(Node, LocalProblems.Gone(_id)) { OutcomeIsUnknown = true };
        }

        return _folders.CrashesOf(_id) == crashes ? result : throw new AgentException(Node, LocalProblems.Crashed(_id)) { OutcomeIsUnknown = true };
    }

    public Task PutFileAsync(string path, Stream content, CancellationToken cancellationToken = default) => _connection.PutFileAsync(path, content, cancellationToken);

    public Task<long> GetFileAsync(string path, Stream destination, CancellationToken cancellationToken = default) => _connection.GetFileAsync(path, destination, cancellationToken);

    public Task<TimeSpan> PingAsync(CancellationToken cancellationToken = default) => _connection.PingAsync(cancellationToken);

    public Task<ReadOnlyMemory<byte>> CallAsync(ServiceRequest request, CancellationToken cancellationToken = default) => _connection.CallAsync(request, cancellationToken);

    public IAsyncEnumerable<ReadOnlyMemory<byte>> StreamAsync(ServiceRequest request, CancellationToken cancellationToken = default) => _connection.StreamAsync(request, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _agent.DisposeAsync();
    }

    private static async Task<string> BootAsync(CancellationToken cancellationToken) =>
        File.Exists(BootFile) ? (await File.ReadAllTextAsync(BootFile, cancellationToken)).Trim() : Environment.MachineName;
}

/// <summary>The agent's end of a stream: while its node stands still it hears nothing, and says nothing.</summary>
internal sealed class PausableStream(Stream inner, Func<bool> isPaused, TimeProvider clock) : TwoWayStream
{
    private static readonly TimeSpan LookPeriod = TimeSpan.FromMilliseconds(20);

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
            await Task.Delay(LookPeriod, clock, cancellationToken);
        }
    }
}
