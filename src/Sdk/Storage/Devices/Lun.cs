namespace Scalewright.Storage.Devices;

/// <summary>Disk of a controller, composed of ten physical disks, two of which contain parity.</summary>
/// <param name="Serial">Serial number.</param>
/// <param name="Size">Size in bytes.</param>
/// <param name="Disks">IDs of the physical disks.</param>
public sealed record Lun(string Serial, long Size, ValueList<string> Disks)
{
    internal const int DiskCount = 10;
    private const int ParityDisks = 2;

    /// <summary>Size of each physical disk in bytes.</summary>
    public long DiskSize => Size / (DiskCount - ParityDisks);
}
