using Scalewright.Storage.Servers;
using Scalewright.Storage.State;

namespace Scalewright.Storage.Devices;

/// <summary>The shared disks with all that lives on them.</summary>
public sealed partial class SharedDevices
{
    private readonly StorageBook _book;
    private readonly StableChance _chance;

    internal SharedDevices(StorageBook book, StableChance chance) => (_book, _chance) = (book, chance);

    /// <summary>The disks that a server sees, by the order they were made; none for a worker.</summary>
    /// <param name="fqdn">The server.</param>
    /// <exception cref="StorageException">There is no such server.</exception>
    public ValueList<Volume> SeenBy(string fqdn) => _book.Read(tables => SeenBy(tables, fqdn).ToValueList());

    /// <summary>A disk by its path on a server.</summary>
    /// <param name="fqdn">The server.</param>
    /// <param name="path">The path.</param>
    /// <exception cref="StorageException">The server sees no such disk.</exception>
    public Volume At(string fqdn, string path) => _book.Read(tables => At(tables, fqdn, path));

    /// <summary>The disk whose serial is known; null when there is none.</summary>
    /// <param name="serial">The serial.</param>
    public Volume? Find(string serial) => _book.Read(tables => tables.Volumes.GetValueOrDefault(serial));

    /// <summary>The controller of a storage unit; null when there is none.</summary>
    /// <param name="number">Its number.</param>
    public StorageController? ControllerOf(int number) => _book.Read(tables => tables.Controllers.GetValueOrDefault(number));

    /// <summary>The settings of a management target by name.</summary>
    /// <param name="key">Its key.</param>
    public ValueMap<string> SettingsOf(string key) => _book.Read(tables => tables.ManagementTargets.TryGetValue(key, out ManagementTarget? known) ? known.Settings : ValueMap.Empty<string>());

    /// <summary>The targets that a management target lists.</summary>
    /// <param name="key">Its key.</param>
    public ValueList<Target> RegisteredAt(string key) => _book.Read(tables =>
        tables.Volumes.Values.Select(volume => volume.Target).OfType<Target>().Where(target => target.IsRegistered && target.MgsNode == key).OrderBy(target => target.Label, StringComparer.Ordinal).ToValueList());

    internal static IEnumerable<Volume> SeenBy(StorageTables tables, string fqdn) =>
        ServerPark.Find(tables, fqdn).Unit is { } unit && tables.Units.TryGetValue(unit, out List<string>? serials) ? serials.Select(serial => tables.Volumes[serial]) : [];

    internal static Volume At(StorageTables tables, string fqdn, string path) => SeenBy(tables, fqdn).FirstOrDefault(volume => volume.Path == path)
        ?? throw new StorageException(ProblemCode.UnknownReference, path, $"is no disk that {fqdn} sees", "name one of its disks");
}
