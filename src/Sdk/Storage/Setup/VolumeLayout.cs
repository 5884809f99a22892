namespace Scalewright.Storage.Setup;

/// <summary>A shared disk as it is set up.</summary>
public sealed record VolumeLayout
{
    /// <summary>The size of every disk in bytes: 32 TiB.</summary>
    public const long Size = 32L << 40;

    /// <summary>Its number, from 0.</summary>
    public required int Number { get; init; }

    /// <summary>The storage unit whose servers see it.</summary>
    public required int Unit { get; init; }

    /// <summary>Major and minor device number, as in <c>0:17</c>.</summary>
    public required string MajorMinor { get; init; }

    /// <summary>Its serial: <c>FAKEDEVICE</c> and at least three digits.</summary>
    public string Serial => SerialOf(Number);

    /// <summary>Its path on every server that sees it.</summary>
    public string Path => PathOf(Serial);

    /// <summary>The serial of a disk.</summary>
    /// <param name="number">Its number.</param>
    public static string SerialOf(int number) => $"FAKEDEVICE{number:000}";

    /// <summary>The path of a disk.</summary>
    /// <param name="serial">Its serial.</param>
    public static string PathOf(string serial) => $"/dev/disk/by-id/scsi-{serial}-scsi0-0-0";
}
