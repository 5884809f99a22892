namespace Scalewright.Providers.Ssh;

/// <summary>Implementations of the SSH protocol.</summary>
public enum SshCarrier
{
    /// <summary>
    /// OpenSSH client of the system, with the user's configuration, SSH agent and hardware keys. 64-bit Linux only.
    /// </summary>
    OpenSsh,

    /// <summary>
    /// SSH.NET, within this process. It reads known hosts files, but no configuration and no SSH agent, forwards ports
    /// but no sockets, and offers no algorithm that OpenSSH considers weak.
    /// </summary>
    SshNet,
}
