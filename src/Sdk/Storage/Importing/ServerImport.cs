using Scalewright.Storage.Packages;
using Scalewright.Storage.Servers;
using Scalewright.Storage.Setup;

namespace Scalewright.Storage.Importing;

/// <summary>Servers and packages of the reference's files.</summary>
internal static class ServerImport
{
    /// <param name="file">A <c>fake_server_….json</c>.</param>
    /// <param name="placeOf">Its cluster, unit and outlet.</param>
    /// <param name="isRegistered">Whether it has a certificate.</param>
    /// <param name="now">When it was started last, which the file does not say.</param>
    /// <returns>Null when its name cannot be one.</returns>
    public static Server? Read(ImportNode file, Func<ServerName, ServerPlace> placeOf, Func<ServerName, bool> isRegistered, DateTimeOffset now)
    {
        string node = file["nodename"].Text();
        ServerName name = new(node);
        if (node.Length == 0 || file["fqdn"].Text() != name.Fqdn)
        {
            file["fqdn"].Wrong($"is not '{Printable.Escape(name.Fqdn)}'", "give the name of the node with its domain", ProblemCode.Conflict);
            return null;
        }

        ServerPlace place = placeOf(name);
        ValueList<NetworkInterface> interfaces = file["network_interfaces"].Entries().Select(entry => Interface(entry.Key, entry.Value)).OrderBy(item => item.Number).ToValueList();
        bool isWorker = file["worker"].Flag();
        return new Server
        {
            Layout = new ServerLayout
            {
                Name = name,
                Index = file["id"].Whole(),
                IsWorker = isWorker,
                Cluster = place.Cluster ?? (isWorker ? ServerLayout.WorkerCluster : 0),
                Unit = place.Unit,
                Outlet = place.Outlet,
                Interfaces = interfaces,
            },
            Interfaces = interfaces,
            IsRegistered = isRegistered(name),
            IsLnetLoaded = file["lnet_loaded"].Flag(),
            IsLnetUp = file["lnet_up"].Flag(),
            RunsCorosync = Runs(file["corosync"]),
            McastPort = file["corosync"]["mcast_port"].Whole(),
            RunsPacemaker = Runs(file["pacemaker"]),
            Profile = file["profile_name"].MaybeText(),
            Packages = Versions(file["packages"]),
            Mounts = file["client_mounts"].Entries().Select(entry => KeyValuePair.Create(entry.Key, entry.Value.Text())).ToValueMap(),
            BootedAt = now,
        };
    }

    /// <summary>Versions by package: <c>{"lustre": [0, "2.1.4", "1", "x86_64"]}</c>.</summary>
    public static ValueMap<PackageVersion> Versions(ImportNode packages) => packages.Entries().Select(entry => KeyValuePair.Create(entry.Key, Version(entry.Value))).ToValueMap();

    private static PackageVersion Version(ImportNode node)
    {
        ImportNode[] parts = node.Items();
        if (parts.Length != 4)
        {
            node.Wrong($"has {parts.Length} parts", "give epoch, version, release and architecture");
            return new PackageVersion(0, "", "", "");
        }

        return new PackageVersion(parts[0].Whole(), parts[1].Text(), parts[2].Text(), parts[3].Text());
    }

    private static NetworkInterface Interface(string address, ImportNode node) =>
        new(node["interface_no"].Whole(), address, node["type"].Text(), node["lnd_type"].MaybeText(), node["lnd_network"].MaybeWhole());

    private static bool Runs(ImportNode service)
    {
        string state = service["state"].Text();
        if (state is not ("started" or "stopped" or ""))
        {
            service["state"].Wrong($"is '{Printable.Escape(state)}'", "give started or stopped", ProblemCode.OutOfRange);
        }

        return state == "started";
    }
}

/// <summary>What other files than its own say of a server.</summary>
/// <param name="Cluster">Its high-availability cluster; null: none has it.</param>
/// <param name="Unit">The storage unit whose disks it sees; null: it sees none.</param>
/// <param name="Outlet">Its outlet on every power unit; null: none.</param>
internal sealed record ServerPlace(int? Cluster, int? Unit, string? Outlet);
