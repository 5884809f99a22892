using System.Runtime.Versioning;
using Scalewright.Journals;

namespace Scalewright.Providers.Ssh.Files;

/// <summary>Lists a local folder.</summary>
[UnsupportedOSPlatform("windows")]
internal static class LocalFolder
{
    private const int PieceBytes = 64 * 1024;

    /// <exception cref="IOException">The folder does not exist, one of its files cannot be read, or it contains
    /// something other than files, folders and links.</exception>
    /// <exception cref="UnauthorizedAccessException">Permission to read a file is missing.</exception>
    public static async Task<FolderList> ListAsync(string folder, ChecksumAlgorithm algorithm, CancellationToken cancellationToken)
    {
        List<FolderEntry> entries = [];
        Stack<(FileSystemInfo Found, string Path)> pending = new([(new DirectoryInfo(folder), "")]);
        while (pending.TryPop(out (FileSystemInfo Found, string Path) next))
        {
            FolderEntry entry = await DescribeAsync(next.Found, next.Path, algorithm, cancellationToken);
            entries.Add(entry);
            if (entry.Kind == EntryKind.Folder)
            {
                foreach (FileSystemInfo inner in ((DirectoryInfo)next.Found).EnumerateFileSystemInfos())
                {
                    pending.Push((inner, next.Path.Length == 0 ? inner.Name : $"{next.Path}/{inner.Name}"));
                }
            }
        }

        return new FolderList(algorithm, entries);
    }

    private static async Task<FolderEntry> DescribeAsync(
        FileSystemInfo info,
        string path,
        ChecksumAlgorithm algorithm,
        CancellationToken cancellationToken
    )
    {
        // The folder itself may be specified by a link.
        if (path.Length > 0 && info.LinkTarget is { } target)
        {
            return new FolderEntry(path, EntryKind.Link) { Content = target };
        }

        FolderEntry entry = new(path, info is DirectoryInfo ? EntryKind.Folder : EntryKind.File)
        {
            Mode = File.GetUnixFileMode(info.FullName),
            Time = new DateTimeOffset(File.GetLastWriteTimeUtc(info.FullName)).ToUnixTimeSeconds(),
        };
        if (entry.Kind == EntryKind.Folder)
        {
            return entry;
        }

        return LocalFileSystem.IsSpecialFile(info.FullName)
            ? throw new IOException($"'{TextEscaping.Escape(info.FullName)}' is neither a file nor a folder nor a link.")
            : await AddContentAsync(entry, info.FullName, algorithm, cancellationToken);
    }

    private static async Task<FolderEntry> AddContentAsync(
        FolderEntry entry,
        string path,
        ChecksumAlgorithm algorithm,
        CancellationToken cancellationToken
    )
    {
        using ContentSum sum = new(algorithm);
        await using FileStream file = new(
            path,
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite | FileShare.Delete,
            bufferSize: 0,
            FileOptions.SequentialScan
        );
        byte[] piece = new byte[PieceBytes];
        long size = 0;
        int count;
        while ((count = await file.ReadAsync(piece, cancellationToken)) > 0)
        {
            sum.Append(piece.AsSpan(0, count));
            size += count;
        }

        return entry with
        {
            Size = size,
            Content = sum.Finish(),
        };
    }
}

/// <summary>Computes the checksum of a file's content in the format of <c>sha256sum</c> and <c>cksum</c>.</summary>
internal sealed class ContentSum(ChecksumAlgorithm algorithm) : IDisposable
{
    // POSIX cksum: the polynomial of ISO/IEC 8802-3, most significant bit first.
    private const uint Polynomial = 0x04C11DB7;
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(Remainder)];

    private readonly IncrementalHash? _hash =
        algorithm == ChecksumAlgorithm.Sha256 ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
    private uint _crc;
    private long _length;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        _length += bytes.Length;
        if (_hash is not null)
        {
            _hash.AppendData(bytes);
            return;
        }

        foreach (byte value in bytes)
        {
            AppendCrc(value);
        }
    }

    public string Finish()
    {
        if (_hash is not null)
        {
            return Convert.ToHexStringLower(_hash.GetHashAndReset());
        }

        // POSIX cksum: the content is followed by its length, least significant byte first, without leading zeros.
        for (long rest = _length; rest != 0; rest >>= 8)
        {
            AppendCrc((byte)rest);
        }

        return (~_crc).ToString(CultureInfo.InvariantCulture);
    }

    public void Dispose() => _hash?.Dispose();

    private static uint Remainder(int value)
    {
        uint crc = (uint)value << 24;
        for (int bit = 0; bit < 8; bit++)
        {
            crc = (crc & 0x80000000) != 0 ? (crc << 1) ^ Polynomial : crc << 1;
        }

        return crc;
    }

    private void AppendCrc(byte value) => _crc = (_crc << 8) ^ Table[(byte)(_crc >> 24) ^ value];
}
