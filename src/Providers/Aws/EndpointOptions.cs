using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Scalewright.Decisions;
using Scalewright.Decisions.Policies;

namespace Scalewright.Providers.AutoScaling;

/// <summary>How an endpoint behaves. A value; the default lets nobody in.</summary>
public sealed record EndpointOptions
{
    /// <summary>Who may call; default nobody.</summary>
    public ValueList<AccessKey> Keys { get; init; } = [];

    /// <summary>How far requests must prove who sent them; default in full.</summary>
    public SignatureRule Signatures { get; init; } = SignatureRule.Verify;

    /// <summary>
    /// How far the time of a signature may be from now, in both directions; default 15 minutes, as AWS and Phantom have
    /// it.
    /// </summary>
    public TimeSpan SignatureWindow { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>
    /// Accepts what boto 2 and other clients of its time send. Their signatures of version 4 may have the scope that
    /// they take from the host name, as <c>0</c> and <c>127</c> of <c>127.0.0.1</c>; those, and signatures of version
    /// 2, are accepted again for 2 seconds, since two programs that ask for the same within a second sign alike.
    /// Default false: the scope names <see cref="Region"/> and <c>autoscaling</c> or <c>ec2</c>, and the signature of a
    /// changing request is accepted again for 2 seconds on the connection of the first one alone.
    /// </summary>
    public bool AcceptsOldClients { get; init; }

    /// <summary>Whose rules groups follow; default by their tag.</summary>
    public GroupRules Rules { get; init; }

    /// <summary>
    /// Clouds that instances may be asked from, the first one first; none: where the provider puts them, and any that a
    /// group names.
    /// </summary>
    public ValueList<string> Clouds { get; init; } = [];

    /// <summary>
    /// How groups of Phantom's rules are distributed over their clouds; default fills them in order, flows over and
    /// learns which are full.
    /// </summary>
    public IPlacementPolicy Placement { get; init; } = new OverflowPlacement();

    /// <summary>How long a cloud that had no room is not asked again; default 1 minute.</summary>
    public TimeSpan ClosedFor { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Accepts StopInstances and RebootInstances, which remove the node of an instance and with it all data on its disk,
    /// where AWS keeps the disk: the instance gets a new node under its id when it is started, or at once. Default false:
    /// both are refused. Warm pools are not affected.
    /// </summary>
    public bool AllowNodeReplacement { get; init; }

    /// <summary>
    /// Reads the folder and changes nothing there: no lock is taken, no byte is written, and all that is asked for stays
    /// in memory. What the folder would be refused for is refused, save that another holds it. Default false.
    /// </summary>
    public bool IsDryRun { get; init; }

    /// <summary>Region in ARNs; default <c>us-east-1</c>.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>Account in ARNs; default <c>000000000000</c>.</summary>
    public string AccountId { get; init; } = "000000000000";

    /// <summary>Items of a page when a request does not say, 1 to 100; default 50.</summary>
    public int PageSize { get; init; } = 50;

    /// <summary>Bytes that a request may have, its query and its body each; default 1 MiB.</summary>
    public int RequestBytesMax { get; init; } = 1024 * 1024;

    /// <summary>Maximum number of parameters of a request; default 10,000.</summary>
    public int MaxParameters { get; init; } = 10_000;

    /// <summary>Launch configurations that there may be; default without limit.</summary>
    public int LaunchConfigurationsMax { get; init; } = int.MaxValue;

    /// <summary>Groups that there may be; default without limit.</summary>
    public int GroupsMax { get; init; } = int.MaxValue;

    /// <summary>Instances that all groups may have together; default 100,000.</summary>
    public int InstancesMax { get; init; } = 100_000;

    /// <summary>How often the cluster is looked at while nobody asks for anything; default 10 s.</summary>
    public TimeSpan LookPeriod { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How late DescribeInstances is, as EC2's lists may be: what is new does not show yet, what ended shows as
    /// running. For tests of clients. Default zero.
    /// </summary>
    public TimeSpan ListLag { get; init; }

    /// <summary>
    /// Asked before each action: a fault fails it, null lets it pass. For tests of clients. Default nothing fails.
    /// </summary>
    public Func<string, WireFault?>? Interfere { get; init; }

    /// <summary>The time of requests and replies; default the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>
    /// Takes that the cluster cannot be made what was asked for, and that it can again; default nobody.
    /// </summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>Checks every value, and guards what is called of the user's.</summary>
    /// <exception cref="ArgumentNullException">There is no placement policy.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside of its range.</exception>
    /// <exception cref="DecisionException">The placement policy cannot be used.</exception>
    internal EndpointOptions Checked()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(PageSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(PageSize, 100);
        ArgumentOutOfRangeException.ThrowIfLessThan(RequestBytesMax, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxParameters, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(LaunchConfigurationsMax);
        ArgumentOutOfRangeException.ThrowIfNegative(GroupsMax);
        ArgumentOutOfRangeException.ThrowIfNegative(InstancesMax);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(LookPeriod, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(SignatureWindow, TimeSpan.Zero);
        ArgumentNullException.ThrowIfNull(Placement);
        ArgumentNullException.ThrowIfNull(Logger);
        return this with { Placement = GuardedPlacement.Of(Placement, InstancesMax) };
    }
}
