namespace Scalewright.Storage.Devices;

/// <summary>A file of Lustre below <c>/proc</c>, taken apart.</summary>
/// <param name="Family"><c>lov</c>, <c>obdfilter</c>, <c>mdt</c> or <c>llite</c>.</param>
/// <param name="Subject">The target's label; for <c>llite</c> the file system's name.</param>
/// <param name="Setting">The name of the setting.</param>
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
