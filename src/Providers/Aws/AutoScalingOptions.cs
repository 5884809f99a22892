using Scalewright.Agents;
using Scalewright.Agents.Dialing;

namespace Scalewright.Providers.AutoScaling;

/// <summary>Where instances come from, and who asks for them.</summary>
/// <param name="Address">Where the service answers, as in <c>https://ec2.eu-west-1.amazonaws.com</c>.</param>
/// <param name="Key">Who calls.</param>
public sealed record AutoScalingOptions(Uri Address, AccessKey Key)
{
    /// <summary>
    /// Gives a new key for one that the place refused, as one that expired. Asked once for all calls that the key was
    /// refused for; a call that is refused again stops the work, with its state kept. Null, the default: the first
    /// refusal does.
    /// </summary>
    public Func<AccessKey, CancellationToken, Task<AccessKey>>? RenewKey { get; init; }

    /// <summary>Region that signatures are for; default <c>us-east-1</c>.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>How requests are signed; default by version 4.</summary>
    public SignatureVersion Signature { get; init; }

    /// <summary>
    /// Zones that nodes may be asked from as their clouds; none, the default: the place says what it knows when it is
    /// asked.
    /// </summary>
    public ValueList<string> Zones { get; init; } = [];

    /// <summary>
    /// Kinds of machines by size, the one to take first first, for nodes that name none (annotation
    /// <c>instance_type</c>); none, the default: the place's own.
    /// </summary>
    public ValueList<InstanceKind> Kinds { get; init; } = [];

    /// <summary>
    /// Image of nodes that say nothing else than the default of <see cref="Topologies.NodeHardware"/>; empty, the
    /// default: that one.
    /// </summary>
    public string Image { get; init; } = "";

    /// <summary>How late lists may be; default 1 minute, as one allows for EC2.</summary>
    public TimeSpan ConsistencyWindow { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The longest wait for an answer; default 30 s. What came of a call that has none is unknown.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Calls under way at once, 1 or more; default 8.</summary>
    public int CallsMax { get; init; } = 8;

    /// <summary>Instances on a page of a list, 5 to 1000 (EC2's bounds); default 1000.</summary>
    public int PageSize { get; init; } = 1000;

    /// <summary>
    /// The way into instances, which such a place does not have itself, as over SSH; stays the caller's to dispose.
    /// Null, the default: nodes cannot be entered.
    /// </summary>
    public INodeTransport? Transport { get; init; }

    /// <summary>
    /// Where <see cref="Transport"/> finds an instance, and whom it logs in as; default:
    /// <see cref="InstanceAddress.Host"/>, as whom the transport is set up for. An empty host: the instance cannot be
    /// entered.
    /// </summary>
    public Func<InstanceAddress, NodeAddress> Reach { get; init; } = static instance => new NodeAddress(instance.Host);

    /// <summary>
    /// What requests go through, as for a certificate authority of one's own; stays the caller's to dispose. One that
    /// follows redirects gives the key's session token to whomever they lead to. Null, the default: the network,
    /// without redirects.
    /// </summary>
    public HttpMessageHandler? Handler { get; init; }

    /// <summary>
    /// Who knows the addresses of the service's name, all of which are tried; not asked when there is a
    /// <see cref="Handler"/>. Default: this machine's resolver.
    /// </summary>
    public INameResolver Names { get; init; } = new SystemNames();

    /// <summary>Time of signatures, waits and deadlines; default the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Chance for tokens and jitter; null, the default: the system's.</summary>
    public Random? Chance { get; init; }

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentException">One cannot be.</exception>
    internal AutoScalingOptions Checked()
    {
        WrongOptions wrong = new();
        wrong.Address(nameof(Address), Address);
        wrong.Needs(nameof(Key), Key);
        wrong.Needs(nameof(Names), Names is null ? null : this);
        wrong.Needs(nameof(Reach), Reach);
        wrong.AtLeast(nameof(ConsistencyWindow), ConsistencyWindow, TimeSpan.Zero);
        wrong.Positive(nameof(CallTimeout), CallTimeout);
        wrong.Between(nameof(CallsMax), CallsMax, 1);
        wrong.Between(nameof(PageSize), PageSize, 5, 1000);
        wrong.Throw();
        return this;
    }
}
