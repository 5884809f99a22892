using Scalewright.Journals;

namespace Scalewright.Storage.State;

/// <summary>File that names the content of a state folder. It is written first and checked first.</summary>
/// <param name="Format">Name of the format, for example <c>scalewright-storage-cluster</c>.</param>
/// <param name="Version">Version that this program writes, from 1. Folders of a newer version are rejected.</param>
/// <param name="Holds">Content of the folder in messages, for example <c>a simulated storage cluster</c>.</param>
public sealed record FormatFile(string Format, int Version, string Holds)
{
    private const string FileName = "format.json";
    private const string Unfinished = FileName + ".tmp";
    private const int MaxLength = 4096;

    // File systems create this folder in their root.
    private const string OfTheDisk = "lost+found";

    internal static FormatFile Cluster { get; } = new("scalewright-storage-cluster", 1, "a simulated storage cluster");

    /// <summary>Returns true if a folder has this format; false if it is empty or missing. Changes nothing.</summary>
    /// <param name="files">File system of the folder.</param>
    /// <param name="folder">Path of the folder.</param>
    /// <exception cref="StorageException">The folder contains other content, a newer version or an invalid file, or
    /// cannot be read.</exception>
    public bool IsIn(IFileSystem files, string folder)
    {
        ArgumentNullException.ThrowIfNull(files);
        try
        {
            string[] names = [.. files.List(folder).Where(name => name is not (OfTheDisk or Unfinished))];
            if (names.Length > 0 && !names.Contains(FileName, StringComparer.Ordinal))
            {
                throw Rejected(folder, $"has no {FileName}, and {Listed(names)}: it is not known to hold {Holds}");
            }

            return names.Length > 0 && IsOurs(files, folder);
        }
        catch (FileSystemException exception) when (exception.Error == FileSystemError.NotFound)
        {
            return false;
        }
        catch (FileSystemException exception)
        {
            throw OfDisk(exception);
        }
    }

    /// <summary>Writes the file to an empty or missing folder, durably when the task completes.</summary>
    /// <param name="files">File system of the folder.</param>
    /// <param name="folder">Path of the folder.</param>
    /// <exception cref="StorageException">The file cannot be written.</exception>
    public async Task WriteAsync(IFileSystem files, string folder)
    {
        ArgumentNullException.ThrowIfNull(files);
        try
        {
            if (files.CreateFolder(folder))
            {
                await files.FlushFolderAsync(Path.GetDirectoryName(Path.GetFullPath(folder)) ?? "/");
            }

            if (files.List(folder).Contains(Unfinished, StringComparer.Ordinal))
            {
                files.Delete(Path.Join(folder, Unfinished));
            }

            await WriteAsync(files, folder, Path.Join(folder, Unfinished));
        }
        catch (FileSystemException exception)
        {
            throw OfDisk(exception);
        }
    }

    private async Task WriteAsync(IFileSystem files, string folder, string unfinished)
    {
        using (IFile file = files.Open(unfinished, FileOpenMode.CreateNew))
        {
            byte[] content = Encoding.UTF8.GetBytes($"{{\"format\":\"{Format}\",\"version\":{Version}}}\n");
            for (int written = 0; written < content.Length; )
            {
                written += file.Append(content.AsSpan(written));
            }

            await file.FlushAsync();
        }

        files.Rename(unfinished, Path.Join(folder, FileName));
        await files.FlushFolderAsync(folder);
    }

    private bool IsOurs(IFileSystem files, string folder)
    {
        (string? format, int? version) = Read(files, folder);
        if (format is null || version is null or < 1)
        {
            throw Rejected(folder, $"has a {FileName} that does not say 'format' and 'version'");
        }

        if (!string.Equals(format, Format, StringComparison.Ordinal))
        {
            throw Rejected(folder, $"holds '{TextEscaping.Escape(format)}', not {Holds}");
        }

        return version <= Version
            ? true
            : throw new StorageException(
                ProblemCode.UnsupportedStateVersion,
                folder,
                $"holds {Holds} of version {version}; this program reads up to {Version}",
                "use the program that wrote it, or a newer one; nothing was changed"
            );
    }

    private static (string? Format, int? Version) Read(IFileSystem files, string folder)
    {
        byte[] content = new byte[MaxLength];
        int length = 0;
        using (IFile file = files.Open(Path.Join(folder, FileName), FileOpenMode.Read))
        {
            int read;
            while (length < content.Length && (read = file.Read(length, content.AsSpan(length))) > 0)
            {
                length += read;
            }
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(content.AsMemory(0, length));
            JsonElement root = document.RootElement;
            return
                root.ValueKind == JsonValueKind.Object
                && root.TryGetProperty("format", out JsonElement format)
                && format.ValueKind == JsonValueKind.String
                && root.TryGetProperty("version", out JsonElement version)
                && version.ValueKind == JsonValueKind.Number
                && version.TryGetInt32(out int number)
                ? (format.GetString(), number)
                : (null, null);
        }
        catch (JsonException)
        {
            return (null, null);
        }
    }

    private static string Listed(string[] names) =>
        $"holds {string.Join(", ", names.Take(3).Select(TextEscaping.Escape))}"
        + $"{(names.Length > 3 ? $" and {names.Length - 3} more" : "")}";

    private StorageException Rejected(string folder, string found) =>
        new(ProblemCode.StateCorrupt, folder, found, $"use an empty or new folder, or one that contains {Holds}; nothing was changed");

    private static StorageException OfDisk(FileSystemException exception)
    {
        (ProblemCode code, string advice) = exception.Error switch
        {
            FileSystemError.Full => (ProblemCode.DiskFull, "make space"),
            FileSystemError.AccessDenied => (ProblemCode.StateNotWritable, "make the folder readable and writable for this user"),
            FileSystemError.NotAFolder => (ProblemCode.StateNotWritable, "a file has this name: name a folder of its own for the state"),
            FileSystemError.NotARegularFile => (
                ProblemCode.UnsafeStateFile,
                "check who made it, and replace it with a copy of the real file; state is kept in plain files only"
            ),
            _ => (ProblemCode.DiskFailed, "check the disk, then try again"),
        };
        return new StorageException([new Problem(code, exception.Message, advice) { Field = exception.Path }], exception);
    }
}
