namespace Scalewright.Agents.Wire;

/// <summary>Handshake message.</summary>
/// <remarks>The controller names the desired agent, the agent identifies itself, and the controller confirms. If the
/// node has a secret, each side proves its claims with it.</remarks>
internal sealed record HandshakeMessage
{
    /// <summary>Major version of the protocol. Other versions are refused.</summary>
    public const int OwnMajor = 1;

    /// <summary>Minor version. A newer version only adds content that an older version can skip.</summary>
    public const int OwnMinor = 0;

    public int Major { get; set; } = OwnMajor;

    public int Minor { get; set; } = OwnMinor;

    public string Node { get; set; } = "";

    /// <summary>Boot of the agent. From a controller: the expected one, or empty if it is unknown.</summary>
    public string Boot { get; set; } = "";

    public long Epoch { get; set; }

    /// <summary>Session of the controller. With the epoch, it identifies the controller's operations.</summary>
    public string Session { get; set; } = "";

    /// <summary>Unique among the handshakes of a sender. The proof of the other side includes it.</summary>
    public string Nonce { get; set; } = "";

    public string Proof { get; set; } = "";
}
