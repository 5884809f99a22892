using Scalewright.Storage.Clients;
using Scalewright.Storage.Servers;

namespace Scalewright.Storage.Devices;

/// <summary>What is read below <c>/proc/fs/lustre</c>: a setting of the management target, or its default.</summary>
/// <remarks>Families: <c>lov/fs-MDT0000-mdtlov</c>, <c>obdfilter/fs-OST0000</c> and <c>mdt/fs-MDT0000</c> where the target runs,
/// <c>llite/fs-address</c> where the file system is mounted.</remarks>
public sealed class ProcFiles
{
    private readonly StorageCluster _cluster;

    internal ProcFiles(StorageCluster cluster) => _cluster = cluster;

    /// <summary>Reads on a server or worker.</summary>
    /// <param name="fqdn">The server.</param>
    /// <param name="path">The file.</param>
    /// <returns>The value, without a line end.</returns>
    /// <exception cref="StorageException">There is no such server or file, the target does not run there, or the file system is not mounted there.</exception>
    public string ReadOnServer(string fqdn, string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        Server server = _cluster.Servers.Of(fqdn);
        ProcPath file = ProcPath.Parse(path);
        return file.Family == ProcPath.OfClients ? Mounted(fqdn, server.Mounts.Keys, file) : Value(file, TargetOn(server, file).MgsNode);
    }

    /// <summary>Reads on a client.</summary>
    /// <param name="address">The client.</param>
    /// <param name="path">The file, of <c>llite</c>.</param>
    /// <returns>The value, without a line end.</returns>
    /// <exception cref="StorageException">There is no such file, or its file system is not mounted there.</exception>
    public string ReadOnClient(string address, string path)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(path);
        ProcPath file = ProcPath.Parse(path);
        return file.Family == ProcPath.OfClients
            ? Mounted(address, _cluster.Clients.Of(address), file)
            : throw new StorageException(ProblemCode.UnknownReference, Printable.Escape(path), $"is no file of a client, as {address} is", "read it on the server that runs the target");
    }

    private Target TargetOn(Server server, ProcPath file) => _cluster.TargetsRunningOn(server).FirstOrDefault(target => target.Label == file.Subject)
        ?? throw new StorageException(ProblemCode.UnknownReference, Printable.Escape(file.Subject), $"does not run on {server.Name}", "read it on the server that runs the target");

    private string Mounted(string host, IEnumerable<string> mounts, ProcPath file)
    {
        string spec = mounts.FirstOrDefault(mount => MountSpec.FileSystemOf(mount) == file.Subject)
            ?? throw new StorageException(ProblemCode.UnknownReference, Printable.Escape(file.Subject), $"is not mounted on {host}", "mount it first");
        return Value(file, MountSpec.ManagementKeyOf(spec));
    }

    private string Value(ProcPath file, string management) =>
        _cluster.Devices.SettingsOf(management).TryGetValue(file.Key, out string? set) ? set
        : file.Default ?? throw new StorageException(ProblemCode.UnknownReference, Printable.Escape(file.Key), "is no setting that was set or has a default", "set it first");
}

/// <summary>A file of Lustre below <c>/proc</c>, taken apart.</summary>
/// <param name="Family"><c>lov</c>, <c>obdfilter</c>, <c>mdt</c> or <c>llite</c>.</param>
/// <param name="Subject">The target's label; for <c>llite</c> the file system's name.</param>
internal sealed record ProcPath(string Family, string Subject, string Setting)
{
    public const string OfClients = "llite";
    private const string Root = "/proc/fs/lustre/";
    private const string LovEnd = "-mdtlov";

    // What the reference simulator answers for settings that nobody set.
    private static readonly Dictionary<(string Family, string Setting), string> Defaults = new()
    {
        [("lov", "stripesize")] = "1",
        [("obdfilter", "writethrough_cache_enable")] = "16",
        [("obdfilter", "sync_journal")] = "0",
        [("mdt", "hsm_control")] = "disabled",
        [(OfClients, "max_cached_mb")] = "32",
    };

    /// <summary>The name under which a management target keeps the setting.</summary>
    public string Key => $"{Subject}.{(Family == "obdfilter" ? "ost" : Family)}.{Setting}";

    /// <summary>What is read when nobody set it; null when there is no such setting.</summary>
    public string? Default => Defaults.GetValueOrDefault((Family, Setting));

    /// <summary>Takes a path apart.</summary>
    /// <exception cref="StorageException">It is no such file.</exception>
    public static ProcPath Parse(string path)
    {
        string[] parts = path.StartsWith(Root, StringComparison.Ordinal) ? path[Root.Length..].Split('/') : [];
        return parts is [var family, var name, { Length: > 0 } setting] && SubjectOf(family, name) is { } subject
            ? new ProcPath(family, subject, setting)
            : throw new StorageException(ProblemCode.UnknownReference, Printable.Escape(path), "is no file that the simulation has", $"use {Root} with lov, obdfilter, mdt or llite, a name and a setting");
    }

    private static string? SubjectOf(string family, string name) => family switch
    {
        "lov" when name.EndsWith(LovEnd, StringComparison.Ordinal) => name[..^LovEnd.Length],
        "obdfilter" or "mdt" when name.Length > 0 => name,

        // The file system's name, then the address of the mount in memory.
        OfClients when name.IndexOf('-', StringComparison.Ordinal) is > 0 and int end => name[..end],
        _ => null,
    };
}
