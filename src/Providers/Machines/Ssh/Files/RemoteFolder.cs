namespace Scalewright.Providers.Ssh.Files;

/// <summary>Lists a remote folder.</summary>
/// <remarks>Two runs of <c>find</c>, the first for everything except files and the second for files, print blocks. Each
/// block contains the number of entries, their names, a line for each with kind, size and time, and the link targets or
/// checksums. Names are zero-terminated, because they may contain any other character.</remarks>
internal static class RemoteFolder
{
    // $1 the folder.
    public const string Script = """
        k=cksum
        command -v sha256sum >/dev/null 2>&1 && k=sha256sum
        export k
        printf '%s\0' "$k"
        [ -e "$1" ] || [ -L "$1" ] || { printf '0\0'; exit; }
        [ -d "$1" ] || { echo "it is not a folder" >&2; exit 66; }
        cd "$1" || exit 66
        find . ! -type f -exec sh -c 'printf "%s\0" "$#" "$@"; stat -c "%f %s %Y" "$@" || exit 1
        for f; do t=; [ ! -L "$f" ] || { t=$(readlink "$f"; echo .); t=${t%??}; }; printf "%s\0" "$t"; done' sh {} + ||
            exit 67
        find . -type f -exec sh -c 'printf "%s\0" "$#" "$@"; stat -c "%f %s %Y" "$@" && $k "$@"' sh {} + || exit 67
        printf '0\0'
        """;

    // Linux: PATH_MAX, plus the rest of a checksum line.
    private const int MaxNameBytes = 4096;
    private const int MaxLineBytes = 3 * MaxNameBytes;

    // inode(7): the kind of a file in its mode, and the twelve permission bits.
    private const uint KindBits = 0xF000;
    private const uint FolderBits = 0x4000;
    private const uint FileBits = 0x8000;
    private const uint LinkBits = 0xA000;
    private const uint RightBits = 0xFFF;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="InvalidDataException">The list is malformed or too large.</exception>
    /// <exception cref="EndOfStreamException">The list is truncated.</exception>
    public static async Task<FolderList> ReadAsync(Stream stream, int maxEntries, long maxBytes, CancellationToken cancellationToken)
    {
        ListReader reader = new(stream);
        ChecksumAlgorithm sum = Text(await reader.ReadUntilAsync(0, MaxLineBytes, cancellationToken)) switch
        {
            "sha256sum" => ChecksumAlgorithm.Sha256,
            "cksum" => ChecksumAlgorithm.Cksum,
            _ => throw new InvalidDataException("it begins with no sum that is known"),
        };
        Dictionary<string, FolderEntry> entries = new(StringComparer.Ordinal);
        long bytes = 0;
        int count;
        while ((count = (int)Number(Text(await reader.ReadUntilAsync(0, MaxLineBytes, cancellationToken)), maxEntries)) > 0)
        {
            if (count > maxEntries - entries.Count)
            {
                throw new InvalidDataException($"it contains more than {maxEntries} files");
            }

            foreach (FolderEntry entry in await ReadTurnAsync(reader, count, sum, cancellationToken))
            {
                if (!entries.TryAdd(entry.Path, entry))
                {
                    throw new InvalidDataException($"'{TextEscaping.Escape(entry.Path)}' is there twice");
                }

                bytes =
                    entry.Size <= maxBytes - bytes
                        ? bytes + entry.Size
                        : throw new InvalidDataException($"its files are larger than {maxBytes} bytes");
            }
        }

        return new FolderList(sum, entries.Values);
    }

    private static async Task<FolderEntry[]> ReadTurnAsync(
        ListReader reader,
        int count,
        ChecksumAlgorithm sum,
        CancellationToken cancellationToken
    )
    {
        byte[][] names = new byte[count][];
        FolderEntry[] entries = new FolderEntry[count];
        for (int index = 0; index < count; index++)
        {
            names[index] = await reader.ReadUntilAsync(0, MaxNameBytes, cancellationToken);
        }

        for (int index = 0; index < count; index++)
        {
            entries[index] = Describe(Text(names[index]), Text(await reader.ReadUntilAsync((byte)'\n', MaxLineBytes, cancellationToken)));
        }

        for (int index = 0; index < count; index++)
        {
            string content =
                entries[index].Kind == EntryKind.File
                    ? await ReadSumAsync(reader, names[index].Length, sum, cancellationToken)
                    : Text(await reader.ReadUntilAsync(0, MaxNameBytes, cancellationToken));
            entries[index] = entries[index] with { Content = content };
        }

        return entries;
    }

    private static FolderEntry Describe(string name, string line)
    {
        string[] words = line.Split(' ');
        if (
            words.Length != 3
            || !uint.TryParse(words[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint mode)
            || !long.TryParse(words[2], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long time)
        )
        {
            throw new InvalidDataException($"'{TextEscaping.Escape(line)}' describes no file");
        }

        EntryKind kind = (mode & KindBits) switch
        {
            FolderBits => EntryKind.Folder,
            FileBits => EntryKind.File,
            LinkBits => EntryKind.Link,
            _ => throw new InvalidDataException($"'{TextEscaping.Escape(name)}' is neither a file nor a folder nor a link"),
        };
        string path = name switch
        {
            "." => "",
            ['.', '/', .. string rest] => rest,
            _ => throw new InvalidDataException($"'{TextEscaping.Escape(name)}' is not a name of it"),
        };
        FolderEntry entry = new(path, kind) { Size = kind == EntryKind.File ? Number(words[1], long.MaxValue) : 0 };
        return kind == EntryKind.Link ? entry : entry with { Mode = (UnixFileMode)(mode & RightBits), Time = time };
    }

    /// <summary>
    /// sha256sum: checksum, space, space or star, name; a leading backslash on the line is not part of the checksum.
    /// cksum: checksum, size, name.
    /// </summary>
    private static async Task<string> ReadSumAsync(
        ListReader reader,
        int nameLength,
        ChecksumAlgorithm kind,
        CancellationToken cancellationToken
    )
    {
        string sum = Text(await reader.ReadUntilAsync((byte)' ', MaxLineBytes, cancellationToken));
        if (kind == ChecksumAlgorithm.Cksum)
        {
            await reader.ReadUntilAsync((byte)' ', MaxLineBytes, cancellationToken);
        }
        else
        {
            await reader.SkipAsync(1, cancellationToken);
        }

        if (sum.StartsWith('\\'))
        {
            await reader.ReadUntilAsync((byte)'\n', MaxLineBytes, cancellationToken);
            return sum[1..];
        }

        await reader.SkipAsync(nameLength + 1, cancellationToken);
        return sum;
    }

    private static long Number(string text, long max)
    {
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number))
        {
            throw new InvalidDataException($"'{TextEscaping.Escape(text)}' is not a number");
        }

        return number <= max ? number : throw new InvalidDataException($"it contains more than {max} files");
    }

    private static string Text(byte[] bytes)
    {
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException exception)
        {
            throw new InvalidDataException($"'{TextEscaping.Escape(Encoding.Latin1.GetString(bytes))}' is not UTF-8", exception);
        }
    }
}

/// <summary>Reads the output of a machine in pieces with a size limit.</summary>
internal sealed class ListReader(Stream stream)
{
    private readonly byte[] _bytes = new byte[64 * 1024];
    private int _at;
    private int _end;

    /// <summary>Reads up to a delimiter byte, which is consumed but not returned.</summary>
    /// <exception cref="EndOfStreamException">The stream ended before the delimiter.</exception>
    /// <exception cref="InvalidDataException">The data is longer than allowed.</exception>
    public async ValueTask<byte[]> ReadUntilAsync(byte end, int maxBytes, CancellationToken cancellationToken)
    {
        int searchedCount = 0;
        while (true)
        {
            int index = _bytes.AsSpan(_at + searchedCount, _end - _at - searchedCount).IndexOf(end);
            int length = index < 0 ? _end - _at : searchedCount + index;
            if (length > maxBytes)
            {
                throw new InvalidDataException($"a name or a line of it is longer than {maxBytes} bytes");
            }

            if (index >= 0)
            {
                byte[] taken = _bytes.AsSpan(_at, length).ToArray();
                _at += length + 1;
                return taken;
            }

            searchedCount = length;
            await FillAsync(cancellationToken);
        }
    }

    /// <exception cref="EndOfStreamException">The stream ended too early.</exception>
    public async ValueTask SkipAsync(int count, CancellationToken cancellationToken)
    {
        while (_end - _at < count)
        {
            await FillAsync(cancellationToken);
        }

        _at += count;
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        _bytes.AsSpan(_at, _end - _at).CopyTo(_bytes);
        (_at, _end) = (0, _end - _at);
        int count = await stream.ReadAsync(_bytes.AsMemory(_end), cancellationToken);
        _end += count > 0 ? count : throw new EndOfStreamException("it ends too early");
    }
}
