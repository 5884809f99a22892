using System.Formats.Tar;
using Scalewright.Topologies;

namespace Scalewright.Providers.Containers.Nodes;

/// <summary>
/// Tar archive for the root of a container: the agent, the files of its node, and its startup script.
/// </summary>
internal static class NodeArchive
{
    /// <summary>Path of the last entry: with it, all others are in the container.</summary>
    public const string Complete = "/" + CompleteEntry;

    /// <summary>Path of the startup script.</summary>
    public const string StartupScript = "/" + StartupEntry;

    /// <summary>Path of the file whose content is <see cref="StartupDone"/> after the startup script.</summary>
    public const string StartupState = "/" + StateEntry;

    public const string StartupDone = "done";

    private const string CompleteEntry = AgentImage.Folder + "/complete";
    private const string StartupEntry = AgentImage.Folder + "/start.sh";
    private const string ScriptsFolder = AgentImage.Folder + "/startup";
    private const string StateFolder = AgentImage.Folder + "/state";
    private const string StateEntry = StateFolder + "/startup";
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private const UnixFileMode Everything = (UnixFileMode)0x1FF;

    public static bool HasStartup(NodeSpec node) => node.StartupCommands.Count + node.StartupScripts.Count > 0;

    public static bool HasFiles(NodeSpec node) => node.Files.Count > 0 || HasStartup(node);

    /// <summary>Packs the agent alone.</summary>
    public static byte[] Pack(string agent)
    {
        using MemoryStream archive = new();
        Write(archive, agent, node: null, []);
        return archive.ToArray();
    }

    /// <summary>Packs the agent with the files of a node into a file that is deleted when it is closed.</summary>
    /// <exception cref="ProviderException">A file of the node cannot be read.</exception>
    public static Stream Pack(string agent, NodeSpec node, ValueList<string> folders)
    {
        FileStream archive = CreateTemporaryFile();
        try
        {
            Write(archive, agent, node, folders);
            archive.Position = 0;
            return archive;
        }
        catch
        {
            archive.Dispose();
            throw;
        }
    }

    /// <summary>Creates a file that only this user can read and that is deleted when it is closed.</summary>
    public static FileStream CreateTemporaryFile()
    {
        FileStreamOptions options = new()
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Options = FileOptions.DeleteOnClose,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), options);
    }

    /// <summary>Returns the reasons why files of a node cannot be put into its container.</summary>
    public static IEnumerable<Problem> Check(NodeSpec node, ValueList<string> folders)
    {
        foreach (FileInjection file in node.Files)
        {
            if (FindProblem(file.Destination) is { } fault)
            {
                yield return ContainersProblems.InvalidDestination(node.Name, file.Destination, fault);
            }
        }

        foreach (string source in node.Files.Select(file => file.Source).Concat(node.StartupScripts))
        {
            if (Find(source, folders) is null)
            {
                yield return ContainersProblems.NoFile(node.Name, source, folders);
            }
        }
    }

    /// <returns>Null if the path is a file of a container.</returns>
    public static string? FindProblem(string path)
    {
        if (path.Length < 2 || path[0] != '/' || path[^1] == '/')
        {
            return "it is not an absolute path";
        }

        string[] parts = path.Split('/')[1..];
        if (parts.Any(part => part is "" or "." or ".."))
        {
            return "it contains an empty part, '.' or '..'";
        }

        if (parts[0] == AgentImage.Folder)
        {
            return "the folder belongs to the agent";
        }

        return path.Contains('\0', StringComparison.Ordinal) ? "it contains a NUL character" : null;
    }

    private static string? Find(string source, ValueList<string> folders) =>
        folders.Select(folder => Path.Combine(folder, source)).FirstOrDefault(File.Exists);

    private static void Write(Stream archive, string agent, NodeSpec? node, ValueList<string> folders)
    {
        using TarWriter writer = new(archive, TarEntryFormat.Pax, leaveOpen: true);
        AgentImage.Write(writer, agent);
        if (node is not null)
        {
            foreach (FileInjection file in node.Files)
            {
                AddFile(writer, node, file.Source, file.Destination[1..], mode: null, folders);
            }

            if (HasStartup(node))
            {
                AddStartup(writer, node, folders);
            }
        }

        Add(writer, CompleteEntry, "", Readable);
    }

    private static void AddStartup(TarWriter writer, NodeSpec node, ValueList<string> folders)
    {
        AddFolder(writer, ScriptsFolder, AgentImage.Executable);
        // The user of the main process writes the state.
        AddFolder(writer, StateFolder, Everything);
        for (int index = 0; index < node.StartupScripts.Count; index++)
        {
            AddFile(writer, node, node.StartupScripts[index], GetScript(index), AgentImage.Executable, folders);
        }

        Add(writer, StateEntry, "", (UnixFileMode)0x1B6);
        Add(writer, StartupEntry, WriteScript(node, folders), AgentImage.Executable);
    }

    private static string GetScript(int index) => string.Create(CultureInfo.InvariantCulture, $"{ScriptsFolder}/{index + 1}");

    private static string WriteScript(NodeSpec node, ValueList<string> folders)
    {
        StringBuilder script = new();
        script.Append("#!/bin/sh\necho running >").Append(StartupState).Append('\n');
        script.Append(
            "check() {\n  status=$?\n  [ \"$status\" -eq 0 ] || {\n"
                + "    echo \"$1 failed with code $status\" >&2\n    exit \"$status\"\n  }\n}\n"
        );
        foreach (string command in node.StartupCommands)
        {
            script.Append(command).Append("\ncheck ").Append(ShellQuote.Quote($"startup command '{command}'")).Append('\n');
        }

        for (int index = 0; index < node.StartupScripts.Count; index++)
        {
            string source = node.StartupScripts[index];
            script
                .Append(HasInterpreter(node, source, folders) ? "" : "/bin/sh ")
                .Append('/')
                .Append(GetScript(index))
                .Append("\ncheck ")
                .Append(ShellQuote.Quote($"startup script '{source}'"))
                .Append('\n');
        }

        return script.Append("echo ").Append(StartupDone).Append(" >").Append(StartupState).Append("\nexec \"$@\"\n").ToString();
    }

    // execve(2): an interpreter script begins with "#!".
    private static bool HasInterpreter(NodeSpec node, string source, ValueList<string> folders)
    {
        using FileStream content = Open(node, source, folders);
        return content.ReadByte() == '#' && content.ReadByte() == '!';
    }

    private static void AddFile(TarWriter writer, NodeSpec node, string source, string entry, UnixFileMode? mode, ValueList<string> folders)
    {
        using FileStream content = Open(node, source, folders);
        UnixFileMode fileMode = OperatingSystem.IsWindows() ? AgentImage.Executable : File.GetUnixFileMode(content.SafeFileHandle);
        writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, entry) { Mode = mode ?? fileMode, DataStream = content });
    }

    private static void AddFolder(TarWriter writer, string entry, UnixFileMode mode) =>
        writer.WriteEntry(new PaxTarEntry(TarEntryType.Directory, $"{entry}/") { Mode = mode });

    private static void Add(TarWriter writer, string entry, string text, UnixFileMode mode)
    {
        using MemoryStream content = new(Encoding.UTF8.GetBytes(text));
        writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, entry) { Mode = mode, DataStream = content });
    }

    private static FileStream Open(NodeSpec node, string source, ValueList<string> folders)
    {
        try
        {
            return File.OpenRead(
                Find(source, folders) ?? throw ContainersProblems.Exception(ContainersProblems.NoFile(node.Name, source, folders))
            );
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ProviderException(
                ContainersProblems.Provider,
                [ContainersProblems.UnreadableFile(node.Name, source, failure.Message)],
                failure
            );
        }
    }
}
