using System.Security.Cryptography;

namespace Scalewright.Agents.Wire;

/// <summary>What both sides say of themselves when a connection opens, and what each checks of the other.</summary>
internal sealed record Greeting(string Node, AgentSecret? Secret)
{
    /// <summary>Proves that the agent of this boot answers this very opening.</summary>
    public string ProveAgent(HelloMessage controller, string boot, string nonce) =>
        Secret?.Prove("agent", Node, boot, nonce, controller.Session, controller.Nonce, controller.Epoch.ToString(CultureInfo.InvariantCulture)) ?? "";

    /// <summary>Proves that the controller opens a connection to this very agent.</summary>
    public string ProveController(HelloMessage controller, string boot, string nonce) =>
        Secret?.Prove("controller", Node, boot, nonce, controller.Session, controller.Nonce, controller.Epoch.ToString(CultureInfo.InvariantCulture)) ?? "";

    /// <summary>Null when the agent is the one that is wanted.</summary>
    public Problem? Check(HelloMessage own, HelloMessage agent)
    {
        Problem? problem = CheckOther(agent);
        return problem ?? (own.Boot.Length > 0 && own.Boot != agent.Boot ? AgentProblems.OtherBoot(own.Boot, agent.Boot)
            : Same(agent.Proof, ProveAgent(own, agent.Boot, agent.Nonce)) ? null
            : AgentProblems.Unproven(agent.Node));
    }

    /// <summary>Null when the other side speaks the same protocol and names the same node.</summary>
    public Problem? CheckOther(HelloMessage other) =>
        other.Major != HelloMessage.OwnMajor ? AgentProblems.OtherVersion(other)
        : other.Node != Node ? AgentProblems.OtherNode(Node, other.Node)
        : null;

    /// <summary>Null when the controller means this boot and this connection, and may.</summary>
    public Problem? CheckConfirmation(HelloMessage controller, HelloMessage own, HelloMessage confirmation) =>
        confirmation.Boot != own.Boot || confirmation.Nonce != own.Nonce ? AgentProblems.OtherBoot(confirmation.Boot, own.Boot)
        : Same(confirmation.Proof, ProveController(controller, own.Boot, own.Nonce)) ? null
        : AgentProblems.Unproven("the controller of " + Node);

    // Without a secret there is nothing to prove, and what the other side proves cannot be checked.
    private bool Same(string found, string expected) =>
        Secret is null || CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(found), Encoding.UTF8.GetBytes(expected));
}
