namespace Scalewright.Providers.Ssh;

/// <summary>Handling of unknown host keys. A key that differs from the known one is always refused.</summary>
public enum HostKeyPolicy
{
    /// <summary>Refuses unknown machines.</summary>
    Strict,

    /// <summary>Accepts and stores the key of the first connection. Intended for newly created machines.</summary>
    AcceptNew,
}
