namespace Scalewright.Agents.Wire;

/// <summary>Message of the handshake between a controller and an agent.</summary>
/// <remarks>
/// The controller names the agent that it expects, the agent identifies itself, and the controller confirms. If the
/// node has a secret, the second and third messages contain a proof that the sender knows it.
/// </remarks>
internal sealed record HandshakeMessage
{
    /// <summary>Major version of the protocol. Other versions are refused.</summary>
    public const int OwnMajor = 1;

    /// <summary>
    /// Minor version of the protocol. A newer minor version adds only content that older versions ignore.
    /// </summary>
    public const int OwnMinor = 0;

    public int Major { get; set; } = OwnMajor;

    public int Minor { get; set; } = OwnMinor;

    /// <summary>Name of the node.</summary>
    public string Node { get; set; } = "";

    /// <summary>
    /// Boot ID of the agent. In a message of a controller: the expected boot ID, or empty if it is unknown.
    /// </summary>
    public string Boot { get; set; } = "";

    /// <summary>Epoch of the controller.</summary>
    public long Epoch { get; set; }

    /// <summary>
    /// Session ID of the controller. Epoch and session together identify the operations of one controller.
    /// </summary>
    public string Session { get; set; } = "";

    /// <summary>Value that the sender uses only once. The proof of the other side includes it.</summary>
    public string Nonce { get; set; } = "";

    /// <summary>
    /// Proof that the sender knows the secret of the node. Empty in the first message, and if there is no secret.
    /// </summary>
    public string Proof { get; set; } = "";
}
