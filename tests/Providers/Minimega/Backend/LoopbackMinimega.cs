using Loopback.Minimega;

namespace Minimega.Tests.Backend;

internal sealed class LoopbackMinimega : IAsyncDisposable
{
    private readonly TempServer _server;

    public LoopbackMinimega(Func<MinimegaServerOptions, MinimegaServerOptions>? change = null) =>
        _server = new(options =>
        {
            MinimegaServerOptions quick = options with { GuestsRunPrograms = true, Beat = TimeSpan.FromMilliseconds(20) };
            return change?.Invoke(quick) ?? quick;
        });

    public static LoopbackMinimega Start() => new();

    public MinimegaServer Server => _server.Server;

    public MinimegaOptions Options =>
        new()
        {
            SocketPath = Server.SocketPath,
            DefaultNodeKind = MinimegaNodeKind.Container,
            PollInterval = TimeSpan.FromMilliseconds(20),
            GuestTimeout = TimeSpan.FromMinutes(1),
        };

    public static NodeSpec Specify(string name) => new(name, 1) { Hardware = new() { Image = "/rootfs" } };

    public MinimegaProvider Open() => new(Options);

    /// <summary>Number of VMs in the namespaces of an owner's lineage, as the server reports it.</summary>
    public int Vms(Owner owner) =>
        Spaces().Where(space => space.Contains(owner.Lineage.ToString(), StringComparison.Ordinal)).Sum(space => Names(space).Length);

    public string[] Spaces() => [.. Column("namespace", 0).Where(space => space != "minimega")];

    public string[] Names(string space) => Column($"namespace {space} .columns name vm info", 0);

    public string[] Column(string command, int column) =>
        [.. (Server.Execute(command)[0].Entries![0].Tabular ?? []).Select(row => row[column]).Order(StringComparer.Ordinal)];

    public void Run(string space, params string[] commands)
    {
        foreach (string command in commands)
        {
            Server
                .Execute($"namespace {space} {command}")
                .ShouldAllBe(reply => reply.Entries!.All(entry => entry.Error.Length == 0), command);
        }
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
