using Scalewright.Documents;
using Scalewright.Plugins;
using Scalewright.Providers.Ssh.HostFiles;

namespace Scalewright.Providers.Ssh;

/// <summary>Host file in JSON or YAML: <c>{"hosts": {"name": {"address": "192.0.2.1"}}, "pools": {}}</c>.</summary>
/// <remarks>A host has <c>address</c> or <c>hostname</c>, and optionally <c>username</c> (default root),
/// <c>password</c>, <c>shell_port</c> and <c>host_keys</c>. The keys <c>shell_prompt</c>, <c>proxy_port</c> and
/// <c>agent_base_dir</c> of other systems are allowed and ignored.</remarks>
public sealed record HostFile
{
    internal HostFile(string source) => Source = source;

    /// <summary>Name of the file as passed by the caller.</summary>
    public string Source { get; }

    /// <summary>Valid hosts in the order of the file.</summary>
    public ValueList<HostFileEntry> Hosts { get; internal init; } = [];

    /// <summary>Pools as written in the file. This library does not interpret them.</summary>
    public DocumentMap Pools { get; internal init; } = DocumentMap.Empty;

    /// <summary>All problems with their positions; empty if all hosts are valid. Never contains a password.</summary>
    public ValueList<Problem> Problems { get; internal init; } = [];

    /// <summary>Reads a file. Hosts with problems are left out and reported in <see cref="Problems"/>.</summary>
    /// <param name="path">The file; its extension selects JSON (<c>.json</c>) or YAML.</param>
    public static HostFile Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ProblemList problems = new(path);
        return BoundedFileReader.Read(path, ReadLimits.Default.MaxBytes, problems) is { } bytes
            ? Parse(bytes, Dialect.FromPath(path), path)
            : new HostFile(path) { Problems = problems.ToValueList() };
    }

    /// <summary>Reads a file that must be valid as a whole.</summary>
    /// <param name="path">The file; its extension selects JSON (<c>.json</c>) or YAML.</param>
    /// <exception cref="ProviderException">The file is invalid; the exception has all problems.</exception>
    public static HostFile Load(string path)
    {
        HostFile file = Read(path);
        return file.Problems.Count == 0 ? file : throw new ProviderException(SshProblems.Provider, file.Problems);
    }

    /// <summary>Reads a text. Hosts with problems are left out and reported in <see cref="Problems"/>.</summary>
    /// <param name="utf8">The UTF-8 text.</param>
    /// <param name="dialect">The format and its rules.</param>
    /// <param name="source">Name of the file for messages.</param>
    public static HostFile Parse(ReadOnlyMemory<byte> utf8, Dialect dialect, string source = "")
    {
        Document document = DocumentReader.Read(utf8, dialect, ReadLimits.Default, source);
        return document.Root is { } root ? HostFileReader.Read(root, source) : new HostFile(source) { Problems = document.Problems };
    }
}
