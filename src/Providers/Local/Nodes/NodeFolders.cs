using System.Globalization;
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
    private const int AttemptsMax = 100;
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string _nodes = Path.Join(root, "nodes");
    private readonly string _addresses = Path.Join(root, "addresses");

    /// <summary>The id of what a token makes, so that the same token makes the same node here and another one in another folder.</summary>
    public string IdOf(string token) => $"sw{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{root}\n{token}")).AsSpan(0, IdBytes))}";

    /// <summary>What is wrong with the folder of all nodes; null: nothing, or it is not there.</summary>
    public Problem? Problem => FolderOwner.Fault(root) is { } fault ? LocalProblems.ForeignFolder(root, fault) : null;

    /// <summary>Makes the folder of all nodes, unless it is there.</summary>
    public void MakeRoot() => MakePrivate(root);

    /// <summary>Where a node's programs start and its files may be.</summary>
    public string FilesOf(string id) => Path.Join(_nodes, id, "files");

    /// <summary>Where a node's agent is when it is a process of its own.</summary>
    public string AgentOf(string id) => Path.Join(_nodes, id, "agent");

    /// <summary>All nodes that have a mark.</summary>
    public IEnumerable<(string Id, LocalNode Node)> ReadAll()
    {
        foreach (string id in List(_nodes, Directory.GetDirectories).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal))
        {
            if (Read(id) is { } node)
            {
                yield return (id, node);
            }
        }
    }

    /// <summary>A node's record; null when there is none.</summary>
    public LocalNode? Read(string id) => Read(id, MarkFile, NodeJson.Default.LocalNode);

    /// <summary>Writes a node's record in one step.</summary>
    public void Write(string id, LocalNode node)
    {
        Repeat(() => MakePrivate(FilesOf(id)));
        Write(id, MarkFile, node, NodeJson.Default.LocalNode);
    }

    /// <summary>What was done to a node's link.</summary>
    public LinkShape ReadShape(string id) => Read(id, ShapeFile, NodeJson.Default.LinkShape) ?? LinkShape.Open;

    /// <summary>Writes in one step what is done to a node's link. Beside the record, so that neither overwrites news of the other.</summary>
    public void WriteShape(string id, LinkShape shape) => Write(id, ShapeFile, shape, NodeJson.Default.LinkShape);

    /// <summary>The file that is there while a node stands still.</summary>
    public string PausePathOf(string id) => Path.Join(_nodes, id, "paused");

    /// <summary>The file that is there while a node's disk is full on purpose.</summary>
    public string FullPathOf(string id) => Path.Join(_nodes, id, "full");

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

        foreach (string address in OwnAddresses(id))
        {
            File.Delete(address);
        }

        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        RemoveEmpty(_nodes);
        RemoveEmpty(_addresses);
    }

    /// <summary>Takes the first free number of a range for a node; the same again when it has one.</summary>
    /// <param name="id">The node.</param>
    /// <param name="count">How many there are, from 1.</param>
    /// <param name="isNew">Whether it cannot have one yet.</param>
    /// <returns>The number; 0 when none is free.</returns>
    public int TakeNumber(string id, int count, bool isNew)
    {
        if (!isNew && OwnAddresses(id).FirstOrDefault() is { } own)
        {
            return int.Parse(Path.GetFileName(own), CultureInfo.InvariantCulture);
        }

        for (int number = 1; number <= count; number++)
        {
            bool isTaken = false;
            Repeat(() =>
            {
                MakePrivate(_addresses);
                isTaken = TryTake(Path.Join(_addresses, number.ToString(CultureInfo.InvariantCulture)), id);
            });
            if (isTaken)
            {
                return number;
            }
        }

        return 0;
    }

    private T? Read<T>(string id, string name, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(Path.Join(_nodes, id, name)), type);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }

    private void Write<T>(string id, string name, T value, JsonTypeInfo<T> type)
    {
        string folder = Path.Join(_nodes, id);
        string temporary = Path.Join(folder, $"{name}.{Environment.ProcessId}.{Environment.CurrentManagedThreadId}");
        File.WriteAllBytes(temporary, JsonSerializer.SerializeToUtf8Bytes(value, type));
        File.Move(temporary, Path.Join(folder, name), overwrite: true);
    }

    private IEnumerable<string> OwnAddresses(string id) => List(_addresses, Directory.GetFiles).Where(path => !Path.HasExtension(path) && HolderOf(path) == id);

    private static string[] List(string folder, Func<string, string[]> list)
    {
        try
        {
            return list(folder);
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    /// <summary>Does again what found that another program, which removed its last node, has taken the folder away.</summary>
    private static void Repeat(Action make)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                make();
                return;
            }
            catch (DirectoryNotFoundException) when (attempt < AttemptsMax)
            {
            }
        }
    }

    private static void RemoveEmpty(string folder)
    {
        try
        {
            if (List(folder, Directory.GetFileSystemEntries).Length == 0)
            {
                Directory.Delete(folder);
            }
        }
        catch (IOException)
        {
            // Another program has put something into it, or has taken it away.
        }
    }

    private static string HolderOf(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return "";
        }
    }

    // A file that is created and then written could be seen empty; one that gets its name at the end cannot.
    private static bool TryTake(string path, string id)
    {
        if (File.Exists(path))
        {
            return false;
        }

        string own = $"{path}.{id}";
        File.WriteAllText(own, id);
        try
        {
            File.Move(own, path, overwrite: false);
            return HolderOf(path) == id;
        }
        catch (IOException)
        {
            File.Delete(own);
            return false;
        }
    }

    private static void MakePrivate(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            return;
        }

        Directory.CreateDirectory(folder, Private);
    }
}
