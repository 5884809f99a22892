using Scalewright.Profiles;
using Scalewright.Topologies;

namespace Scalewright.Plugins;

/// <summary>
/// Expands a profile to nodes. Must be a pure function without fields that keep state: both stages of an expansion may
/// run in different processes.
/// </summary>
/// <remarks>The members are called in the order below. Node numbers start at 1.</remarks>
public abstract class ScalePlugin
{
    /// <summary>Checks the plugin's own rules and adds a problem for each violation.</summary>
    /// <param name="profile">The profile as written.</param>
    /// <param name="problems">Receives the problems.</param>
    public virtual void Validate(Profile profile, ProblemList problems) { }

    /// <summary>Sets values that follow from the profile. Runs first in each stage.</summary>
    /// <param name="profile">The profile as written.</param>
    /// <returns>The profile for all later members.</returns>
    public virtual Profile Prepare(Profile profile) => profile;

    /// <summary>Returns the number of nodes.</summary>
    /// <param name="profile">The prepared profile.</param>
    /// <returns>0 or more, at most <see cref="ExpansionLimits.MaxNodes"/>.</returns>
    public abstract int CountNodes(Profile profile);

    /// <summary>Returns the host name of a node.</summary>
    /// <param name="profile">The prepared profile.</param>
    /// <param name="number">The node's number, from 1.</param>
    public virtual string NameNode(Profile profile, int number)
    {
        ArgumentNullException.ThrowIfNull(profile);
        return $"{profile.HostnamePrefix ?? profile.Name}-{number}";
    }

    /// <summary>Returns the hardware of nodes, used where the profile's template has no value.</summary>
    /// <param name="profile">The prepared profile.</param>
    public virtual NodeHardware GetDefaultHardware(Profile profile) => new();

    /// <summary>Returns the commands that the node's startup script runs first.</summary>
    /// <param name="profile">The prepared profile.</param>
    /// <param name="number">The node's number, from 1.</param>
    public virtual ValueList<string> GetStartupCommands(Profile profile, int number) => [];

    /// <summary>Returns the final node with its labels, annotations and files.</summary>
    /// <param name="profile">The prepared profile.</param>
    /// <param name="node">The node so far.</param>
    /// <returns>The node, with unchanged name and number.</returns>
    public virtual NodeSpec ConfigureNode(Profile profile, NodeSpec node) => node;

    /// <summary>Returns the number of containers on a node.</summary>
    /// <param name="profile">The prepared profile.</param>
    /// <param name="number">The node's number, from 1.</param>
    public virtual int CountContainers(Profile profile, int number) => 0;

    /// <summary>Describes the containers. Called once per profile, after all are counted.</summary>
    /// <param name="profile">The prepared profile.</param>
    /// <param name="networks">Allocates the addresses.</param>
    public virtual ContainerLayout DescribeContainers(Profile profile, NetworkAllocator networks) => ContainerLayout.None;

    /// <summary>Returns the template of the script that starts a node's containers.</summary>
    /// <param name="profile">The prepared profile.</param>
    public virtual ScriptTemplate GetTemplate(Profile profile) => MinimegaScript.Default;

    /// <summary>Returns values for text templates, in addition to those of every template.</summary>
    /// <param name="profile">The prepared profile.</param>
    /// <param name="node">Node of the script.</param>
    public virtual ValueMap<string> GetTemplateVariables(Profile profile, NodeSpec node) => ValueMap<string>.Empty;

    /// <summary>Returns further files of a node, for example configurations of its containers.</summary>
    /// <param name="profile">The prepared profile.</param>
    /// <param name="group">Group of the node.</param>
    /// <param name="node">The node.</param>
    public virtual IEnumerable<NodeFile> GetFiles(Profile profile, NodeGroup group, NodeSpec node) => [];

    /// <summary>Returns the plugin's configuration in one line, for the log.</summary>
    /// <param name="profile">The prepared profile.</param>
    public virtual string Describe(Profile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        return profile.Options?.ToString() ?? "";
    }

    /// <summary>Returns the quotient rounded up.</summary>
    /// <param name="dividend">0 or more.</param>
    /// <param name="divisor">1 or more.</param>
    protected static int DivideRoundingUp(int dividend, int divisor) => (int)(((long)dividend + divisor - 1) / divisor);
}
