using System.Formats.Tar;
using System.Security.Cryptography;

namespace Scalewright.Providers.Containers.Nodes;

/// <summary>Folder with a Dockerfile, without the files that its <c>.dockerignore</c> excludes.</summary>
internal sealed class ImageFolder
{
    public const string Dockerfile = "Dockerfile";

    private const string IgnoreFile = ".dockerignore";
    public const string Repository = "localhost/scalewright-build";
    private const int HashLength = 32;

    private readonly string _root;
    private readonly List<string> _paths = [];

    /// <exception cref="IOException">The folder cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be read.</exception>
    public ImageFolder(string root)
    {
        _root = root;
        string ignored = Path.Combine(root, IgnoreFile);
        IgnorePatterns patterns = IgnorePatterns.Parse(File.Exists(ignored) ? File.ReadLines(ignored) : []);
        Add("", patterns);
        // The order is part of the name.
        _paths.Sort(StringComparer.Ordinal);
    }

    /// <summary>Relative paths of files and folders, in order.</summary>
    public IReadOnlyList<string> Paths => _paths;

    /// <summary>Returns the name of the image, which is different for different content.</summary>
    public string ComputeName()
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[64 * 1024];
        foreach (string path in _paths)
        {
            FileSystemInfo info = Describe(path);
            long length = info is FileInfo { LinkTarget: null } file ? file.Length : 0;
            hash.AppendData(
                Encoding.UTF8.GetBytes(
                    string.Create(CultureInfo.InvariantCulture, $"{path}\0{(int)GetMode(info)}\0{info.LinkTarget}\0{length}\0")
                )
            );
            if (length > 0)
            {
                using FileStream content = File.OpenRead(info.FullName);
                int count;
                while ((count = content.Read(buffer)) > 0)
                {
                    hash.AppendData(buffer, 0, count);
                }
            }
        }

        return $"{Repository}:{Convert.ToHexStringLower(hash.GetHashAndReset())[..HashLength]}";
    }

    /// <summary>Packs the folder into a file that is deleted when it is closed.</summary>
    public Stream Pack()
    {
        FileStream archive = NodeArchive.CreateTemporaryFile();
        try
        {
            using (TarWriter writer = new(archive, TarEntryFormat.Pax, leaveOpen: true))
            {
                foreach (string path in _paths)
                {
                    Write(writer, path);
                }
            }

            archive.Position = 0;
            return archive;
        }
        catch
        {
            archive.Dispose();
            throw;
        }
    }

    private static UnixFileMode GetMode(FileSystemInfo info) =>
        info switch
        {
            _ when OperatingSystem.IsWindows() => AgentImage.Executable,
            { LinkTarget: not null } => (UnixFileMode)0x1FF,
            _ => info.UnixFileMode,
        };

    private void Add(string folder, IgnorePatterns patterns)
    {
        foreach (FileSystemInfo info in new DirectoryInfo(Path.Combine(_root, folder)).EnumerateFileSystemInfos())
        {
            string path = folder.Length == 0 ? info.Name : $"{folder}/{info.Name}";
            bool isFolder = info is DirectoryInfo { LinkTarget: null };
            if (path is Dockerfile or IgnoreFile || !patterns.Ignores(path))
            {
                _paths.Add(path);
            }

            // An exception can include a file of an ignored folder.
            if (isFolder)
            {
                Add(path, patterns);
            }
        }
    }

    private FileSystemInfo Describe(string path)
    {
        string full = Path.Combine(_root, path);
        DirectoryInfo folder = new(full);
        return folder is { Exists: true, LinkTarget: null } ? folder : new FileInfo(full);
    }

    private void Write(TarWriter writer, string path)
    {
        FileSystemInfo info = Describe(path);
        TarEntryType type = info switch
        {
            { LinkTarget: not null } => TarEntryType.SymbolicLink,
            DirectoryInfo => TarEntryType.Directory,
            _ => TarEntryType.RegularFile,
        };
        PaxTarEntry entry = new(type, path)
        {
            Mode = GetMode(info),
            // Times are not part of the content, and the cache of an engine does not regard them.
            ModificationTime = DateTimeOffset.UnixEpoch,
        };
        if (info.LinkTarget is { } target)
        {
            entry.LinkName = target;
        }

        // Sockets and pipes, which cannot be read, are empty files.
        using FileStream? content = info is FileInfo { LinkTarget: null, Length: > 0 } ? File.OpenRead(info.FullName) : null;
        if (content is not null)
        {
            entry.DataStream = content;
        }

        writer.WriteEntry(entry);
    }
}
