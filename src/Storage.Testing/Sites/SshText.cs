using Scalewright.Providers.Ssh;

namespace Scalewright.Storage.Testing;

/// <summary>How the machines of a site are reached, as its file has it.</summary>
internal sealed record SshText
{
    public string? Program { get; init; }

    public string? ConfigFile { get; init; }

    public string? IdentityFile { get; init; }

    public string? KnownHostsFile { get; init; }

    public SshOptions ToOptions(string folder)
    {
        SshOptions options = new();
        return options with
        {
            Program = Program ?? options.Program,
            ConfigFile = Beside(folder, ConfigFile),
            IdentityFile = Beside(folder, IdentityFile),
            KnownHostsFile = Beside(folder, KnownHostsFile),
        };
    }

    internal static string Beside(string folder, string? path) => string.IsNullOrEmpty(path) ? "" : Path.Combine(folder, path);
}
