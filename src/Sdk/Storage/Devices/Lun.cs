namespace Scalewright.Storage.Devices;

/// <summary>A disk of a controller, made of ten physical ones of which two hold parity.</summary>
/// <param name="Serial">Its serial.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Disks">The ids of the physical disks.</param>
public sealed record Lun(string Serial, long Size, ValueList<string> Disks)
{
    internal const int DiskCount = 10;
    private const int ParityDisks = 2;

    /// <summary>The size of each physical disk in bytes.</summary>
    public long DiskSize => Size / (DiskCount - ParityDisks);
}
