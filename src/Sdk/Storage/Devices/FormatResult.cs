using System.Text.RegularExpressions;
using Scalewright.Storage.Setup;

namespace Scalewright.Storage.Devices;

/// <summary>What came of formatting a disk.</summary>
/// <param name="Uuid">The id of the new target.</param>
/// <param name="InodeSize">Bytes of an inode.</param>
/// <param name="BytesPerInode">Bytes of disk for each inode.</param>
public sealed partial record FormatResult(string Uuid, int InodeSize, int BytesPerInode)
{
    /// <summary>The type of the file system as tools report it.</summary>
    public const string FileSystemType = "ext4";

    private const int DefaultInodeSize = 256;
    private const int DefaultBytesPerInode = 16384;

    /// <summary>How many inodes the disk has.</summary>
    public long InodeCount => VolumeLayout.Size / BytesPerInode;

    internal static FormatResult Of(string uuid, string? options) =>
        new(uuid, Number(InodeSizeOption(), options, DefaultInodeSize), Number(BytesPerInodeOption(), options, DefaultBytesPerInode));

    private static int Number(Regex option, string? options, int otherwise) =>
        options is not null && option.Match(options) is { Success: true } match && int.TryParse(match.Groups["number"].Value, CultureInfo.InvariantCulture, out int number) && number > 0 ? number : otherwise;

    [GeneratedRegex(@"-I\s*(?<number>\d+)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex InodeSizeOption();

    [GeneratedRegex(@"-i\s*(?<number>\d+)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex BytesPerInodeOption();
}
