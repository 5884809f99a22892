using System.Buffers;
using System.Numerics;
using PhenixScaleApp.Documents;
using PhenixScaleApp.Logs;

namespace PhenixScaleApp.Compat;

/// <summary>A profile read by its plugin: the plugin interface of the reference.</summary>
internal abstract class ProfilePlan
{
    /// <summary>Maximum number of nodes or containers. More is a mistake on any machine.</summary>
    protected const int CountMax = 20_000_000;

    public required int NodeCount { get; init; }

    /// <summary>Fields of the profile as parsed by the plugin, for the log.</summary>
    public required Value Fields { get; init; }

    /// <summary>Logs the messages of the plugin after it has read a profile for configure.</summary>
    public virtual void Announce(AppLog log, string profile)
    {
    }

    /// <summary>Host name of a node, from 1.</summary>
    public abstract string HostnameOf(int number);

    /// <summary>Number of containers of a node; negative if the profile says so.</summary>
    public abstract long CountContainers(int number);

    /// <summary>First commands of a node's startup script.</summary>
    public virtual IReadOnlyList<string> StartupCommands => [];

    /// <summary>Describes the common part of the nodes.</summary>
    /// <exception cref="ReferenceException">The template is invalid.</exception>
    public abstract MapValue DescribeNode();

    /// <summary>Called after a node was added.</summary>
    /// <param name="number">The node, from 1.</param>
    /// <exception cref="ReferenceException">The profile is invalid.</exception>
    public virtual void OnNodeConfigured(ConfigureStage stage, int number)
    {
    }

    /// <summary>Creates the commands of a node's minimega.</summary>
    /// <param name="number">The node, from 1.</param>
    /// <param name="networks">State of the profile's networks at this node.</param>
    /// <param name="gateway">Default route of the profile; null for none.</param>
    /// <param name="settings">Settings of all containers.</param>
    /// <returns>Writes the commands.</returns>
    /// <exception cref="ReferenceException">An address does not exist, or the profile is invalid.</exception>
    public abstract Action<IBufferWriter<byte>> Render(int number, NetworkList networks, string? gateway, ContainerSettings settings);

    /// <summary>Returns the count as an int.</summary>
    /// <exception cref="ReferenceException">The count is above the maximum.</exception>
    protected static int Checked(BigInteger count) => BigInteger.Abs(count) <= CountMax
        ? (int)count
        : throw new ReferenceException("MemoryError", $"{count} is more than {CountMax}");

    /// <summary>Quotient rounded up.</summary>
    protected static BigInteger DivideUp(BigInteger whole, BigInteger part) => (whole + part - 1) / part;
}
