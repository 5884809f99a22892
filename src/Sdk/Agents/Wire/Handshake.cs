using System.Security.Cryptography;

namespace Scalewright.Agents.Wire;

/// <summary>Creates and checks the proofs of identity that agent and controller exchange in a handshake.</summary>
internal sealed record Handshake(string Node, AgentSecret? Secret)
{
    /// <summary>Returns the agent's proof for one boot and one handshake; empty without a secret.</summary>
    public string ProveAgent(HandshakeMessage controller, string boot, string nonce) =>
        Secret?.Prove(
            "agent",
            Node,
            boot,
            nonce,
            controller.Session,
            controller.Nonce,
            controller.Epoch.ToString(CultureInfo.InvariantCulture)
        )
        ?? "";

    /// <summary>Returns the controller's proof for one boot of the agent and one handshake; empty without a
    /// secret.</summary>
    public string ProveController(HandshakeMessage controller, string boot, string nonce) =>
        Secret?.Prove(
            "controller",
            Node,
            boot,
            nonce,
            controller.Session,
            controller.Nonce,
            controller.Epoch.ToString(CultureInfo.InvariantCulture)
        )
        ?? "";

    /// <summary>Checks the version, the node, the boot ID and the proof of an agent. Returns null if all are
    /// valid.</summary>
    public Problem? Check(HandshakeMessage hello, HandshakeMessage agent)
    {
        Problem? problem = CheckPeer(agent);
        return problem
            ?? (
                hello.Boot.Length > 0 && hello.Boot != agent.Boot
                    ? AgentProblems.OtherBoot(hello.Boot, agent.Boot)
                    : CheckProof(agent.Proof, ProveAgent(hello, agent.Boot, agent.Nonce), agent.Node)
            );
    }

    /// <summary>Returns null if the peer has the same major protocol version and the same node name.</summary>
    public Problem? CheckPeer(HandshakeMessage peer)
    {
        if (peer.Major != HandshakeMessage.OwnMajor)
        {
            return AgentProblems.OtherVersion(peer);
        }

        return peer.Node == Node ? null : AgentProblems.OtherNode(Node, peer.Node);
    }

    /// <summary>Returns null if the controller confirms this boot ID and nonce, and its proof is valid.</summary>
    public Problem? CheckConfirmation(HandshakeMessage controller, HandshakeMessage hello, HandshakeMessage confirmation) =>
        confirmation.Boot != hello.Boot || confirmation.Nonce != hello.Nonce
            ? AgentProblems.OtherBoot(confirmation.Boot, hello.Boot)
            : CheckProof(confirmation.Proof, ProveController(controller, hello.Boot, hello.Nonce), "the controller of " + Node);

    // Without a secret, proofs are neither created nor checked.
    private Problem? CheckProof(string found, string expected, string peer) =>
        Secret is null || CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(found), Encoding.UTF8.GetBytes(expected))
            ? null
            : AgentProblems.Unproven(peer);
}
