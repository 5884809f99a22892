namespace Scalewright.Providers.Local;

/// <summary>What keeps the nodes of one machine apart.</summary>
public enum LocalIsolation
{
    /// <summary>Each node is a network namespace on a bridge of this machine, with a host name, an address and limits of its own. Needs root.</summary>
    Namespaces,

    /// <summary>Each node is a folder and an address of 127.0.0.0/8; its programs are plain processes. Needs nothing.</summary>
    Processes,
}
