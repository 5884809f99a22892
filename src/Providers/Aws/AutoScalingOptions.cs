using Scalewright.Agents;
using Scalewright.Providers.AutoScaling.Networking;

namespace Scalewright.Providers.AutoScaling;

/// <summary>Options of the AutoScaling provider.</summary>
/// <param name="Address">Address of the service, for example <c>https://ec2.eu-west-1.amazonaws.com</c>.</param>
/// <param name="Key">Access key of the caller.</param>
public sealed record AutoScalingOptions(Uri Address, AccessKey Key)
{
    /// <summary>
    /// Returns a new key after the service rejected one, for example because it expired. Called once for all requests
    /// that used the rejected key. A second rejection stops the operation, whose state is kept. Null, the
    /// default, stops at the first rejection.
    /// </summary>
    public Func<AccessKey, CancellationToken, Task<AccessKey>>? RenewKey { get; init; }

    /// <summary>Region of the signatures. Default <c>us-east-1</c>.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>Signature version of requests. Default version 4.</summary>
    public SignatureVersion SignatureVersion { get; init; }

    /// <summary>Zones that nodes can request as their clouds. Default empty: the service validates zones.</summary>
    public ValueList<string> AvailabilityZones { get; init; } = [];

    /// <summary>
    /// Instance types by size, in order of preference, for nodes without the annotation <c>instance_type</c>. Default
    /// empty: the service chooses.
    /// </summary>
    public ValueList<InstanceType> InstanceTypes { get; init; } = [];

    /// <summary>
    /// Image of nodes that keep the default image of <see cref="Topologies.NodeHardware"/>. Empty, the default, uses
    /// that image.
    /// </summary>
    public string Image { get; init; } = "";

    /// <summary>
    /// Maximum time until a change appears in lists (eventual consistency). Default 1 minute, as is usual for EC2.
    /// </summary>
    public TimeSpan ConsistencyWindow { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Timeout of a single request. Default 30 seconds. The outcome of a request that times out is unknown.
    /// </summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Maximum number of concurrent requests, 1 or more. Default 8.</summary>
    public int MaxConcurrency { get; init; } = 8;

    /// <summary>Number of instances per page of a list, 5 to 1000 (limits of EC2). Default 1000.</summary>
    public int PageSize { get; init; } = 1000;

    /// <summary>
    /// Transport, for example SSH, for connections to instances, since the service offers no connections. The caller
    /// disposes it. Null, the default, allows no connections to nodes.
    /// </summary>
    public INodeTransport? Transport { get; init; }

    /// <summary>
    /// Returns the address and user with which <see cref="Transport"/> connects to an instance. Default:
    /// <see cref="InstanceAddress.Host"/> and the user of the transport. An empty host means that the instance is
    /// unreachable.
    /// </summary>
    public Func<InstanceAddress, NodeAddress> NodeAddressSelector { get; init; } = static instance => new NodeAddress(instance.Host);

    /// <summary>
    /// HTTP handler for requests, for example with a custom certificate authority. The caller disposes it. A handler
    /// that follows redirects sends the session token of the key to their targets. Null, the default, uses a handler
    /// without redirects.
    /// </summary>
    public HttpMessageHandler? Handler { get; init; }

    /// <summary>
    /// Resolver of the host name of the service; all addresses are tried. Not used with a custom <see cref="Handler"/>.
    /// Default: the resolver of this machine.
    /// </summary>
    public INameResolver NameResolver { get; init; } = new SystemNameResolver();

    /// <summary>Time provider for signatures, delays and timeouts. Default: the system clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Random source for tokens and jitter. Default null: the system random source.</summary>
    public Random? Random { get; init; }

    /// <exception cref="ArgumentException">A value is invalid.</exception>
    internal AutoScalingOptions Checked()
    {
        OptionsValidation validation = new();
        validation.Address(nameof(Address), Address);
        validation.Needs(nameof(Key), Key);
        validation.Needs(nameof(NameResolver), NameResolver is null ? null : this);
        validation.Needs(nameof(NodeAddressSelector), NodeAddressSelector);
        validation.AtLeast(nameof(ConsistencyWindow), ConsistencyWindow, TimeSpan.Zero);
        validation.Positive(nameof(CallTimeout), CallTimeout);
        validation.Between(nameof(MaxConcurrency), MaxConcurrency, 1);
        validation.Between(nameof(PageSize), PageSize, 5, 1000);
        validation.Throw();
        return this;
    }
}
