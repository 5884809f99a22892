using System.Buffers;
using System.Numerics;
using PhenixScaleApp.Documents;
using PhenixScaleApp.Logs;

namespace PhenixScaleApp.Compat;

/// <summary>A profile as its plugin reads it: the reference's plugin interface.</summary>
internal abstract class ProfilePlan
{
    /// <summary>More nodes or containers than this is a mistake, on this machine or any.</summary>
    protected const int CountMax = 20_000_000;

    /// <summary>How many nodes there are.</summary>
    public required int NodeCount { get; init; }

    /// <summary>The profile's fields as the plugin understood them, for the log.</summary>
    public required Value Fields { get; init; }

    /// <summary>Logs what the plugin logs when it has read a profile that is to be configured.</summary>
    public virtual void Announce(AppLog log, string profile)
    {
    }

    /// <summary>The host name of a node, from 1.</summary>
    public abstract string HostnameOf(int number);

    /// <summary>How many containers a node has; negative when the profile says so.</summary>
    public abstract long CountContainers(int number);

    /// <summary>What a node's startup script runs first.</summary>
    public virtual IReadOnlyList<string> StartupCommands => [];

    /// <summary>What the nodes have in common.</summary>
    /// <exception cref="ReferenceException">The template is not what can be read.</exception>
    public abstract MapValue DescribeNode();

    /// <summary>Runs when a node was added.</summary>
    /// <param name="stage">The stage under way.</param>
    /// <param name="number">The node, from 1.</param>
    /// <exception cref="ReferenceException">The profile is not what can be read.</exception>
    public virtual void OnNodeConfigured(ConfigureStage stage, int number)
    {
    }

    /// <summary>The commands of a node's minimega.</summary>
    /// <param name="number">The node, from 1.</param>
    /// <param name="networks">The profile's networks as they stand at this node.</param>
    /// <param name="gateway">The profile's default route; null for none.</param>
    /// <param name="settings">What every container has.</param>
    /// <returns>Writes them.</returns>
    /// <exception cref="ReferenceException">An address does not exist, or the profile is not what can be read.</exception>
    public abstract Action<IBufferWriter<byte>> Render(int number, NetworkList networks, string? gateway, ContainerSettings settings);

    /// <summary>A count that can be counted to.</summary>
    /// <exception cref="ReferenceException">It is too large.</exception>
    protected static int Checked(BigInteger count) => BigInteger.Abs(count) <= CountMax
        ? (int)count
        : throw new ReferenceException("MemoryError", $"{count} is more than {CountMax}");

    /// <summary>Quotient rounded up.</summary>
    protected static BigInteger DivideUp(BigInteger whole, BigInteger part) => (whole + part - 1) / part;
}
