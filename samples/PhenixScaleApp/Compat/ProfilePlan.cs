using System.Buffers;
using System.Numerics;
using PhenixScaleApp.Documents;
using PhenixScaleApp.Logs;

namespace PhenixScaleApp.Compat;

/// <summary>Profile as parsed by its plugin. Each plugin of the reference application has a derived class.</summary>
internal abstract class ProfilePlan
{
    /// <summary>Maximum number of nodes or containers. A higher number is certainly a mistake.</summary>
    protected const int CountMax = 20_000_000;

    public required int NodeCount { get; init; }

    /// <summary>Fields of the profile as parsed by the plugin, for the log.</summary>
    public required Value Fields { get; init; }

    /// <summary>Logs the messages of the plugin at the configure stage, after it has parsed the profile.</summary>
    public virtual void Announce(AppLog log, string profile)
    {
    }

    /// <summary>Returns the host name of a node.</summary>
    /// <param name="number">Number of the node, from 1.</param>
    public abstract string HostnameOf(int number);

    /// <summary>Returns the number of containers of a node; negative if the number in the profile is.</summary>
    /// <param name="number">Number of the node, from 1.</param>
    public abstract long CountContainers(int number);

    /// <summary>Commands at the start of the startup script of each node.</summary>
    public virtual IReadOnlyList<string> StartupCommands => [];

    /// <summary>Returns the settings that all nodes have in common.</summary>
    /// <exception cref="ReferenceException">The template is invalid.</exception>
    public abstract MapValue DescribeNode();

    /// <summary>Called after a node was added.</summary>
    /// <param name="number">Number of the node, from 1.</param>
    /// <exception cref="ReferenceException">The profile is invalid.</exception>
    public virtual void OnNodeConfigured(ConfigureStage stage, int number)
    {
    }

    /// <summary>Creates the minimega commands that start the containers of a node.</summary>
    /// <param name="number">Number of the node, from 1.</param>
    /// <param name="networks">State of the profile's networks before this node.</param>
    /// <param name="gateway">Default route of the profile; null for none.</param>
    /// <param name="settings">Settings of all containers.</param>
    /// <returns>Function that writes the commands.</returns>
    /// <exception cref="ReferenceException">An address does not exist, or the profile is invalid.</exception>
    public abstract Action<IBufferWriter<byte>> Render(int number, NetworkList networks, string? gateway, ContainerSettings settings);

    /// <summary>Converts a count to <c>int</c>.</summary>
    /// <exception cref="ReferenceException">The count is above the maximum.</exception>
    protected static int Checked(BigInteger count) => BigInteger.Abs(count) <= CountMax
        ? (int)count
        : throw new ReferenceException("MemoryError", $"{count} is more than {CountMax}");

    /// <summary>Returns the quotient, rounded up.</summary>
    protected static BigInteger DivideUp(BigInteger whole, BigInteger part) => (whole + part - 1) / part;
}
