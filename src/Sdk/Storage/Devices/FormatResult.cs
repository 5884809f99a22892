using System.Text.RegularExpressions;
using Scalewright.Storage.Setup;

namespace Scalewright.Storage.Devices;

/// <summary>Result of formatting a disk.</summary>
/// <param name="Uuid">ID of the new target.</param>
/// <param name="InodeSize">Size of an inode in bytes.</param>
/// <param name="BytesPerInode">Disk bytes per inode.</param>
public sealed partial record FormatResult(string Uuid, int InodeSize, int BytesPerInode)
{
    /// <summary>Type of the file system as reported by tools.</summary>
    public const string FileSystemType = "ext4";

    private const int DefaultInodeSize = 256;
    private const int DefaultBytesPerInode = 16384;

    /// <summary>Number of inodes on the disk.</summary>
    public long InodeCount => VolumeLayout.DefaultSizeBytes / BytesPerInode;

    internal static FormatResult Create(string uuid, string? options) =>
        new(uuid, Number(InodeSizeOption(), options, DefaultInodeSize), Number(BytesPerInodeOption(), options, DefaultBytesPerInode));

    private static int Number(Regex option, string? options, int otherwise) =>
        options is not null
        && option.Match(options) is { Success: true } match
        && int.TryParse(match.Groups["number"].Value, CultureInfo.InvariantCulture, out int number)
        && number > 0
            ? number
            : otherwise;

    [GeneratedRegex(@"-I\s*(?<number>\d+)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex InodeSizeOption();

    [GeneratedRegex(@"-i\s*(?<number>\d+)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex BytesPerInodeOption();
}
