using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Scalewright.Decisions;
using Scalewright.Decisions.Policies;

namespace Scalewright.Providers.AutoScaling;

/// <summary>Options of an endpoint. By default, no key has access.</summary>
public sealed record AutoScalingEndpointOptions
{
    /// <summary>Access keys of the clients. Default empty: no access.</summary>
    public ValueList<AccessKey> Keys { get; init; } = [];

    /// <summary>Verification of request signatures. Default: full verification.</summary>
    public SignatureValidation SignatureValidation { get; init; } = SignatureValidation.Verify;

    /// <summary>
    /// Maximum difference between the time of a signature and now, in both directions. Default 15 minutes, as at AWS
    /// and Phantom.
    /// </summary>
    public TimeSpan SignatureValidityPeriod { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>
    /// Accepts requests from boto 2 and other clients of that era. The scope of their version 4 signatures may be
    /// derived from the host name, for example <c>0</c> and <c>127</c> from <c>127.0.0.1</c>. Such signatures, and
    /// version 2 signatures, are accepted again for 2 seconds, because two programs that send the same request within
    /// one second produce the same signature. Default false: the scope must name <see cref="Region"/> and
    /// <c>autoscaling</c> or <c>ec2</c>. The signature of a request that changes state is then accepted again only on
    /// the same connection, for 2 seconds.
    /// </summary>
    public bool AllowLegacyClients { get; init; }

    /// <summary>Rules that groups follow. Default: selected by the tags of each group.</summary>
    public GroupSemantics GroupSemantics { get; init; }

    /// <summary>
    /// Clouds for instances, in order of preference. Default empty: the provider chooses, and groups can name any
    /// cloud.
    /// </summary>
    public ValueList<string> Clouds { get; init; } = [];

    /// <summary>
    /// Policy that distributes groups with Phantom rules over their clouds. Default: fills clouds in order, overflows
    /// to the next and learns which are full.
    /// </summary>
    public IPlacementPolicy Placement { get; init; } = new OverflowPlacement();

    /// <summary>Time during which a cloud without capacity is not used again. Default 1 minute.</summary>
    public TimeSpan CloudRetryDelay { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Accepts StopInstances and RebootInstances. They remove the node of an instance with all data on its disk,
    /// whereas AWS keeps the disk. The instance gets a new node with the same ID when it is started, or immediately on
    /// a reboot.
    /// Default false: both requests are rejected. Warm pools are not affected.
    /// </summary>
    public bool AllowNodeReplacement { get; init; }

    /// <summary>
    /// Opens the folder read-only: takes no lock, writes nothing and keeps changes in memory. A folder that cannot be
    /// opened is rejected as usual, except if it is locked by another process. Default false.
    /// </summary>
    public bool IsDryRun { get; init; }

    /// <summary>Region in ARNs. Default <c>us-east-1</c>.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>Account in ARNs. Default <c>000000000000</c>.</summary>
    public string AccountId { get; init; } = "000000000000";

    /// <summary>Default number of items per page, 1 to 100. Default 50.</summary>
    public int PageSize { get; init; } = 50;

    /// <summary>Maximum number of bytes of the query and of the body of a request, each. Default 1 MiB.</summary>
    public int MaxRequestBytes { get; init; } = 1024 * 1024;

    /// <summary>Maximum number of parameters of a request. Default 10,000.</summary>
    public int MaxParameters { get; init; } = 10_000;

    /// <summary>Maximum number of launch configurations. Default: unlimited.</summary>
    public int MaxLaunchConfigurations { get; init; } = int.MaxValue;

    /// <summary>Maximum number of groups. Default: unlimited.</summary>
    public int MaxGroups { get; init; } = int.MaxValue;

    /// <summary>Maximum number of instances in all groups together. Default 100,000.</summary>
    public int MaxInstances { get; init; } = 100_000;

    /// <summary>Interval at which the cluster is polled when no requests arrive. Default 10 seconds.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Lag of DescribeInstances, like EC2's eventually consistent lists: new instances are missing, and terminated ones
    /// are shown as running. For tests of clients. Default zero.
    /// </summary>
    public TimeSpan ListDelay { get; init; }

    /// <summary>
    /// Called before each action with its name; returns an error that fails the action, or null. For tests of clients.
    /// Default null.
    /// </summary>
    public Func<string, QueryError?>? FaultSelector { get; init; }

    /// <summary>Time provider for requests and responses. Default: the system clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>
    /// Logger for failures to apply the desired state to the cluster, and for recoveries. Default: disabled.
    /// </summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>Checks all values and wraps user callbacks.</summary>
    /// <exception cref="ArgumentNullException">The placement policy is missing.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    /// <exception cref="DecisionException">The placement policy is invalid.</exception>
    internal AutoScalingEndpointOptions Checked()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(PageSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(PageSize, 100);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxRequestBytes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxParameters, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxLaunchConfigurations);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxGroups);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxInstances);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(PollInterval, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(SignatureValidityPeriod, TimeSpan.Zero);
        ArgumentNullException.ThrowIfNull(Placement);
        ArgumentNullException.ThrowIfNull(Logger);
        return this with { Placement = GuardedPlacement.Create(Placement, MaxInstances) };
    }
}
