using Scalewright;
using Scalewright.Agents.XmlRpc;
using Scalewright.Storage;
using Scalewright.Storage.Devices;
using Scalewright.Storage.Packages;
using Scalewright.Storage.Servers;

namespace StorageSimulatorSample;

/// <summary>What another process can have a running simulator do, by XML-RPC: the methods, and what they are given in order.</summary>
internal sealed class RemoteControl(RunningCluster running)
{
    private const long Mebibyte = 1 << 20;

    private StorageCluster Cluster => running.Cluster;

    public XmlRpcMethods Methods() => new(new Dictionary<string, XmlRpcMethod>(StringComparer.Ordinal)
    {
        ["list_servers"] = (_, _) => ValueTask.FromResult(XmlRpcValue.OfList(Cluster.Servers.All.Select(View))),
        ["add_server"] = async (_, token) => XmlRpcValue.Of((await Cluster.Servers.AddAsync(token)).Name.Fqdn),
        ["add_su"] = async (given, token) => Names(await Cluster.Servers.AddUnitAsync(Count(given, 0, 1), Count(given, 1, 0), token)),
        ["remove_server"] = Of((fqdn, _, token) => RemoveAsync(fqdn, token)),
        ["remove_all_servers"] = async (_, token) => await RemoveAllAsync(token),
        ["register"] = async (given, token) => await RegisterAsync(Text(given, 0), Text(given, 1), token),
        ["register_many"] = async (given, token) =>
            XmlRpcValue.OfList(await Task.WhenAll(At(given, 0).Items.Select(fqdn => RegisterAsync(fqdn.Text, Text(given, 1), token)))),
        ["start_server"] = Of((fqdn, given, token) => Cluster.Servers.StartAsync(fqdn, PaceOf(given), token)),
        ["stop_server"] = Of((fqdn, given, token) => Cluster.Servers.ShutdownAsync(fqdn, PaceOf(given), token)),
        ["reboot_server"] = Of((fqdn, given, token) => Cluster.Servers.RebootAsync(fqdn, PaceOf(given), token)),
        ["set_log_rate"] = Of((fqdn, given, _) => SetRate(fqdn, Count(given, 1, 0))),
        ["update_packages"] = async (given, token) => await OfferAsync(given, token),
        ["poll_fake_controller"] = (given, _) => ValueTask.FromResult(View(Cluster.Devices.ControllerOf(Count(given, 0, 1))
            ?? throw new SimulatorException($"there is no controller {At(given, 0).Whole}; each storage unit has one, from 1"))),
    });

    private static XmlRpcMethod Of(Func<string, ValueList<XmlRpcValue>, CancellationToken, Task> order) => async (given, token) =>
    {
        await order(Text(given, 0), given, token);
        return XmlRpcValue.Nil;
    };

    private async Task<XmlRpcValue> RegisterAsync(string fqdn, string secret, CancellationToken cancellationToken) => XmlRpcValue.OfMap(
        new XmlRpcMember("fqdn", XmlRpcValue.Of(fqdn)),
        new XmlRpcMember("command_id", XmlRpcValue.Of((long)await running.RegisterAsync(fqdn, secret, cancellationToken))));

    private Task RemoveAsync(string fqdn, CancellationToken cancellationToken) => Cluster.Servers.RemoveAsync(fqdn, cancellationToken);

    private async Task<XmlRpcValue> RemoveAllAsync(CancellationToken cancellationToken)
    {
        foreach (Server server in Cluster.Servers.All.Where(server => !server.IsWorker))
        {
            await RemoveAsync(server.Name.Fqdn, cancellationToken);
        }

        return XmlRpcValue.Nil;
    }

    private Task SetRate(string fqdn, int lines)
    {
        Cluster.Logs.SetRate(Cluster.Servers.Of(fqdn).Name.Fqdn, lines);
        return Task.CompletedTask;
    }

    // {package: [epoch, version, release, architecture]}, and whether it is for workers.
    private async Task<XmlRpcValue> OfferAsync(ValueList<XmlRpcValue> given, CancellationToken cancellationToken)
    {
        ValueMap<PackageVersion> versions = At(given, 0).Members.Select(package => KeyValuePair.Create(package.Name, VersionOf(package.Value.Items))).ToValueMap();
        await Cluster.OfferAsync(forWorkers: given.Count > 1 && given[1].Boolean, versions, cancellationToken);
        return XmlRpcValue.Nil;
    }

    private static PackageVersion VersionOf(ValueList<XmlRpcValue> parts) => parts.Count == 4
        ? new PackageVersion((int)parts[0].Whole, parts[1].Text, parts[2].Text, parts[3].Text)
        : throw new ArgumentException("a version is epoch, version, release, architecture", nameof(parts));

    private XmlRpcValue View(Server server) => XmlRpcValue.OfMap(
        new XmlRpcMember("fqdn", XmlRpcValue.Of(server.Name.Fqdn)),
        new XmlRpcMember("registered", XmlRpcValue.Of(server.IsRegistered)),
        new XmlRpcMember("running", XmlRpcValue.Of(Cluster.Servers.RunsAgent(server.Name.Fqdn))));

    // Sizes in MiB: whole numbers of XML-RPC have 32 bits.
    private static XmlRpcValue View(StorageController controller) => XmlRpcValue.OfMap(
        new XmlRpcMember("controller_id", XmlRpcValue.Of((long)controller.Number)),
        new XmlRpcMember("luns", XmlRpcValue.OfList(controller.Luns.Select(lun => XmlRpcValue.OfMap(
            new XmlRpcMember("serial", XmlRpcValue.Of(lun.Serial)),
            new XmlRpcMember("size", XmlRpcValue.Of(lun.Size / Mebibyte)),
            new XmlRpcMember("disks", XmlRpcValue.OfList(lun.Disks.Select(XmlRpcValue.Of))),
            new XmlRpcMember("disk_size", XmlRpcValue.Of(lun.DiskSize / Mebibyte)))))));

    private static XmlRpcValue Names(IEnumerable<Server> servers) => XmlRpcValue.OfList(servers.Select(server => XmlRpcValue.Of(server.Name.Fqdn)));

    private static LifePace PaceOf(ValueList<XmlRpcValue> given) => given.Count > 1 && given[1].Boolean ? LifePace.Simulated : LifePace.AtOnce;

    private static XmlRpcValue At(ValueList<XmlRpcValue> given, int index) => index < given.Count ? given[index] : throw new ArgumentException($"argument {index + 1} is missing", nameof(given));

    private static string Text(ValueList<XmlRpcValue> given, int index) => At(given, index).Text;

    private static int Count(ValueList<XmlRpcValue> given, int index, int least)
    {
        long count = At(given, index).Whole;
        return count >= least && count <= int.MaxValue ? (int)count : throw new ArgumentException($"argument {index + 1} is {least} or more", nameof(given));
    }
}
