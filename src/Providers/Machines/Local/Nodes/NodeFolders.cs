using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Scalewright.Providers.Local.Links;

namespace Scalewright.Providers.Local.Nodes;

/// <summary>
/// The nodes of one root folder, each with a folder for its record, address and files. Safe for concurrent use by
/// several programs.
/// </summary>
internal sealed class NodeFolders(string root, AddressRange range)
{
    /// <summary>Name of the folder of all nodes, in the root folder.</summary>
    public const string NodesFolder = "nodes";

    private const string MarkFile = "mark.json";
    private const string ShapeFile = "shape.json";
    private const string OwnerFile = "owner";
    private const int IdBytes = 5;

    private readonly string _nodes = Path.Join(root, NodesFolder);
    private readonly NodeAddresses _addresses = new(root, range);

    /// <summary>Derives a node ID from a token and the root folder, so that a retry yields the same node.</summary>
    public string GetId(string token) =>
        $"sw{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{root}\n{token}")).AsSpan(0, IdBytes))}";

    /// <summary>Reason why the root folder is not trusted; null if it is trusted or does not exist.</summary>
    public Problem? Problem => FolderOwner.FindProblem(root) is { } fault ? LocalProblems.UntrustedFolder(root, fault) : null;

    public void MakeRoot() => SharedFolders.MakePrivate(root);

    /// <summary>Working folder of a node's programs and files.</summary>
    public string GetFilesPath(string id) => Path.Join(_nodes, id, "files");

    /// <summary>Folder of a node's agent when it is a separate process.</summary>
    public string GetAgentPath(string id) => Path.Join(_nodes, id, "agent");

    /// <summary>Reads all nodes whose record is readable and has a valid owner.</summary>
    public IEnumerable<(string Id, LocalNode Node)> ReadAll() =>
        ListAll().Where(found => found.Node is not null).Select(found => (found.Id, found.Node!));

    /// <summary>Reads all nodes, split into readable and damaged records.</summary>
    public (List<(string Id, LocalNode Node)> Nodes, List<DamagedNode> Damaged) ReadEach()
    {
        List<(string Id, LocalNode Node)> nodes = [];
        List<DamagedNode> damaged = [];
        foreach ((string id, LocalNode? node, string fault) in ListAll())
        {
            if (node is not null)
            {
                nodes.Add((id, node));
            }
            else
            {
                damaged.Add(new DamagedNode(id, Path.Join(_nodes, id, MarkFile), fault) { Owner = ReadOwner(id) });
            }
        }

        return (nodes, damaged);
    }

    /// <summary>True if there is any node, including damaged ones.</summary>
    public bool HasAny => ListAll().Any();

    /// <summary>Reads a node's record; null if there is no record.</summary>
    /// <exception cref="IOException">The record cannot be read, so the owner of the node is unknown.</exception>
    public LocalNode? Read(string id)
    {
        try
        {
            return Read(id, MarkFile, LocalNodeJson.Default.LocalNode);
        }
        catch (JsonException exception)
        {
            throw new IOException($"{Path.Join(_nodes, id, MarkFile)} {DescribeFault(id, exception)}", exception);
        }
    }

    /// <summary>Writes a node's record atomically. Creates the folder together with the record.</summary>
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

            SharedFolders.MakePrivate(GetFilesPath(id));
            WriteOwner(folder, node);
            Write(folder, MarkFile, node, LocalNodeJson.Default.LocalNode);
        });
    }

    /// <summary>Removes unlisted folders of programs that have exited.</summary>
    public void Sweep()
    {
        foreach (
            string path in SharedFolders
                .List(_nodes, Directory.GetDirectories)
                .Where(path => UnlistedFolders.IsAbandoned(Path.GetFileName(path)))
        )
        {
            Directory.Delete(path, recursive: true);
        }

        _addresses.Sweep(id => Directory.Exists(Path.Join(_nodes, id)));
        SharedFolders.RemoveEmpty(_nodes);
        TakeAddresses();
    }

    /// <summary>
    /// Takes the addresses of all complete nodes again. Nodes of earlier versions did not take theirs, and a restart or
    /// the cleanup of temporary files removes them from the list of this machine.
    /// </summary>
    public void TakeAddresses()
    {
        try
        {
            bool isReserved = false;
            foreach ((string id, LocalNode node) in ReadAll().Where(static found => found.Node.IsComplete))
            {
                MachineAddresses.TryTake(node.Address, Path.Join(_nodes, id));
                if (!isReserved)
                {
                    _addresses.Reserve(_nodes);
                    isReserved = true;
                }
            }
        }
        catch (LinkSetupException)
        {
            // The creation of a node reports it. Other operations do not need it.
        }
    }

    /// <summary>Returns the folder of another node of this machine with the address of a node; null if none.</summary>
    public string? FindOther(string id, LocalNode node) => MachineAddresses.FindOther(node.Address, Path.Join(_nodes, id));

    public LinkConditions ReadShape(string id)
    {
        try
        {
            return Read(id, ShapeFile, LocalNodeJson.Default.LinkConditions) ?? LinkConditions.Unimpaired;
        }
        catch (JsonException)
        {
            return LinkConditions.Unimpaired;
        }
    }

    /// <summary>
    /// Writes the conditions of a node's link atomically. The separate file avoids conflicts with the record.
    /// </summary>
    public void WriteShape(string id, LinkConditions shape) =>
        Write(Path.Join(_nodes, id), ShapeFile, shape, LocalNodeJson.Default.LinkConditions);

    /// <summary>File that exists while a node is paused.</summary>
    public string GetPausePath(string id) => Path.Join(_nodes, id, "paused");

    /// <summary>File that exists while a full disk is injected as a fault.</summary>
    public string GetFullDiskPath(string id) => Path.Join(_nodes, id, "full");

    /// <summary>
    /// Records that a node is being removed, so that exits of its programs are attributed to the removal.
    /// </summary>
    /// <returns>Lock that shows that the removal continues; null if it is not available.</returns>
    public IDisposable? RecordRemoval(string id)
    {
        try
        {
            return new FileStream(GetEndingPath(id), FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
        }
        catch (IOException)
        {
            // Neither a full disk nor a removal by another program prevents removal.
            return null;
        }
    }

    public RemovalState GetRemovalState(string id)
    {
        if (!File.Exists(GetEndingPath(id)))
        {
            return RemovalState.None;
        }

        try
        {
            using FileStream ending = new(GetEndingPath(id), FileMode.Open, FileAccess.Read, FileShare.Read);
            return RemovalState.Interrupted;
        }
        catch (IOException)
        {
            // It is locked, or has just been deleted.
            return RemovalState.Running;
        }
    }

    /// <summary>
    /// Records that a node is about to crash, so that exits of its programs are attributed to the crash.
    /// </summary>
    public void RecordCrash(string id)
    {
        try
        {
            File.AppendAllText(GetCrashesPath(id), "x");
        }
        catch (IOException)
        {
            // A full disk does not prevent the crash.
        }
    }

    /// <summary>Number of crashes of a node.</summary>
    public long GetCrashCount(string id) => new FileInfo(GetCrashesPath(id)) is { Exists: true } file ? file.Length : 0;

    /// <summary>Returns true if a node exists and is not being removed.</summary>
    public bool IsThere(string id) => File.Exists(Path.Join(_nodes, id, MarkFile)) && !File.Exists(GetEndingPath(id));

    public void RemoveShape(string id) => File.Delete(Path.Join(_nodes, id, ShapeFile));

    /// <summary>
    /// Removes a node's folder. The record is removed last, so that the node is listed and its removal can be retried
    /// until then. With the last node, the shared folders are removed too.
    /// </summary>
    public void Remove(string id)
    {
        string folder = Path.Join(_nodes, id);
        if (Directory.Exists(GetFilesPath(id)))
        {
            Directory.Delete(GetFilesPath(id), recursive: true);
        }

        _addresses.Free(id, folder);
        if (Directory.Exists(folder))
        {
            // The move is atomic. A partially deleted folder without its record would have no owner.
            string removedPath = UnlistedFolders.CreatePath(_nodes, id);
            Directory.Move(folder, removedPath);
            Directory.Delete(removedPath, recursive: true);
        }

        SharedFolders.RemoveEmpty(_nodes);
    }

    /// <inheritdoc cref="NodeAddresses.Reserve"/>
    public Problem? ReserveRange() => _addresses.Reserve(_nodes);

    /// <inheritdoc cref="NodeAddresses.Acquire"/>
    public int AcquireNumber(string id, bool isNew) => _addresses.Acquire(id, Path.Join(_nodes, id), isNew);

    private string GetCrashesPath(string id) => Path.Join(_nodes, id, "crashes");

    // The owner is stored separately and written once, so that it is known even if the record is damaged.
    private static void WriteOwner(string folder, LocalNode node)
    {
        string path = Path.Join(folder, OwnerFile);
        if (!File.Exists(path))
        {
            File.WriteAllText(path, node.Mark.Owner);
        }
    }

    private Owner? ReadOwner(string id)
    {
        try
        {
            return Owner.TryParse(File.ReadAllText(Path.Join(_nodes, id, OwnerFile)), out Owner? owner) ? owner : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The owner is unknown, and the node is reported as damaged.
            return null;
        }
    }

    // A node without a record is being created or removed.
    private IEnumerable<(string Id, LocalNode? Node, string Fault)> ListAll()
    {
        foreach (
            string id in SharedFolders
                .List(_nodes, Directory.GetDirectories)
                .Select(path => Path.GetFileName(path))
                .Where(name => !UnlistedFolders.IsOne(name))
                .Order(StringComparer.Ordinal)
        )
        {
            LocalNode? node = null;
            string fault = "";
            try
            {
                node = Read(id, MarkFile, LocalNodeJson.Default.LocalNode);
                fault =
                    node is null && File.Exists(Path.Join(_nodes, id, MarkFile)) ? "does not contain the owner of a node: it is empty" : "";
            }
            catch (JsonException exception)
            {
                fault = DescribeFault(id, exception);
            }

            if (node is not null && node.ToResource(id) is null)
            {
                string owner = TextEscaping.Escape(node.Mark.Owner);
                (fault, node) = ($"does not contain the owner of a node: '{owner}' is not a valid owner", null);
            }

            if (node is not null || fault.Length > 0)
            {
                yield return (id, node, fault);
            }
        }
    }

    private string DescribeFault(string id, JsonException damaged) =>
        $"does not contain the owner of a node: {TextEscaping.Escape(damaged.Message)}; it begins with "
        + $"'{TextEscaping.Escape(ReadStart(Path.Join(_nodes, id, MarkFile)))}'";

    private string GetEndingPath(string id) => Path.Join(_nodes, id, "ending");

    private void Make(string folder, string id, LocalNode node)
    {
        string newPath = UnlistedFolders.CreatePath(_nodes, id);
        SharedFolders.MakePrivate(Path.Join(newPath, "files"));
        WriteOwner(newPath, node);
        Write(newPath, MarkFile, node, LocalNodeJson.Default.LocalNode);
        try
        {
            Directory.Move(newPath, folder);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            // In the meantime, another program has created the node for the same token.
            Directory.Delete(newPath, recursive: true);
            Write(folder, MarkFile, node, LocalNodeJson.Default.LocalNode);
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

    private static string ReadStart(string path)
    {
        const int Enough = 201;
        char[] text = new char[Enough];
        using StreamReader reader = new(path);
        return new string(text, 0, reader.ReadBlock(text));
    }
}

/// <summary>State of the removal of a node.</summary>
internal enum RemovalState
{
    /// <summary>No removal was started.</summary>
    None,

    /// <summary>A program removes the node.</summary>
    Running,

    /// <summary>The removal was interrupted, or failed.</summary>
    Interrupted,
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UseStringEnumConverter = true,
    WriteIndented = true,
    Converters = [typeof(ValueListConverter<string>), typeof(ValueListConverter<InboundLinkFault>)]
)]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(LocalNode))]
[JsonSerializable(typeof(LinkConditions))]
[JsonSerializable(typeof(InboundLinkFault))]
internal sealed partial class LocalNodeJson : JsonSerializerContext;
