using Scalewright.Storage.Servers;

namespace Scalewright.Storage.Devices;

/// <summary>Files below <c>/proc/fs/lustre</c>: the settings of the management target, or their defaults.</summary>
/// <remarks>Families: <c>lov/fs-MDT0000-mdtlov</c>, <c>obdfilter/fs-OST0000</c> and <c>mdt/fs-MDT0000</c> on the server
/// that runs the target, and <c>llite/fs-address</c> where the file system is mounted.</remarks>
public sealed class ProcFiles
{
    private readonly StorageCluster _cluster;

    internal ProcFiles(StorageCluster cluster) => _cluster = cluster;

    /// <summary>Reads a file on a server or worker.</summary>
    /// <param name="fqdn">Full name of the server.</param>
    /// <param name="path">Path of the file.</param>
    /// <returns>The value, without a line ending.</returns>
    /// <exception cref="StorageException">The server or file does not exist, the target does not run there, or the file
    /// system is not mounted there.</exception>
    public string ReadOnServer(string fqdn, string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        StorageServer server = _cluster.Servers.Get(fqdn);
        ProcPath file = ProcPath.Parse(path);
        return file.Family == ProcPath.OfClients ? Mounted(fqdn, server.Mounts.Keys, file) : Value(file, TargetOn(server, file).MgsNode);
    }

    /// <summary>Reads a file on a client.</summary>
    /// <param name="address">Address of the client.</param>
    /// <param name="path">Path of the file, in the family <c>llite</c>.</param>
    /// <returns>The value, without a line ending.</returns>
    /// <exception cref="StorageException">The file does not exist, or its file system is not mounted there.</exception>
    public string ReadOnClient(string address, string path)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(path);
        ProcPath file = ProcPath.Parse(path);
        return file.Family == ProcPath.OfClients
            ? Mounted(address, _cluster.Clients.GetMounts(address), file)
            : throw new StorageException(
                ProblemCode.UnknownReference,
                TextEscaping.Escape(path),
                $"is not a file of a client, as {address} is",
                "read it on the server that runs the target"
            );
    }

    private LustreTarget TargetOn(StorageServer server, ProcPath file) =>
        _cluster.TargetsRunningOn(server).FirstOrDefault(target => target.Label == file.Subject)
        ?? throw new StorageException(
            ProblemCode.UnknownReference,
            TextEscaping.Escape(file.Subject),
            $"does not run on {server.Name}",
            "read it on the server that runs the target"
        );

    private string Mounted(string host, IEnumerable<string> mounts, ProcPath file)
    {
        string spec = mounts.FirstOrDefault(mount => MountSpec.GetFileSystem(mount) == file.Subject)
            ?? throw new StorageException(
                ProblemCode.UnknownReference,
                TextEscaping.Escape(file.Subject),
                $"is not mounted on {host}",
                "mount it first"
            );
        return Value(file, MountSpec.GetManagementKey(spec));
    }

    private string Value(ProcPath file, string management) =>
        _cluster.Devices.GetSettings(management).TryGetValue(file.Key, out string? set)
            ? set
            : file.Default
                ?? throw new StorageException(
                    ProblemCode.UnknownReference,
                    TextEscaping.Escape(file.Key),
                    "is not a setting that was set or has a default",
                    "set it first"
                );
}

/// <summary>Parsed path of a Lustre file below <c>/proc</c>.</summary>
/// <param name="Family">Family: <c>lov</c>, <c>obdfilter</c>, <c>mdt</c> or <c>llite</c>.</param>
/// <param name="Subject">Label of the target; for <c>llite</c> the name of the file system.</param>
internal sealed record ProcPath(string Family, string Subject, string Setting)
{
    public const string OfClients = "llite";
    private const string Root = "/proc/fs/lustre/";
    private const string LovEnd = "-mdtlov";

    // Defaults of the reference simulator.
    private static readonly Dictionary<(string Family, string Setting), string> Defaults = new()
    {
        [("lov", "stripesize")] = "1",
        [("obdfilter", "writethrough_cache_enable")] = "16",
        [("obdfilter", "sync_journal")] = "0",
        [("mdt", "hsm_control")] = "disabled",
        [(OfClients, "max_cached_mb")] = "32",
    };

    /// <summary>Name of the setting at the management target.</summary>
    public string Key => $"{Subject}.{(Family == "obdfilter" ? "ost" : Family)}.{Setting}";

    /// <summary>Default value; null if the setting does not exist.</summary>
    public string? Default => Defaults.GetValueOrDefault((Family, Setting));

    /// <exception cref="StorageException">The simulation has no such file.</exception>
    public static ProcPath Parse(string path)
    {
        string[] parts = path.StartsWith(Root, StringComparison.Ordinal) ? path[Root.Length..].Split('/') : [];
        return parts is [var family, var name, { Length: > 0 } setting] && FindSubject(family, name) is { } subject
            ? new ProcPath(family, subject, setting)
            : throw new StorageException(
                ProblemCode.UnknownReference,
                TextEscaping.Escape(path),
                "is not a file that the simulation has",
                $"use {Root} with lov, obdfilter, mdt or llite, a name and a setting"
            );
    }

    private static string? FindSubject(string family, string name) =>
        family switch
        {
            "lov" when name.EndsWith(LovEnd, StringComparison.Ordinal) => name[..^LovEnd.Length],
            "obdfilter" or "mdt" when name.Length > 0 => name,

            // The file system's name, then the in-memory address of the mount.
            OfClients when name.IndexOf('-', StringComparison.Ordinal) is > 0 and int end => name[..end],
            _ => null,
        };
}

/// <summary>Mount specification, for example <c>10.0.0.0@tcp0,10.1.0.0@o2ib1:10.0.0.1@tcp0:/fs</c>.</summary>
/// <remarks>Commas separate addresses of one node, colons separate nodes.</remarks>
internal static class MountSpec
{
    private const string Separator = ":/";

    /// <summary>Returns the file system; null if the text is not a mount specification.</summary>
    public static string? GetFileSystem(string spec) =>
        spec.IndexOf(Separator, StringComparison.Ordinal) is > 0 and int at ? spec[(at + Separator.Length)..] : null;

    /// <summary>Returns the key of the management target that the addresses name, in any order.</summary>
    public static string GetManagementKey(string spec) =>
        string.Join(
            ':',
            spec[..spec.IndexOf(Separator, StringComparison.Ordinal)]
                .Split(':')
                .Select(node => string.Join(',', node.Split(',').Order(StringComparer.Ordinal)))
                .Order(StringComparer.Ordinal)
        );
}
