using System.Security.Cryptography;

namespace Scalewright.Agents.Wire;

/// <summary>Creates and checks the identities that both sides exchange in the handshake.</summary>
internal sealed record Handshake(string Node, AgentSecret? Secret)
{
    /// <summary>Proves the identity of this boot of the agent in this handshake.</summary>
    public string ProveAgent(HandshakeMessage controller, string boot, string nonce) =>
        Secret?.Prove("agent", Node, boot, nonce, controller.Session, controller.Nonce, controller.Epoch.ToString(
            CultureInfo.InvariantCulture)) ?? "";

    /// <summary>Proves the identity of the controller to this agent in this handshake.</summary>
    public string ProveController(HandshakeMessage controller, string boot, string nonce) =>
        Secret?.Prove("controller", Node, boot, nonce, controller.Session, controller.Nonce, controller.Epoch.ToString(
            CultureInfo.InvariantCulture)) ?? "";

    /// <summary>Returns null if the agent is the expected one.</summary>
    public Problem? Check(HandshakeMessage own, HandshakeMessage agent)
    {
        Problem? problem = CheckOther(agent);
        return problem ?? (own.Boot.Length > 0 && own.Boot != agent.Boot
            ? AgentProblems.OtherBoot(own.Boot, agent.Boot)
            : CheckProof(agent.Proof, ProveAgent(own, agent.Boot, agent.Nonce), agent.Node));
    }

    /// <summary>Returns null if the other side uses the same protocol and names the same node.</summary>
    public Problem? CheckOther(HandshakeMessage other) => other switch
    {
        { Major: not HandshakeMessage.OwnMajor } => AgentProblems.OtherVersion(other),
        _ when other.Node != Node => AgentProblems.OtherNode(Node, other.Node),
        _ => null,
    };

    /// <summary>Returns null if the controller confirms this boot and connection and is authorized.</summary>
    public Problem? CheckConfirmation(
        HandshakeMessage controller, HandshakeMessage own, HandshakeMessage confirmation) =>
        confirmation.Boot != own.Boot || confirmation.Nonce != own.Nonce
            ? AgentProblems.OtherBoot(confirmation.Boot, own.Boot)
            : CheckProof(
                confirmation.Proof, ProveController(controller, own.Boot, own.Nonce), "the controller of " + Node);

    // Without a secret, there is nothing to prove, and a proof of the other side cannot be checked.
    private Problem? CheckProof(string found, string expected, string other) =>
        Secret is null
            || CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(found), Encoding.UTF8.GetBytes(expected))
            ? null
            : AgentProblems.Unproven(other);
}
