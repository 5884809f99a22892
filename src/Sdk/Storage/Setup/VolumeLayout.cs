namespace Scalewright.Storage.Setup;

/// <summary>Shared disk of a new cluster.</summary>
public sealed record VolumeLayout
{
    /// <summary>Size of every disk in bytes: 32 TiB.</summary>
    public const long DefaultSizeBytes = 32L << 40;

    /// <summary>Number of the disk, from 0.</summary>
    public required int Number { get; init; }

    /// <summary>Storage unit whose servers see the disk.</summary>
    public required int Unit { get; init; }

    /// <summary>Major and minor device number, for example <c>0:17</c>.</summary>
    public required string MajorMinor { get; init; }

    /// <summary>Serial number: <c>FAKEDEVICE</c> and at least three digits.</summary>
    public string Serial => GetSerial(Number);

    /// <summary>Path of the disk on every server that sees it.</summary>
    public string Path => GetPath(Serial);

    /// <summary>Returns the serial number of a disk.</summary>
    /// <param name="number">Number of the disk.</param>
    public static string GetSerial(int number) => $"FAKEDEVICE{number:000}";

    /// <summary>Returns the path of a disk.</summary>
    /// <param name="serial">Serial number of the disk.</param>
    public static string GetPath(string serial) => $"/dev/disk/by-id/scsi-{serial}-scsi0-0-0";
}
