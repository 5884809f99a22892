namespace Scalewright.Providers.Ssh.Masters;

/// <summary>A standing connection broke or does not answer.</summary>
internal sealed class LinkDownException(string found) : IOException(found)
{
    /// <summary>True when nothing of what was asked for has begun on the machine. Default false.</summary>
    public bool NothingRan { get; init; }

    /// <summary>True when the connection itself answered, and one session over it was late. Default false.</summary>
    public bool OnlySession { get; init; }
}
