using Scalewright.Storage.Servers;
using Scalewright.Storage.State;

namespace Scalewright.Storage.Devices;

public sealed partial class SharedDevices
{
    /// <summary>Formats a disk as a target and discards its contents.</summary>
    /// <param name="fqdn">Server that formats the disk.</param>
    /// <param name="request">Format request.</param>
    /// <param name="cancellationToken">Cancels the wait until the change is durable.</param>
    /// <exception cref="StorageException">The disk is not visible to the server, or the file system or index is
    /// missing.</exception>
    public Task<FormatResult> FormatAsync(string fqdn, FormatRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        FormatResult result = FormatResult.Create(_idGenerator.NextId(), request.MkfsOptions);
        return _store.ChangeAsync(
            tables =>
            {
                Volume volume = GetVolume(tables, fqdn, request.Device);
                LustreTarget target = CreateTarget(ServerPool.Find(tables, fqdn), request, result.Uuid);
                ManagementTarget[]? created =
                    target.Label == ManagementLabel ? [new ManagementTarget(target.MgsNode, ValueMap.Empty<string>())] : null;
                return (new StorageChange { Volumes = [volume with { Target = target }], ManagementTargets = created }, result);
            },
            cancellationToken
        );
    }

    /// <summary>Registers a target at its management target.</summary>
    /// <param name="fqdn">Server that registers the target. Its first address is recorded.</param>
    /// <param name="path">Path of the disk.</param>
    /// <param name="cancellationToken">Cancels the wait until the change is durable.</param>
    /// <returns>Label of the target.</returns>
    /// <exception cref="StorageException">The disk contains no target, its management target is unknown, or the server
    /// has no address.</exception>
    public Task<string> RegisterAsync(string fqdn, string path, CancellationToken cancellationToken = default) =>
        _store.ChangeAsync(
            tables =>
            {
                Volume volume = GetVolume(tables, fqdn, path);
                LustreTarget target = volume.Target
                    ?? throw new StorageException(ProblemCode.UnknownReference, path, "holds no target", "format it first");
                string nid = ServerPool.Find(tables, fqdn).Nids.FirstOrDefault()
                    ?? throw new StorageException(ProblemCode.MissingField, fqdn, "is in no Lustre network", "configure its network first");
                return tables.ManagementTargets.ContainsKey(target.MgsNode)
                    ? (
                        (StorageChange?)
                            new StorageChange
                            {
                                Volumes = [volume with { Target = target with { PrimaryNid = nid, IsRegistered = true } }],
                            },
                        target.Label
                    )
                    : throw new StorageException(
                        ProblemCode.UnknownReference,
                        target.MgsNode,
                        "is not a management target",
                        "format that first"
                    );
            },
            cancellationToken
        );

    /// <summary>Sets or clears a setting of a management target.</summary>
    /// <param name="key">Key of the management target.</param>
    /// <param name="name">Name of the setting.</param>
    /// <param name="value">Value of the setting. Null clears it.</param>
    /// <param name="cancellationToken">Cancels the wait until the change is durable.</param>
    public Task SetAsync(string key, string name, string? value, CancellationToken cancellationToken = default) =>
        ChangeAsync(key, settings => value is null ? settings.Without(name) : settings.With(name, value), cancellationToken);

    /// <summary>Clears all settings of a management target.</summary>
    /// <param name="key">Key of the management target.</param>
    /// <param name="cancellationToken">Cancels the wait until the change is durable.</param>
    public Task ClearAsync(string key, CancellationToken cancellationToken = default) =>
        ChangeAsync(key, _ => ValueMap.Empty<string>(), cancellationToken);

    /// <summary>Deregisters all targets of a file system from a management target.</summary>
    /// <param name="key">Key of the management target.</param>
    /// <param name="fsName">Name of the file system.</param>
    /// <param name="cancellationToken">Cancels the wait until the change is durable.</param>
    public Task PurgeAsync(string key, string fsName, CancellationToken cancellationToken = default) =>
        _store.ChangeAsync(
            tables => new StorageChange
            {
                Volumes =
                [
                    .. tables
                        .Volumes.Values.Where(volume =>
                            volume.Target is { IsRegistered: true } target && target.MgsNode == key && target.FsName == fsName
                        )
                        .Select(volume => volume with { Target = volume.Target! with { IsRegistered = false } }),
                ],
            },
            cancellationToken
        );

    internal const string ManagementLabel = "MGS";

    private Task ChangeAsync(string key, Func<ValueMap<string>, ValueMap<string>> change, CancellationToken cancellationToken) =>
        _store.ChangeAsync(
            tables =>
                tables.ManagementTargets.TryGetValue(key, out ManagementTarget? target)
                    ? new StorageChange { ManagementTargets = [target with { Settings = change(target.Settings) }] }
                    : throw new StorageException(ProblemCode.UnknownReference, key, "is not a management target", "format it first"),
            cancellationToken
        );

    private static LustreTarget CreateTarget(StorageServer server, FormatRequest spec, string uuid)
    {
        bool isManagement = spec.TargetKinds.Contains("mgs", StringComparer.Ordinal);
        if (!isManagement && (spec.FsName is null || spec.Index is null))
        {
            throw new StorageException(ProblemCode.MissingField, "fsname, index", "are missing for a target of a file system", "give both");
        }

        IEnumerable<IEnumerable<string>> serverNids = spec.FailNode.Count > 0 ? [server.Nids, spec.FailNode] : [server.Nids];
        IEnumerable<IEnumerable<string>> nodes = isManagement ? serverNids : spec.MgsNodes;
        return new LustreTarget
        {
            Label = isManagement
                ? ManagementLabel
                : $"{spec.FsName}-{(spec.TargetKinds.Contains("mdt", StringComparer.Ordinal) ? "MDT" : "OST")}{spec.Index:x4}",
            Uuid = uuid,
            MgsNode = GetKey(nodes),
            FsName = spec.FsName,
            BackFsType = spec.BackFsType,
            Index = spec.Index,
        };
    }

    private static string GetKey(IEnumerable<IEnumerable<string>> nodes) =>
        string.Join(':', nodes.Select(nids => string.Join(',', nids.Order(StringComparer.Ordinal))).Order(StringComparer.Ordinal));
}

/// <summary>Management target with the settings of its file systems.</summary>
/// <param name="Key">Sorted addresses of the nodes that can serve it.</param>
/// <param name="Settings">Values by name, for example <c>fs-OST0000.ost.sync_journal</c>.</param>
internal sealed record ManagementTarget(string Key, ValueMap<string> Settings);
