using Scalewright.Storage.Servers;
using Scalewright.Storage.State;

namespace Scalewright.Storage.Devices;

/// <summary>Shared disks and their contents.</summary>
public sealed partial class SharedDevices
{
    private readonly StorageBook _book;
    private readonly StableChance _chance;

    internal SharedDevices(StorageBook book, StableChance chance) => (_book, _chance) = (book, chance);

    /// <summary>Returns the disks visible to a server, in order of creation; empty for a worker.</summary>
    /// <param name="fqdn">Full name of the server.</param>
    /// <exception cref="StorageException">The server does not exist.</exception>
    public ValueList<Volume> SeenBy(string fqdn) => _book.Read(tables => SeenBy(tables, fqdn).ToValueList());

    /// <summary>Returns the disk at a path.</summary>
    /// <param name="fqdn">Full name of the server.</param>
    /// <param name="path">Path of the disk.</param>
    /// <exception cref="StorageException">The disk is not visible to the server.</exception>
    public Volume At(string fqdn, string path) => _book.Read(tables => At(tables, fqdn, path));

    /// <summary>Returns the disk with a serial number; null if it does not exist.</summary>
    /// <param name="serial">Serial number.</param>
    public Volume? Find(string serial) => _book.Read(tables => tables.Volumes.GetValueOrDefault(serial));

    /// <summary>Returns the controller of a storage unit; null if it does not exist.</summary>
    /// <param name="number">Number of the storage unit.</param>
    public StorageController? ControllerOf(int number) => _book.Read(tables => tables.Controllers.GetValueOrDefault(number));

    /// <summary>Returns the settings of a management target by name.</summary>
    /// <param name="key">Key of the management target.</param>
    public ValueMap<string> SettingsOf(string key) => _book.Read(tables => tables.ManagementTargets.TryGetValue(key, out ManagementTarget? known) ? known.Settings : ValueMap.Empty<string>());

    /// <summary>Returns the targets registered at a management target.</summary>
    /// <param name="key">Key of the management target.</param>
    public ValueList<Target> RegisteredAt(string key) => _book.Read(tables =>
        tables.Volumes.Values.Select(volume => volume.Target).OfType<Target>().Where(target => target.IsRegistered && target.MgsNode == key).OrderBy(target => target.Label, StringComparer.Ordinal).ToValueList());

    internal static IEnumerable<Volume> SeenBy(StorageTables tables, string fqdn) =>
        ServerPark.Find(tables, fqdn).Unit is { } unit && tables.Units.TryGetValue(unit, out List<string>? serials) ? serials.Select(serial => tables.Volumes[serial]) : [];

    internal static Volume At(StorageTables tables, string fqdn, string path) => SeenBy(tables, fqdn).FirstOrDefault(volume => volume.Path == path)
        ?? throw new StorageException(ProblemCode.UnknownReference, path, $"is no disk that {fqdn} sees", "name one of its disks");
}
