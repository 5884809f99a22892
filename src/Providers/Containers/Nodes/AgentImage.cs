using System.Formats.Tar;

namespace Scalewright.Providers.Containers.Nodes;

/// <summary>Ready-made agent and its folders in containers.</summary>
internal static class AgentImage
{
    /// <summary>Path of the agent in a container.</summary>
    public const string Program = "/" + Folder + "/agent";

    public const string Folder = ".scalewright";

    /// <summary>User of the agent, which needs its private folder.</summary>
    public const string User = "0:0";

    public const UnixFileMode Executable =
        UnixFileMode.UserRead
        | UnixFileMode.UserWrite
        | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead
        | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead
        | UnixFileMode.OtherExecute;

    private const string RunFolder = Folder + "/run";
    private const string Word = "scalewright-agent";
    private const string FileName = "scalewright-agent";
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private static string[] Candidates =>
        [Environment.GetEnvironmentVariable("SCALEWRIGHT_AGENT") ?? "", Path.Combine(AppContext.BaseDirectory, FileName)];

    /// <summary>Returns the command that serves controllers, which is the main process of a container.</summary>
    public static ValueList<string> GetMainCommand(string node) => [Program, Word, "serve", $"/{RunFolder}", node];

    /// <summary>Returns the command that connects its standard streams to the running agent.</summary>
    public static ValueList<string> GetJoinCommand(string node) => [Program, Word, "join", $"/{RunFolder}", node];

    /// <summary>
    /// Returns the command that connects its standard streams to the agent, and starts the agent if it does not run.
    /// </summary>
    public static ValueList<string> GetAttachCommand(string node) => [Program, Word, "attach", $"/{RunFolder}", node];

    /// <summary>Returns the files that may be the agent, in the order of the search.</summary>
    public static ValueList<string> GetCandidates(ContainersOptions options) =>
        options.AgentProgram.Length > 0 ? [options.AgentProgram] : [.. Candidates.Where(file => file.Length > 0)];

    /// <returns>Null if there is no agent.</returns>
    public static string? Find(ContainersOptions options) => GetCandidates(options).FirstOrDefault(File.Exists);

    /// <summary>Writes the agent and its folders to an archive for the root of a container.</summary>
    public static void Write(TarWriter writer, string program)
    {
        writer.WriteEntry(new PaxTarEntry(TarEntryType.Directory, $"{Folder}/") { Mode = Executable });
        writer.WriteEntry(new PaxTarEntry(TarEntryType.Directory, $"{RunFolder}/") { Mode = Private });
        using FileStream content = File.OpenRead(program);
        writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, Program[1..]) { Mode = Executable, DataStream = content });
    }
}
