using Scalewright.Agents.XmlRpc;
using Scalewright.Storage.Devices;
using Scalewright.Storage.Packages;
using Scalewright.Storage.Servers;

namespace StorageSample;

/// <summary>XML-RPC methods for the control of a running simulator, and their arguments in order.</summary>
internal sealed class RemoteControl(RunningCluster running)
{
    private const long Mebibyte = 1 << 20;

    // The same maximum as in a setup, and as many lines per poll as the highest rate of a benchmark.
    private const int ServersMax = 65_536;
    private const int VolumesMax = 1_000_000;
    private const int LinesMax = 1 << 16;
    private const string VersionsWanted = "a map of packages, each with [epoch, version, release, architecture],";

    private StorageCluster Cluster => running.Cluster;

    public XmlRpcMethods Methods() => new(new Dictionary<string, XmlRpcMethod>(
    [
        Method("list_servers", [], [], (_, _) => Task.FromResult(XmlRpcValue.FromArray(Cluster.Servers.All.Select(View)))),
        Method("add_server", [], [], async (_, token) => XmlRpcValue.From((await Cluster.Servers.AddAsync(token)).Name.Fqdn)),
        Method("add_su", ["server_count", "volume_count"], [], async (given, token) => Names(await Cluster.Servers.AddUnitAsync(given.Count(0, 1, ServersMax), given.Count(1, 0, VolumesMax), token))),
        Order("remove_server", ["fqdn"], [], (given, token) => RemoveAsync(given.Text(0), token)),
        Order("remove_all_servers", [], [], (_, token) => RemoveAllAsync(token)),
        Method("register", ["fqdn", "secret"], [], (given, token) => RegisterAsync(given.Text(0), given.Text(1), token)),
        Method("register_many", ["fqdns", "secret"], [], RegisterManyAsync),
        Order("start_server", ["fqdn"], ["simulate"], (given, token) => Cluster.Servers.StartAsync(given.Text(0), PaceOf(given), token)),
        Order("stop_server", ["fqdn"], ["simulate"], (given, token) => Cluster.Servers.ShutdownAsync(given.Text(0), PaceOf(given), token)),
        Order("reboot_server", ["fqdn"], ["simulate"], (given, token) => Cluster.Servers.RebootAsync(given.Text(0), PaceOf(given), token)),
        Order("set_log_rate", ["fqdn", "lines"], [], (given, _) => SetRate(given.Text(0), given.Count(1, 0, LinesMax))),
        Order("update_packages", ["packages"], ["for_workers"], OfferAsync),
        Method("poll_fake_controller", ["controller_id"], [], (given, _) => Task.FromResult(View(ControllerOf(given.Count(0, 1, int.MaxValue))))),
    ],
    StringComparer.Ordinal));

    private static KeyValuePair<string, XmlRpcMethod> Method(string name, string[] needed, string[] allowed, Func<GivenArguments, CancellationToken, Task<XmlRpcValue>> answer) =>
        new(name, async (given, token) => await answer(new GivenArguments(name, needed, allowed, given), token));

    private static KeyValuePair<string, XmlRpcMethod> Order(string name, string[] needed, string[] allowed, Func<GivenArguments, CancellationToken, Task> order) =>
        Method(name, needed, allowed, async (given, token) =>
        {
            await order(given, token);
            return XmlRpcValue.Nil;
        });

    private async Task<XmlRpcValue> RegisterManyAsync(GivenArguments given, CancellationToken cancellationToken)
    {
        string secret = given.Text(1);
        return XmlRpcValue.FromArray(await Task.WhenAll(given.Texts(0).Select(fqdn => RegisterAsync(fqdn, secret, cancellationToken))));
    }

    private async Task<XmlRpcValue> RegisterAsync(string fqdn, string secret, CancellationToken cancellationToken) => XmlRpcValue.FromStruct(
        new XmlRpcMember("fqdn", XmlRpcValue.From(fqdn)),
        new XmlRpcMember("command_id", XmlRpcValue.From((long)await running.RegisterAsync(fqdn, secret, cancellationToken))));

    private Task RemoveAsync(string fqdn, CancellationToken cancellationToken) => Cluster.Servers.RemoveAsync(fqdn, cancellationToken);

    private async Task RemoveAllAsync(CancellationToken cancellationToken)
    {
        foreach (StorageServer server in Cluster.Servers.All.Where(server => !server.IsWorker))
        {
            await RemoveAsync(server.Name.Fqdn, cancellationToken);
        }
    }

    private Task SetRate(string fqdn, int lines)
    {
        Cluster.Logs.SetRate(Cluster.Servers.Get(fqdn).Name.Fqdn, lines);
        return Task.CompletedTask;
    }

    // {package: [epoch, version, release, architecture]}, and true for workers.
    private async Task OfferAsync(GivenArguments given, CancellationToken cancellationToken)
    {
        ValueMap<PackageVersion> versions = given.Members(0, VersionsWanted)
            .Select(package => KeyValuePair.Create(package.Name, VersionOf(package.Value) ?? throw given.Wrong(0, $"another version of '{TextEscaping.Escape(package.Name)}'", VersionsWanted)))
            .DistinctBy(package => package.Key)
            .ToValueMap();
        await Cluster.PublishPackagesAsync(forWorkers: given.Flag(1), versions, cancellationToken);
    }

    private static PackageVersion? VersionOf(XmlRpcValue version) =>
        version is { Kind: XmlRpcKind.Array, Items: [{ Kind: XmlRpcKind.Integer, Integer: >= 0 and <= int.MaxValue } epoch, { Kind: XmlRpcKind.String } number, { Kind: XmlRpcKind.String } release, { Kind: XmlRpcKind.String } architecture] }
            ? new PackageVersion((int)epoch.Integer, number.String, release.String, architecture.String)
            : null;

    private StorageController ControllerOf(int number) =>
        Cluster.Devices.FindController(number) ?? throw new SimulatorException($"there is no controller {number}; each storage unit has one, from 1");

    private XmlRpcValue View(StorageServer server) => XmlRpcValue.FromStruct(
        new XmlRpcMember("fqdn", XmlRpcValue.From(server.Name.Fqdn)),
        new XmlRpcMember("registered", XmlRpcValue.From(server.IsRegistered)),
        new XmlRpcMember("running", XmlRpcValue.From(Cluster.Servers.IsAgentRunning(server.Name.Fqdn))));

    // Sizes in MiB, because integers of XML-RPC have 32 bits.
    private static XmlRpcValue View(StorageController controller) => XmlRpcValue.FromStruct(
        new XmlRpcMember("controller_id", XmlRpcValue.From((long)controller.Number)),
        new XmlRpcMember("luns", XmlRpcValue.FromArray(controller.Luns.Select(lun => XmlRpcValue.FromStruct(
            new XmlRpcMember("serial", XmlRpcValue.From(lun.Serial)),
            new XmlRpcMember("size", XmlRpcValue.From(lun.Size / Mebibyte)),
            new XmlRpcMember("disks", XmlRpcValue.FromArray(lun.Disks.Select(XmlRpcValue.From))),
            new XmlRpcMember("disk_size", XmlRpcValue.From(lun.DiskSize / Mebibyte)))))));

    private static XmlRpcValue Names(IEnumerable<StorageServer> servers) => XmlRpcValue.FromArray(servers.Select(server => XmlRpcValue.From(server.Name.Fqdn)));

    private static LifecycleTiming PaceOf(GivenArguments given) => given.Flag(1) ? LifecycleTiming.Simulated : LifecycleTiming.Immediate;
}
