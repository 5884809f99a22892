namespace Scalewright.Providers.Ssh;

/// <summary>A machine of a node file.</summary>
/// <param name="Name">What the file calls it. A node of this name is put there.</param>
/// <param name="Address">Where it is reached.</param>
public sealed record HostFileEntry(string Name, NodeAddress Address)
{
    /// <summary>The password to log in with; null: that of the options, or none.</summary>
    public SshPassword? Password { get; init; }
}
