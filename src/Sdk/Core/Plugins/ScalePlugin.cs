using Scalewright.Profiles;
using Scalewright.Topologies;

namespace Scalewright.Plugins;

/// <summary>
/// Turns one profile into nodes. A pure function of the profile: two stages of one expansion may run in different
/// processes, so nothing is kept in fields. Called in the order of the members below; numbers count from 1.
/// </summary>
public abstract class ScalePlugin
{
    /// <summary>Checks what the common rules do not know; adds a problem for each thing that is wrong.</summary>
    /// <param name="profile">The profile as written.</param>
    /// <param name="problems">Where problems go.</param>
    public virtual void Validate(Profile profile, ProblemList problems)
    {
    }

    /// <summary>Fills in what follows from the profile; runs first in each stage.</summary>
    /// <param name="profile">The profile as written.</param>
    /// <returns>The profile that all later members see.</returns>
    public virtual Profile Prepare(Profile profile) => profile;

    /// <summary>How many nodes the profile becomes.</summary>
    /// <param name="profile">The prepared profile.</param>
    /// <returns>0 or more, at most <see cref="ExpansionLimits.NodesMax"/>.</returns>
    public abstract int CountNodes(Profile profile);

    /// <summary>The host name of a node.</summary>
    /// <param name="profile">The prepared profile.</param>
    /// <param name="number">The node's number, from 1.</param>
    public virtual string NameNode(Profile profile, int number)
    {
        ArgumentNullException.ThrowIfNull(profile);
        return $"{profile.HostnamePrefix ?? profile.Name}-{number}";
    }

    /// <summary>What a node is made of where the profile's template says nothing.</summary>
    /// <param name="profile">The prepared profile.</param>
    public virtual NodeHardware DefaultHardware(Profile profile) => new();

    /// <summary>Commands that the node's startup script runs first.</summary>
    /// <param name="profile">The prepared profile.</param>
    /// <param name="number">The node's number, from 1.</param>
    public virtual ValueList<string> StartupCommands(Profile profile, int number) => [];

    /// <summary>The last word on a node: its labels, annotations and files.</summary>
    /// <param name="profile">The prepared profile.</param>
    /// <param name="node">The node so far.</param>
    /// <returns>The node; name and number must stay.</returns>
    public virtual NodeSpec ConfigureNode(Profile profile, NodeSpec node) => node;

    /// <summary>How many containers run on a node.</summary>
    /// <param name="profile">The prepared profile.</param>
    /// <param name="number">The node's number, from 1.</param>
    public virtual int CountContainers(Profile profile, int number) => 0;

    /// <summary>What the containers are. Called once for a profile, when all are counted.</summary>
    /// <param name="profile">The prepared profile.</param>
    /// <param name="networks">Gives out addresses.</param>
    public virtual ContainerRule DescribeContainers(Profile profile, NetworkPlan networks) => ContainerRule.None;

    /// <summary>The template of the script that starts a node's containers.</summary>
    /// <param name="profile">The prepared profile.</param>
    public virtual ScriptTemplate Template(Profile profile) => MinimegaScript.Default;

    /// <summary>Values for the places of a text template, beyond those that every template has.</summary>
    /// <param name="profile">The prepared profile.</param>
    /// <param name="node">The node whose script is written.</param>
    public virtual ValueMap<string> TemplateVariables(Profile profile, NodeSpec node) => ValueMap<string>.Empty;

    /// <summary>Files that belong to a node beside its scripts, such as configurations of its containers.</summary>
    /// <param name="profile">The prepared profile.</param>
    /// <param name="group">The group the node is in.</param>
    /// <param name="node">The node.</param>
    public virtual IEnumerable<NodeFile> Files(Profile profile, NodeGroup group, NodeSpec node) => [];

    /// <summary>The plugin's configuration in one line, for the log.</summary>
    /// <param name="profile">The prepared profile.</param>
    public virtual string Describe(Profile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        return profile.Options?.ToString() ?? "";
    }

    /// <summary>Quotient rounded up: how many parts of a size hold a whole.</summary>
    /// <param name="whole">0 or more.</param>
    /// <param name="part">1 or more.</param>
    protected static int DivideUp(int whole, int part) => (int)(((long)whole + part - 1) / part);
}
