using Scalewright.Storage.Servers;
using Scalewright.Storage.State;

namespace Scalewright.Storage.Devices;

/// <summary>Shared disks and their contents.</summary>
public sealed partial class SharedDevices
{
    private readonly StorageStore _store;
    private readonly SeededIdGenerator _idGenerator;

    internal SharedDevices(StorageStore store, SeededIdGenerator idGenerator) => (_store, _idGenerator) = (store, idGenerator);

    /// <summary>Returns the disks visible to a server, in order of creation; empty for a worker.</summary>
    /// <param name="fqdn">Full name of the server.</param>
    /// <exception cref="StorageException">The server does not exist.</exception>
    public ValueList<Volume> GetVisibleVolumes(string fqdn) => _store.Read(tables => GetVisibleVolumes(tables, fqdn).ToValueList());

    /// <summary>Returns the disk at a path.</summary>
    /// <param name="fqdn">Full name of the server.</param>
    /// <param name="path">Path of the disk.</param>
    /// <exception cref="StorageException">The disk is not visible to the server.</exception>
    public Volume GetVolume(string fqdn, string path) => _store.Read(tables => GetVolume(tables, fqdn, path));

    /// <summary>Returns the disk with a serial number; null if it does not exist.</summary>
    /// <param name="serial">Serial number.</param>
    public Volume? Find(string serial) => _store.Read(tables => tables.Volumes.GetValueOrDefault(serial));

    /// <summary>Returns the controller of a storage unit; null if it does not exist.</summary>
    /// <param name="number">Number of the storage unit.</param>
    public StorageController? FindController(int number) => _store.Read(tables => tables.Controllers.GetValueOrDefault(number));

    /// <summary>Returns the settings of a management target by name; empty if it does not exist.</summary>
    /// <param name="key">Key of the management target.</param>
    public ValueMap<string> GetSettings(string key) =>
        _store.Read(tables =>
            tables.ManagementTargets.TryGetValue(key, out ManagementTarget? target) ? target.Settings : ValueMap.Empty<string>()
        );

    /// <summary>Returns the targets registered at a management target, ordered by label.</summary>
    /// <param name="key">Key of the management target.</param>
    public ValueList<LustreTarget> GetRegisteredTargets(string key) =>
        _store.Read(tables =>
            tables
                .Volumes.Values.Select(volume => volume.Target)
                .OfType<LustreTarget>()
                .Where(target => target.IsRegistered && target.MgsNode == key)
                .OrderBy(target => target.Label, StringComparer.Ordinal)
                .ToValueList()
        );

    internal static IEnumerable<Volume> GetVisibleVolumes(StorageTables tables, string fqdn) =>
        ServerPool.Find(tables, fqdn).Unit is { } unit && tables.Units.TryGetValue(unit, out List<string>? serials)
            ? serials.Select(serial => tables.Volumes[serial])
            : [];

    internal static Volume GetVolume(StorageTables tables, string fqdn, string path) =>
        GetVisibleVolumes(tables, fqdn).FirstOrDefault(volume => volume.Path == path)
        ?? throw new StorageException(ProblemCode.UnknownReference, path, $"is not a disk visible to {fqdn}", "use one of its disks");
}
