using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Scalewright.Providers.Local.Nodes;

/// <summary>The nodes of one folder, each with a folder of its own: its mark, its address and its files. Several programs may use it at once.</summary>
internal sealed class NodeFolders(string root)
{
    private const string MarkFile = "mark.json";
    private const string ShapeFile = "shape.json";
    private const int IdBytes = 5;

    private readonly string _nodes = Path.Join(root, "nodes");
    private readonly NodeAddresses _addresses = new(root);

    /// <summary>The id of what a token makes, so that the same token makes the same node here and another one in another folder.</summary>
    public string IdOf(string token) => $"sw{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{root}\n{token}")).AsSpan(0, IdBytes))}";

    /// <summary>What is wrong with the folder of all nodes; null: nothing, or it is not there.</summary>
    public Problem? Problem => FolderOwner.Fault(root) is { } fault ? LocalProblems.ForeignFolder(root, fault) : null;

    /// <summary>Makes the folder of all nodes, unless it is there.</summary>
    public void MakeRoot() => SharedFolders.MakePrivate(root);

    /// <summary>Where a node's programs start and its files may be.</summary>
    public string FilesOf(string id) => Path.Join(_nodes, id, "files");

    /// <summary>Where a node's agent is when it is a process of its own.</summary>
    public string AgentOf(string id) => Path.Join(_nodes, id, "agent");

    /// <summary>All nodes that have a mark.</summary>
    public IEnumerable<(string Id, LocalNode Node)> ReadAll()
    {
        foreach (string id in SharedFolders.List(_nodes, Directory.GetDirectories).Select(path => Path.GetFileName(path)).Where(name => !UnlistedFolders.IsOne(name)).Order(StringComparer.Ordinal))
        {
            if (Read(id) is { } node)
            {
                yield return (id, node);
            }
        }
    }

    /// <summary>A node's record; null when there is none.</summary>
    /// <exception cref="IOException">There is one that cannot be read: whose the node is stays unknown.</exception>
    public LocalNode? Read(string id)
    {
        try
        {
            return Read(id, MarkFile, NodeJson.Default.LocalNode);
        }
        catch (JsonException damaged)
        {
            string path = Path.Join(_nodes, id, MarkFile);
            throw new IOException($"{path} says of no node whose it is: {Printable.Escape(damaged.Message)}; it begins with '{Printable.Escape(BeginOf(path))}'", damaged);
        }
    }

    /// <summary>Writes a node's record in one step; its folder appears with it.</summary>
    public void Write(string id, LocalNode node)
    {
        string folder = Path.Join(_nodes, id);
        SharedFolders.Repeat(() =>
        {
            SharedFolders.MakePrivate(_nodes);
            if (!Directory.Exists(folder))
            {
                Make(folder, id, node);
                return;
            }

            SharedFolders.MakePrivate(FilesOf(id));
            Write(folder, MarkFile, node, NodeJson.Default.LocalNode);
        });
    }

    /// <summary>Removes what programs that were killed had not listed yet, or no longer.</summary>
    public void Sweep()
    {
        foreach (string path in SharedFolders.List(_nodes, Directory.GetDirectories).Where(path => UnlistedFolders.IsAbandoned(Path.GetFileName(path))))
        {
            Directory.Delete(path, recursive: true);
        }

        _addresses.Sweep(id => Directory.Exists(Path.Join(_nodes, id)));
        SharedFolders.RemoveEmpty(_nodes);
    }

    /// <summary>What was done to a node's link.</summary>
    public LinkShape ReadShape(string id)
    {
        try
        {
            return Read(id, ShapeFile, NodeJson.Default.LinkShape) ?? LinkShape.Open;
        }
        catch (JsonException)
        {
            return LinkShape.Open;
        }
    }

    /// <summary>Writes in one step what is done to a node's link. Beside the record, so that neither overwrites news of the other.</summary>
    public void WriteShape(string id, LinkShape shape) => Write(Path.Join(_nodes, id), ShapeFile, shape, NodeJson.Default.LinkShape);

    /// <summary>The file that is there while a node stands still.</summary>
    public string PausePathOf(string id) => Path.Join(_nodes, id, "paused");

    /// <summary>The file that is there while a node's disk is full on purpose.</summary>
    public string FullPathOf(string id) => Path.Join(_nodes, id, "full");

    /// <summary>Notes that a node is being removed, so that the ends of its programs are told as its own.</summary>
    public void BeginRemoval(string id)
    {
        try
        {
            File.WriteAllText(EndingPathOf(id), "");
        }
        catch (IOException)
        {
            // A full disk keeps no node from being removed.
        }
    }

    /// <summary>Whether a node is neither gone nor being removed.</summary>
    public bool IsThere(string id) => File.Exists(Path.Join(_nodes, id, MarkFile)) && !File.Exists(EndingPathOf(id));

    /// <summary>Forgets what was done to a node's link.</summary>
    public void RemoveShape(string id) => File.Delete(Path.Join(_nodes, id, ShapeFile));

    /// <summary>Removes a node's folder, its mark last: until then it is listed and can be removed again. With the last node, nothing is left of it and its likes.</summary>
    public void Remove(string id)
    {
        string folder = Path.Join(_nodes, id);
        if (Directory.Exists(FilesOf(id)))
        {
            Directory.Delete(FilesOf(id), recursive: true);
        }

        _addresses.Free(id);
        if (Directory.Exists(folder))
        {
            // In one step: half a folder without its mark would belong to nobody.
            string gone = UnlistedFolders.PathOf(_nodes, id);
            Directory.Move(folder, gone);
            Directory.Delete(gone, recursive: true);
        }

        SharedFolders.RemoveEmpty(_nodes);
    }

    /// <inheritdoc cref="NodeAddresses.Take"/>
    public int TakeNumber(string id, int count, bool isNew) => _addresses.Take(id, count, isNew);

    private string EndingPathOf(string id) => Path.Join(_nodes, id, "ending");

    private void Make(string folder, string id, LocalNode node)
    {
        string made = UnlistedFolders.PathOf(_nodes, id);
        SharedFolders.MakePrivate(Path.Join(made, "files"));
        Write(made, MarkFile, node, NodeJson.Default.LocalNode);
        try
        {
            Directory.Move(made, folder);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            // Another program made it meanwhile, for the same token.
            Directory.Delete(made, recursive: true);
            Write(folder, MarkFile, node, NodeJson.Default.LocalNode);
        }
    }

    private T? Read<T>(string id, string name, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(Path.Join(_nodes, id, name)), type);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static void Write<T>(string folder, string name, T value, JsonTypeInfo<T> type)
    {
        string temporary = Path.Join(folder, $"{name}.{Environment.ProcessId}.{Environment.CurrentManagedThreadId}");
        File.WriteAllBytes(temporary, JsonSerializer.SerializeToUtf8Bytes(value, type));
        File.Move(temporary, Path.Join(folder, name), overwrite: true);
    }

    private static string BeginOf(string path)
    {
        const int Enough = 201;
        char[] text = new char[Enough];
        using StreamReader reader = new(path);
        return new string(text, 0, reader.ReadBlock(text));
    }
}
