using Grid5000.Tests;
using Scalewright.Providers.Grid5000;

namespace Vagrant.Tests;

public sealed class ReservedMachineTests : IDisposable
{
    private readonly VagrantLab _place = new(isReal: false);

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task Reserved_machines_can_host_VMs_until_their_job_ends()
    {
        await using Site site = await Site.StartAsync();
        await using ThisMachine way = new();
        await using Grid5000Provider reserved = site.Open(options => options with { Transport = way });
        await using Cluster hosts = await Cluster.Create(Two("hosts")).UseProvider(reserved).ProvisionAsync();
        await using VagrantProvider first = OpenOn(hosts.Nodes[0]);
        await using VagrantProvider second = OpenOn(hosts.Nodes[1]);
        await using Cluster inner = await Cluster.Create(Two("inner")).UseProvider(first).ProvisionAsync();
        await using Cluster outer = await Cluster.Create(Two("outer")).UseProvider(second).WithState(_place.At("state")).ProvisionAsync();

        (MachinesOf(hosts.Nodes[0]), MachinesOf(hosts.Nodes[1])).ShouldBe((2, 2));
        (await first.ObserveAsync(null)).Select(node => node.Tag.Owner).Distinct().ShouldBe([inner.Owner]);

        string emptied = hosts.Nodes[0].Name;
        await inner.DestroyAsync();
        await hosts.DestroyAsync();

        site.Server.LiveJobs("rennes").ShouldBeEmpty();
        Directory.GetFileSystemEntries(_place.At(emptied)).ShouldBeEmpty();
        // The machines of a completed job belong to others: the state of these VMs is unknown.
        await Should.ThrowAsync<ProviderException>(() => second.ObserveAsync(outer.Owner));
    }

    private static Topology Two(string name) => Topology.Create(name).AddProfile(Profile.Create(name == "hosts" ? "host" : "vm").WithCount(2).Build()).Build();

    private int MachinesOf(Node host) => Directory.GetFiles(_place.At(host.Name), "state", SearchOption.AllDirectories).Length;

    private VagrantProvider OpenOn(Node host) => _place.Open(options => options with { Folder = _place.At($"here-{host.Name}"), Host = VagrantHost.FromNode(host, _place.At(host.Name)) });
}

internal sealed class ThisMachine : INodeTransport
{
    public Task<INodeConnection> ConnectAsync(NodeAddress address, string node, CancellationToken cancellationToken = default) => Task.FromResult<INodeConnection>(new Connection(node));

    public Task<Stream> OpenProcessStreamAsync(NodeAddress address, ValueList<string> command, CancellationToken cancellationToken = default) => throw new NotSupportedException("No test starts an agent there.");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class Connection(string node) : INodeConnection
    {
        public string Node => node;

        public string BootId => "always";

        public async Task<CommandResult> RunAsync(CommandRequest request, CancellationToken cancellationToken = default) => await LocalCommands.RunAsync(request, cancellationToken) with { Node = node };

        public async Task PutFileAsync(string path, Stream content, CancellationToken cancellationToken = default)
        {
            await using FileStream file = File.Create(path);
            await content.CopyToAsync(file, cancellationToken);
        }

        public async Task<long> GetFileAsync(string path, Stream destination, CancellationToken cancellationToken = default)
        {
            await using FileStream file = File.OpenRead(path);
            await file.CopyToAsync(destination, cancellationToken);
            return file.Length;
        }

        public Task<TimeSpan> PingAsync(CancellationToken cancellationToken = default) => Task.FromResult(TimeSpan.Zero);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
