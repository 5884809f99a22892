namespace Scalewright.Providers.Local;

/// <summary>Isolation of nodes on one machine.</summary>
public enum LocalIsolation
{
    /// <summary>
    /// Each node is a network namespace on a bridge of this machine, with its own host name, address and limits.
    /// Requires root.
    /// </summary>
    Namespaces,

    /// <summary>
    /// Each node is a folder and an address of 127.0.0.0/8 with plain processes. Needs no privileges.
    /// </summary>
    Processes,
}
