namespace Scalewright.Providers.Local;

/// <summary>Isolation of nodes on one machine.</summary>
public enum LocalIsolation
{
    /// <summary>
    /// Each node is a network namespace on a bridge of this machine, with its own host name, address and limits.
    /// Requires root.
    /// </summary>
    Namespaces,

    /// <summary>Each node is a folder, an address in 127.0.0.0/8 and plain processes. Requires no privileges.</summary>
    Processes,
}
