namespace Scalewright.Agents.Wire;

/// <summary>
/// Who speaks. The controller says whom it wants, the agent says who it is, the controller confirms whom it speaks to; each
/// proves by the node's secret, when there is one, that it is what it says.
/// </summary>
internal sealed record HelloMessage
{
    /// <summary>The major version of the protocol: others are refused.</summary>
    public const int OwnMajor = 1;

    /// <summary>The minor version: a newer one only adds what the older one may skip.</summary>
    public const int OwnMinor = 0;

    public int Major { get; set; } = OwnMajor;

    public int Minor { get; set; } = OwnMinor;

    public string Node { get; set; } = "";

    /// <summary>The agent's boot; from a controller: the one it means, empty when it knows none yet.</summary>
    public string Boot { get; set; } = "";

    /// <summary>The controller's epoch.</summary>
    public long Epoch { get; set; }

    /// <summary>The controller's session: with the epoch it tells its operations from those of others.</summary>
    public string Session { get; set; } = "";

    /// <summary>Never the same twice from one speaker: what the other side's proof is bound to.</summary>
    public string Nonce { get; set; } = "";

    public string Proof { get; set; } = "";
}
