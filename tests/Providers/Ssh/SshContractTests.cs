namespace Ssh.Tests;

[Collection(LabMachines.Name)]
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "xunit disposes of it by IAsyncLifetime.")]
[MachineContract("ssh-machines")]
public sealed class SshContractTests(SshLab lab) : ProviderContract<SshProvider>, IAsyncLifetime
{
    private readonly RecordingTransport _transport = new(new SshTransport(lab.Options));
    private string _last = "";
    private int _changeCount;

    protected override int MaxNodes => SshLab.Count;

    protected override SshProvider CreateProvider() => CreateProvider(_transport);

    protected override SshProvider CreateProvider(KillPoint kill) => CreateProvider(new KilledTransport(_transport, kill));

    private SshProvider CreateProvider(INodeTransport transport) =>
        new(
            Enumerable.Range(1, SshLab.Count).Select(SshLab.AddressOf).ToValueList(),
            new SshOptions
            {
                Client = lab.Options,
                Transport = transport,
                Folder = "/tmp/scalewright",
            }
        );

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _transport.DisposeAsync();

    // Counts requests and changes of the state of the machines, because any command may change a machine.
    protected override int? CountMutatingCalls()
    {
        string now = string.Join('\n', Enumerable.Range(1, SshLab.Count).Select(Describe));
        _changeCount += now == _last ? 0 : 1;
        _last = now;
        return _transport.ChangeCount + _changeCount;
    }

    protected override Random CreateRandom() => new(42);

    private string Describe(int number) =>
        lab.OnMachine(number, "sh", "-c", "ip -o link; ip route; tc qdisc; iptables -w -S")
        + string.Join(
            '\n',
            Directory
                .EnumerateFileSystemEntries(lab.At($"{number}", "tmp"), "*", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal)
                .Select(static path => $"{path} {File.GetLastWriteTimeUtc(path):O}")
        );

    // A busy machine responds late.
    protected override TimeSpan CallTimeout => TimeSpan.FromMinutes(10);
}

/// <summary>Counts every call except commands that neither create, move nor remove anything.</summary>
internal sealed class RecordingTransport(INodeTransport inner) : INodeTransport
{
    private int _changeCount;

    public int ChangeCount => Volatile.Read(ref _changeCount);

    public async Task<INodeConnection> ConnectAsync(NodeAddress address, string node, CancellationToken cancellationToken = default) =>
        new RecordingConnection(await inner.ConnectAsync(address, node, cancellationToken), Add);

    public Task<Stream> OpenProcessStreamAsync(
        NodeAddress address,
        ValueList<string> command,
        RetryOptions? busyRetry = null,
        CancellationToken cancellationToken = default
    )
    {
        Add();
        return inner.OpenProcessStreamAsync(address, command, busyRetry, cancellationToken);
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private void Add() => Interlocked.Increment(ref _changeCount);
}

/// <summary>Runs the commands of a program that is killed at one of its changes.</summary>
internal sealed class KilledTransport(INodeTransport inner, KillPoint kill) : INodeTransport
{
    public async Task<INodeConnection> ConnectAsync(NodeAddress address, string node, CancellationToken cancellationToken = default) =>
        new KilledConnection(await kill.CallAsync(isChange: false, () => inner.ConnectAsync(address, node, cancellationToken)), kill);

    public Task<Stream> OpenProcessStreamAsync(
        NodeAddress address,
        ValueList<string> command,
        RetryOptions? busyRetry = null,
        CancellationToken cancellationToken = default
    ) => kill.CallAsync(isChange: true, () => inner.OpenProcessStreamAsync(address, command, busyRetry, cancellationToken));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

internal sealed class KilledConnection(INodeConnection inner, KillPoint kill) : INodeConnection
{
    public string Node => inner.Node;

    public string BootId => inner.BootId;

    public Task<CommandResult> RunAsync(CommandRequest request, CancellationToken cancellationToken = default) =>
        kill.CallAsync(RecordingConnection.IsChange(request), () => inner.RunAsync(request, cancellationToken));

    public Task PutFileAsync(string path, Stream content, CancellationToken cancellationToken = default) =>
        inner.PutFileAsync(path, content, cancellationToken);

    public Task<long> GetFileAsync(string path, Stream destination, CancellationToken cancellationToken = default) =>
        inner.GetFileAsync(path, destination, cancellationToken);

    public Task<TimeSpan> PingAsync(CancellationToken cancellationToken = default) => inner.PingAsync(cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}

internal sealed class RecordingConnection(INodeConnection inner, Action changed) : INodeConnection
{
    private static readonly string[] Changing = ["mkdir", "mv ", "rm ", "rmdir", "kill", "setsid"];

    public string Node => inner.Node;

    public string BootId => inner.BootId;

    public static bool IsChange(CommandRequest request)
    {
        // This loop only checks whether the programs exist.
        string text = string.Join(' ', request.Command).Replace("for c in iptables setsid", "", StringComparison.Ordinal);
        return Changing.Any(word => text.Contains(word, StringComparison.Ordinal));
    }

    public Task<CommandResult> RunAsync(CommandRequest request, CancellationToken cancellationToken = default)
    {
        if (IsChange(request))
        {
            changed();
        }

        return inner.RunAsync(request, cancellationToken);
    }

    public Task PutFileAsync(string path, Stream content, CancellationToken cancellationToken = default)
    {
        changed();
        return inner.PutFileAsync(path, content, cancellationToken);
    }

    public Task<long> GetFileAsync(string path, Stream destination, CancellationToken cancellationToken = default) =>
        inner.GetFileAsync(path, destination, cancellationToken);

    public Task<TimeSpan> PingAsync(CancellationToken cancellationToken = default) => inner.PingAsync(cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
