namespace Scalewright.Providers.Ssh;

/// <summary>A host in a host file.</summary>
/// <param name="Name">Name in the file. A node of this name is placed on this host.</param>
/// <param name="Address">Address of the host.</param>
public sealed record HostFileEntry(string Name, NodeAddress Address)
{
    /// <summary>Password for the login; null to use the password of the options, if set.</summary>
    public SshPassword? Password { get; init; }
}
