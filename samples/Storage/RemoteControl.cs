using Scalewright;
using Scalewright.Agents.XmlRpc;
using Scalewright.Storage;
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
        Method("list_servers", [], [], (_, _) => Task.FromResult(XmlRpcValue.OfList(Cluster.Servers.All.Select(View)))),
        Method("add_server", [], [], async (_, token) => XmlRpcValue.Of((await Cluster.Servers.AddAsync(token)).Name.Fqdn)),
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
        return XmlRpcValue.OfList(await Task.WhenAll(given.Texts(0).Select(fqdn => RegisterAsync(fqdn, secret, cancellationToken))));
    }

    private async Task<XmlRpcValue> RegisterAsync(string fqdn, string secret, CancellationToken cancellationToken) => XmlRpcValue.OfMap(
        new XmlRpcMember("fqdn", XmlRpcValue.Of(fqdn)),
        new XmlRpcMember("command_id", XmlRpcValue.Of((long)await running.RegisterAsync(fqdn, secret, cancellationToken))));

    private Task RemoveAsync(string fqdn, CancellationToken cancellationToken) => Cluster.Servers.RemoveAsync(fqdn, cancellationToken);

    private async Task RemoveAllAsync(CancellationToken cancellationToken)
    {
        foreach (Server server in Cluster.Servers.All.Where(server => !server.IsWorker))
        {
            await RemoveAsync(server.Name.Fqdn, cancellationToken);
        }
    }

    private Task SetRate(string fqdn, int lines)
    {
        Cluster.Logs.SetRate(Cluster.Servers.Of(fqdn).Name.Fqdn, lines);
        return Task.CompletedTask;
    }

    // {package: [epoch, version, release, architecture]}, and true for workers.
    private async Task OfferAsync(GivenArguments given, CancellationToken cancellationToken)
    {
        ValueMap<PackageVersion> versions = given.Members(0, VersionsWanted)
            .Select(package => KeyValuePair.Create(package.Name, VersionOf(package.Value) ?? throw given.Wrong(0, $"another version of '{Printable.Escape(package.Name)}'", VersionsWanted)))
            .DistinctBy(package => package.Key)
            .ToValueMap();
        await Cluster.OfferAsync(forWorkers: given.Flag(1), versions, cancellationToken);
    }

    private static PackageVersion? VersionOf(XmlRpcValue version) =>
        version is { Kind: XmlRpcKind.List, Items: [{ Kind: XmlRpcKind.Whole, Whole: >= 0 and <= int.MaxValue } epoch, { Kind: XmlRpcKind.Text } number, { Kind: XmlRpcKind.Text } release, { Kind: XmlRpcKind.Text } architecture] }
            ? new PackageVersion((int)epoch.Whole, number.Text, release.Text, architecture.Text)
            : null;

    private StorageController ControllerOf(int number) =>
        Cluster.Devices.ControllerOf(number) ?? throw new SimulatorException($"there is no controller {number}; each storage unit has one, from 1");

    private XmlRpcValue View(Server server) => XmlRpcValue.OfMap(
        new XmlRpcMember("fqdn", XmlRpcValue.Of(server.Name.Fqdn)),
        new XmlRpcMember("registered", XmlRpcValue.Of(server.IsRegistered)),
        new XmlRpcMember("running", XmlRpcValue.Of(Cluster.Servers.RunsAgent(server.Name.Fqdn))));

    // Sizes in MiB, because integers of XML-RPC have 32 bits.
    private static XmlRpcValue View(StorageController controller) => XmlRpcValue.OfMap(
        new XmlRpcMember("controller_id", XmlRpcValue.Of((long)controller.Number)),
        new XmlRpcMember("luns", XmlRpcValue.OfList(controller.Luns.Select(lun => XmlRpcValue.OfMap(
            new XmlRpcMember("serial", XmlRpcValue.Of(lun.Serial)),
            new XmlRpcMember("size", XmlRpcValue.Of(lun.Size / Mebibyte)),
            new XmlRpcMember("disks", XmlRpcValue.OfList(lun.Disks.Select(XmlRpcValue.Of))),
            new XmlRpcMember("disk_size", XmlRpcValue.Of(lun.DiskSize / Mebibyte)))))));

    private static XmlRpcValue Names(IEnumerable<Server> servers) => XmlRpcValue.OfList(servers.Select(server => XmlRpcValue.Of(server.Name.Fqdn)));

    private static LifePace PaceOf(GivenArguments given) => given.Flag(1) ? LifePace.Simulated : LifePace.AtOnce;
}
