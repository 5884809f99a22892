using Scalewright.Documents;
using Scalewright.Plugins;
using Scalewright.Providers.Ssh.HostFiles;

namespace Scalewright.Providers.Ssh;

/// <summary>A file of machines: <c>{"hosts": {"name": {"address": "192.0.2.1"}}, "pools": {}}</c>, as JSON or YAML.</summary>
/// <remarks>A host has <c>address</c> or <c>hostname</c>, and if needed <c>username</c> (default root), <c>password</c>, <c>shell_port</c> and
/// <c>host_keys</c>. What only other systems need, <c>shell_prompt</c>, <c>proxy_port</c> and <c>agent_base_dir</c>, may be there and is not used.</remarks>
public sealed record HostFile
{
    internal HostFile(string source) => Source = source;

    /// <summary>The file as the caller named it.</summary>
    public string Source { get; }

    /// <summary>The hosts that can be used, in the order of the file.</summary>
    public ValueList<HostFileEntry> Hosts { get; internal init; } = [];

    /// <summary>The pools as they are written; this library gives them no meaning.</summary>
    public DocumentMap Pools { get; internal init; } = DocumentMap.Empty;

    /// <summary>All that is wrong, each with its place; empty when all hosts can be used. No message has a password in it.</summary>
    public ValueList<Problem> Problems { get; internal init; } = [];

    /// <summary>Reads a file as far as it can be used: hosts that something is wrong with are left out and named.</summary>
    /// <param name="path">The file; the end of its name says whether it is JSON (<c>.json</c>) or YAML.</param>
    public static HostFile Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ProblemList problems = new(path);
        return LimitedFile.Read(path, ReadLimits.Default.BytesMax, problems) is { } bytes
            ? Parse(bytes, Dialect.FromPath(path), path)
            : new HostFile(path) { Problems = problems.ToValueList() };
    }

    /// <summary>Reads a file and wants all of it to be right.</summary>
    /// <param name="path">The file; the end of its name says whether it is JSON (<c>.json</c>) or YAML.</param>
    /// <exception cref="ProviderException">Something is wrong; it carries all problems.</exception>
    public static HostFile Load(string path)
    {
        HostFile file = Read(path);
        return file.Problems.Count == 0 ? file : throw new ProviderException(SshProblems.Provider, file.Problems);
    }

    /// <summary>Reads a text as far as it can be used.</summary>
    /// <param name="utf8">The bytes.</param>
    /// <param name="dialect">The format and its rules.</param>
    /// <param name="source">The file as the caller names it, for messages.</param>
    public static HostFile Parse(ReadOnlyMemory<byte> utf8, Dialect dialect, string source = "")
    {
        Document document = DocumentReader.Read(utf8, dialect, ReadLimits.Default, source);
        return document.Root is { } root ? HostFileReader.Read(root, source) : new HostFile(source) { Problems = document.Problems };
    }
}
